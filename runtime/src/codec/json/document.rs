//! Documents: JSON of any shape.

use std::collections::{BTreeMap, btree_map::Entry};

use super::deserialize::JsonDeserializer;
use crate::{
    codec::path::Step,
    error::DecodeError,
    types::{Document, Number},
};

impl JsonDeserializer<'_> {
    pub(super) fn document(&mut self) -> Result<Document, DecodeError> {
        match self.peek() {
            b'"' => Ok(Document::String(self.string()?.into_string())),
            b'-' | b'0'..=b'9' => Ok(Document::Number(self.document_number()?)),
            b'n' => self.literal(b"null").map(|()| Document::Null),
            b't' => self.literal(b"true").map(|()| Document::Boolean(true)),
            b'f' => self.literal(b"false").map(|()| Document::Boolean(false)),
            b'{' => self.document_map(),
            b'[' => self.document_list(),
            _ => Err(self.unexpected("a value")),
        }
    }

    fn document_number(&mut self) -> Result<Number, DecodeError> {
        let from = self.at;
        let number = self.number()?;
        Number::from_json_text(number.text, number.integer).ok_or_else(|| {
            self.at = from;
            self.out_of_range()
        })
    }

    fn document_list(&mut self) -> Result<Document, DecodeError> {
        let mut values = Vec::new();
        let mut more = self.open(b'[', b']', "a list")?;
        while more {
            self.steps.last = Step::Index(values.len());
            values.push(self.document()?);
            more = self.next(b']')?;
        }
        self.steps.close();
        Ok(Document::List(values))
    }

    fn document_map(&mut self) -> Result<Document, DecodeError> {
        let mut entries = BTreeMap::new();
        let mut more = self.open(b'{', b'}', "an object")?;
        while more {
            let at = self.at;
            self.steps.last = Step::None;
            let key = self.object_key()?;
            self.steps.last = Step::Key(at);
            let Entry::Vacant(place) = entries.entry(key.into_string()) else {
                return Err(self.fail("a key that came before", at));
            };
            place.insert(self.document()?);
            more = self.next(b'}')?;
        }
        self.steps.close();
        Ok(Document::Map(entries))
    }
}
