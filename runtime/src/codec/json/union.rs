//! The encodings of unions that `alloy` adds to Smithy's own: discriminated and untagged.
//!
//! A discriminated union is read twice, once for its discriminator. For an untagged one the variants are tried in the
//! model's order; how much may be read in vain is bounded, since such unions in each other would multiply the attempts.

use super::{Json, JsonSerializer, deserialize::JsonDeserializer};
use crate::{
    error::{DecodeError, EncodeError},
    schema::{Member, MemberSet, Schema, UnionForm},
    serde::{DeserializableUnion, SerializableStruct},
};

/// What may be read in vain for untagged unions, for each byte of the input.
const RETRY_FACTOR: usize = 64;
/// What an attempt costs at least, in bytes.
const ATTEMPT_COST: usize = 16;

impl Json {
    /// How a structure or union is written. Most protocols have no use for its schema.
    #[inline]
    pub(super) fn union_form(self, schema: impl FnOnce() -> &'static Schema) -> UnionForm {
        if self.alloy { schema().union_form() } else { UnionForm::Tagged }
    }

    /// The name in a key: `name` of `,"name":`.
    fn key_name(self, member: &Member) -> &'static str {
        let key = self.key(member);
        key.get(2..key.len().saturating_sub(2)).unwrap_or_default()
    }
}

impl JsonSerializer {
    /// Writes a union of a form that is not tagged: as a tagged one, whose key and braces are then replaced.
    #[cold]
    pub(super) fn union(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
        form: UnionForm,
    ) -> Result<(), EncodeError> {
        let start = self.out.len();
        value.serialize_members(MemberSet::All, self)?;
        let written = self.out.as_vec().get(start..).unwrap_or_default();
        let variants = value.schema().members().iter();
        let variant = variants.max_by_key(|variant| {
            let key = self.json.key(variant).as_bytes();
            if written.starts_with(key) { key.len() } else { 0 }
        });
        let Some(variant) = variant else {
            return Err(EncodeError::new("a union without a variant", member.name()));
        };
        let mut length = self.json.key(variant).len();
        let mut before = self.json.key(member).as_bytes().to_vec();
        if let UnionForm::Discriminated(discriminator) = form {
            let [Some(b'{'), Some(next)] = [length, length + 1].map(|at| written.get(at)) else {
                return Err(EncodeError::new(
                    "a variant of a discriminated union is no structure",
                    member.name(),
                ));
            };
            let separator = if *next == b'}' { "" } else { "," };
            let name = self.json.key_name(variant);
            before.extend_from_slice(format!("{{\"{discriminator}\":\"{name}\"{separator}").as_bytes());
            length += 1;
        }
        self.out.as_vec().splice(start..start + length, before);
        Ok(())
    }
}

impl JsonDeserializer<'_> {
    /// Reads a discriminated union: an object that tells its variant in a member of its own.
    pub(super) fn read_discriminated(
        &mut self,
        value: &mut dyn DeserializableUnion,
        discriminator: &str,
    ) -> Result<(), DecodeError> {
        let (from, steps) = (self.at, self.steps.place());
        let mut found = None;
        let mut more = self.open(b'{', b'}', "an object")?;
        while more {
            let key = self.object_key()?;
            if key.into_cow() == discriminator {
                if found.is_some() {
                    return Err(self.fail("a discriminator that came before", self.at));
                }
                found = Some(self.text()?.into_string());
            } else {
                self.skip_value(self.steps.depth())?;
            }
            more = self.next(b'}')?;
        }
        self.steps.reset(steps);
        let Some(tag) = found else {
            return Err(self.fail(format!("a union without its discriminator `{discriminator}`"), from));
        };
        let json = self.json;
        let variant =
            value.schema().members().iter().find(|variant| unescaped(json.key_name(variant)) == tag);
        match variant {
            Some(variant) => {
                self.at = from;
                value.deserialize_variant(variant, self)
            }
            None if self.missing.is_strict() => Err(self.fail("a union with an unknown discriminator", from)),
            None => {
                value.set_unknown(&tag);
                Ok(())
            }
        }
    }

    /// Reads an untagged union: the first variant that the value fits, with all its required members. A lenient reader
    /// takes one that lacks some when no other fits.
    pub(super) fn read_untagged(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        let from = self.at;
        let is_strict = self.missing.is_strict() || self.whole;
        let whole = [true].into_iter().chain((!is_strict).then_some(false));
        for whole in whole {
            for variant in value.schema().members() {
                if self.attempt(variant, value, whole)? {
                    return Ok(());
                }
            }
        }
        if is_strict {
            return Err(self.fail("no variant of the union has this form", from));
        }
        value.set_unknown("");
        self.skip_value(self.steps.depth())
    }

    /// Reads the value as that of `variant`; if it is none, goes back to where it began.
    fn attempt(
        &mut self,
        variant: &'static Member,
        value: &mut dyn DeserializableUnion,
        whole: bool,
    ) -> Result<bool, DecodeError> {
        let (from, steps, was_whole) = (self.at, self.steps.place(), self.whole);
        self.whole = whole;
        let read = value.deserialize_variant(variant, self);
        self.whole = was_whole;
        if read.is_ok() {
            return Ok(true);
        }
        let depth = self.steps.depth();
        self.retried += ATTEMPT_COST * (1 + depth) + self.at.saturating_sub(from);
        self.steps.reset(steps);
        self.at = from;
        if self.retried > RETRY_FACTOR * self.input.len().max(1 << 10) {
            return Err(self.fail("untagged unions in each other take too many attempts", from));
        }
        Ok(false)
    }
}

/// A name that is escaped for JSON, as it is.
fn unescaped(name: &str) -> std::borrow::Cow<'_, str> {
    super::scan::RawString::new(name).into_cow()
}
