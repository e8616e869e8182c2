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

    #[inline(never)]
    fn known_key(
        &mut self,
        upcoming: &'static [Member],
        others: &'static [Member],
    ) -> Option<&'static Member> {
        let json = self.json;
        let next = u64::from_le_bytes(*self.input.get(self.at..)?.first_chunk()?);
        for members in [upcoming, others] {
            for member in members {
                // Names are mostly told apart by their first bytes, a short one by its first letter. A key has a comma before
                // its quote.
                let key = json.key(member).as_bytes();
                let differs = match key.first_chunk::<8>() {
                    Some(key) => (next << 8) ^ u64::from_le_bytes(*key) > 0xFF,
                    None => key.get(2) != Some(&next.to_le_bytes()[1]),
                };
                if !differs && self.expected_key(member) {
                    return Some(member);
                }
            }
        }
        None
    }

    #[inline]
    fn key(&mut self) -> Result<RawString<'a>, DecodeError> {
        self.object_key()
    }

    fn find(&self, members: &'static [Member], key: RawString<'a>) -> Option<&'static Member> {
        let (escaped, key) = (key.is_escaped(), key.into_cow());
        members.iter().find(|member| {
            // A name stands in its schema as it does in JSON.
            let name = self.name(member);
            name == key || escaped && name.contains('\\') && unescape(name, 0) == key
        })
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
