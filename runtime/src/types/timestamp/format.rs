//! Timestamps as text.

use super::{
    NANOSECONDS, SECONDS_A_DAY, Timestamp, TimestampFormat, TimestampRangeError,
    civil::{Date, weekday},
};
use crate::types::digits::eight_digits;

pub(super) const WEEKDAYS: [&[u8; 3]; 7] = [b"Sun", b"Mon", b"Tue", b"Wed", b"Thu", b"Fri", b"Sat"];
pub(super) const MONTHS: [&[u8; 3]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// Room for the longest text of any format.
const ROOM: usize = 40;

/// The text of a timestamp: ASCII, without quotes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TimestampText {
    bytes: [u8; ROOM],
    length: usize,
}

impl TimestampText {
    /// The text of `timestamp` in `format`.
    pub(crate) fn new(timestamp: Timestamp, format: TimestampFormat) -> Result<Self, TimestampRangeError> {
        let mut text = Self::empty();
        text.write(timestamp, format)?;
        Ok(text)
    }

    /// No text yet.
    #[inline]
    pub(crate) fn empty() -> Self {
        Self { bytes: [0; ROOM], length: 0 }
    }

    /// Writes `timestamp` in `format` into an empty text. In place, since a processor waits for bytes that are moved just
    /// after they were written one by one.
    pub(crate) fn write(
        &mut self,
        timestamp: Timestamp,
        format: TimestampFormat,
    ) -> Result<(), TimestampRangeError> {
        match format {
            TimestampFormat::EpochSeconds => self.epoch_seconds(timestamp),
            _ if !timestamp.has_text_form() => return Err(TimestampRangeError),
            TimestampFormat::DateTime => self.date_time(timestamp),
            TimestampFormat::HttpDate => self.http_date(timestamp),
        }
        Ok(())
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }

    pub(crate) fn as_str(&self) -> &str {
        // Only ASCII was written.
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    fn extend(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.push(byte);
        }
    }

    /// Writes a number of two digits.
    fn pair(&mut self, number: u64) {
        self.extend(&[b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
    }

    /// Writes `number` in at least `width` digits.
    fn digits(&mut self, mut number: u64, width: usize) {
        let mut digits = [b'0'; 20];
        let mut used = 0;
        for place in digits.iter_mut().rev() {
            if number == 0 {
                break;
            }
            *place = b'0' + (number % 10) as u8;
            number /= 10;
            used += 1;
        }
        let from = digits.len() - used.max(width).min(digits.len());
        self.extend(digits.get(from..).unwrap_or_default());
    }

    /// Writes a fraction without trailing zeros; nothing for zero.
    fn fraction(&mut self, nanoseconds: u32) {
        if nanoseconds == 0 {
            return;
        }
        self.push(b'.');
        let mut rest = nanoseconds;
        let mut unit = NANOSECONDS / 10;
        while rest > 0 && unit > 0 {
            self.push(b'0' + (rest / unit) as u8);
            rest %= unit;
            unit /= 10;
        }
    }

    fn epoch_seconds(&mut self, timestamp: Timestamp) {
        let (seconds, nanoseconds) = (timestamp.seconds, timestamp.nanoseconds);
        if let Some((bytes, length)) = of_our_time(seconds, nanoseconds)
            && let Some(place) = self.bytes.first_chunk_mut()
        {
            *place = bytes;
            self.length = length;
        } else if seconds >= 0 {
            self.digits(seconds.unsigned_abs(), 1);
            self.fraction(nanoseconds);
        } else {
            // The fraction counts forward from `seconds`, the text backward from zero.
            self.push(b'-');
            let borrow = u32::from(nanoseconds > 0);
            self.digits(seconds.unsigned_abs() - u64::from(borrow), 1);
            self.fraction(borrow * NANOSECONDS - nanoseconds);
        }
    }

    fn date_time(&mut self, timestamp: Timestamp) {
        let date = Date::from_days(timestamp.seconds.div_euclid(SECONDS_A_DAY));
        self.digits(date.year.unsigned_abs(), 4);
        self.push(b'-');
        self.pair(date.month.into());
        self.push(b'-');
        self.pair(date.day.into());
        self.push(b'T');
        self.time(timestamp);
        self.fraction(timestamp.nanoseconds);
        self.push(b'Z');
    }

    fn http_date(&mut self, timestamp: Timestamp) {
        let days = timestamp.seconds.div_euclid(SECONDS_A_DAY);
        let date = Date::from_days(days);
        self.extend(WEEKDAYS.get(weekday(days)).map_or(b"", |name| name.as_slice()));
        self.extend(b", ");
        self.pair(date.day.into());
        self.push(b' ');
        self.extend(MONTHS.get(usize::from(date.month) - 1).map_or(b"", |name| name.as_slice()));
        self.push(b' ');
        self.digits(date.year.unsigned_abs(), 4);
        self.push(b' ');
        self.time(timestamp);
        self.extend(b" GMT");
    }

    fn time(&mut self, timestamp: Timestamp) {
        let second = timestamp.seconds.rem_euclid(SECONDS_A_DAY).unsigned_abs();
        self.pair(second / 3_600);
        self.push(b':');
        self.pair(second / 60 % 60);
        self.push(b':');
        self.pair(second % 60);
    }
}

/// The text of the seconds since the epoch, if it has ten digits (2001 to 2286) and whole milliseconds, as nearly all have:
/// put together in one register. Bytes behind the length say nothing.
fn of_our_time(seconds: i64, nanoseconds: u32) -> Option<([u8; 16], usize)> {
    let milliseconds = u64::from(nanoseconds / 1_000_000);
    if !(1_000_000_000..10_000_000_000).contains(&seconds) || !nanoseconds.is_multiple_of(1_000_000) {
        return None;
    }
    let seconds = seconds.unsigned_abs();
    // From the lowest byte on: the last two of eight digits, eight, the point, and the last three of eight.
    let text = u128::from(eight_digits(seconds / 100_000_000)) >> 48
        | u128::from(eight_digits(seconds % 100_000_000)) << 16
        | u128::from(eight_digits(milliseconds) >> 40) << 88
        | u128::from(b'.') << 80;
    let fraction = match milliseconds {
        0 => 0,
        _ if milliseconds % 100 == 0 => 2,
        _ if milliseconds % 10 == 0 => 3,
        _ => 4,
    };
    Some((text.to_le_bytes(), 10 + fraction))
}

#[cfg(test)]
mod tests {
    use super::TimestampText;
    use crate::types::{Timestamp, TimestampFormat};

    #[test]
    fn seconds_of_ten_digits_and_others_have_the_same_form() {
        for seconds in [0, 1, 999_999_999, 1_000_000_000, 1_700_000_023, 9_999_999_999, 10_000_000_000] {
            for milliseconds in [0, 1, 10, 100, 120, 123, 999] {
                let timestamp = Timestamp::from_milliseconds(seconds * 1_000 + milliseconds);
                let text = TimestampText::new(timestamp, TimestampFormat::EpochSeconds).expect("a text");
                let expected = format!("{seconds}.{milliseconds:03}");
                assert_eq!(text.as_str(), expected.trim_end_matches('0').trim_end_matches('.'));
            }
        }
    }
}
