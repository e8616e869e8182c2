//! JSON to shapes.

use std::borrow::Cow;

use super::{Json, scan::unescaped_at};
use crate::{
    codec::{
        Limits, Policy, base64, entries,
        path::{MissingLog, Step, Steps},
    },
    error::DecodeError,
    schema::{Member, MemberSet, UnionForm},
    serde::{DeserializableStruct, DeserializableUnion, Next, ShapeDeserializer},
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp, TimestampFormat},
};

/// Reads JSON from a slice.
///
/// Each `read_…` method begins at the first byte of its value.
#[derive(Debug)]
pub struct JsonDeserializer<'a> {
    pub(super) json: Json,
    pub(super) input: &'a [u8],
    /// The place of the next byte.
    pub(super) at: usize,
    pub(super) limits: Limits,
    /// The log of a strict deserializer; none for a lenient one.
    pub(super) missing: MissingLog<'a>,
    pub(super) steps: Steps,
    /// Whether a structure that lacks a required member is an error: it is not what an untagged union holds.
    pub(super) whole: bool,
    /// What was read in vain for untagged unions, in bytes.
    pub(super) retried: usize,
}

impl<'a> JsonDeserializer<'a> {
    /// Begins to read `input`.
    #[must_use]
    pub fn new(json: Json, input: &'a [u8], policy: Policy<'a>, limits: Limits) -> Self {
        Self {
            json,
            input,
            at: 0,
            limits,
            missing: MissingLog::new(policy, input.len()),
            steps: Steps::default(),
            whole: false,
            retried: 0,
        }
    }

    /// Skips the whitespace before the value of `root`, which begins every path.
    ///
    /// # Errors
    /// When there is no value.
    pub fn begin(&mut self, root: &'static Member) -> Result<(), DecodeError> {
        self.steps.last = Step::Member(root);
        self.skip_whitespace();
        if self.at == self.input.len() {
            return Err(self.fail("expected a value, found nothing", self.at));
        }
        Ok(())
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When anything but whitespace is left.
    pub fn end(&mut self) -> Result<(), DecodeError> {
        self.skip_whitespace();
        if self.at == self.input.len() {
            return Ok(());
        }
        Err(self.fail("bytes behind the value", self.at))
    }

    /// Opens an object or list up to its first entry. False when it is empty, and then closed already. Inlined, since what it
    /// returns goes through memory otherwise.
    #[inline(always)]
    pub(super) fn open(
        &mut self,
        opening: u8,
        closing: u8,
        expected: &'static str,
    ) -> Result<bool, DecodeError> {
        if self.peek() != opening {
            return Err(self.unexpected(expected));
        }
        if self.steps.depth() >= self.limits.max_depth {
            return Err(self.too_deep());
        }
        self.steps.open();
        self.at += 1;
        self.skip_whitespace();
        if self.peek() != closing {
            return Ok(true);
        }
        self.at += 1;
        Ok(false)
    }

    /// Reads a string where one is expected.
    #[inline(always)]
    pub(super) fn text(&mut self) -> Result<super::scan::RawString<'a>, DecodeError> {
        if self.peek() == b'"' { self.string() } else { Err(self.unexpected("a string")) }
    }

    /// Reads a string that is not plain, or finds that there is none.
    #[inline(never)]
    fn other_string(&mut self, value: &mut String) -> Result<(), DecodeError> {
        if self.peek() != b'"' {
            return Err(self.unexpected("a string"));
        }
        *value = self.uncommon_string()?.into_string();
        Ok(())
    }

    /// Reads a string that is a number's text.
    fn parse<T: std::str::FromStr>(&mut self, expected: &str, from: usize) -> Result<T, DecodeError> {
        let text = self.text()?.into_string();
        text.parse().map_err(|_| self.fail(format!("expected {expected} in the string"), from))
    }

    /// Reads a timestamp in any form of its format.
    #[inline(never)]
    fn timestamp(&mut self, format: TimestampFormat) -> Result<Timestamp, DecodeError> {
        let from = self.at;
        let text = if format != TimestampFormat::EpochSeconds {
            self.text()?.into_cow()
        } else if matches!(self.peek(), b'-' | b'0'..=b'9') {
            Cow::Borrowed(self.number()?.text)
        } else {
            return Err(self.unexpected("a number"));
        };
        // alloy takes RFC 3339's date-times with their offsets.
        let timestamp = if self.missing.is_strict() && !self.json.alloy {
            Timestamp::parse(&text, format)
        } else {
            Timestamp::parse_lenient(&text, format)
        };
        timestamp.map_err(|error| self.fail(error.message(), from))
    }

    /// An error about the byte at `at`, in the value that is being read.
    #[cold]
    pub(super) fn fail(&self, message: impl Into<Cow<'static, str>>, at: usize) -> DecodeError {
        DecodeError::new(message, self.steps.to_path(|at| unescaped_at(self.input, at)))
            .at_offset(at.min(self.input.len()))
    }

    /// The error about what comes next when `expected` should.
    #[cold]
    pub(super) fn unexpected(&self, expected: &str) -> DecodeError {
        let found = match self.input.get(self.at) {
            None => "the end of the input",
            Some(b'"') => "a string",
            Some(b'-' | b'0'..=b'9') => "a number",
            Some(b'{') => "an object",
            Some(b'[') => "a list",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            Some(b',' | b':' | b'}' | b']') => "a separator",
            Some(_) => "a byte that begins no value",
        };
        self.fail(format!("expected {expected}, found {found}"), self.at)
    }

    #[cold]
    pub(super) fn too_deep(&self) -> DecodeError {
        self.fail(format!("more than {} levels of nesting", self.limits.max_depth), self.at)
    }

    /// Consumes the null of a list or map, which only a sparse one may hold.
    #[cold]
    fn null_entry(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        let at = self.at;
        self.literal(b"null")?;
        if !member.is_sparse() && self.missing.is_strict() {
            return Err(self.fail("null in a list or map that is not sparse", at));
        }
        Ok(())
    }
}

/// The methods of the trait that read an integer shape.
macro_rules! integers {
    ($($method:ident, $integer:ident;)*) => { $(
        fn $method(&mut self, _: &'static Member) -> Result<$integer, DecodeError> {
            // The bounds make the cast exact.
            Ok(self.integer($integer::MIN.into(), $integer::MAX.into())? as $integer)
        }
    )* };
}

impl ShapeDeserializer for JsonDeserializer<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        entries::read_structure(self, value, MemberSet::All)
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        match self.json.union_form(|| value.schema()) {
            UnionForm::Tagged => entries::read_union(self, value),
            UnionForm::Discriminated(discriminator) => self.read_discriminated(value, discriminator),
            UnionForm::Untagged => self.read_untagged(value),
        }
    }

    fn begin_list(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        self.open(b'[', b']', "a list")?;
        Ok(())
    }

    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError> {
        loop {
            let index = match self.steps.last {
                Step::Index(index) => index + 1,
                // An empty list was closed as it was opened.
                _ if self.input.get(self.at - 1) == Some(&b']') => {
                    self.steps.close();
                    return Ok(Next::End);
                }
                _ => 0,
            };
            if index > 0 && !self.next(b']')? {
                self.steps.close();
                return Ok(Next::End);
            }
            self.steps.last = Step::Index(index);
            if self.peek() != b'n' {
                return Ok(Next::Value);
            }
            self.null_entry(member)?;
            if member.is_sparse() {
                return Ok(Next::Null);
            }
        }
    }

    fn elements_left(&self, read: usize) -> Option<usize> {
        // What came before the list counts as its elements, so that these seem longer than they are, and fewer left.
        Some(self.input.len().saturating_sub(self.at).saturating_mul(read) / self.at.max(1))
    }

    fn begin_map(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        self.open(b'{', b'}', "an object")?;
        Ok(())
    }

    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError> {
        let more = match self.steps.last {
            // An empty map was closed as it was opened.
            Step::None => self.input.get(self.at - 1) != Some(&b'}'),
            _ => self.next(b'}')?,
        };
        if !more {
            self.steps.close();
            return Ok(Next::End);
        }
        let at = self.at;
        self.steps.last = Step::None;
        *key = self.object_key()?.into_string();
        let sensitive = member.is_sensitive() || member.key_schema().is_sensitive();
        self.steps.last = if sensitive { Step::SensitiveKey(at) } else { Step::Key(at) };
        if self.peek() != b'n' {
            return Ok(Next::Value);
        }
        self.null_entry(member)?;
        Ok(Next::Null)
    }

    fn duplicate_key(&self) -> DecodeError {
        let at = match self.steps.last {
            Step::Key(at) | Step::SensitiveKey(at) => at,
            _ => self.at,
        };
        self.fail("a key that came before", at)
    }

    fn read_boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        match self.peek() {
            b't' => self.literal(b"true").map(|()| true),
            b'f' => self.literal(b"false").map(|()| false),
            _ => Err(self.unexpected("a boolean")),
        }
    }

    integers! {
        read_byte, i8;
        read_short, i16;
        read_integer, i32;
        read_long, i64;
    }

    fn read_float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.float()
    }

    fn read_double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.float()
    }

    fn read_big_integer(&mut self, _: &'static Member) -> Result<BigInteger, DecodeError> {
        let from = self.at;
        if self.json.big_numbers_as_text && self.peek() == b'"' {
            return self.parse("an integer", from);
        }
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return Err(self.unexpected("an integer"));
        }
        let number = self.number()?;
        if !number.integer {
            return Err(self.fail("expected an integer, found a number with fraction or exponent", from));
        }
        Ok(BigInteger::from_json_text(number.text))
    }

    fn read_big_decimal(&mut self, _: &'static Member) -> Result<BigDecimal, DecodeError> {
        let from = self.at;
        if self.json.big_numbers_as_text && self.peek() == b'"' {
            return self.parse("a number", from);
        }
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return Err(self.unexpected("a number"));
        }
        let number = self.number()?;
        BigDecimal::from_json_text(number.text).ok_or_else(|| {
            self.at = from;
            self.out_of_range()
        })
    }

    fn read_string(&mut self, _: &'static Member, value: &mut String) -> Result<(), DecodeError> {
        let Some(text) = self.plain_string() else { return self.other_string(value) };
        // SAFETY: a reference is valid for writes. What stood here is empty, so that nothing is lost that has to be dropped.
        unsafe { std::ptr::write(value, text.to_owned()) };
        Ok(())
    }

    fn read_text(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        Ok(self.text()?.into_cow())
    }

    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        let from = self.at;
        let text = self.text()?;
        match base64::decode(text.into_cow().as_bytes()) {
            Ok(bytes) => Ok(bytes.into()),
            // With escapes before it the place in the text is not that in the input.
            Err(error) if text.is_escaped() => Err(self.fail(error.message(), from)),
            Err(error) => Err(self.fail(error.message(), from + 1 + error.offset())),
        }
    }

    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let format = self.json.timestamp_format(member);
        if format == TimestampFormat::EpochSeconds
            && let Some(timestamp) = self.plain_seconds()
        {
            return Ok(timestamp);
        }
        self.timestamp(format)
    }

    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        self.document()
    }
}
