//! Timestamps against jiff, which has calendar arithmetic of its own.

use farrier_runtime::{Timestamp, types::TimestampFormat};
use proptest::prelude::*;

proptest! {
    #[test]
    fn date_times_and_http_dates_are_those_of_jiff(seconds in -62_135_596_800_i64..=253_402_207_200, nanoseconds in 0_u32..1_000_000_000) {
        let timestamp = Timestamp::new(seconds, nanoseconds).expect("in range");
        let expected = jiff::Timestamp::from_second(seconds).expect("in range");
        let civil = expected.to_zoned(jiff::tz::TimeZone::UTC);

        let whole = Timestamp::from_seconds(seconds).format(TimestampFormat::DateTime).expect("in range");
        prop_assert_eq!(&whole, &civil.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        let http_date = timestamp.format(TimestampFormat::HttpDate).expect("in range");
        prop_assert_eq!(&http_date, &civil.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string());
        prop_assert_eq!(Timestamp::parse(&http_date, TimestampFormat::HttpDate), Ok(Timestamp::from_seconds(seconds)));

        let text = timestamp.to_string();
        let read: jiff::Timestamp = text.parse().expect("is RFC 3339");
        prop_assert_eq!(read.as_nanosecond(), i128::from(seconds) * 1_000_000_000 + i128::from(nanoseconds));
        prop_assert_eq!(Timestamp::parse(&text, TimestampFormat::DateTime), Ok(timestamp));
    }

    #[test]
    fn epoch_seconds_keep_every_nanosecond(seconds: i64, nanoseconds in 0_u32..1_000_000_000) {
        let timestamp = Timestamp::new(seconds, nanoseconds).expect("in range");
        let text = timestamp.format(TimestampFormat::EpochSeconds).expect("has no range");
        prop_assert_eq!(Timestamp::parse(&text, TimestampFormat::EpochSeconds), Ok(timestamp));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-0-9TZtz:.+, GMTueApr]{0,40}") {
        for format in [TimestampFormat::DateTime, TimestampFormat::HttpDate, TimestampFormat::EpochSeconds] {
            let (strict, lenient) = (Timestamp::parse(&text, format), Timestamp::parse_lenient(&text, format));
            if strict.is_ok() {
                prop_assert_eq!(strict, lenient);
            }
        }
    }

    #[test]
    fn offsets_are_those_of_jiff(text in "(19|20)[0-9]{2}-(0[1-9]|1[0-2])-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?[+-](0[0-9]|1[0-9]):[0-5][0-9]") {
        let ours = text.parse::<Timestamp>().ok().map(|at| (at.seconds(), at.nanoseconds()));
        let theirs = text.parse::<jiff::Timestamp>().ok().map(|at| {
            let nanoseconds = at.as_nanosecond();
            (nanoseconds.div_euclid(1_000_000_000) as i64, nanoseconds.rem_euclid(1_000_000_000) as u32)
        });
        prop_assert_eq!(ours, theirs);
    }
}

proptest! {
    #[test]
    fn other_libraries_timestamps_are_the_same_instant(seconds in -62_135_596_800_i64..=253_402_207_200, nanoseconds in 0_u32..1_000_000_000) {
        let timestamp = Timestamp::new(seconds, nanoseconds).expect("in range");
        let of_jiff = jiff::Timestamp::try_from(timestamp).expect("in range");
        prop_assert_eq!(of_jiff.to_string(), timestamp.to_string());
        prop_assert_eq!(Timestamp::from(of_jiff), timestamp);
        let of_chrono = chrono::DateTime::try_from(timestamp).expect("in range");
        prop_assert_eq!((of_chrono.timestamp(), of_chrono.timestamp_subsec_nanos()), (seconds, nanoseconds));
        prop_assert_eq!(Timestamp::from(of_chrono), timestamp);
        let of_time = time::OffsetDateTime::try_from(timestamp).expect("in range");
        prop_assert_eq!((of_time.unix_timestamp(), of_time.nanosecond()), (seconds, nanoseconds));
        prop_assert_eq!(Timestamp::from(of_time), timestamp);
    }
}

#[test]
fn instants_beyond_other_libraries_are_refused() {
    for seconds in [i64::MIN, i64::MAX] {
        let timestamp = Timestamp::from_seconds(seconds);
        assert!(jiff::Timestamp::try_from(timestamp).is_err());
        assert!(chrono::DateTime::try_from(timestamp).is_err());
        assert!(time::OffsetDateTime::try_from(timestamp).is_err());
    }
}
