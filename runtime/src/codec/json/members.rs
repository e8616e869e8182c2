//! What JSON's objects are to structures and unions.

use std::borrow::Cow;

use super::{
    Json,
    deserialize::JsonDeserializer,
    scan::{RawString, unescaped_at},
};
use crate::{
    codec::{
        entries::{Entries, equal},
        escape::unescape,
        path::{MissingLog, Steps},
    },
    error::DecodeError,
    schema::Member,
};

impl<'a> Entries for JsonDeserializer<'a> {
    type Key = RawString<'a>;
    type Map = ();

    #[inline(always)]
    fn open_map(&mut self) -> Result<Option<()>, DecodeError> {
        Ok(self.open(b'{', b'}', "an object")?.then_some(()))
    }

    #[inline]
    fn another(&mut self, (): &mut ()) -> Result<bool, DecodeError> {
        self.next(b'}')
    }

    #[inline]
    fn another_expected(&mut self, member: &'static Member) -> Option<usize> {
        let behind_comma = self.at + 1;
        self.take_key(self.json.key(member).as_bytes()).then_some(behind_comma)
    }

    #[inline(always)]
    fn expected_key(&mut self, member: &'static Member) -> bool {
        self.take_key(name_in_quotes(self.json, member))
    }

    #[inline]
    fn key(&mut self) -> Result<RawString<'a>, DecodeError> {
        self.object_key()
    }

    #[inline]
    fn find(
        &self,
        members: &'static [Member],
        expected: usize,
        key: RawString<'a>,
    ) -> Option<&'static Member> {
        find(self.json, members, expected, key)
    }

    fn key_text(&self, key: RawString<'a>) -> Cow<'_, str> {
        key.into_cow()
    }

    #[inline]
    fn null(&mut self) -> Result<bool, DecodeError> {
        match self.peek() {
            0..=b' ' | b'n' => self.spaced_null(),
            _ => Ok(false),
        }
    }

    fn skip(&mut self) -> Result<(), DecodeError> {
        self.skip_whitespace();
        self.skip_value(self.steps.depth())
    }

    #[inline]
    fn at(&self) -> usize {
        self.at
    }

    #[cold]
    fn error(&self, message: &'static str, at: usize) -> DecodeError {
        self.fail(message, at)
    }

    #[inline]
    fn steps(&mut self) -> &mut Steps {
        &mut self.steps
    }

    #[inline]
    fn missing(&self) -> &MissingLog<'_> {
        &self.missing
    }

    fn record_missing(&mut self) -> bool {
        self.missing.record(&self.steps, |at| unescaped_at(self.input, at))
    }

    fn refuses_gaps(&self) -> bool {
        self.whole
    }

    fn either_message(&self) -> bool {
        self.json.either_message
    }

    fn name(&self, member: &'static Member) -> &'static str {
        if self.json.json_names { member.json_name() } else { member.name() }
    }
}

impl JsonDeserializer<'_> {
    /// Reads whitespace, and then a null if one comes next.
    #[inline(never)]
    fn spaced_null(&mut self) -> Result<bool, DecodeError> {
        self.skip_whitespace();
        if self.peek() != b'n' {
            return Ok(false);
        }
        self.literal(b"null")?;
        Ok(true)
    }

    /// Reads `key` with its colon if it comes next.
    #[inline(always)]
    fn take_key(&mut self, key: &[u8]) -> bool {
        let next = self.input.get(self.at..).and_then(|rest| rest.get(..key.len()));
        let found = next.is_some_and(|next| equal(next, key));
        if found {
            self.at += key.len();
        }
        found
    }
}

/// `"name":`
#[inline]
fn name_in_quotes(json: Json, member: &'static Member) -> &'static [u8] {
    json.key(member).as_bytes().get(1..).unwrap_or_default()
}

/// The member of the name `key`. Names of another length cost one comparison, so that even a structure of hundreds of
/// members answers unknown keys fast.
fn find(
    json: Json,
    members: &'static [Member],
    expected: usize,
    key: RawString<'_>,
) -> Option<&'static Member> {
    if key.is_escaped() {
        return find_escaped(json, members, &key.into_string());
    }
    let (before, after) = members.split_at_checked(expected).unwrap_or((members, &[]));
    after.iter().chain(before).find(|member| {
        let quoted = name_in_quotes(json, member);
        quoted.len() == key.text.len() + 3
            && quoted.get(1..=key.text.len()).is_some_and(|name| equal(name, key.text.as_bytes()))
    })
}

/// Like [`find`], for a key that came with escapes, such as a name that needs them.
#[cold]
fn find_escaped(json: Json, members: &'static [Member], key: &str) -> Option<&'static Member> {
    members.iter().find(|member| {
        let name = if json.json_names { member.json_name() } else { member.name() };
        if name.contains('\\') { unescape(name, 0) == key } else { name == key }
    })
}
