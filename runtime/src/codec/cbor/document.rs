//! Documents: what the JSON codec would read from the same value.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{
    deserialize::CborDeserializer,
    head::{
        ARRAY, BYTES, FALSE, MAP, NEGATIVE, NULL, TAG_BIG_NEGATIVE, TAG_BIG_POSITIVE, TAG_DECIMAL, TEXT,
        TRUE, UNDEFINED, UNSIGNED,
    },
};
use crate::{
    codec::{base64, path::Step},
    error::DecodeError,
    types::{Document, Number},
};

impl CborDeserializer<'_> {
    pub(super) fn document(&mut self) -> Result<Document, DecodeError> {
        let from = self.at;
        while let Some(tag) = self.tag_with_meaning()? {
            let text = match tag {
                TAG_BIG_POSITIVE => self.bignum_text(false, from)?,
                TAG_BIG_NEGATIVE => self.bignum_text(true, from)?,
                TAG_DECIMAL => self.decimal_text()?,
                // Of a timestamp the text or number is kept.
                _ => continue,
            };
            return self.number_of_text(&text, from);
        }
        let first = self.peek();
        match first & 0xE0 {
            UNSIGNED => Ok(self.argument(first)?.into()),
            NEGATIVE => match i64::try_from(self.argument(first)?) {
                Ok(value) => Ok((!value).into()),
                Err(_) => {
                    self.at = from;
                    let text = self.number_text(false)?;
                    self.number_of_text(&text, from)
                }
            },
            TEXT => Ok(Document::String(self.text()?.into_owned())),
            BYTES => Ok(Document::String(base64::encode(&self.bytes()?))),
            ARRAY => self.document_list(),
            MAP => self.document_map(),
            _ => self.simple_document(first),
        }
    }

    fn simple_document(&mut self, first: u8) -> Result<Document, DecodeError> {
        let value = match first {
            NULL | UNDEFINED => Document::Null,
            TRUE => Document::Boolean(true),
            FALSE => Document::Boolean(false),
            _ if !matches!(first & 0x1F, 25..=27) => return Err(self.unexpected("a value")),
            _ => {
                let value = self.double()?;
                return Ok(match Number::from_f64(value) {
                    Some(number) => Document::Number(number),
                    None if value.is_nan() => "NaN".into(),
                    None if value > 0.0 => "Infinity".into(),
                    None => "-Infinity".into(),
                });
            }
        };
        self.at += 1;
        Ok(value)
    }

    fn number_of_text(&self, text: &str, from: usize) -> Result<Document, DecodeError> {
        let integer = text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
        let number = Number::from_json_text(text, integer);
        number.map(Document::Number).ok_or_else(|| self.out_of_range(from))
    }

    fn document_list(&mut self) -> Result<Document, DecodeError> {
        let mut values = Vec::new();
        let mut left = self.open(ARRAY, "a list")?;
        while self.more(&mut left) {
            self.steps.last = Step::Index(values.len());
            values.push(self.document()?);
        }
        self.steps.close();
        Ok(Document::List(values))
    }

    fn document_map(&mut self) -> Result<Document, DecodeError> {
        let mut entries = BTreeMap::new();
        let mut left = self.open(MAP, "a map")?;
        while self.more(&mut left) {
            let at = self.at;
            self.steps.last = Step::None;
            let key = self.key_string()?;
            self.steps.last = Step::Key(at);
            let Entry::Vacant(place) = entries.entry(key) else {
                return Err(self.fail("a key that came before", at));
            };
            place.insert(self.document()?);
        }
        self.steps.close();
        Ok(Document::Map(entries))
    }
}
