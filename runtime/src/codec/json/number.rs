//! Numbers of the input as Rust's.

use super::deserialize::JsonDeserializer;
use crate::error::DecodeError;

/// Digits that cannot overflow a `u64`.
const SAFE_DIGITS: usize = 19;

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

/// What the two floating-point types have in common here.
pub(super) trait Float: Sized {
    const NAN: Self;
    const INFINITY: Self;
    const NEG_INFINITY: Self;
    fn is_finite(&self) -> bool;
    /// The number nearest to a text that JSON allows; infinite when it is beyond range.
    fn parse(text: &str) -> Option<Self>;
}

macro_rules! floats {
    ($($float:ident: $parse:expr;)*) => { $(
        impl Float for $float {
            const NAN: Self = $float::NAN;
            const INFINITY: Self = $float::INFINITY;
            const NEG_INFINITY: Self = $float::NEG_INFINITY;
            fn is_finite(&self) -> bool {
                $float::is_finite(*self)
            }
            fn parse(text: &str) -> Option<Self> {
                $parse(text)
            }
        }
    )* };
}

floats! {
    f32: |text: &str| text.parse().ok();
    f64: |text: &str| short_decimal(text).or_else(|| text.parse().ok());
}

/// The powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20, 1e21, 1e22,
];
/// Integers up to this are doubles exactly.
const EXACT: u64 = 1 << 53;

/// The double of a decimal number with few digits and no exponent. Digits and power of ten are exact, so that the one
/// division rounds right.
fn short_decimal(text: &str) -> Option<f64> {
    // Without SSE2 x86 divides with more precision, and rounds twice.
    if text.len() > 17 || cfg!(all(target_arch = "x86", not(target_feature = "sse2"))) {
        return None;
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let mut mantissa: u64 = 0;
    let mut point = digits.len();
    for (place, byte) in digits.bytes().enumerate() {
        match byte {
            b'0'..=b'9' => mantissa = mantissa * 10 + u64::from(byte - b'0'),
            b'.' => point = place + 1,
            _ => return None,
        }
    }
    if mantissa > EXACT {
        return None;
    }
    let magnitude = mantissa as f64 / POWERS.get(digits.len() - point)?;
    Some(if negative { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::short_decimal;

    proptest! {
        #[test]
        fn short_decimals_are_those_of_the_standard_library(text in "-?(0|[1-9][0-9]{0,16})(\\.[0-9]{1,17})?") {
            if let Some(short) = short_decimal(&text) {
                prop_assert_eq!(Ok(short.to_bits()), text.parse::<f64>().map(f64::to_bits));
            } else {
                prop_assert!(text.len() >= 16, "{}", text);
            }
        }
    }
}
