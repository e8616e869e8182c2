//! Arbitrary values of any generated shape, made from bytes.
//!
//! Bytes come in, from a fuzzer or a property test; a value comes out. The value is read by a [`ShapeDeserializer`]
//! that makes up its input as the shape asks for it, so that there is nothing to generate for it. The same bytes give
//! the same value; fewer or smaller bytes give a simpler one, none at all the simplest, which is what a shrinking
//! test wants.

use std::borrow::Cow;

use crate::{
    error::DecodeError,
    schema::{Member, ROOT},
    serde::{DeserializableShape, DeserializableStruct, DeserializableUnion, Next, ShapeDeserializer},
    types::{BigDecimal, BigInteger, Blob, Document, Number, Timestamp, TimestampFormat},
};

/// From this depth on optional members are absent and lists and maps empty.
const SIMPLE_DEPTH: usize = 5;
/// No value is deeper: a union tries its other variants then.
const MAX_DEPTH: usize = 40;
const MAX_LENGTH: u8 = 4;
/// 0001-01-01T00:00:00Z, the first instant that every timestamp format can write.
const FIRST_SECOND: i64 = -62_135_596_800;
/// 9999-12-31T23:59:59Z, the last.
const LAST_SECOND: i64 = 253_402_300_799;

/// Characters that codecs are likely to get wrong.
const CHARACTERS: [char; 24] = [
    'a',
    'Z',
    '0',
    '9',
    ' ',
    '"',
    '\\',
    '/',
    '\n',
    '\t',
    '\r',
    '\0',
    '\u{1F}',
    '\u{7F}',
    '\u{80}',
    'é',
    '\u{2028}',
    '\u{D7FF}',
    '\u{FFFD}',
    '\u{FFFF}',
    '😀',
    '\u{10FFFF}',
    '<',
    '&',
];

/// An arbitrary value, made from `bytes`: without NaN and without unknown variants of unions.
///
/// Its timestamps have milliseconds and years 0001 to 9999; those with the format `http-date` have whole seconds.
#[must_use]
pub fn arbitrary<T: DeserializableShape>(bytes: &[u8]) -> T {
    Arbitrary::new(bytes).generate()
}

/// Makes arbitrary values from bytes.
#[derive(Clone, Debug)]
pub struct Arbitrary<'a> {
    bytes: &'a [u8],
    nan: bool,
    unknown_variants: bool,
    whole_seconds: bool,
    xml_values: bool,
    form_values: bool,
    plain_numbers: bool,
    depth: usize,
    /// For each open list and map, how many entries it will have and how many it has.
    open: Vec<(u8, u8)>,
}

impl<'a> Arbitrary<'a> {
    /// Begins with `bytes`.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self {
            bytes,
            nan: false,
            unknown_variants: false,
            whole_seconds: false,
            xml_values: false,
            form_values: false,
            plain_numbers: false,
            depth: 0,
            open: Vec::new(),
        }
    }

    /// Also makes NaN, which equals nothing.
    #[must_use]
    pub const fn with_nan(mut self) -> Self {
        self.nan = true;
        self
    }

    /// Also makes unknown variants of unions, which cannot be encoded.
    #[must_use]
    pub const fn with_unknown_variants(mut self) -> Self {
        self.unknown_variants = true;
        self
    }

    /// Makes timestamps of whole seconds only, for shapes with timestamps in HTTP headers.
    #[must_use]
    pub const fn with_whole_seconds(mut self) -> Self {
        self.whole_seconds = true;
        self
    }

    /// Makes values that XML has and tells from others: strings of its characters, and no flattened lists and maps that are
    /// empty.
    #[must_use]
    pub const fn with_xml_values(mut self) -> Self {
        self.xml_values = true;
        self
    }

    /// Makes values that a form tells from others: no lists, maps and structures that are empty, and no lists that end with
    /// a null.
    #[must_use]
    pub const fn with_form_values(mut self) -> Self {
        self.form_values = true;
        self
    }

    /// Makes documents without [`Number::Big`], which serde's formats do not have.
    #[must_use]
    pub const fn with_plain_numbers(mut self) -> Self {
        self.plain_numbers = true;
        self
    }

    /// The next value.
    #[must_use]
    pub fn generate<T: DeserializableShape>(&mut self) -> T {
        let mut value = T::empty();
        match value.deserialize(&ROOT, self) {
            Ok(()) => value,
            // No bytes were left for a shape that nests without end unless they say otherwise, or there is no such value.
            Err(_) => T::empty(),
        }
    }

    fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((&byte, rest)) => {
                self.bytes = rest;
                byte
            }
            None => 0,
        }
    }

    fn bits(&mut self) -> u64 {
        u64::from_le_bytes(std::array::from_fn(|_| self.byte()))
    }

    /// One of the `edges`, or any bits.
    fn number<T: Copy>(&mut self, edges: &[T], from_bits: impl Fn(u64) -> T) -> T {
        let choice = usize::from(self.byte());
        match edges.get(choice % (edges.len() + 4)) {
            Some(&edge) => edge,
            None => from_bits(self.bits()),
        }
    }

    fn length(&mut self, is_flattened: bool) -> u8 {
        let wanted = self.byte() % (MAX_LENGTH + 1);
        let has_one = self.form_values || self.xml_values && is_flattened;
        if self.depth >= SIMPLE_DEPTH { self.form_values.into() } else { wanted.max(has_one.into()) }
    }

    fn text(&mut self) -> String {
        match self.byte() {
            255 => "long ".repeat(60),
            choice => (0..choice % 12).map(|_| self.character()).collect(),
        }
    }

    fn character(&mut self) -> char {
        let choice = usize::from(self.byte());
        let character = CHARACTERS.get(choice % (CHARACTERS.len() * 2)).copied().unwrap_or('m');
        if self.xml_values && matches!(character, '\0' | '\u{1F}' | '\u{FFFF}') { '>' } else { character }
    }

    fn double(&mut self) -> f64 {
        let value =
            self.number(&[0.0, -0.0, 1.0, 0.1, 1e300, -5e-324, f64::MAX, f64::INFINITY], f64::from_bits);
        if value.is_nan() && !self.nan { 1.5 } else { value }
    }

    fn digits(&mut self) -> String {
        let length = self.byte() % 40;
        let digits: String = (0..=length).map(|_| char::from(b'0' + self.byte() % 10)).collect();
        match digits.trim_start_matches('0') {
            "" => "0".to_owned(),
            significant => significant.to_owned(),
        }
    }

    fn sign(&mut self) -> &'static str {
        if self.byte() % 2 == 1 { "-" } else { "" }
    }

    fn document(&mut self) -> Document {
        self.depth += 1;
        let document = match self.byte() % 9 {
            1 => Document::Boolean(self.byte() % 2 == 1),
            2 => Document::Number(self.bits().into()),
            3 => Document::Number((self.bits() as i64).into()),
            4 => Number::from_f64(self.double()).map_or(Document::Null, Document::Number),
            5 => Document::String(self.text()),
            6 => (0..self.length(false)).map(|_| self.document()).collect(),
            7 => (0..self.length(false)).map(|_| (self.text(), self.document())).collect(),
            8 if !self.plain_numbers => {
                let text = format!("{}{}.{}", self.sign(), self.digits(), self.digits());
                text.parse::<BigDecimal>().map_or(Document::Null, |number| Document::Number(number.into()))
            }
            _ => Document::Null,
        };
        self.depth -= 1;
        document
    }

    fn descend(&mut self) -> Result<(), DecodeError> {
        if self.depth >= MAX_DEPTH {
            return Err(DecodeError::new("too deep", ""));
        }
        self.depth += 1;
        Ok(())
    }

    /// Moves to the next entry of the innermost list or map; none at its end.
    fn next(&mut self) -> Option<u8> {
        let (length, count) = self.open.last_mut()?;
        if count == length {
            self.open.pop();
            self.depth -= 1;
            return None;
        }
        *count += 1;
        Some(*count - 1)
    }

    fn value_or_null(&mut self, member: &'static Member) -> Next {
        if member.is_sparse() && self.byte() % 4 == 1 { Next::Null } else { Next::Value }
    }

    fn begin(&mut self, member: &Member) -> Result<(), DecodeError> {
        let length = self.length(member.is_xml_flattened());
        self.descend()?;
        self.open.push((length, 0));
        Ok(())
    }
}

impl ShapeDeserializer for Arbitrary<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        self.descend()?;
        let members = value.schema().members();
        // A form has nothing of a structure without content, but where it is the whole of it.
        let mut lacks_content = self.form_values && self.depth > 1;
        for member in members {
            let wanted = !self.byte().is_multiple_of(3) && self.depth < SIMPLE_DEPTH;
            if wanted || member.is_required() {
                value.deserialize_member(member, self)?;
                lacks_content = false;
            }
        }
        if lacks_content {
            let any = usize::from(self.byte()).checked_rem(members.len()).and_then(|at| members.get(at));
            let member = any.ok_or_else(|| DecodeError::new("no members", ""))?;
            value.deserialize_member(member, self)?;
        }
        value.fill();
        self.depth -= 1;
        Ok(())
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        let members = value.schema().members();
        let choice = usize::from(self.byte());
        if self.unknown_variants && choice % 8 == 7 {
            value.set_unknown("unheardOf");
            return Ok(());
        }
        self.descend()?;
        let (depth, open) = (self.depth, self.open.len());
        let mut result = Ok(());
        // The chosen variant may nest without end; one of the others does not.
        for attempt in 0..members.len() {
            let Some(member) = members.get((choice + attempt) % members.len()) else { break };
            result = value.deserialize_variant(member, self);
            if result.is_ok() {
                break;
            }
            self.depth = depth;
            self.open.truncate(open);
        }
        self.depth -= 1;
        result
    }

    fn begin_list(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        self.begin(member)
    }

    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError> {
        let Some(place) = self.next() else { return Ok(Next::End) };
        let next = self.value_or_null(member);
        let is_last = self.open.last().is_none_or(|&(length, _)| place + 1 >= length);
        Ok(if is_last && self.form_values { Next::Value } else { next })
    }

    fn begin_map(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        self.begin(member)
    }

    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError> {
        let Some(place) = self.next() else { return Ok(Next::End) };
        *key = self.text();
        // The place keeps keys apart.
        if place > 0 || !key.is_empty() {
            key.push(char::from(b'0' + place));
        }
        Ok(self.value_or_null(member))
    }

    fn duplicate_key(&self) -> DecodeError {
        DecodeError::new("a key that came before", "")
    }

    fn read_boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        Ok(self.byte() % 2 == 1)
    }

    fn read_byte(&mut self, _: &'static Member) -> Result<i8, DecodeError> {
        Ok(self.number(&[0, i8::MIN, i8::MAX], |bits| bits as i8))
    }

    fn read_short(&mut self, _: &'static Member) -> Result<i16, DecodeError> {
        Ok(self.number(&[0, i16::MIN, i16::MAX], |bits| bits as i16))
    }

    fn read_integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        Ok(self.number(&[0, i32::MIN, i32::MAX, 1], |bits| bits as i32))
    }

    fn read_long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        Ok(self.number(&[0, i64::MIN, i64::MAX, -1], |bits| bits as i64))
    }

    fn read_float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        let edges = [0.0, -0.0, 1.0, 0.1, 1e30, -1e-45, f32::MAX, f32::NEG_INFINITY];
        let value = self.number(&edges, |bits| f32::from_bits(bits as u32));
        Ok(if value.is_nan() && !self.nan { 1.5 } else { value })
    }

    fn read_double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        Ok(self.double())
    }

    fn read_big_integer(&mut self, _: &'static Member) -> Result<BigInteger, DecodeError> {
        Ok(format!("{}{}", self.sign(), self.digits()).parse().unwrap_or_default())
    }

    fn read_big_decimal(&mut self, _: &'static Member) -> Result<BigDecimal, DecodeError> {
        let exponent = self.byte() as i8;
        Ok(format!("{}{}.{}e{exponent}", self.sign(), self.digits(), self.digits())
            .parse()
            .unwrap_or_default())
    }

    fn read_text(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        Ok(Cow::Owned(self.text()))
    }

    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        let length = self.byte() % 20;
        Ok((0..length).map(|_| self.byte()).collect::<Vec<u8>>().into())
    }

    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let edges = [0, FIRST_SECOND, LAST_SECOND, -1, 951_782_400, 1_483_228_799];
        let any = |bits: u64| {
            FIRST_SECOND.wrapping_add_unsigned(bits % (LAST_SECOND - FIRST_SECOND).unsigned_abs())
        };
        let seconds = self.number(&edges, any);
        let milliseconds = u32::from(u16::from_le_bytes([self.byte(), self.byte()])) % 1_000;
        let whole = self.whole_seconds || member.timestamp_format_trait() == Some(TimestampFormat::HttpDate);
        let nanoseconds = if whole { 0 } else { milliseconds * 1_000_000 };
        Ok(Timestamp::new(seconds, nanoseconds).unwrap_or_default())
    }

    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        // A member that is null is an absent one.
        Ok(match self.document() {
            Document::Null => Document::Boolean(false),
            document => document,
        })
    }
}
