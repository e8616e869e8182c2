//! Timestamps, and the three formats in which Smithy's `timestampFormat` puts them on the wire.
//!
//! Text is read and written by integer arithmetic: no format goes through a floating-point number, so that what is
//! written and read again is the same instant.

use std::{
    fmt,
    str::FromStr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

mod civil;
mod convert;
mod format;
mod parse;
#[cfg(test)]
mod tests;

pub(crate) use self::format::TimestampText;

/// Nanoseconds in a second.
const NANOSECONDS: u32 = 1_000_000_000;
const SECONDS_A_DAY: i64 = 86_400;
/// 0001-01-01T00:00:00Z.
const FIRST_TEXT_SECOND: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z.
const LAST_TEXT_SECOND: i64 = 253_402_300_799;

/// An instant, to the nanosecond, in Unix time.
///
/// Any number of seconds that an `i64` holds is an instant; the formats that write a date are limited to the years
/// 0001 to 9999.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
    nanoseconds: u32,
}

// Not derived, which would be compiled with every program.
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds, nanoseconds } = self;
        f.debug_struct("Timestamp").field("seconds", seconds).field("nanoseconds", nanoseconds).finish()
    }
}

/// The formats of the `timestampFormat` trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimestampFormat {
    /// RFC 3339, section 5.6, in UTC, such as `1985-04-12T23:20:50.520Z`.
    DateTime,
    /// The IMF-fixdate of RFC 9110, section 5.6.7, such as `Tue, 29 Apr 2014 18:30:38 GMT`. It has no fractions:
    /// they are dropped when one is written.
    HttpDate,
    /// Seconds since the epoch, with fractions, such as `1515531081.123`.
    EpochSeconds,
}

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self { seconds: 0, nanoseconds: 0 };

    /// The instant `seconds` after the epoch and `nanoseconds` after that; none when `nanoseconds` is a whole second
    /// or more. Before the epoch, too, nanoseconds count forward: half a second before it is `(-1, 500_000_000)`.
    #[must_use]
    pub const fn new(seconds: i64, nanoseconds: u32) -> Option<Self> {
        if nanoseconds < NANOSECONDS { Some(Self { seconds, nanoseconds }) } else { None }
    }

    /// The instant `seconds` after the epoch.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self { seconds, nanoseconds: 0 }
    }

    /// The instant `milliseconds` after the epoch.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Self {
        Self {
            seconds: milliseconds.div_euclid(1_000),
            nanoseconds: milliseconds.rem_euclid(1_000) as u32 * 1_000_000,
        }
    }

    /// The instant `seconds` after the epoch, to the nearest microsecond: a double of today's seconds is no finer. Where
    /// doubles are coarser, from the year 2106 on, it is to the nearest millisecond.
    ///
    /// # Errors
    /// When `seconds` is NaN, infinite or beyond an `i64`.
    pub fn from_seconds_f64(seconds: f64) -> Result<Self, TimestampRangeError> {
        // Of the doubles in this range the greatest is below 2^63.
        if !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&seconds) {
            return Err(TimestampRangeError);
        }
        let whole = seconds.floor();
        // Doubles are half a microsecond apart at most below 2^32.
        let steps = if whole.abs() < 4_294_967_296.0 { 1_000_000 } else { 1_000 };
        let fraction = ((seconds - whole) * f64::from(steps)).round() as u32;
        let microseconds = fraction * (1_000_000 / steps);
        let carry = microseconds / 1_000_000;
        let seconds = (whole as i64).checked_add(carry.into()).ok_or(TimestampRangeError)?;
        Ok(Self { seconds, nanoseconds: microseconds % 1_000_000 * 1_000 })
    }

    /// The whole seconds since the epoch, rounded down.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// The nanoseconds after [`seconds`](Self::seconds), below 1,000,000,000.
    #[must_use]
    pub const fn nanoseconds(self) -> u32 {
        self.nanoseconds
    }

    /// The whole milliseconds since the epoch, rounded down; none beyond an `i64`.
    #[must_use]
    pub const fn to_milliseconds(self) -> Option<i64> {
        match self.seconds.checked_mul(1_000) {
            Some(milliseconds) => milliseconds.checked_add((self.nanoseconds / 1_000_000) as i64),
            None => None,
        }
    }

    /// The seconds since the epoch as the nearest double.
    #[must_use]
    pub fn to_seconds_f64(self) -> f64 {
        self.seconds as f64 + f64::from(self.nanoseconds) / f64::from(NANOSECONDS)
    }

    /// Reads exactly what Smithy lets a peer send: `date-time` in UTC, with `Z`; `http-date` without a fraction and
    /// with the date's weekday. Digits below the nanosecond are dropped. Unix time has no leap seconds: `23:59:60`
    /// at the end of a month is read as the second that follows.
    ///
    /// # Errors
    /// When `text` is malformed, names a date or time that does not exist, or is out of range.
    pub fn parse(text: &str, format: TimestampFormat) -> Result<Self, TimestampParseError> {
        parse::parse(text, format, false)
    }

    /// Like [`parse`](Self::parse), but takes also a UTC offset and lower-case letters in `date-time`, a fraction or
    /// a wrong weekday in `http-date`. Clients read with it.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_lenient(text: &str, format: TimestampFormat) -> Result<Self, TimestampParseError> {
        parse::parse(text, format, true)
    }

    /// The instant in `format`. Fractions have no trailing zeros and are absent when zero.
    ///
    /// # Errors
    /// When `format` writes a date and the year is not 0001 to 9999.
    pub fn format(self, format: TimestampFormat) -> Result<String, TimestampRangeError> {
        Ok(TimestampText::new(self, format)?.as_str().to_owned())
    }

    /// Whether the year is one that the formats with dates can write.
    const fn has_text_form(self) -> bool {
        self.seconds >= FIRST_TEXT_SECOND && self.seconds <= LAST_TEXT_SECOND
    }
}

/// The `date-time` format; outside the years 0001 to 9999, `@` and the seconds since the epoch.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match TimestampText::new(*self, TimestampFormat::DateTime) {
            Ok(text) => f.write_str(text.as_str()),
            Err(TimestampRangeError) => match TimestampText::new(*self, TimestampFormat::EpochSeconds) {
                Ok(text) => write!(f, "@{}", text.as_str()),
                Err(TimestampRangeError) => Err(fmt::Error),
            },
        }
    }
}

/// Reads the `date-time` format, UTC offsets included.
impl FromStr for Timestamp {
    type Err = TimestampParseError;

    fn from_str(text: &str) -> Result<Self, TimestampParseError> {
        Self::parse_lenient(text, TimestampFormat::DateTime)
    }
}

impl TryFrom<SystemTime> for Timestamp {
    type Error = TimestampRangeError;

    fn try_from(time: SystemTime) -> Result<Self, TimestampRangeError> {
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => {
                let seconds = i64::try_from(after.as_secs()).map_err(|_| TimestampRangeError)?;
                Ok(Self { seconds, nanoseconds: after.subsec_nanos() })
            }
            Err(before) => {
                let before = before.duration();
                let borrow = u32::from(before.subsec_nanos() > 0);
                let seconds = 0_i64
                    .checked_sub_unsigned(before.as_secs())
                    .and_then(|seconds| seconds.checked_sub(borrow.into()))
                    .ok_or(TimestampRangeError)?;
                Ok(Self { seconds, nanoseconds: borrow * NANOSECONDS - before.subsec_nanos() })
            }
        }
    }
}

impl TryFrom<Timestamp> for SystemTime {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, TimestampRangeError> {
        let seconds = Duration::from_secs(timestamp.seconds.unsigned_abs());
        let whole = if timestamp.seconds < 0 {
            UNIX_EPOCH.checked_sub(seconds)
        } else {
            UNIX_EPOCH.checked_add(seconds)
        };
        whole
            .and_then(|time| time.checked_add(Duration::from_nanos(timestamp.nanoseconds.into())))
            .ok_or(TimestampRangeError)
    }
}

/// Why a text is no timestamp. Never contains the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampParseError(&'static str);

impl TimestampParseError {
    /// What was wrong.
    #[must_use]
    pub const fn message(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for TimestampParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for TimestampParseError {}

/// A timestamp that the format or type asked for cannot express.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimestampRangeError;

impl fmt::Display for TimestampRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the timestamp is out of range")
    }
}

impl std::error::Error for TimestampRangeError {}
