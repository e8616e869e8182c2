use super::*;

fn at(seconds: i64, nanoseconds: u32) -> Timestamp {
    Timestamp::new(seconds, nanoseconds).expect("nanoseconds are in range")
}

#[test]
fn epoch_seconds_are_read_exactly_in_every_form() {
    for (text, expected) in [
        ("0", at(0, 0)),
        ("-0", at(0, 0)),
        ("1515531081", at(1_515_531_081, 0)),
        ("1515531081.123", at(1_515_531_081, 123_000_000)),
        ("1515531081.123456789", at(1_515_531_081, 123_456_789)),
        ("1515531081.1234567899", at(1_515_531_081, 123_456_789)),
        ("1.515531081123E9", at(1_515_531_081, 123_000_000)),
        ("1.515531081123e+9", at(1_515_531_081, 123_000_000)),
        ("151553108112300e-5", at(1_515_531_081, 123_000_000)),
        ("-0.5", at(-1, 500_000_000)),
        ("-1.25", at(-2, 750_000_000)),
        ("-1", at(-1, 0)),
        ("0.000000001", at(0, 1)),
        ("1e-9", at(0, 1)),
        ("1e-10", at(0, 0)),
        ("12e-10", at(0, 1)),
        ("0e99999999999999999999", at(0, 0)),
        ("1e-99999999999999999999", at(0, 0)),
        ("9223372036854775807.999999999", at(i64::MAX, 999_999_999)),
        ("-9223372036854775808", at(i64::MIN, 0)),
        ("0.00001e5", at(1, 0)),
    ] {
        assert_eq!(Timestamp::parse(text, TimestampFormat::EpochSeconds), Ok(expected), "{text}");
    }
}

#[test]
fn epoch_seconds_out_of_range_or_malformed_are_refused() {
    for text in ["9223372036854775808", "-9223372036854775808.1", "1e19", "1e99999999999999999999"] {
        let error = Timestamp::parse(text, TimestampFormat::EpochSeconds).expect_err(text);
        assert!(error.message().contains("range"), "{text}: {error}");
    }
    for text in
        ["", "-", "+1", "1.", ".5", "1e", "1e+", "0x42", "1515531081ABC", "1.2.3", "NaN", "Infinity", "1 "]
    {
        assert!(Timestamp::parse(text, TimestampFormat::EpochSeconds).is_err(), "{text}");
    }
}

#[test]
fn date_times_are_read_and_written() {
    for (text, expected) in [
        ("1985-04-12T23:20:50.52Z", at(482_196_050, 520_000_000)),
        ("1970-01-01T00:00:00Z", at(0, 0)),
        ("1969-12-31T23:59:59.999999999Z", at(-1, 999_999_999)),
        ("0001-01-01T00:00:00Z", at(FIRST_TEXT_SECOND, 0)),
        ("9999-12-31T23:59:59Z", at(LAST_TEXT_SECOND, 0)),
        ("2000-02-29T12:00:00Z", at(951_825_600, 0)),
    ] {
        assert_eq!(Timestamp::parse(text, TimestampFormat::DateTime), Ok(expected), "{text}");
        assert_eq!(expected.to_string(), text);
    }
}

#[test]
fn only_lenient_reading_takes_offsets_and_lower_case() {
    let expected = at(851_042_397, 0);
    for text in [
        "1996-12-19T16:39:57-08:00",
        "1996-12-20T00:39:57z",
        "1996-12-20t00:39:57Z",
        "1996-12-20T01:09:57+00:30",
    ] {
        assert!(Timestamp::parse(text, TimestampFormat::DateTime).is_err(), "{text}");
        assert_eq!(Timestamp::parse_lenient(text, TimestampFormat::DateTime), Ok(expected), "{text}");
    }
}

#[test]
fn malformed_date_times_are_refused_by_both() {
    for text in [
        "1996-12-19T16:39:57+00",
        "1996-12-19T16:39:57+00Z",
        "1996-12-19T16:39:57",
        "1996-12-19T163957",
        "19961219T163957Z",
        "19961219T16:39:57Z",
        "1996-12-19T16:39Z",
        "1996-12-19T16Z",
        "1996-12-19 16:39:57Z",
        "2011-12-03T10:15:30+01:00[Europe/Paris]",
        "1996-13-19T16:39:57Z",
        "1996-02-30T16:39:57Z",
        "1900-02-29T16:39:57Z",
        "1996-12-19T24:00:00Z",
        "1996-12-19T16:60:00Z",
        "1996-12-19T16:39:61Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "1996-12-19T16:39:57.Z",
        "",
        "1996-00-10T00:00:00Z",
        "1996-12-19T16:39:57+24:00",
        "1996-12-19T16:39:57Zé",
    ] {
        assert!(Timestamp::parse(text, TimestampFormat::DateTime).is_err(), "{text}");
        assert!(Timestamp::parse_lenient(text, TimestampFormat::DateTime).is_err(), "{text}");
    }
    assert!(Timestamp::parse_lenient("0001-01-01T00:00:00+00:01", TimestampFormat::DateTime).is_err());
}

#[test]
fn a_leap_second_is_the_first_second_of_the_next_day() {
    let parse = |text| Timestamp::parse_lenient(text, TimestampFormat::DateTime);
    assert_eq!(parse("2016-12-31T23:59:60Z"), Ok(at(1_483_228_800, 0)));
    assert_eq!(parse("2016-12-31T15:59:60-08:00"), Ok(at(1_483_228_800, 0)));
    for text in ["2016-12-30T23:59:60Z", "2016-12-31T23:58:60Z", "2016-12-31T23:59:60-08:00"] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn http_dates_are_read_and_written() {
    let expected = at(1_398_796_238, 0);
    let text = "Tue, 29 Apr 2014 18:30:38 GMT";
    assert_eq!(Timestamp::parse(text, TimestampFormat::HttpDate), Ok(expected));
    assert_eq!(expected.format(TimestampFormat::HttpDate).as_deref(), Ok(text));
    assert_eq!(at(1_398_796_238, 999).format(TimestampFormat::HttpDate).as_deref(), Ok(text));
    for lenient_only in ["Sun, 02 Jan 2000 20:34:56.000 GMT", "Mon, 02 Jan 2000 20:34:56 GMT"] {
        assert!(Timestamp::parse(lenient_only, TimestampFormat::HttpDate).is_err(), "{lenient_only}");
        let lenient = Timestamp::parse_lenient(lenient_only, TimestampFormat::HttpDate);
        assert_eq!(lenient, Ok(at(946_845_296, 0)), "{lenient_only}");
    }
    for malformed in [
        "Tue, 29 Apr 2014 18:30:38 UTC",
        "Tue, 9 Apr 2014 18:30:38 GMT",
        "Tuesday, 29-Apr-14 18:30:38 GMT",
        "Tue Apr 29 18:30:38 2014",
        "Tue, 31 Apr 2014 18:30:38 GMT",
        "tue, 29 Apr 2014 18:30:38 GMT",
        "Tue, 29 Apr 2014 18:30:38 GMT ",
    ] {
        assert!(Timestamp::parse_lenient(malformed, TimestampFormat::HttpDate).is_err(), "{malformed}");
    }
}

#[test]
fn years_without_text_form_are_refused_by_dates_and_shown_as_seconds() {
    for seconds in [FIRST_TEXT_SECOND - 1, LAST_TEXT_SECOND + 1, i64::MIN, i64::MAX] {
        let timestamp = Timestamp::from_seconds(seconds);
        assert_eq!(timestamp.format(TimestampFormat::DateTime), Err(TimestampRangeError));
        assert_eq!(timestamp.format(TimestampFormat::HttpDate), Err(TimestampRangeError));
        assert_eq!(timestamp.to_string(), format!("@{seconds}"));
    }
}

#[test]
fn conversions_keep_the_instant() {
    assert_eq!(Timestamp::from_milliseconds(-1), at(-1, 999_000_000));
    assert_eq!(Timestamp::from_milliseconds(-1).to_milliseconds(), Some(-1));
    assert_eq!(Timestamp::from_seconds(i64::MAX).to_milliseconds(), None);
    assert_eq!(Timestamp::from_seconds_f64(1_515_531_081.123), Ok(at(1_515_531_081, 123_000_000)));
    assert_eq!(Timestamp::from_seconds_f64(-0.5), Ok(at(-1, 500_000_000)));
    assert_eq!(Timestamp::from_seconds_f64(0.999_999_9), Ok(at(1, 0)));
    for seconds in [f64::NAN, f64::INFINITY, 9_223_372_036_854_775_808.0, -1e19] {
        assert_eq!(Timestamp::from_seconds_f64(seconds), Err(TimestampRangeError));
    }
    for timestamp in [at(-2, 750_000_000), at(0, 0), at(1, 5), at(-3, 0)] {
        let time = SystemTime::try_from(timestamp).expect("in range");
        assert_eq!(Timestamp::try_from(time), Ok(timestamp));
    }
    assert_eq!(Timestamp::new(0, 1_000_000_000), None);
}
