//! What CBOR's maps are to structures and unions.

use std::borrow::Cow;

use super::{
    deserialize::{CborDeserializer, Left},
    head::{MAP, ONE_BYTE, TEXT},
    text::{Key, text_at},
};
use crate::{
    codec::{
        entries::{Entries, equal},
        path::{MissingLog, Steps},
    },
    error::DecodeError,
    schema::Member,
};

impl<'a> Entries for CborDeserializer<'a> {
    type Key = Key<'a>;
    type Map = Left;

    #[inline]
    fn open_map(&mut self) -> Result<Option<Left>, DecodeError> {
        let mut left = self.open(MAP, "a map")?;
        Ok(self.more(&mut left).then_some(left))
    }

    #[inline]
    fn another(&mut self, map: &mut Left) -> Result<bool, DecodeError> {
        Ok(self.more(map))
    }

    #[inline]
    fn expected_key(&mut self, member: &'static Member) -> bool {
        let name = member.name().as_bytes();
        // Whatever key comes in another form is searched for.
        let found = match self.input.get(self.at..) {
            Some([first, rest @ ..]) if name.len() < usize::from(ONE_BYTE) => {
                usize::from(*first) == usize::from(TEXT) + name.len()
                    && rest.get(..name.len()).is_some_and(|next| equal(next, name))
            }
            _ => false,
        };
        if found {
            self.at += 1 + name.len();
        }
        found
    }

    #[inline]
    fn key(&mut self) -> Result<Key<'a>, DecodeError> {
        self.text_key()
    }

    #[inline]
    fn find(&self, members: &'static [Member], key: Key<'a>) -> Option<&'static Member> {
        let text = self.key_text(key);
        members.iter().find(|member| member.name() == text)
    }

    #[inline]
    fn key_text(&self, key: Key<'a>) -> Cow<'_, str> {
        match key {
            Key::Whole(text) => Cow::Borrowed(text),
            Key::Chunked(at) => text_at(self.input, at),
        }
    }

    #[inline]
    fn null(&mut self) -> Result<bool, DecodeError> {
        let null = self.at_null();
        self.at += usize::from(null);
        Ok(null)
    }

    fn skip(&mut self) -> Result<(), DecodeError> {
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
        self.missing.record(&self.steps, |at| text_at(self.input, at))
    }

    fn either_message(&self) -> bool {
        self.cbor.either_message
    }

    fn name(&self, member: &'static Member) -> &'static str {
        member.name()
    }
}
