//! Numbers and booleans as text, as JSON and XML have them.

use crate::types::digits::eight_digits;

/// Room for the longest integer.
pub(super) const INTEGER_ROOM: usize = 20;

/// The text of a boolean.
pub(super) const fn boolean(value: bool) -> &'static [u8] {
    if value { b"true" } else { b"false" }
}

/// The decimal digits of 0 to 99, two bytes each.
const PAIRS: &[u8; 200] = b"\
    0001020304050607080910111213141516171819\
    2021222324252627282930313233343536373839\
    4041424344454647484950515253545556575859\
    6061626364656667686970717273747576777879\
    8081828384858687888990919293949596979899";

/// The four digits of a number below 10,000 as text, the first in the lowest byte as [`eight_digits`] gives them.
#[inline]
fn four_digits(number: u64) -> u64 {
    let pair = |number: u64| {
        let at = number as usize * 2;
        u64::from(u16::from_le_bytes([PAIRS[at], PAIRS[at + 1]]))
    };
    pair(number / 100) | pair(number % 100) << 16
}

/// Appends the decimal text of an integer.
#[inline]
pub(super) fn push_integer(out: &mut Vec<u8>, mut magnitude: u64, negative: bool) {
    if magnitude < 10 && !negative {
        out.push(b'0' + magnitude as u8);
        return;
    }
    if magnitude < 100_000_000 && !negative {
        // Nearly all integers: eight bytes are written, and those of leading zeros are left out before, those behind the
        // digits afterwards.
        let (text, digits) =
            if magnitude < 10_000 { (four_digits(magnitude), 4) } else { (eight_digits(magnitude), 8) };
        let zeros = ((text & 0x0F0F_0F0F_0F0F_0F0F).trailing_zeros() / 8) as usize;
        out.extend_from_slice(&(text >> (8 * zeros)).to_le_bytes());
        out.truncate(out.len() + digits - 8 - zeros);
        return;
    }
    let mut digits = [0; INTEGER_ROOM];
    let mut at = INTEGER_ROOM;
    while magnitude >= 10 {
        let pair = (magnitude % 100) as usize * 2;
        magnitude /= 100;
        at -= 2;
        digits[at] = PAIRS[pair];
        digits[at + 1] = PAIRS[pair + 1];
    }
    if magnitude > 0 || at == INTEGER_ROOM {
        at -= 1;
        digits[at] = b'0' + magnitude as u8;
    }
    if negative {
        at -= 1;
        digits[at] = b'-';
    }
    out.extend_from_slice(&digits[at..]);
}

/// The text of a float, as XML and the query protocols have it.
#[cfg(feature = "xml")]
pub(super) fn float_text<F: Float + Copy>(value: F, buffer: &mut zmij::Buffer) -> &str {
    match value.special() {
        Some(name) => name,
        None => buffer.format_finite(value),
    }
}

/// The float of such a text.
#[cfg(feature = "xml")]
pub(super) fn parse_float<F: Float>(text: &str) -> Option<F> {
    match text {
        "NaN" => Some(F::NAN),
        "Infinity" => Some(F::INFINITY),
        "-Infinity" => Some(F::NEG_INFINITY),
        // The standard library reads more names than these.
        _ if is_decimal(text) => F::parse(text).filter(Float::is_finite),
        _ => None,
    }
}

/// The text without its sign.
#[cfg(feature = "xml")]
fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// Whether the text is a decimal number: a sign, digits with a point among them and an exponent, of which all but a
/// digit may be left out.
#[cfg(feature = "xml")]
fn is_decimal(text: &str) -> bool {
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = text.split_once(['e', 'E']).map_or((text, None), |(m, e)| (m, Some(e)));
    let mantissa = unsigned(mantissa);
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    whole.len() + fraction.len() > 0
        && is_digits(whole)
        && is_digits(fraction)
        && exponent.is_none_or(|exponent| {
            let exponent = unsigned(exponent);
            !exponent.is_empty() && is_digits(exponent)
        })
}

/// What the two floating-point types have in common here.
pub(super) trait Float: zmij::Float + Sized {
    const NAN: Self;
    const INFINITY: Self;
    const NEG_INFINITY: Self;
    fn is_finite(&self) -> bool;
    /// The text that stands for a value that is no decimal number.
    fn special(self) -> Option<&'static str>;
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
            #[inline]
            fn special(self) -> Option<&'static str> {
                if self.is_finite() {
                    None
                } else if self.is_nan() {
                    Some("NaN")
                } else if self > 0.0 {
                    Some("Infinity")
                } else {
                    Some("-Infinity")
                }
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

    use super::{push_integer, short_decimal};

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

    #[test]
    fn integers_of_every_length_are_written() {
        let lengths = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
        for magnitude in lengths.flat_map(|power| [power - 1, power, power + 1]).chain([u64::MAX]) {
            // No negative integer is longer than that of 64 bits.
            for sign in ["", "-"].into_iter().filter(|sign| sign.is_empty() || magnitude <= 1 << 63) {
                let mut out = b"[".to_vec();
                push_integer(&mut out, magnitude, sign == "-");
                assert_eq!(String::from_utf8(out), Ok(format!("[{sign}{magnitude}")));
            }
        }
    }
}
