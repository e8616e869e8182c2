//! Numbers of the input as Rust's.

use super::deserialize::JsonDeserializer;
use crate::{
    codec::number::Float,
    error::DecodeError,
    types::{Timestamp, digits::from_eight_digits},
};

/// Digits that cannot overflow a `u64`.
const SAFE_DIGITS: usize = 19;
/// Digits that cannot overflow an `i64`.
const PLAIN_DIGITS: usize = 18;
/// Digits of a fraction of a second that count.
const NANOSECOND_DIGITS: usize = 9;
/// Nanoseconds of the last of so many digits of a fraction.
const UNITS: [u32; 10] =
    [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];

impl JsonDeserializer<'_> {
    /// Reads an integer between `min` and `max`. A fraction or exponent is refused, even one that changes nothing.
    #[inline]
    pub(super) fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        let from = self.at;
        let negative = self.peek() == b'-';
        let first = from + usize::from(negative);
        let mut at = first;
        let mut magnitude: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.input.get(at) {
            // A wrapped sum is not used: too many digits are caught below.
            magnitude = magnitude.wrapping_mul(10).wrapping_add(u64::from(digit - b'0'));
            at += 1;
        }
        let digits = at - first;
        let leading_zero = digits > 1 && self.input.get(first) == Some(&b'0');
        if digits == 0 || leading_zero || matches!(self.input.get(at), Some(b'.' | b'e' | b'E')) {
            return Err(self.no_integer());
        }
        let value = match i64::try_from(magnitude) {
            Ok(value) if digits <= SAFE_DIGITS => {
                if negative {
                    -value
                } else {
                    value
                }
            }
            _ if digits <= SAFE_DIGITS && negative && magnitude == i64::MIN.unsigned_abs() => i64::MIN,
            _ => return Err(self.out_of_range()),
        };
        if value < min || value > max {
            return Err(self.out_of_range());
        }
        self.at = at;
        Ok(value)
    }

    #[cold]
    fn no_integer(&mut self) -> DecodeError {
        let from = self.at;
        match self.peek() {
            b'-' | b'0'..=b'9' => match self.number() {
                Ok(_) => self.fail("expected an integer, found a number with fraction or exponent", from),
                Err(error) => error,
            },
            _ => self.unexpected("an integer"),
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
        let (seconds, digits) = self.few_digits(self.at, PLAIN_DIGITS)?;
        let mut end = self.at + digits;
        let mut nanoseconds = 0;
        if self.input.get(end) == Some(&b'.') {
            let (fraction, digits) = self.few_digits(end + 1, NANOSECOND_DIGITS)?;
            end += 1 + digits;
            nanoseconds = (fraction as u32) * UNITS.get(digits)?;
        }
        let leading_zero = digits > 1 && self.peek() == b'0';
        if leading_zero || matches!(self.input.get(end), Some(b'0'..=b'9' | b'.' | b'e' | b'E')) {
            return None;
        }
        let timestamp = Timestamp::new(seconds as i64, nanoseconds)?;
        self.at = end;
        Some(timestamp)
    }

    /// The number that begins at `at`, and its digits: from one to `most`, which is no less than eight.
    #[inline]
    fn few_digits(&self, at: usize, most: usize) -> Option<(u64, usize)> {
        let eight = self.input.get(at..).and_then(|rest| rest.first_chunk());
        let eight = eight.and_then(|text| from_eight_digits(u64::from_le_bytes(*text)));
        let (mut value, mut digits) = eight.map_or((0, 0), |value| (value, 8));
        while let Some(digit @ b'0'..=b'9') = self.input.get(at + digits) {
            if digits == most {
                return None;
            }
            value = value * 10 + u64::from(digit - b'0');
            digits += 1;
        }
        (digits > 0).then_some((value, digits))
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
