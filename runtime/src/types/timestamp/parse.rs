//! Timestamps from text.
//!
//! Strict reading takes exactly what the Smithy specification lets a client send: `date-time` in UTC with `Z`,
//! `http-date` without a fraction. Lenient reading also takes UTC offsets and lower-case letters (RFC 3339), fractions
//! in `http-date`, and a weekday that does not fit its date.

use super::{
    NANOSECONDS, SECONDS_A_DAY, Timestamp, TimestampFormat, TimestampParseError,
    civil::{Date, weekday},
    format::{MONTHS, WEEKDAYS},
};

const MALFORMED_DATE_TIME: TimestampParseError =
    TimestampParseError("expected an RFC 3339 date-time in UTC, such as 1985-04-12T23:20:50.52Z");
const MALFORMED_HTTP_DATE: TimestampParseError =
    TimestampParseError("expected an HTTP date, such as Tue, 29 Apr 2014 18:30:38 GMT");
const MALFORMED_EPOCH_SECONDS: TimestampParseError =
    TimestampParseError("expected seconds since the epoch, such as 1515531081.123");
const NO_SUCH_DATE: TimestampParseError = TimestampParseError("the date does not exist");
const NO_SUCH_TIME: TimestampParseError = TimestampParseError("the time of day does not exist");
const NO_SUCH_LEAP_SECOND: TimestampParseError =
    TimestampParseError("second 60 exists only in the last minute of a month, in UTC");
const WRONG_WEEKDAY: TimestampParseError = TimestampParseError("the weekday is not that of the date");
const OUT_OF_RANGE: TimestampParseError = TimestampParseError("the timestamp is out of range");

/// Exponents beyond this are all alike: the number is zero, below a nanosecond, or out of range.
const GREATEST_EXPONENT: i64 = 1 << 40;
/// Digits that cannot overflow a `u64`.
const SAFE_DIGITS: usize = 19;

pub(super) fn parse(
    text: &str,
    format: TimestampFormat,
    lenient: bool,
) -> Result<Timestamp, TimestampParseError> {
    let mut cursor = Cursor(text.as_bytes());
    match format {
        TimestampFormat::DateTime => date_time(&mut cursor, lenient),
        TimestampFormat::HttpDate => http_date(&mut cursor, lenient),
        TimestampFormat::EpochSeconds => epoch_seconds(&mut cursor),
    }
}

/// What is left of the text.
struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    /// Takes `byte` if it comes next.
    fn take(&mut self, byte: u8) -> bool {
        match self.0.split_first() {
            Some((&first, rest)) if first == byte => {
                self.0 = rest;
                true
            }
            _ => false,
        }
    }

    fn take_all(&mut self, bytes: &[u8]) -> bool {
        match self.0.strip_prefix(bytes) {
            Some(rest) => {
                self.0 = rest;
                true
            }
            None => false,
        }
    }

    /// Takes exactly `count` digits.
    fn number(&mut self, count: usize) -> Option<u32> {
        let (digits, rest) = self.0.split_at_checked(count)?;
        let mut number = 0;
        for digit in digits {
            if !digit.is_ascii_digit() {
                return None;
            }
            number = number * 10 + u32::from(digit - b'0');
        }
        self.0 = rest;
        Some(number)
    }

    /// Takes as many digits as come.
    fn digits(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(self.0.len());
        let (digits, rest) = self.0.split_at(end);
        self.0 = rest;
        digits
    }

    /// Takes the place of the next three letters in `names`.
    fn name(&mut self, names: &[&[u8; 3]]) -> Option<usize> {
        let (name, rest) = self.0.split_first_chunk::<3>()?;
        let place = names.iter().position(|known| *known == name)?;
        self.0 = rest;
        Some(place)
    }

    /// Takes a fraction with at least one digit, in nanoseconds; finer digits are dropped. Zero without one.
    fn fraction(&mut self) -> Option<u32> {
        if !self.take(b'.') {
            return Some(0);
        }
        let digits = self.digits();
        (!digits.is_empty()).then(|| nanoseconds(digits.iter().copied(), 0))
    }

    /// Takes `HH:MM:SS`.
    fn time(&mut self) -> Option<Time> {
        let hour = self.number(2)?;
        let minute = self.take(b':').then(|| self.number(2))??;
        let second = self.take(b':').then(|| self.number(2))??;
        Some(Time { hour, minute, second })
    }
}

struct Time {
    hour: u32,
    minute: u32,
    second: u32,
}

/// The digits at places `from` to `from + 9` behind the decimal point as nanoseconds, missing ones as zeros.
fn nanoseconds(digits: impl Iterator<Item = u8>, leading_zeros: u32) -> u32 {
    let mut unit = NANOSECONDS / 10;
    for _ in 0..leading_zeros {
        unit /= 10;
    }
    let mut sum = 0;
    for digit in digits {
        if unit == 0 {
            break;
        }
        sum += u32::from(digit - b'0') * unit;
        unit /= 10;
    }
    sum
}

fn date_time(cursor: &mut Cursor<'_>, lenient: bool) -> Result<Timestamp, TimestampParseError> {
    let (date, time, nanoseconds) = date_and_time(cursor, lenient).ok_or(MALFORMED_DATE_TIME)?;
    let offset = offset(cursor, lenient).ok_or(MALFORMED_DATE_TIME)?;
    if !cursor.0.is_empty() {
        return Err(MALFORMED_DATE_TIME);
    }
    instant(date, &time, nanoseconds, offset)
}

fn date_and_time(cursor: &mut Cursor<'_>, lenient: bool) -> Option<(Date, Time, u32)> {
    let year = cursor.number(4)?;
    let month = cursor.take(b'-').then(|| cursor.number(2))??;
    let day = cursor.take(b'-').then(|| cursor.number(2))??;
    if !(cursor.take(b'T') || lenient && cursor.take(b't')) {
        return None;
    }
    let time = cursor.time()?;
    let nanoseconds = cursor.fraction()?;
    Some((Date { year: year.into(), month: month as u8, day: day as u8 }, time, nanoseconds))
}

/// Seconds east of UTC.
fn offset(cursor: &mut Cursor<'_>, lenient: bool) -> Option<i64> {
    if cursor.take(b'Z') || lenient && cursor.take(b'z') {
        return Some(0);
    }
    if !lenient {
        return None;
    }
    let sign = if cursor.take(b'-') {
        -1
    } else if cursor.take(b'+') {
        1
    } else {
        return None;
    };
    let hours = cursor.number(2)?;
    let minutes = cursor.take(b':').then(|| cursor.number(2))??;
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 3_600 + minutes * 60))
}

fn http_date(cursor: &mut Cursor<'_>, lenient: bool) -> Result<Timestamp, TimestampParseError> {
    let (named, date, time, nanoseconds) = http_date_and_time(cursor, lenient).ok_or(MALFORMED_HTTP_DATE)?;
    if !cursor.0.is_empty() {
        return Err(MALFORMED_HTTP_DATE);
    }
    let timestamp = instant(date, &time, nanoseconds, 0)?;
    if !lenient && named != weekday(date.to_days()) {
        return Err(WRONG_WEEKDAY);
    }
    Ok(timestamp)
}

fn http_date_and_time(cursor: &mut Cursor<'_>, lenient: bool) -> Option<(usize, Date, Time, u32)> {
    let named = cursor.name(&WEEKDAYS)?;
    let day = cursor.take_all(b", ").then(|| cursor.number(2))??;
    let month = cursor.take(b' ').then(|| cursor.name(&MONTHS))??;
    let year = cursor.take(b' ').then(|| cursor.number(4))??;
    let time = cursor.take(b' ').then(|| cursor.time())??;
    let nanoseconds = if lenient { cursor.fraction()? } else { 0 };
    let date = Date { year: year.into(), month: month as u8 + 1, day: day as u8 };
    cursor.take_all(b" GMT").then_some((named, date, time, nanoseconds))
}

/// Puts a timestamp together. Unix time has no leap seconds: second 60 is the first of the next day.
fn instant(date: Date, time: &Time, nanoseconds: u32, offset: i64) -> Result<Timestamp, TimestampParseError> {
    if !date.is_valid() {
        return Err(NO_SUCH_DATE);
    }
    if time.hour > 23 || time.minute > 59 || time.second > 60 {
        return Err(NO_SUCH_TIME);
    }
    let of_day = i64::from(time.hour * 3_600 + time.minute * 60 + time.second);
    let seconds = date.to_days() * SECONDS_A_DAY + of_day - offset;
    if time.second == 60 {
        let day_before = Date::from_days((seconds - 1).div_euclid(SECONDS_A_DAY));
        if seconds.rem_euclid(SECONDS_A_DAY) != 0 || !day_before.ends_month() {
            return Err(NO_SUCH_LEAP_SECOND);
        }
    }
    let timestamp = Timestamp { seconds, nanoseconds };
    if timestamp.has_text_form() { Ok(timestamp) } else { Err(OUT_OF_RANGE) }
}

fn epoch_seconds(cursor: &mut Cursor<'_>) -> Result<Timestamp, TimestampParseError> {
    let negative = cursor.take(b'-');
    let whole = cursor.digits();
    let fraction = if cursor.take(b'.') { Some(cursor.digits()) } else { None };
    if whole.is_empty() || fraction.is_some_and(<[u8]>::is_empty) {
        return Err(MALFORMED_EPOCH_SECONDS);
    }
    let exponent = exponent(cursor).ok_or(MALFORMED_EPOCH_SECONDS)?;
    if !cursor.0.is_empty() {
        return Err(MALFORMED_EPOCH_SECONDS);
    }
    from_decimal(negative, whole, fraction.unwrap_or_default(), exponent).ok_or(OUT_OF_RANGE)
}

fn exponent(cursor: &mut Cursor<'_>) -> Option<i64> {
    if !(cursor.take(b'e') || cursor.take(b'E')) {
        return Some(0);
    }
    let sign = if cursor.take(b'-') { -1 } else { 1 };
    if sign == 1 {
        cursor.take(b'+');
    }
    let digits = cursor.digits();
    let mut exponent: i64 = 0;
    for digit in digits {
        exponent = (exponent * 10 + i64::from(digit - b'0')).min(GREATEST_EXPONENT);
    }
    (!digits.is_empty()).then_some(sign * exponent)
}

/// The instant of the decimal number, exactly; digits below the nanosecond are dropped. None when out of range.
fn from_decimal(negative: bool, whole: &[u8], fraction: &[u8], exponent: i64) -> Option<Timestamp> {
    if exponent == 0 && whole.len() <= SAFE_DIGITS {
        // The form in which services write them.
        let seconds = whole.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        return signed(negative, seconds, nanoseconds(fraction.iter().copied(), 0));
    }
    let digits = || whole.iter().chain(fraction).copied();
    let leading_zeros = digits().take_while(|&digit| digit == b'0').count();
    let significant = || digits().skip(leading_zeros);
    // Where the decimal point stands, counted from the first significant digit.
    let point = i64::try_from(whole.len()).ok()? - i64::try_from(leading_zeros).ok()? + exponent;
    if significant().next().is_none() || point <= -9 {
        return Some(Timestamp::EPOCH);
    }
    if point > 19 {
        return None;
    }
    let whole_digits = usize::try_from(point).unwrap_or(0);
    let mut seconds: u64 = 0;
    for digit in significant().chain(std::iter::repeat(b'0')).take(whole_digits) {
        seconds = seconds.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
    }
    let zeros = u32::try_from(-point).unwrap_or(0);
    signed(negative, seconds, nanoseconds(significant().skip(whole_digits), zeros))
}

/// The instant so far after the epoch, or before it.
fn signed(negative: bool, seconds: u64, nanoseconds: u32) -> Option<Timestamp> {
    if !negative {
        return Some(Timestamp { seconds: i64::try_from(seconds).ok()?, nanoseconds });
    }
    let seconds = 0_i64.checked_sub_unsigned(seconds)?;
    if nanoseconds == 0 {
        Some(Timestamp { seconds, nanoseconds })
    } else {
        Some(Timestamp { seconds: seconds.checked_sub(1)?, nanoseconds: NANOSECONDS - nanoseconds })
    }
}
