//! Strings of text and of bytes, whole or in chunks.

use std::borrow::Cow;

use super::{
    deserialize::CborDeserializer,
    head::{BREAK, BYTES, INDEFINITE, ONE_BYTE, TEXT},
};
use crate::error::DecodeError;

/// A key of the input.
#[derive(Clone, Copy, Debug)]
pub(in crate::codec) enum Key<'a> {
    Whole(&'a str),
    /// In chunks, from this place on.
    Chunked(usize),
}

impl<'a> CborDeserializer<'a> {
    /// Reads a text string.
    #[inline]
    pub(super) fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let first = self.first()?;
        if first & 0xE0 != TEXT {
            return Err(self.unexpected("a text string"));
        }
        if first == TEXT | INDEFINITE {
            return Ok(Cow::Owned(self.chunked_text()?));
        }
        Ok(Cow::Borrowed(self.whole_text(first)?))
    }

    /// Reads the key of a map.
    #[inline]
    pub(super) fn text_key(&mut self) -> Result<Key<'a>, DecodeError> {
        let (at, first) = (self.at, self.peek());
        if first & 0xE0 != TEXT {
            return Err(self.unexpected("a text string as key"));
        }
        if first == TEXT | INDEFINITE {
            self.chunked_text()?;
            return Ok(Key::Chunked(at));
        }
        Ok(Key::Whole(self.whole_text(first)?))
    }

    /// Reads the key of a map as a string.
    #[inline]
    pub(super) fn key_string(&mut self) -> Result<String, DecodeError> {
        match self.text_key()? {
            Key::Whole(text) => Ok(text.to_owned()),
            Key::Chunked(at) => Ok(text_at(self.input, at).into_owned()),
        }
    }

    /// Reads a byte string.
    #[inline]
    pub(super) fn bytes(&mut self) -> Result<Cow<'a, [u8]>, DecodeError> {
        let first = self.first()?;
        if first & 0xE0 != BYTES {
            return Err(self.unexpected("a byte string"));
        }
        if first == BYTES | INDEFINITE {
            return Ok(Cow::Owned(self.chunks(BYTES)?));
        }
        Ok(Cow::Borrowed(self.whole(first)?))
    }

    /// Reads the bytes of a string whose length stands in front.
    #[inline]
    pub(super) fn whole(&mut self, first: u8) -> Result<&'a [u8], DecodeError> {
        let length = self.argument(first)?;
        let end = usize::try_from(length).ok().and_then(|length| self.at.checked_add(length));
        match end.and_then(|end| self.input.get(self.at..end)) {
            Some(bytes) => {
                self.at += bytes.len();
                Ok(bytes)
            }
            None => Err(self.fail("the input ends inside a string", self.input.len())),
        }
    }

    #[inline]
    pub(super) fn whole_text(&mut self, first: u8) -> Result<&'a str, DecodeError> {
        let bytes = self.whole(first)?;
        std::str::from_utf8(bytes)
            .map_err(|error| self.fail("invalid UTF-8", self.at - bytes.len() + error.valid_up_to()))
    }

    /// Reads the chunks of a string of indefinite length, each of which is one of definite length.
    #[cold]
    fn chunks(&mut self, major: u8) -> Result<Vec<u8>, DecodeError> {
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let first = self.peek();
            if self.at_break() {
                self.at += 1;
                return Ok(bytes);
            }
            if first & 0xE0 != major || first == major | INDEFINITE {
                return Err(self.unexpected("a chunk of the string"));
            }
            let chunk = if major == TEXT { self.whole_text(first)?.as_bytes() } else { self.whole(first)? };
            bytes.extend_from_slice(chunk);
        }
    }

    #[cold]
    pub(super) fn chunked_text(&mut self) -> Result<String, DecodeError> {
        let from = self.at;
        // Each chunk was checked by itself.
        String::from_utf8(self.chunks(TEXT)?).map_err(|_| self.fail("invalid UTF-8", from))
    }
}

/// The text string that begins at `at`, for paths and look-ups. It was read without error.
pub(super) fn text_at(input: &[u8], at: usize) -> Cow<'_, str> {
    if input.get(at) != Some(&(TEXT | INDEFINITE)) {
        return Cow::Borrowed(chunk_at(input, at).map_or("", |(text, _)| text));
    }
    let (mut text, mut at) = (String::new(), at + 1);
    while let Some((chunk, end)) = chunk_at(input, at) {
        text.push_str(chunk);
        at = end;
    }
    Cow::Owned(text)
}

/// The string of definite length at `at`, and the place behind it.
fn chunk_at(input: &[u8], at: usize) -> Option<(&str, usize)> {
    let first = *input.get(at)?;
    if first == BREAK {
        return None;
    }
    let low = first & 0x1F;
    let (from, length) = match low.checked_sub(ONE_BYTE) {
        None => (at + 1, usize::from(low)),
        Some(power) => {
            let from = at + 1 + (1 << power.min(3));
            let argument = input.get(at + 1..from)?;
            (from, argument.iter().fold(0, |length, &byte| length << 8 | usize::from(byte)))
        }
    };
    let end = from.checked_add(length)?;
    Some((std::str::from_utf8(input.get(from..end)?).ok()?, end))
}
