//! Numbers with more digits than 64 bits or a double can hold, which JSON readers round to the nearest double.
//!
//! A text goes in; the same text with each such number as a marked string comes out, which [`Node`](crate::smithy::node::Node)
//! reads as a number again.

use crate::smithy::node::EXACT;

/// No fewer digits make a number that 64 bits cannot hold.
const DIGITS: usize = 19;

/// The text with its great numbers marked; none if it has none. Of text that is not JSON, anything.
pub(super) fn marked(text: &str) -> Option<String> {
    if !has_many_digits(text.as_bytes()) {
        return None;
    }
    let mut marked = String::new();
    let mut copied = 0;
    let mut rest = Tokens { bytes: text.as_bytes(), at: 0 };
    while let Some((start, end)) = rest.next_number() {
        let number = text.get(start..end).unwrap_or_default();
        if is_great(number) {
            marked.push_str(text.get(copied..start).unwrap_or_default());
            marked.extend(['"', EXACT]);
            marked.push_str(number);
            marked.push('"');
            copied = end;
        }
    }
    if copied == 0 {
        return None;
    }
    marked.push_str(text.get(copied..).unwrap_or_default());
    Some(marked)
}

/// Whether there are that many digits in a row. A look at every 19th byte is enough to rule it out.
fn has_many_digits(bytes: &[u8]) -> bool {
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).step_by(DIGITS).filter(|at| is_digit(*at)).any(|at| {
        let after = (at..).take_while(|at| is_digit(*at)).count();
        let before = (0..at).rev().take_while(|at| is_digit(*at)).count();
        before + after >= DIGITS
    })
}

/// Whether it is a number by JSON's grammar that neither 64 bits nor a double can hold.
fn is_great(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    if digits.contains('.') {
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
        let fraction = rest.split(['e', 'E']).next().unwrap_or(rest);
        let is_number = (whole == "0" || !whole.starts_with('0')) && number.parse::<f64>().is_ok();
        return is_number && !fraction.is_empty() && whole.len() + fraction.len() >= DIGITS;
    }
    digits.len() >= DIGITS
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && !digits.starts_with('0')
        && number.parse::<i64>().is_err()
        && number.parse::<u64>().is_err()
}

/// The numbers of a JSON text.
struct Tokens<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Tokens<'_> {
    fn next_number(&mut self) -> Option<(usize, usize)> {
        loop {
            match self.bytes.get(self.at)? {
                b'"' => self.skip_string(),
                b'-' | b'0'..=b'9' => {
                    let start = self.at;
                    let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                    self.at += self.bytes.iter().skip(start).take_while(is_part).count();
                    return Some((start, self.at));
                }
                _ => self.at += 1,
            }
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::marked;

    #[test]
    fn only_numbers_beyond_64_bits_and_doubles_are_marked() {
        for text in [
            "9223372036854775807",
            "-9223372036854775808",
            "18446744073709551615",
            "12345678901234567.5",
            "123456789012345678901.",
            "00123456789012345678901.5",
            "1234567890123456789012e3",
            r#""1234567890123456789012""#,
            r#""\"1234567890123456789012""#,
            "00000000000000000000000",
            "\"",
            "\"\\",
            "",
        ] {
            assert_eq!(marked(text), None, "{text}");
        }
        assert_eq!(
            marked(r#"{"a": -9223372036854775809, "18446744073709551616": [18446744073709551616]}"#)
                .as_deref(),
            Some(
                "{\"a\": \"\u{FDD0}-9223372036854775809\", \"18446744073709551616\": [\"\u{FDD0}18446744073709551616\"]}"
            )
        );
    }

    #[test]
    fn decimals_with_many_digits_are_marked() {
        for text in ["0.1000000000000000000001", "-100000000000000000001.0", "1.2345678901234567890e-7"] {
            assert_eq!(marked(text), Some(format!("\"\u{FDD0}{text}\"")));
        }
    }

    #[test]
    fn the_place_of_the_digits_does_not_matter() {
        for before in 0..40 {
            let text = format!("{}{}", " ".repeat(before), "1".repeat(21));
            assert!(marked(&text).is_some(), "{before}");
        }
    }
}
