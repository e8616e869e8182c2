//! CBOR to shapes.

use std::borrow::Cow;

use super::{
    Cbor,
    head::{
        ARRAY, BREAK, BYTES, FALSE, INDEFINITE, LAST_TAG_WITH_MEANING, MAP, NEGATIVE, NULL, ONE_BYTE, TAG,
        TEXT, TRUE, UNDEFINED, UNSIGNED,
    },
    text::text_at,
};
use crate::{
    codec::{
        Limits, Policy, entries,
        path::{MissingLog, Step, Steps},
        stack::Stack,
    },
    error::DecodeError,
    schema::{Member, MemberSet},
    serde::{DeserializableStruct, DeserializableUnion, Next, ShapeDeserializer},
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp},
};

/// Reads CBOR from a slice.
///
/// Each `read_…` method begins at the first byte of its value.
#[derive(Debug)]
pub struct CborDeserializer<'a> {
    pub(super) cbor: Cbor,
    pub(super) input: &'a [u8],
    /// The place of the next byte.
    pub(super) at: usize,
    pub(super) limits: Limits,
    pub(super) missing: MissingLog<'a>,
    pub(super) steps: Steps,
    /// What is left of the innermost open list or map.
    left: Left,
    outer: Stack<Left, 12>,
}

/// How many entries of an open list or map are still to come.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::codec) struct Left(u64);

impl Left {
    /// As many as there are before a break. No input has as many entries.
    const ENDLESS: Self = Self(u64::MAX);
}

impl<'a> CborDeserializer<'a> {
    /// Begins to read `input`.
    #[must_use]
    pub fn new(cbor: Cbor, input: &'a [u8], policy: Policy<'a>, limits: Limits) -> Self {
        Self {
            cbor,
            input,
            at: 0,
            limits,
            missing: MissingLog::new(policy, input.len()),
            steps: Steps::default(),
            left: Left::default(),
            outer: Stack::default(),
        }
    }

    /// Begins the value of `root`, which begins every path.
    ///
    /// # Errors
    /// When there is no value.
    pub fn begin(&mut self, root: &'static Member) -> Result<(), DecodeError> {
        self.steps.last = Step::Member(root);
        if self.input.is_empty() {
            return Err(self.fail("expected a value, found nothing", 0));
        }
        Ok(())
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When anything is left.
    pub fn end(&mut self) -> Result<(), DecodeError> {
        if self.at == self.input.len() { Ok(()) } else { Err(self.fail("bytes behind the value", self.at)) }
    }

    /// The next byte; a break, which begins no value, at the end.
    #[inline]
    pub(super) fn peek(&self) -> u8 {
        self.input.get(self.at).copied().unwrap_or(BREAK)
    }

    /// Whether a break comes next.
    #[inline]
    pub(super) fn at_break(&self) -> bool {
        self.input.get(self.at) == Some(&BREAK)
    }

    /// The first byte of the next value, behind the tags that change nothing.
    #[inline]
    pub(super) fn first(&mut self) -> Result<u8, DecodeError> {
        let first = self.peek();
        if first & 0xE0 == TAG { self.skip_tags() } else { Ok(first) }
    }

    #[cold]
    fn skip_tags(&mut self) -> Result<u8, DecodeError> {
        loop {
            let (at, first) = (self.at, self.peek());
            if first & 0xE0 != TAG {
                return Ok(first);
            }
            if self.argument(first)? <= LAST_TAG_WITH_MEANING {
                // What reads the value refuses the tag.
                self.at = at;
                return Ok(first);
            }
        }
    }

    /// Reads the head that begins with `first`, and gives its argument.
    #[inline]
    pub(super) fn argument(&mut self, first: u8) -> Result<u64, DecodeError> {
        let low = first & 0x1F;
        if low < ONE_BYTE {
            self.at += 1;
            return Ok(low.into());
        }
        self.long_argument(low)
    }

    fn long_argument(&mut self, low: u8) -> Result<u64, DecodeError> {
        let rest = self.input.get(self.at + 1..).unwrap_or_default();
        let (argument, length) = match low - ONE_BYTE {
            0 => (rest.first().map(|&byte| byte.into()), 1),
            1 => (rest.first_chunk().map(|&bytes| u16::from_be_bytes(bytes).into()), 2),
            2 => (rest.first_chunk().map(|&bytes| u32::from_be_bytes(bytes).into()), 4),
            3 => (rest.first_chunk().map(|&bytes| u64::from_be_bytes(bytes)), 8),
            _ => return Err(self.fail("a byte that begins no value", self.at)),
        };
        match argument {
            Some(argument) => {
                self.at += 1 + length;
                Ok(argument)
            }
            None => Err(self.fail("the input ends inside a value", self.input.len())),
        }
    }

    /// Opens a list or map up to its first entry.
    #[inline]
    pub(super) fn open(&mut self, major: u8, expected: &'static str) -> Result<Left, DecodeError> {
        let first = self.first()?;
        if first & 0xE0 != major {
            return Err(self.unexpected(expected));
        }
        if self.steps.depth() >= self.limits.max_depth {
            return Err(self.too_deep());
        }
        let left = self.length(first)?;
        self.steps.open();
        Ok(left)
    }

    /// Reads the head of a list or map.
    #[inline]
    pub(super) fn length(&mut self, first: u8) -> Result<Left, DecodeError> {
        if first & 0x1F == INDEFINITE {
            self.at += 1;
            return Ok(Left::ENDLESS);
        }
        let at = self.at;
        let length = self.argument(first)?;
        // Each entry takes one byte at least.
        if length > (self.input.len() - self.at) as u64 {
            return Err(self.fail("a list or map with more entries than there are bytes", at));
        }
        Ok(Left(length))
    }

    /// Moves to the next entry. False at the end of the list or map.
    #[inline]
    pub(super) fn more(&mut self, left: &mut Left) -> bool {
        if left.0 == Left::ENDLESS.0 {
            let ends = self.at_break();
            self.at += usize::from(ends);
            return !ends;
        }
        match left.0.checked_sub(1) {
            Some(less) => {
                left.0 = less;
                true
            }
            None => false,
        }
    }

    /// Opens the list or map of a shape.
    #[inline]
    fn enter(&mut self, major: u8, expected: &'static str) -> Result<(), DecodeError> {
        let left = self.open(major, expected)?;
        self.outer.push(std::mem::replace(&mut self.left, left));
        Ok(())
    }

    /// Moves to the next entry of the innermost list or map of a shape, or closes it.
    #[inline]
    fn advance(&mut self) -> bool {
        let mut left = self.left;
        let more = self.more(&mut left);
        self.left = left;
        if !more {
            self.steps.close();
            self.left = self.outer.pop();
        }
        more
    }

    /// Whether null or undefined comes next. Both mean that there is no value.
    #[inline]
    pub(super) fn at_null(&self) -> bool {
        matches!(self.peek(), NULL | UNDEFINED)
    }

    /// An error about the byte at `at`, in the value that is being read.
    #[cold]
    pub(super) fn fail(&self, message: impl Into<Cow<'static, str>>, at: usize) -> DecodeError {
        let path = self.steps.to_path(|at| text_at(self.input, at));
        DecodeError::new(message, path).at_offset(at.min(self.input.len()))
    }

    /// The error about what comes next when `expected` should.
    #[cold]
    pub(super) fn unexpected(&self, expected: &str) -> DecodeError {
        self.unexpected_at(expected, self.at)
    }

    /// The error about what is at `at` when `expected` should be.
    #[cold]
    pub(super) fn unexpected_at(&self, expected: &str, at: usize) -> DecodeError {
        let found = match self.input.get(at) {
            None => "the end of the input",
            Some(&(FALSE | TRUE)) => "a boolean",
            Some(&NULL) => "null",
            Some(&UNDEFINED) => "undefined",
            Some(&BREAK) => "a break",
            Some(first) => match first & 0xE0 {
                UNSIGNED | NEGATIVE => "an integer",
                BYTES => "a byte string",
                TEXT => "a text string",
                ARRAY => "a list",
                MAP => "a map",
                TAG => "a tag",
                _ if matches!(first & 0x1F, 25..=27) => "a float",
                _ => "a simple value that stands for nothing",
            },
        };
        self.fail(format!("expected {expected}, found {found}"), at)
    }

    #[cold]
    pub(super) fn too_deep(&self) -> DecodeError {
        self.fail(format!("more than {} levels of nesting", self.limits.max_depth), self.at)
    }

    /// Consumes the null of a list or map, which only a sparse one may hold.
    #[cold]
    fn null_entry(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        if !member.is_sparse() && self.missing.is_strict() {
            return Err(self.fail("null in a list or map that is not sparse", self.at));
        }
        self.at += 1;
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

impl ShapeDeserializer for CborDeserializer<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        entries::read_structure(self, value, MemberSet::All)
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        entries::read_union(self, value)
    }

    fn begin_list(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        self.enter(ARRAY, "a list")
    }

    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError> {
        loop {
            let index = match self.steps.last {
                Step::Index(index) => index + 1,
                _ => 0,
            };
            if !self.advance() {
                return Ok(Next::End);
            }
            self.steps.last = Step::Index(index);
            if !self.at_null() {
                return Ok(Next::Value);
            }
            self.null_entry(member)?;
            if member.is_sparse() {
                return Ok(Next::Null);
            }
        }
    }

    fn begin_map(&mut self, _: &'static Member) -> Result<(), DecodeError> {
        self.enter(MAP, "a map")
    }

    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError> {
        if !self.advance() {
            return Ok(Next::End);
        }
        self.steps.last = Step::None;
        let at = self.at;
        *key = self.key_string()?;
        let sensitive = member.is_sensitive() || member.key_schema().is_sensitive();
        self.steps.last = if sensitive { Step::SensitiveKey(at) } else { Step::Key(at) };
        if !self.at_null() {
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
        let value = match self.first()? {
            TRUE => true,
            FALSE => false,
            _ => return Err(self.unexpected("a boolean")),
        };
        self.at += 1;
        Ok(value)
    }

    integers! {
        read_byte, i8;
        read_short, i16;
        read_integer, i32;
        read_long, i64;
    }

    fn read_float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.single()
    }

    fn read_double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.double()
    }

    fn read_big_integer(&mut self, _: &'static Member) -> Result<BigInteger, DecodeError> {
        self.big_integer()
    }

    fn read_big_decimal(&mut self, _: &'static Member) -> Result<BigDecimal, DecodeError> {
        self.big_decimal()
    }

    fn read_text(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.text()
    }

    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        Ok(self.bytes()?.into_owned().into())
    }

    fn read_timestamp(&mut self, _: &'static Member) -> Result<Timestamp, DecodeError> {
        self.timestamp()
    }

    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        self.document()
    }
}
