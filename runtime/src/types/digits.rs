//! Decimal digits, eight at once in one register.

/// The eight digits of a number below 100,000,000 as text, the first in the lowest byte.
#[inline]
pub(crate) fn eight_digits(number: u64) -> u64 {
    // Each step splits every lane into two of half the width: a quotient and what it leaves. The products are exact for
    // dividends of this size.
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007F_0000_007F;
    let twos = hundreds | (fours - hundreds * 100) << 16;
    let tens = ((twos * 103) >> 10) & 0x000F_000F_000F_000F;
    (tens | (twos - tens * 10) << 8) | 0x3030_3030_3030_3030
}

/// The number whose eight digits are `text`, as [`eight_digits`] gives them; none where not all are digits.
#[cfg(feature = "json")]
#[inline]
pub(crate) fn from_eight_digits(text: u64) -> Option<u64> {
    const ZEROS: u64 = 0x3030_3030_3030_3030;
    let halves = |word: u64| word & 0xF0F0_F0F0_F0F0_F0F0;
    // What is above '9' has another high half than digits, or gets it when six is added.
    if halves(text) != ZEROS || halves(text.wrapping_add(0x0606_0606_0606_0606)) != ZEROS {
        return None;
    }
    // Neighbours become one number: of two digits, of four, of eight. What runs over into a neighbour is masked.
    let ones = text ^ ZEROS;
    let twos = ones.wrapping_mul(10).wrapping_add(ones >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = twos.wrapping_mul(100).wrapping_add(twos >> 16) & 0x0000_FFFF_0000_FFFF;
    Some(fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn eight_digits_are_those_of_the_number() {
        for number in (0..100_000_000).step_by(9_973).chain([9, 10, 99, 100, 9_999, 10_000, 99_999_999]) {
            let text = eight_digits(number);
            assert_eq!(text.to_le_bytes().as_slice(), format!("{number:08}").as_bytes());
            #[cfg(feature = "json")]
            assert_eq!(from_eight_digits(text), Some(number));
        }
    }

    #[cfg(feature = "json")]
    #[test]
    fn a_byte_that_is_no_digit_is_refused_in_every_place() {
        for place in 0..8 {
            for byte in (0..=255_u8).filter(|byte| !byte.is_ascii_digit()) {
                for others in *b"059" {
                    let mut bytes = [others; 8];
                    bytes[place] = byte;
                    assert_eq!(from_eight_digits(u64::from_le_bytes(bytes)), None, "{bytes:?}");
                }
            }
        }
    }
}
