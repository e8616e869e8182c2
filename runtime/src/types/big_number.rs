//! Numbers of any size, as validated decimal text.
//!
//! Farrier only carries such numbers; who computes with them parses the text into the big-number library of their
//! choice. Text is always a number as JSON has it (RFC 8259, section 6). Two numbers are equal when their values
//! are, whatever their texts; comparing looks at digits and exponents and never writes an exponent out.

use std::{
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};

/// An integer of any size.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct BigInteger(String);

/// A decimal number of any size and precision. It keeps its text, so that `1.10` is written as `1.10`; it equals
/// `1.1` all the same.
#[derive(Clone)]
pub struct BigDecimal(String);

/// The greatest absolute value of an exponent that [`BigDecimal`] takes.
const GREATEST_EXPONENT: i64 = 999_999_999_999_999_999;

impl BigInteger {
    /// The decimal text, without leading zeros or a plus sign.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From text that is known to be an integer as JSON has it.
    #[cfg(any(feature = "json", feature = "cbor"))]
    pub(crate) fn from_json_text(text: &str) -> Self {
        Self(if text == "-0" { "0" } else { text }.to_owned())
    }

    /// Whether the number is at least the one that `bound` has as text, which a generated validator has from its model.
    #[must_use]
    pub fn is_at_least(&self, bound: &str) -> bool {
        compare_text(&self.0, bound).is_none_or(Ordering::is_ge)
    }

    /// Whether the number is at most the one that `bound` has as text, which a generated validator has from its model.
    #[must_use]
    pub fn is_at_most(&self, bound: &str) -> bool {
        compare_text(&self.0, bound).is_none_or(Ordering::is_le)
    }
}

impl BigDecimal {
    /// The text: a number as JSON has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// From text that is known to be a number as JSON has it. None when the exponent is too great.
    pub(crate) fn from_json_text(text: &str) -> Option<Self> {
        Decimal::split(text)?;
        Some(Self(text.to_owned()))
    }

    /// The nearest double; infinite beyond the doubles' range.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        // Every JSON number is a text that the standard library parses.
        self.0.parse().unwrap_or(f64::NAN)
    }

    fn normal(&self) -> Normal<'_> {
        // The text was split when it came in, so that the default does not occur.
        Decimal::split(&self.0).unwrap_or_default().normal()
    }

    /// Whether the number is at least the one that `bound` has as text, which a generated validator has from its model.
    #[must_use]
    pub fn is_at_least(&self, bound: &str) -> bool {
        compare_text(&self.0, bound).is_none_or(Ordering::is_ge)
    }

    /// Whether the number is at most the one that `bound` has as text, which a generated validator has from its model.
    #[must_use]
    pub fn is_at_most(&self, bound: &str) -> bool {
        compare_text(&self.0, bound).is_none_or(Ordering::is_le)
    }
}

impl Default for BigInteger {
    fn default() -> Self {
        Self("0".to_owned())
    }
}

impl Default for BigDecimal {
    fn default() -> Self {
        Self("0".to_owned())
    }
}

/// Reads an optional sign and digits.
impl FromStr for BigInteger {
    type Err = BigNumberParseError;

    fn from_str(text: &str) -> Result<Self, BigNumberParseError> {
        let (negative, digits) = split_sign(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(BigNumberParseError("expected an integer, such as -123"));
        }
        let significant = digits.trim_start_matches('0');
        Ok(Self(match (significant, negative) {
            ("", _) => "0".to_owned(),
            (digits, true) => format!("-{digits}"),
            (digits, false) => digits.to_owned(),
        }))
    }
}

/// Reads an optional sign, digits with an optional point among, before or behind them, and an optional exponent of
/// at most 18 digits. Leading zeros and plus signs are dropped, a missing digit beside the point becomes a zero.
impl FromStr for BigDecimal {
    type Err = BigNumberParseError;

    fn from_str(text: &str) -> Result<Self, BigNumberParseError> {
        let malformed = BigNumberParseError("expected a decimal number, such as -1.5e10");
        let number = Decimal::split(text).ok_or(malformed)?;
        let mut kept = String::with_capacity(text.len() + 1);
        if number.negative {
            kept.push('-');
        }
        match number.whole.trim_start_matches('0') {
            "" => kept.push('0'),
            whole => kept.push_str(whole),
        }
        if !number.fraction.is_empty() {
            kept.push('.');
            kept.push_str(number.fraction);
        }
        if number.exponent != 0 {
            kept.push('e');
            kept.push_str(&number.exponent.to_string());
        }
        Ok(Self(kept))
    }
}

/// The parts of a decimal number's text.
#[derive(Default)]
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    exponent: i64,
}

/// A number as `0.digits × 10^exponent`, with digits that neither begin nor end with zero; no digits for zero.
struct Normal<'a> {
    negative: bool,
    exponent: i64,
    whole: &'a [u8],
    fraction: &'a [u8],
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

impl<'a> Decimal<'a> {
    fn split(text: &'a str) -> Option<Self> {
        let (negative, rest) = split_sign(text);
        let (number, exponent) = match rest.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, parse_exponent(exponent)?),
            None => (rest, 0),
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let any = !whole.is_empty() || !fraction.is_empty();
        (any && digits(whole) && digits(fraction)).then_some(Self { negative, whole, fraction, exponent })
    }

    fn normal(&self) -> Normal<'a> {
        let whole = self.whole.trim_start_matches('0');
        let fraction = self.fraction.trim_end_matches('0');
        // Lengths of texts and the bounded exponent are far from overflowing.
        let mut exponent = self.exponent.saturating_add(whole.len() as i64);
        let (whole, fraction) = match (whole, fraction) {
            ("", fraction) => {
                let significant = fraction.trim_start_matches('0');
                exponent -= (fraction.len() - significant.len()) as i64;
                ("", significant)
            }
            (whole, "") => (whole.trim_end_matches('0'), ""),
            both => both,
        };
        let zero = whole.is_empty() && fraction.is_empty();
        Normal {
            negative: self.negative && !zero,
            exponent: if zero { 0 } else { exponent },
            whole: whole.as_bytes(),
            fraction: fraction.as_bytes(),
        }
    }
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = split_sign(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut exponent: i64 = 0;
    for digit in digits.bytes() {
        exponent = exponent.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
        if exponent > GREATEST_EXPONENT {
            return None;
        }
    }
    Some(if negative { -exponent } else { exponent })
}

impl Normal<'_> {
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.iter().chain(self.fraction).copied()
    }

    fn signum(&self) -> i8 {
        match (self.whole.is_empty() && self.fraction.is_empty(), self.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        let magnitude = || self.exponent.cmp(&other.exponent).then_with(|| self.digits().cmp(other.digits()));
        match self.signum().cmp(&other.signum()) {
            Ordering::Equal if self.negative => magnitude().reverse(),
            Ordering::Equal => magnitude(),
            unequal => unequal,
        }
    }
}

/// Compares a number with the text of another; none where the text is no decimal number.
fn compare_text(number: &str, text: &str) -> Option<Ordering> {
    let (number, other) = (Decimal::split(number)?, Decimal::split(text)?);
    Some(number.normal().compare(&other.normal()))
}

impl Ord for BigInteger {
    fn cmp(&self, other: &Self) -> Ordering {
        let (self_negative, self_digits) = split_sign(&self.0);
        let (other_negative, other_digits) = split_sign(&other.0);
        let magnitude =
            || self_digits.len().cmp(&other_digits.len()).then_with(|| self_digits.cmp(other_digits));
        match (self_negative, other_negative) {
            (false, false) => magnitude(),
            (true, true) => magnitude().reverse(),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }
}

impl PartialOrd for BigInteger {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for BigDecimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.normal().compare(&other.normal())
    }
}

impl PartialOrd for BigDecimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for BigDecimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for BigDecimal {}

impl Hash for BigDecimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let normal = self.normal();
        (normal.negative, normal.exponent).hash(state);
        for digit in normal.digits() {
            state.write_u8(digit);
        }
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => { $(
        impl From<$integer> for BigInteger {
            fn from(value: $integer) -> Self {
                Self(value.to_string())
            }
        }
        impl From<$integer> for BigDecimal {
            fn from(value: $integer) -> Self {
                Self(value.to_string())
            }
        }
    )* };
}

from_integers!(i8, i16, i32, i64, i128, u8, u16, u32, u64, u128);

impl From<BigInteger> for BigDecimal {
    fn from(value: BigInteger) -> Self {
        Self(value.0)
    }
}

macro_rules! text_forms {
    ($($number:ty),*) => { $(
        impl fmt::Display for $number {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl fmt::Debug for $number {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )* };
}

text_forms!(BigInteger, BigDecimal);

/// Why a text is no big number. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BigNumberParseError(&'static str);

impl fmt::Display for BigNumberParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for BigNumberParseError {}
