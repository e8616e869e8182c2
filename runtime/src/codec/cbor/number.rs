//! Numbers of the input as Rust's.

use super::{
    big,
    deserialize::CborDeserializer,
    head::{
        ARRAY, DOUBLE, HALF, INDEFINITE, LAST_TAG_WITH_MEANING, NEGATIVE, SINGLE, TAG, TAG_BIG_NEGATIVE,
        TAG_BIG_POSITIVE, TAG_DECIMAL, TAG_EPOCH, UNSIGNED,
    },
};
use crate::{
    error::DecodeError,
    types::{BigDecimal, BigInteger, Timestamp},
};

impl CborDeserializer<'_> {
    /// Reads an integer between `min` and `max`, of any width. One with a bignum's tag or as a float is refused.
    #[inline]
    pub(super) fn integer(&mut self, min: i64, max: i64) -> Result<i64, DecodeError> {
        let from = self.at;
        let first = self.first()?;
        let negative = match first & 0xE0 {
            UNSIGNED => false,
            NEGATIVE => true,
            _ => return Err(self.unexpected("an integer")),
        };
        let argument = self.argument(first)?;
        match i64::try_from(argument) {
            Ok(value) => {
                let value = if negative { !value } else { value };
                if value < min || value > max { Err(self.out_of_range(from)) } else { Ok(value) }
            }
            Err(_) => Err(self.out_of_range(from)),
        }
    }

    #[cold]
    pub(super) fn out_of_range(&self, at: usize) -> DecodeError {
        self.fail("the number is out of range", at)
    }

    /// Reads the bytes of a float behind its first byte.
    #[inline]
    fn float_bytes<const N: usize>(&mut self) -> Result<[u8; N], DecodeError> {
        let bytes = self.input.get(self.at + 1..).and_then(|rest| rest.first_chunk::<N>());
        match bytes {
            Some(&bytes) => {
                self.at += 1 + N;
                Ok(bytes)
            }
            None => Err(self.fail("the input ends inside a number", self.input.len())),
        }
    }

    /// Reads a number of any form that is no bignum as the nearest double.
    #[inline]
    pub(super) fn double(&mut self) -> Result<f64, DecodeError> {
        let first = self.first()?;
        match first {
            DOUBLE => self.float_bytes().map(f64::from_be_bytes),
            SINGLE => self.float_bytes().map(f32::from_be_bytes).map(f64::from),
            _ => self.uncommon_number(first),
        }
    }

    fn uncommon_number(&mut self, first: u8) -> Result<f64, DecodeError> {
        match first {
            HALF => self.float_bytes().map(u16::from_be_bytes).map(of_half),
            _ if first & 0xE0 == UNSIGNED => Ok(self.argument(first)? as f64),
            // The double next to -1 - n is that next to -n beyond 53 bits, and exact below.
            _ if first & 0xE0 == NEGATIVE => Ok((-1 - i128::from(self.argument(first)?)) as f64),
            _ => Err(self.unexpected("a number")),
        }
    }

    /// Like [`double`](Self::double), of single precision. A finite number beyond its range is refused.
    #[inline]
    pub(super) fn single(&mut self) -> Result<f32, DecodeError> {
        let from = self.at;
        if self.first()? == SINGLE {
            return self.float_bytes().map(f32::from_be_bytes);
        }
        let double = self.double()?;
        let single = double as f32;
        if double.is_finite() && single.is_infinite() { Err(self.out_of_range(from)) } else { Ok(single) }
    }

    /// Reads the tags that come next, up to the first that has a meaning here, if one has.
    pub(super) fn tag_with_meaning(&mut self) -> Result<Option<u64>, DecodeError> {
        loop {
            let first = self.peek();
            if first & 0xE0 != TAG {
                return Ok(None);
            }
            let tag = self.argument(first)?;
            if tag <= LAST_TAG_WITH_MEANING {
                return Ok(Some(tag));
            }
        }
    }

    /// Reads a timestamp: a number of any form behind tag 1. A client also takes one without the tag.
    pub(super) fn timestamp(&mut self) -> Result<Timestamp, DecodeError> {
        let from = self.at;
        match self.tag_with_meaning()? {
            Some(TAG_EPOCH) => {}
            None if !self.missing.is_strict() => {}
            _ => return Err(self.unexpected_at("a timestamp, with tag 1", from)),
        }
        if matches!(self.peek() & 0xE0, UNSIGNED | NEGATIVE) {
            return self.integer(i64::MIN, i64::MAX).map(Timestamp::from_seconds);
        }
        let seconds = self.double()?;
        Timestamp::from_seconds_f64(seconds).map_err(|error| self.fail(error.to_string(), from))
    }

    /// Reads a number of any size as decimal text as JSON has it: integers and bignums, with `fractions` also decimal
    /// fractions and floats.
    pub(super) fn number_text(&mut self, fractions: bool) -> Result<String, DecodeError> {
        let from = self.at;
        let expected = if fractions { "a number" } else { "an integer" };
        match self.tag_with_meaning()? {
            None => {}
            Some(TAG_BIG_POSITIVE) => return self.bignum_text(false, from),
            Some(TAG_BIG_NEGATIVE) => return self.bignum_text(true, from),
            Some(TAG_DECIMAL) if fractions => return self.decimal_text(),
            Some(_) => return Err(self.unexpected_at(expected, from)),
        }
        let first = self.peek();
        match first & 0xE0 {
            UNSIGNED => Ok(self.argument(first)?.to_string()),
            NEGATIVE => Ok((-1 - i128::from(self.argument(first)?)).to_string()),
            _ if fractions && matches!(first, HALF | SINGLE | DOUBLE) => {
                let value = self.double()?;
                if value.is_finite() {
                    Ok(zmij::Buffer::new().format_finite(value).to_owned())
                } else {
                    Err(self.out_of_range(from))
                }
            }
            _ => Err(self.unexpected(expected)),
        }
    }

    /// Reads the bignum behind its tag, which is at `from`.
    pub(super) fn bignum_text(&mut self, negative: bool, from: usize) -> Result<String, DecodeError> {
        let bytes = self.bytes()?;
        big::text_of_bytes(negative, &bytes).map_err(|error| self.fail(error, from))
    }

    pub(super) fn big_integer(&mut self) -> Result<BigInteger, DecodeError> {
        Ok(BigInteger::from_json_text(&self.number_text(false)?))
    }

    pub(super) fn big_decimal(&mut self) -> Result<BigDecimal, DecodeError> {
        let from = self.at;
        let text = self.number_text(true)?;
        BigDecimal::from_json_text(&text).ok_or_else(|| self.out_of_range(from))
    }

    /// Reads the decimal fraction behind its tag: a list of the exponent and the mantissa.
    pub(super) fn decimal_text(&mut self) -> Result<String, DecodeError> {
        let first = self.peek();
        let endless = first == ARRAY | INDEFINITE;
        if first & 0xE0 != ARRAY {
            return Err(self.unexpected("a list of exponent and mantissa"));
        }
        if endless {
            self.at += 1;
        } else if self.argument(first)? != 2 {
            return Err(self.unexpected("a list of exponent and mantissa"));
        }
        let exponent = self.integer(i64::MIN, i64::MAX)?;
        let mantissa = self.number_text(false)?;
        if endless {
            if !self.at_break() {
                return Err(self.unexpected("the end of the list of exponent and mantissa"));
            }
            self.at += 1;
        }
        Ok(big::decimal_text(&mantissa, exponent))
    }
}

/// The double of a half-precision number (IEEE 754 binary16).
fn of_half(bits: u16) -> f64 {
    let fraction = u64::from(bits & 0x3FF);
    let magnitude = match bits >> 10 & 0x1F {
        // Steps of 2^-24.
        0 => fraction as f64 / 16_777_216.0,
        0x1F => f64::from_bits(0x7FF << 52 | fraction << 42),
        // The biases of the exponents are 15 and 1023.
        exponent => f64::from_bits((u64::from(exponent) + 1_008) << 52 | fraction << 42),
    };
    if bits & 0x8000 == 0 { magnitude } else { -magnitude }
}

#[cfg(test)]
mod tests {
    use super::of_half;

    /// Values of RFC 8949, appendix A, and of IEEE 754's table.
    #[test]
    fn half_precision_numbers_have_their_values() {
        for (bits, value) in [
            (0x0000, 0.0),
            (0x8000, -0.0),
            (0x3C00, 1.0),
            (0x3E00, 1.5),
            (0x7BFF, 65_504.0),
            (0x0001, 5.960464477539063e-8),
            (0x0400, 0.00006103515625),
            (0x03FF, 0.00006097555160522461),
            (0xC400, -4.0),
            (0x7C00, f64::INFINITY),
            (0xFC00, f64::NEG_INFINITY),
        ] {
            assert_eq!(of_half(bits).to_bits(), f64::to_bits(value), "{bits:04X}");
        }
        assert!(of_half(0x7E00).is_nan() && of_half(0x7C01).is_nan());
    }
}
