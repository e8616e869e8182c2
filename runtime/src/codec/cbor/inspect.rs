//! Messages as text that is the same for the same values, and messages with one leaf altered: what protocol tests
//! compare.

use std::fmt::Write as _;

use super::{
    Cbor,
    deserialize::CborDeserializer,
    head::{
        ARRAY, BYTES, DOUBLE, FALSE, HALF, MAP, NEGATIVE, NULL, SINGLE, TAG, TAG_EPOCH, TEXT, TRUE,
        UNDEFINED, UNSIGNED,
    },
};
use crate::{
    codec::{Limits, Policy},
    error::DecodeError,
};

/// The text string `Q` as a data item, which stands for others.
const OTHER: [u8; 2] = [TEXT | 1, b'Q'];

/// A message in the diagnostic notation (RFC 8949, section 8), without the widths and kinds of lengths that its values
/// are written with: entries of maps are in order, strings whole, and a timestamp of whole seconds is an integer.
///
/// # Errors
/// When the bytes are no CBOR.
pub(crate) fn diagnostic(bytes: &[u8]) -> Result<String, DecodeError> {
    Inspector::of(bytes).map(|(text, _)| text)
}

/// The message with each of its leaves altered in turn. An empty list or map is a leaf, and gets an entry.
///
/// # Errors
/// When the bytes are no CBOR.
pub(crate) fn altered(bytes: &[u8]) -> Result<Vec<Vec<u8>>, DecodeError> {
    let (_, leaves) = Inspector::of(bytes)?;
    let replaced = |(from, to, other): &(usize, usize, Vec<u8>)| {
        let mut message = bytes.to_vec();
        message.splice(*from..*to, other.iter().copied());
        message
    };
    Ok(leaves.iter().map(replaced).collect())
}

struct Inspector<'a> {
    input: CborDeserializer<'a>,
    text: String,
    /// Where each leaf begins and ends, and another one in place of it.
    leaves: Vec<(usize, usize, Vec<u8>)>,
}

type Inspected = (String, Vec<(usize, usize, Vec<u8>)>);

impl<'a> Inspector<'a> {
    fn of(bytes: &'a [u8]) -> Result<Inspected, DecodeError> {
        let input = CborDeserializer::new(Cbor::RPC_V2, bytes, Policy::Lenient, Limits::default());
        let mut inspector = Inspector { input, text: String::new(), leaves: Vec::new() };
        inspector.item(0)?;
        inspector.input.end()?;
        Ok((inspector.text, inspector.leaves))
    }

    fn push(&mut self, text: impl std::fmt::Display) {
        // Writing to a string does not fail.
        let _ = write!(self.text, "{text}");
    }

    fn item(&mut self, depth: usize) -> Result<(), DecodeError> {
        let (from, first) = (self.input.at, self.input.peek());
        let other = match first & 0xE0 {
            UNSIGNED | NEGATIVE => {
                let number = self.input.number_text(false)?;
                self.push(number);
                vec![first & 0xE0 | u8::from(first & 0x1F != 1)]
            }
            BYTES => {
                let bytes = self.input.bytes()?;
                self.push("h'");
                for byte in bytes.iter() {
                    self.push(format_args!("{byte:02x}"));
                }
                self.push("'");
                if &*bytes == b"Q" { vec![BYTES] } else { vec![BYTES | 1, b'Q'] }
            }
            TEXT => {
                let text = self.input.text()?;
                self.push(format_args!("{text:?}"));
                if text == "Q" { vec![TEXT] } else { OTHER.to_vec() }
            }
            ARRAY | MAP => return self.container(first, depth),
            TAG => return self.tagged(depth),
            _ => self.simple(first)?,
        };
        self.leaves.push((from, self.input.at, other));
        Ok(())
    }

    fn tagged(&mut self, depth: usize) -> Result<(), DecodeError> {
        let first = self.input.peek();
        let tag = self.input.argument(first)?;
        self.push(format_args!("{tag}("));
        let start = self.text.len();
        self.item(depth)?;
        // A double of whole seconds ends with this.
        if tag == TAG_EPOCH && self.text.get(start..).is_some_and(|text| text.ends_with(".0")) {
            self.text.truncate(self.text.len() - 2);
        }
        self.push(")");
        Ok(())
    }

    fn simple(&mut self, first: u8) -> Result<Vec<u8>, DecodeError> {
        let (text, other) = match first {
            FALSE => ("false", TRUE),
            TRUE => ("true", FALSE),
            NULL => ("null", TRUE),
            UNDEFINED => ("undefined", TRUE),
            HALF | SINGLE | DOUBLE => {
                let value = self.input.double()?;
                self.push(format_args!("{value:?}"));
                // Half precision, 1.5 or 2.
                return Ok(if value == 1.5 { vec![0xF9, 0x40, 0] } else { vec![0xF9, 0x3E, 0] });
            }
            _ => return Err(self.input.unexpected("a value")),
        };
        self.input.at += 1;
        self.push(text);
        Ok(vec![other])
    }

    fn container(&mut self, first: u8, depth: usize) -> Result<(), DecodeError> {
        if depth >= self.input.limits.max_depth {
            return Err(self.input.too_deep());
        }
        let from = self.input.at;
        let outer = std::mem::take(&mut self.text);
        let is_map = first & 0xE0 == MAP;
        let mut left = self.input.length(first)?;
        let mut entries = Vec::new();
        while self.input.more(&mut left) {
            if is_map {
                // Keys are no leaves: another key may stand for nothing.
                let leaves = self.leaves.len();
                self.item(depth + 1)?;
                self.leaves.truncate(leaves);
                self.push(": ");
            }
            self.item(depth + 1)?;
            entries.push(std::mem::take(&mut self.text));
        }
        self.text = outer;
        if entries.is_empty() {
            let length = if is_map { 2 } else { 1 };
            let other = std::iter::once(first & 0xE0 | 1).chain(OTHER.repeat(length)).collect();
            self.leaves.push((from, self.input.at, other));
        }
        let [opening, closing] = if is_map { ["{", "}"] } else { ["[", "]"] };
        if is_map {
            entries.sort();
        }
        self.push(format_args!("{opening}{}{closing}", entries.join(", ")));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{altered, diagnostic};

    #[test]
    fn one_value_has_one_text_whatever_its_form() {
        let definite = b"\xA2\x61a\x01\x61b\xC1\xFB\x41\xD4\xD7\xFB\xF3\x80\0\0";
        let indefinite = b"\xBF\x7F\x61b\xFF\xC1\x1A\x53\x5F\xEF\xCE\x61a\x19\0\x01\xFF";
        assert_eq!(diagnostic(definite).expect("is read"), r#"{"a": 1, "b": 1(1398796238)}"#);
        assert_eq!(diagnostic(indefinite).expect("is read"), r#"{"a": 1, "b": 1(1398796238)}"#);
        for (bytes, text) in [
            (&b"\xF9\x7E\0"[..], "NaN"),
            (b"\xFB\x7F\xF8\0\0\0\0\0\x01", "NaN"),
            (b"\xFA\x3F\x80\0\0", "1.0"),
            (b"\x01", "1"),
            (b"\x9F\x43foo\xF6\xF7\xFF", "[h'666f6f', null, undefined]"),
        ] {
            assert_eq!(diagnostic(bytes).expect("is read"), text);
        }
        assert!(diagnostic(b"\x01\x01").is_err());
    }

    #[test]
    fn every_altered_message_is_another_one() {
        let message = b"\xBF\x61a\x01\x61b\xC1\xFB\x41\xD4\xD7\xFB\xF3\x80\0\0\x61c\x9F\xFF\x61d\xA0\x61e\x82\xF4\x61Q\xFF";
        let text = diagnostic(message).expect("is read");
        let messages = altered(message).expect("is read");
        assert_eq!(messages.len(), 6);
        assert!(messages.iter().all(|other| diagnostic(other).is_ok_and(|other| other != text)));
    }
}
