//! Numbers of any size: bignums (RFC 8949, section 3.4.3) and decimal fractions (section 3.4.4), from and to decimal
//! text.
//!
//! Turning the one base into the other takes time that grows with the square of the length, so that the length is
//! bounded.

use std::borrow::Cow;

use super::head::{
    self, ARRAY, BYTES, NEGATIVE, TAG, TAG_BIG_NEGATIVE, TAG_BIG_POSITIVE, TAG_DECIMAL, UNSIGNED,
};

/// The longest bignum, in bytes.
pub(super) const MAX_BYTES: usize = 1_024;
/// No bignum has more decimal digits.
const MAX_DIGITS: usize = 2_467;
/// The greatest absolute value of an exponent in decimal text.
const GREATEST_EXPONENT: u64 = 999_999_999_999_999_999;
/// Decimal digits that are turned at a time, and the power of ten of them.
const CHUNK: usize = 9;
const CHUNK_VALUE: u64 = 1_000_000_000;
/// Zeros behind the point up to which a small fraction is written out.
const FEW_ZEROS: usize = 8;

const TOO_LONG: &str = "the number has more than 8,192 bits";

/// Appends the number of a decimal text as JSON has it: an integer where it has no fraction, or a decimal fraction.
pub(super) fn push_number(out: &mut Vec<u8>, text: &str) -> Result<(), &'static str> {
    match split(text)? {
        (digits, 0) => push_integer(out, &digits),
        (digits, exponent) => push_fraction(out, &digits, exponent),
    }
}

/// Appends the decimal fraction of a decimal text as JSON has it.
pub(super) fn push_decimal(out: &mut Vec<u8>, text: &str) -> Result<(), &'static str> {
    let (digits, exponent) = split(text)?;
    push_fraction(out, &digits, exponent)
}

fn push_fraction(out: &mut Vec<u8>, digits: &str, exponent: i64) -> Result<(), &'static str> {
    head::push(out, TAG, TAG_DECIMAL);
    head::push(out, ARRAY, 2);
    push_small(out, exponent.into());
    push_integer(out, digits)
}

/// The sign and digits of a decimal text, and the power of ten that they are multiplied with.
fn split(text: &str) -> Result<(Cow<'_, str>, i64), &'static str> {
    let (number, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (digits, places) = match number.split_once('.') {
        Some((whole, fraction)) => (Cow::Owned(format!("{whole}{fraction}")), fraction.len()),
        None => (Cow::Borrowed(number), 0),
    };
    let exponent = exponent.parse::<i64>().ok().and_then(|exponent| {
        let exponent = exponent.checked_sub(i64::try_from(places).ok()?)?;
        (exponent.unsigned_abs() <= GREATEST_EXPONENT).then_some(exponent)
    });
    Ok((digits, exponent.ok_or("the number's exponent is out of range")?))
}

/// Appends the integer of a decimal text: a sign, if there is one, and digits.
pub(super) fn push_integer(out: &mut Vec<u8>, text: &str) -> Result<(), &'static str> {
    if let Ok(value) = text.parse::<i128>()
        && push_small(out, value)
    {
        return Ok(());
    }
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let digits = digits.trim_start_matches('0');
    if digits.len() > MAX_DIGITS {
        return Err(TOO_LONG);
    }
    let mut limbs = limbs_of_digits(digits.as_bytes());
    if negative {
        // What is written of a negative number is the bits of it that are not set.
        for limb in &mut limbs {
            let (less, borrowed) = limb.overflowing_sub(1);
            *limb = less;
            if !borrowed {
                break;
            }
        }
    }
    let bytes: Vec<u8> =
        limbs.iter().rev().flat_map(|limb| limb.to_be_bytes()).skip_while(|&byte| byte == 0).collect();
    if bytes.len() > MAX_BYTES {
        return Err(TOO_LONG);
    }
    head::push(out, TAG, if negative { TAG_BIG_NEGATIVE } else { TAG_BIG_POSITIVE });
    head::push(out, BYTES, bytes.len() as u64);
    out.extend_from_slice(&bytes);
    Ok(())
}

/// Appends an integer that needs no bignum. False when it does.
fn push_small(out: &mut Vec<u8>, value: i128) -> bool {
    let (major, argument) = if value < 0 { (NEGATIVE, !value) } else { (UNSIGNED, value) };
    match u64::try_from(argument) {
        Ok(argument) => {
            head::push(out, major, argument);
            true
        }
        Err(_) => false,
    }
}

/// Decimal digits as limbs, the lowest first.
fn limbs_of_digits(digits: &[u8]) -> Vec<u32> {
    let mut limbs: Vec<u32> = Vec::with_capacity(digits.len() / CHUNK + 1);
    // The first chunk is what is left over of whole ones.
    let (first, rest) = digits.split_at_checked(digits.len() % CHUNK).unwrap_or((digits, &[]));
    for chunk in std::iter::once(first).chain(rest.chunks(CHUNK)) {
        let mut carry = chunk.iter().fold(0, |value, digit| value * 10 + u64::from(digit.wrapping_sub(b'0')));
        for limb in &mut limbs {
            carry += u64::from(*limb) * CHUNK_VALUE;
            *limb = carry as u32;
            carry >>= u32::BITS;
        }
        if carry > 0 {
            limbs.push(carry as u32);
        }
    }
    limbs
}

/// The decimal text of a bignum's bytes; none when there are too many.
pub(super) fn text_of_bytes(negative: bool, bytes: &[u8]) -> Result<String, &'static str> {
    let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
    let bytes = bytes.get(zeros..).unwrap_or_default();
    if bytes.len() > MAX_BYTES {
        return Err(TOO_LONG);
    }
    let mut limbs: Vec<u32> = bytes
        .rchunks(4)
        .map(|chunk| chunk.iter().fold(0, |limb, &byte| limb << 8 | u32::from(byte)))
        .collect();
    if negative && !increment(&mut limbs) {
        limbs.push(1);
    }
    // Chunks of digits, the lowest first.
    let mut chunks = Vec::with_capacity(limbs.len() * 32 / 29 + 1);
    while !limbs.is_empty() {
        let mut rest = 0;
        for limb in limbs.iter_mut().rev() {
            let value = rest << u32::BITS | u64::from(*limb);
            *limb = (value / CHUNK_VALUE) as u32;
            rest = value % CHUNK_VALUE;
        }
        chunks.push(rest);
        while limbs.last() == Some(&0) {
            limbs.pop();
        }
    }
    let mut text = String::with_capacity(chunks.len() * CHUNK + 1);
    if negative {
        text.push('-');
    }
    text.push_str(&chunks.pop().unwrap_or_default().to_string());
    for chunk in chunks.iter().rev() {
        text.push_str(&format!("{chunk:09}"));
    }
    Ok(text)
}

/// Adds one. False when the sum has a bit more.
fn increment(limbs: &mut [u32]) -> bool {
    for limb in limbs {
        let (more, carried) = limb.overflowing_add(1);
        *limb = more;
        if !carried {
            return true;
        }
    }
    false
}

/// The decimal text of `mantissa × 10^exponent`. Never much longer than the mantissa.
pub(super) fn decimal_text(mantissa: &str, exponent: i64) -> String {
    if exponent == 0 {
        return mantissa.to_owned();
    }
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", mantissa),
    };
    let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(usize::MAX);
    if exponent > 0 || places > digits.len() + FEW_ZEROS {
        return format!("{mantissa}e{exponent}");
    }
    let digits = format!("{digits:0>width$}", width = places + 1);
    match digits.split_at_checked(digits.len() - places) {
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => format!("{mantissa}e{exponent}"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MAX_DIGITS, decimal_text, push_decimal, push_number, text_of_bytes};

    fn written(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        push_number(&mut out, text).expect("is written");
        out
    }

    #[test]
    fn integers_are_bignums_from_where_sixty_four_bits_end() {
        assert_eq!(written("18446744073709551615"), b"\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
        assert_eq!(written("18446744073709551616"), b"\xC2\x49\x01\0\0\0\0\0\0\0\0");
        assert_eq!(written("-18446744073709551616"), b"\x3B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
        assert_eq!(written("-18446744073709551617"), b"\xC3\x49\x01\0\0\0\0\0\0\0\0");
        assert_eq!(written("273.15"), b"\xC4\x82\x21\x19\x6A\xB3");
        assert_eq!(written("12.5e1"), [0x18, 125]);
        let mut decimal = Vec::new();
        push_decimal(&mut decimal, "125").expect("is written");
        assert_eq!(decimal, [0xC4, 0x82, 0x00, 0x18, 125]);
    }

    #[test]
    fn the_longest_numbers_are_bounded_in_both_directions() {
        let mut out = Vec::new();
        assert!(push_number(&mut out, &"9".repeat(MAX_DIGITS - 1)).is_ok());
        assert!(push_number(&mut out, &"9".repeat(MAX_DIGITS)).is_err());
        assert!(push_number(&mut out, &"1".repeat(1_000_000)).is_err());
        assert!(text_of_bytes(false, &[0xFF; 1_024]).is_ok_and(|text| text.len() == MAX_DIGITS));
        assert!(text_of_bytes(false, &[0xFF; 1_025]).is_err());
        assert_eq!(text_of_bytes(false, &[0; 5_000]), Ok("0".to_owned()));
    }

    #[test]
    fn fractions_are_written_with_a_point_where_they_are_short() {
        for (mantissa, exponent, text) in [
            ("110", -2, "1.10"),
            ("-5", -1, "-0.5"),
            ("0", -3, "0.000"),
            ("7", 3, "7e3"),
            ("7", -400, "7e-400"),
            ("7", i64::MIN, "7e-9223372036854775808"),
        ] {
            assert_eq!(decimal_text(mantissa, exponent), text);
        }
    }

    proptest! {
        #[test]
        fn bytes_and_text_are_of_one_number(digits in "[1-9][0-9]{20,400}", negative: bool) {
            let text = if negative { format!("-{digits}") } else { digits };
            let bytes = written(&text);
            let length = usize::from(bytes[1] & 0x1F);
            let start = 2 + usize::from(length == 24);
            prop_assert_eq!(text_of_bytes(negative, &bytes[start..]), Ok(text));
        }
    }
}
