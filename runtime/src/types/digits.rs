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

#[cfg(test)]
mod tests {
    use super::eight_digits;

    #[test]
    fn eight_digits_are_those_of_the_number() {
        for number in (0..100_000_000).step_by(9_973).chain([9, 10, 99, 100, 9_999, 10_000, 99_999_999]) {
            assert_eq!(eight_digits(number).to_le_bytes().as_slice(), format!("{number:08}").as_bytes());
        }
    }
}
