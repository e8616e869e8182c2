//! Timestamps.

/// An instant, to the nanosecond, in Unix time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    seconds: i64,
    nanoseconds: u32,
}

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const EPOCH: Self = Self { seconds: 0, nanoseconds: 0 };
}

/// The formats of the `timestampFormat` trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimestampFormat {
    /// RFC 3339, section 5.6, in UTC, such as `1985-04-12T23:20:50.520Z`.
    DateTime,
    /// The IMF-fixdate of RFC 9110, section 5.6.7, such as `Tue, 29 Apr 2014 18:30:38 GMT`.
    HttpDate,
    /// Seconds since the epoch, with fractions, such as `1515531081.123`.
    EpochSeconds,
}
