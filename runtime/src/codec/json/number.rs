//! Numbers of the input as Rust's.

use super::deserialize::JsonDeserializer;
use crate::{
    codec::number::Float,
    error::DecodeError,
    types::{Timestamp, digits::from_eight_digits},
};

/// Digits that cannot overflow an `i64`.
const PLAIN_DIGITS: usize = 18;
/// Nanoseconds of each digit of a fraction of a second.
const UNITS: [u32; 9] = [100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

impl JsonDeserializer<'_> {
    /// Reads an integer between `min` and `max`. A fraction or exponent is refused, even one that changes nothing.
    #[inline]
    pub(super) fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        let negative = self.peek() == b'-';
        let first = self.at + usize::from(negative);
        let text = self.input.get(first..).unwrap_or_default();
        let (magnitude, digits) = leading_number(text, (0, 0));
        let value = magnitude as i64;
        let value = if negative { value.wrapping_neg() } else { value };
        if is_plain(text, digits, digits) && min <= value && value <= max {
            self.at = first + digits;
            return Ok(value);
        }
        self.other_integer(min, max)
    }

    /// [`integer`](Self::integer) for one of many digits, and for the error.
    #[cold]
    fn other_integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        let from = self.at;
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return Err(self.unexpected("an integer"));
        }
        let number = self.number()?;
        if !number.integer {
            return Err(self.fail("expected an integer, found a number with fraction or exponent", from));
        }
        match number.text.parse() {
            Ok(value) if (min..=max).contains(&value) => Ok(value),
            _ => {
                self.at = from;
                Err(self.out_of_range())
            }
        }
    }

    #[cold]
    pub(super) fn out_of_range(&self) -> DecodeError {
        self.fail("the number is out of range", self.at)
    }

    /// Reads a timestamp in the form in which services write it: seconds since the epoch, perhaps with a fraction down to
    /// nanoseconds. None, with nothing read, for any other form.
    #[inline]
    pub(super) fn plain_seconds(&mut self) -> Option<Timestamp> {
        let text = self.input.get(self.at..)?;
        let eight = text.first_chunk().and_then(|text| from_eight_digits(u64::from_le_bytes(*text)));
        let (seconds, digits) = leading_number(text, eight.map_or((0, 0), |value| (value, 8)));
        let (mut end, mut nanoseconds) = (digits, 0);
        if text.get(end) == Some(&b'.') {
            let (fraction, digits) = leading_number(text.get(end + 1..)?, (0, 0));
            end += 1 + digits;
            nanoseconds = (fraction as u32) * UNITS.get(digits.checked_sub(1)?)?;
        }
        if !is_plain(text, digits, end) {
            return None;
        }
        let timestamp = Timestamp::new(seconds as i64, nanoseconds)?;
        self.at += end;
        Some(timestamp)
    }

    /// Reads a number, or the string that stands for one that JSON does not have.
    pub(super) fn float<F: Float>(&mut self) -> Result<F, DecodeError> {
        let from = self.at;
        match self.peek() {
            b'-' | b'0'..=b'9' => {
                let number = self.number()?;
                match F::parse(number.text) {
                    Some(value) if value.is_finite() => Ok(value),
                    _ => {
                        self.at = from;
                        Err(self.out_of_range())
                    }
                }
            }
            b'"' => match &*self.string()?.into_cow() {
                "NaN" => Ok(F::NAN),
                "Infinity" => Ok(F::INFINITY),
                "-Infinity" => Ok(F::NEG_INFINITY),
                _ => Err(self.fail(
                    "expected a number, \"NaN\", \"Infinity\" or \"-Infinity\", found another string",
                    from,
                )),
            },
            _ => Err(self.unexpected("a number")),
        }
    }
}

/// Whether a number of so many digits before its fraction ends at `end` and is small enough for [`leading_number`].
#[inline(always)]
fn is_plain(text: &[u8], digits: usize, end: usize) -> bool {
    let leading_zero = digits > 1 && text.first() == Some(&b'0');
    (1..=PLAIN_DIGITS).contains(&digits)
        && !leading_zero
        && !matches!(text.get(end), Some(b'.' | b'e' | b'E'))
}

/// The number of the digits with which `text` begins, and how many they are, after a number and digits that were read
/// already. With more than [`PLAIN_DIGITS`] the number may be wrong.
#[inline(always)]
fn leading_number(text: &[u8], (mut value, mut digits): (u64, usize)) -> (u64, usize) {
    for byte in text.get(digits..).unwrap_or_default() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_add(digit.into());
        digits += 1;
    }
    (value, digits)
}
