//! Conversions to and from the timestamps of other libraries, each behind the feature of its name.

#[cfg(any(feature = "chrono", feature = "jiff", feature = "time"))]
use super::{NANOSECONDS, Timestamp, TimestampRangeError};

#[cfg(feature = "chrono")]
impl From<chrono::DateTime<chrono::Utc>> for Timestamp {
    /// A leap second is the second that follows it.
    fn from(time: chrono::DateTime<chrono::Utc>) -> Self {
        // Chrono writes a leap second as a billion nanoseconds and more.
        let nanoseconds = time.timestamp_subsec_nanos();
        let seconds = time.timestamp() + i64::from(nanoseconds / NANOSECONDS);
        Self { seconds, nanoseconds: nanoseconds % NANOSECONDS }
    }
}

#[cfg(feature = "chrono")]
impl TryFrom<Timestamp> for chrono::DateTime<chrono::Utc> {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, TimestampRangeError> {
        Self::from_timestamp(timestamp.seconds, timestamp.nanoseconds).ok_or(TimestampRangeError)
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(time: jiff::Timestamp) -> Self {
        from_nanoseconds(time.as_nanosecond())
    }
}

#[cfg(feature = "jiff")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, TimestampRangeError> {
        Self::from_nanosecond(to_nanoseconds(timestamp)).map_err(|_| TimestampRangeError)
    }
}

#[cfg(feature = "time")]
impl From<time::OffsetDateTime> for Timestamp {
    fn from(time: time::OffsetDateTime) -> Self {
        from_nanoseconds(time.unix_timestamp_nanos())
    }
}

#[cfg(feature = "time")]
impl TryFrom<Timestamp> for time::OffsetDateTime {
    type Error = TimestampRangeError;

    fn try_from(timestamp: Timestamp) -> Result<Self, TimestampRangeError> {
        Self::from_unix_timestamp_nanos(to_nanoseconds(timestamp)).map_err(|_| TimestampRangeError)
    }
}

#[cfg(any(feature = "jiff", feature = "time"))]
fn to_nanoseconds(timestamp: Timestamp) -> i128 {
    i128::from(timestamp.seconds) * i128::from(NANOSECONDS) + i128::from(timestamp.nanoseconds)
}

/// Those of a library's timestamp, whose range is far within an `i64` of seconds.
#[cfg(any(feature = "jiff", feature = "time"))]
fn from_nanoseconds(nanoseconds: i128) -> Timestamp {
    let second = i128::from(NANOSECONDS);
    Timestamp {
        seconds: nanoseconds.div_euclid(second) as i64,
        nanoseconds: nanoseconds.rem_euclid(second) as u32,
    }
}
