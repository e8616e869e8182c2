//! Timestamps as text.

use super::{
    NANOSECONDS, SECONDS_A_DAY, Timestamp, TimestampFormat, TimestampRangeError,
    civil::{Date, weekday},
};

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
    /// Writes `timestamp` in `format`.
    pub(crate) fn new(timestamp: Timestamp, format: TimestampFormat) -> Result<Self, TimestampRangeError> {
        let mut text = Self { bytes: [0; ROOM], length: 0 };
        match format {
            TimestampFormat::EpochSeconds => text.epoch_seconds(timestamp),
            _ if !timestamp.has_text_form() => return Err(TimestampRangeError),
            TimestampFormat::DateTime => text.date_time(timestamp),
            TimestampFormat::HttpDate => text.http_date(timestamp),
        }
        Ok(text)
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
        if seconds >= 0 {
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
        self.digits(date.month.into(), 2);
        self.push(b'-');
        self.digits(date.day.into(), 2);
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
        self.digits(date.day.into(), 2);
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
        self.digits(second / 3_600, 2);
        self.push(b':');
        self.digits(second / 60 % 60, 2);
        self.push(b':');
        self.digits(second % 60, 2);
    }
}
