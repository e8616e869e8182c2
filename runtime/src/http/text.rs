//! Simple values as text: what a label, query parameter or header holds.
//!
//! [`TextWriter`] hands each value's text to the binding that it writes for; [`TextReader`] reads values back from
//! the texts that a binding found. Only simple values, lists of them and maps of those have a text.

use std::borrow::Cow;

use super::header::Elements;
use crate::{
    codec::base64,
    error::{DecodeError, EncodeError},
    schema::Member,
    serde::{
        DeserializableStruct, DeserializableUnion, Next, SerializableStruct, ShapeDeserializer,
        ShapeSerializer,
    },
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp, TimestampFormat},
};

/// What a [`TextWriter`] tells the binding that it writes for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event<'a> {
    /// A string or the text of an enum.
    String(&'a str),
    /// A boolean, number or timestamp.
    Plain(&'a str),
    /// A blob.
    Blob(&'a [u8]),
    /// A list of so many values begins.
    List(usize),
    /// The list is over.
    EndList,
    /// A value of a map with this key follows.
    Key(&'a str),
}

/// Writes values as text.
pub(super) struct TextWriter<'a> {
    /// Name of the bound member, for errors.
    pub(super) name: &'static str,
    /// Format of timestamps without `timestampFormat`.
    pub(super) timestamp: TimestampFormat,
    /// Whether strings with `mediaType` are written in base64, as in headers.
    pub(super) base64: bool,
    /// Takes the texts.
    pub(super) sink: &'a mut dyn FnMut(Event<'_>) -> Result<(), EncodeError>,
}

impl TextWriter<'_> {
    fn plain(&mut self, text: &str) -> Result<(), EncodeError> {
        (self.sink)(Event::Plain(text))
    }

    #[cold]
    fn refuse(&self) -> EncodeError {
        EncodeError::new("this shape has no text form", self.name)
    }
}

/// Text of a float as Smithy has it, with the shortest digits that read back as the same value.
macro_rules! float_text {
    ($value:expr) => {
        if $value.is_nan() {
            Cow::Borrowed("NaN")
        } else if $value.is_infinite() {
            Cow::Borrowed(if $value > 0.0 { "Infinity" } else { "-Infinity" })
        } else {
            Cow::Owned(format!("{:?}", $value))
        }
    };
}

impl ShapeSerializer for TextWriter<'_> {
    fn write_structure(&mut self, _: &Member, _: &dyn SerializableStruct) -> Result<(), EncodeError> {
        Err(self.refuse())
    }
    fn begin_list(&mut self, _: &Member, length: usize) -> Result<(), EncodeError> {
        (self.sink)(Event::List(length))
    }
    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        (self.sink)(Event::EndList)
    }
    fn begin_map(&mut self, _: &Member, _: usize) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_key(&mut self, _: &Member, key: &str) -> Result<(), EncodeError> {
        (self.sink)(Event::Key(key))
    }
    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }
    fn write_null(&mut self, _: &Member) -> Result<(), EncodeError> {
        // A null in a sparse list or map: text has no form for it, and absence comes closest.
        Ok(())
    }
    fn write_boolean(&mut self, _: &Member, value: bool) -> Result<(), EncodeError> {
        self.plain(if value { "true" } else { "false" })
    }
    fn write_byte(&mut self, _: &Member, value: i8) -> Result<(), EncodeError> {
        self.plain(&value.to_string())
    }
    fn write_short(&mut self, _: &Member, value: i16) -> Result<(), EncodeError> {
        self.plain(&value.to_string())
    }
    fn write_integer(&mut self, _: &Member, value: i32) -> Result<(), EncodeError> {
        self.plain(&value.to_string())
    }
    fn write_long(&mut self, _: &Member, value: i64) -> Result<(), EncodeError> {
        self.plain(&value.to_string())
    }
    fn write_float(&mut self, _: &Member, value: f32) -> Result<(), EncodeError> {
        self.plain(&float_text!(value))
    }
    fn write_double(&mut self, _: &Member, value: f64) -> Result<(), EncodeError> {
        self.plain(&float_text!(value))
    }
    fn write_big_integer(&mut self, _: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.plain(value.as_str())
    }
    fn write_big_decimal(&mut self, _: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.plain(value.as_str())
    }
    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        if self.base64 && member.media_type_trait().is_some() {
            return self.plain(&base64::encode(value.as_bytes()));
        }
        (self.sink)(Event::String(value))
    }
    fn write_blob(&mut self, _: &Member, value: &[u8]) -> Result<(), EncodeError> {
        (self.sink)(Event::Blob(value))
    }
    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        let format = member.timestamp_format_trait().unwrap_or(self.timestamp);
        let text = value.format(format).map_err(|error| EncodeError::new(error.to_string(), self.name))?;
        self.plain(&text)
    }
    fn write_document(&mut self, _: &Member, _: &Document) -> Result<(), EncodeError> {
        Err(self.refuse())
    }
}

/// The texts that a binding found for one value.
pub(super) enum Texts<'a> {
    /// One text, or the texts of a list's elements: a label, or a query parameter with its repetitions.
    Values(std::vec::IntoIter<&'a str>),
    /// The lines of one header.
    Header(Elements<'a>),
}

impl<'a> Texts<'a> {
    pub(super) fn one(text: &'a str) -> Self {
        Self::Values(vec![text].into_iter())
    }

    fn is_over(&self) -> bool {
        match self {
            Self::Values(values) => values.as_slice().is_empty(),
            Self::Header(elements) => elements.is_over(),
        }
    }
}

/// Reads values from text.
pub(super) struct TextReader<'a> {
    name: &'static str,
    texts: Texts<'a>,
    entries: std::vec::IntoIter<(String, Texts<'a>)>,
    key: String,
    index: usize,
    in_list: bool,
    rules: TextRules,
}

/// How text is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextRules {
    /// Format of timestamps without `timestampFormat`.
    pub(super) timestamp: TimestampFormat,
    /// Whether strings with `mediaType` are in base64, as in headers.
    pub(super) base64: bool,
    /// Whether timestamps are read as clients may: with an offset from UTC, for instance.
    pub(super) lenient: bool,
}

impl<'a> TextReader<'a> {
    /// Reads the value of the member called `name`.
    pub(super) fn value(name: &'static str, texts: Texts<'a>, rules: TextRules) -> Self {
        Self {
            name,
            texts,
            entries: Vec::new().into_iter(),
            key: String::new(),
            index: 0,
            in_list: false,
            rules,
        }
    }

    /// Reads the map of the member called `name`. The keys of `entries` differ.
    pub(super) fn map(name: &'static str, entries: Vec<(String, Texts<'a>)>, rules: TextRules) -> Self {
        Self {
            entries: entries.into_iter(),
            ..Self::value(name, Texts::Values(Vec::new().into_iter()), rules)
        }
    }

    fn take(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let text = match &mut self.texts {
            Texts::Values(values) => values.next().map(Cow::Borrowed),
            Texts::Header(elements) if self.in_list => elements.next_element(),
            Texts::Header(elements) => elements.whole(),
        };
        text.ok_or_else(|| self.error("the value is not well-formed text"))
    }

    fn take_timestamp(&mut self, format: TimestampFormat) -> Result<Cow<'a, str>, DecodeError> {
        match &mut self.texts {
            Texts::Header(elements) if self.in_list && format == TimestampFormat::HttpDate => {
                elements.next_date().ok_or_else(|| self.error("the value is not well-formed text"))
            }
            _ => self.take(),
        }
    }

    #[cold]
    fn error(&self, message: &'static str) -> DecodeError {
        let mut path = format!("/{}", self.name);
        if !self.key.is_empty() {
            path.push('/');
            path.push_str(&self.key);
        }
        if self.in_list {
            path.push('/');
            path.push_str(&self.index.saturating_sub(1).to_string());
        }
        DecodeError::new(message, path)
    }

    fn integer<T: std::str::FromStr>(&mut self) -> Result<T, DecodeError> {
        let text = self.take()?;
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let value = if digits.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None };
        value.ok_or_else(|| self.error("expected an integer within the range of its type"))
    }

    fn float<T: std::str::FromStr>(
        &mut self,
        special: [T; 3],
        finite: fn(&T) -> bool,
    ) -> Result<T, DecodeError> {
        let text = self.take()?;
        let [not_a_number, infinity, minus_infinity] = special;
        match &*text {
            "NaN" => return Ok(not_a_number),
            "Infinity" => return Ok(infinity),
            "-Infinity" => return Ok(minus_infinity),
            _ => {}
        }
        let value = if is_decimal(&text) { text.parse().ok().filter(finite) } else { None };
        value.ok_or_else(|| self.error("expected a number, NaN, Infinity or -Infinity"))
    }

    #[cold]
    fn refuse(&self) -> DecodeError {
        self.error("this shape has no text form")
    }
}

/// Whether `text` is a number of JSON's grammar: an integer, then perhaps a fraction, then perhaps an exponent. Zeros
/// may lead.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) =
        text.split_once(['e', 'E']).map_or((text, None), |(mantissa, exponent)| (mantissa, Some(exponent)));
    let mantissa = mantissa.strip_prefix('-').unwrap_or(mantissa);
    let (integer, fraction) =
        mantissa.split_once('.').map_or((mantissa, None), |(integer, fraction)| (integer, Some(fraction)));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(integer)
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

impl ShapeDeserializer for TextReader<'_> {
    fn read_structure(&mut self, _: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        Err(self.refuse())
    }
    fn read_union(&mut self, _: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        Err(self.refuse())
    }
    fn begin_list(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        if self.in_list {
            return Err(self.refuse());
        }
        self.in_list = true;
        self.index = 0;
        if let Texts::Header(elements) = &mut self.texts {
            elements.begin_list();
        }
        Ok(())
    }
    fn next_element(&mut self, _: &'static Member) -> Result<Next, DecodeError> {
        if self.texts.is_over() {
            self.in_list = false;
            return Ok(Next::End);
        }
        self.index += 1;
        Ok(Next::Value)
    }
    fn begin_map(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        Ok(())
    }
    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError> {
        let Some((name, texts)) = self.entries.next() else {
            return Ok(Next::End);
        };
        self.texts = texts;
        self.key.clear();
        self.key.push_str(if member.key_schema().is_sensitive() { "[sensitive]" } else { &name });
        *key = name;
        Ok(Next::Value)
    }
    fn duplicate_key(&self) -> DecodeError {
        self.error("the key came before")
    }
    fn read_boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        match &*self.take()? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.error("expected true or false")),
        }
    }
    fn read_byte(&mut self, _: &'static Member) -> Result<i8, DecodeError> {
        self.integer()
    }
    fn read_short(&mut self, _: &'static Member) -> Result<i16, DecodeError> {
        self.integer()
    }
    fn read_integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        self.integer()
    }
    fn read_long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.integer()
    }
    fn read_float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.float([f32::NAN, f32::INFINITY, f32::NEG_INFINITY], |value| value.is_finite())
    }
    fn read_double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.float([f64::NAN, f64::INFINITY, f64::NEG_INFINITY], |value| value.is_finite())
    }
    fn read_big_integer(&mut self, _: &'static Member) -> Result<BigInteger, DecodeError> {
        self.integer()
    }
    fn read_big_decimal(&mut self, _: &'static Member) -> Result<BigDecimal, DecodeError> {
        let text = self.take()?;
        let value = if is_decimal(&text) { text.parse().ok() } else { None };
        value.ok_or_else(|| self.error("expected a number"))
    }
    fn read_text(&mut self, member: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        let text = self.take()?;
        if !self.rules.base64 || member.media_type_trait().is_none() {
            return Ok(text);
        }
        base64::decode(text.as_bytes())
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .map(Cow::Owned)
            .ok_or_else(|| self.error("expected UTF-8 text in base64"))
    }
    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        Err(self.refuse())
    }
    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let format = member.timestamp_format_trait().unwrap_or(self.rules.timestamp);
        let text = self.take_timestamp(format)?;
        let parse = if self.rules.lenient { Timestamp::parse_lenient } else { Timestamp::parse };
        parse(&text, format).map_err(|_| {
            self.error(match format {
                TimestampFormat::DateTime => "expected a timestamp such as 1985-04-12T23:20:50.520Z",
                TimestampFormat::HttpDate => "expected a timestamp such as Tue, 29 Apr 2014 18:30:38 GMT",
                TimestampFormat::EpochSeconds => "expected a timestamp in seconds since 1970",
            })
        })
    }
    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        Err(self.refuse())
    }
}
