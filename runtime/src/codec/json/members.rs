//! Structures and unions.

use super::{
    Json,
    deserialize::JsonDeserializer,
    scan::{RawString, unescape, unescaped_at},
};
use crate::{
    codec::{members::Seen, path::Step},
    error::DecodeError,
    schema::{Member, MemberSet, Schema},
    serde::{DeserializableStruct, DeserializableUnion},
};

/// The discriminator that AWS's services add to structures: never a union's tag.
const TYPE: &str = "__type";

impl<'a> JsonDeserializer<'a> {
    /// Reads a structure's members that belong to `set`; others count as unknown and are skipped.
    pub(super) fn read_members(
        &mut self,
        value: &mut dyn DeserializableStruct,
        set: MemberSet,
    ) -> Result<(), DecodeError> {
        let schema = value.schema();
        let members = schema.members();
        let mut seen = Seen::new(members.len());
        // Members mostly come in the model's order.
        let mut expected = 0;
        let mut more = self.open(b'{', b'}', "an object")?;
        while more {
            let at = self.at;
            let member = match members.get(expected) {
                Some(member) if self.expected_key(member) => Some(member),
                _ => self.search_key(members, expected, &seen)?,
            };
            match member.filter(|member| set.contains(member.index())) {
                Some(member) => {
                    expected = member.index() + 1;
                    self.steps.last = Step::Member(member);
                    if !seen.insert(member.index()) {
                        self.repeated(member, at)?;
                    } else if self.peek() == b'n' {
                        self.literal(b"null")?;
                        seen.set_null(member.index());
                    } else {
                        value.deserialize_member(member, self)?;
                    }
                }
                None => {
                    self.steps.last = Step::None;
                    self.skip_value(self.steps.depth())?;
                }
            }
            more = self.another(b'}')?;
        }
        if self.whole && lacks_required(schema, set, &seen) {
            return Err(self.fail("a structure that lacks a required member", self.at));
        }
        if self.missing.is_strict() {
            self.record_missing(schema, set, &seen)?;
            value.fill_defaults();
        }
        self.steps.close();
        Ok(())
    }

    /// Reads the key of `member` with its colon if it comes next.
    #[inline]
    fn expected_key(&mut self, member: &'static Member) -> bool {
        let key = name_in_quotes(self.json, member);
        let found = self.input.get(self.at..self.at + key.len()).is_some_and(|next| equal(next, key));
        if found {
            self.at += key.len();
            self.skip_whitespace();
        }
        found
    }

    /// Reads a key and finds its member, from the one at `expected` on and then from the first.
    fn search_key(
        &mut self,
        members: &'static [Member],
        expected: usize,
        seen: &Seen,
    ) -> Result<Option<&'static Member>, DecodeError> {
        // Until the key is known, errors are the structure's.
        self.steps.last = Step::None;
        let key = self.key()?;
        let found = find(self.json, members, expected, key);
        if found.is_none() && self.json.either_message && self.steps.depth() == 1 {
            return Ok(self.other_message(members, key, seen));
        }
        Ok(found)
    }

    /// The member `message` for the key `Message`, or the other way round, unless it came already.
    fn other_message(
        &self,
        members: &'static [Member],
        key: RawString<'_>,
        seen: &Seen,
    ) -> Option<&'static Member> {
        let other = match key.text {
            "Message" => "message",
            "message" => "Message",
            _ => return None,
        };
        let found = find(self.json, members, 0, RawString { text: other, escaped: false })?;
        (!seen.contains(found.index())).then_some(found)
    }

    /// Refuses a member that comes again; of an error's `message` and `Message` the second is skipped.
    #[cold]
    fn repeated(&mut self, member: &'static Member, at: usize) -> Result<(), DecodeError> {
        let either = self.json.either_message && self.steps.depth() == 1;
        if either && matches!(self.json.key(member), ",\"message\":" | ",\"Message\":") {
            return self.skip_value(self.steps.depth());
        }
        Err(self.fail("a member that came before", at))
    }

    fn record_missing(
        &mut self,
        schema: &'static Schema,
        set: MemberSet,
        seen: &Seen,
    ) -> Result<(), DecodeError> {
        let members = schema.members();
        if members.len() <= 64 && schema.required_mask() & !seen.present_mask() == 0 {
            return Ok(());
        }
        for member in members {
            let index = member.index();
            if member.is_required() && !seen.is_present(index) && set.contains(index) {
                self.steps.last = Step::Member(member);
                if !self.missing.record(&self.steps, |at| unescaped_at(self.input, at)) {
                    return Err(self.fail("required members are missing in too many places", self.at));
                }
            }
        }
        Ok(())
    }

    /// Reads a union: an object with exactly one member that is not null, `__type` aside.
    pub(super) fn read_tag(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        let members = value.schema().members();
        let from = self.at;
        // Nearly always there is one member: others are looked for only when there is a second.
        let mut first = None;
        let mut others: Option<Seen> = None;
        let mut found = false;
        let mut more = self.open(b'{', b'}', "an object")?;
        while more {
            let at = self.at;
            self.steps.last = Step::None;
            let key = self.key()?;
            let member = find(self.json, members, 0, key);
            if let Some(member) = member {
                self.steps.last = Step::Member(member);
                let came = match first {
                    None => {
                        first = Some(member.index());
                        false
                    }
                    Some(first) => {
                        let others = others.get_or_insert_with(|| Seen::new(members.len()));
                        first == member.index() || !others.insert(member.index())
                    }
                };
                if came {
                    return Err(self.fail("a member that came before", at));
                }
            }
            if self.peek() == b'n' {
                self.literal(b"null")?;
            } else if member.is_none() && key.text == TYPE {
                self.skip_value(self.steps.depth())?;
            } else if std::mem::replace(&mut found, true) {
                self.steps.last = Step::None;
                return Err(self.fail("a union with more than one member", at));
            } else if let Some(member) = member {
                value.deserialize_variant(member, self)?;
            } else if self.missing.is_strict() {
                return Err(self.fail("a union with an unknown member", at));
            } else {
                value.set_unknown(&key.into_cow());
                self.skip_value(self.steps.depth())?;
            }
            more = self.another(b'}')?;
        }
        self.steps.close();
        if found { Ok(()) } else { Err(self.fail("a union without a member", from)) }
    }
}

/// Whether a required member of the set is absent.
fn lacks_required(schema: &'static Schema, set: MemberSet, seen: &Seen) -> bool {
    let is_needed = |member: &&Member| member.is_required() && set.contains(member.index());
    schema.members().iter().filter(is_needed).any(|member| !seen.is_present(member.index()))
}

/// `"name":`
#[inline]
fn name_in_quotes(json: Json, member: &'static Member) -> &'static [u8] {
    json.key(member).as_bytes().get(1..).unwrap_or_default()
}

/// Whether two slices of one length are equal. Keys are short: comparing words in place beats a call.
#[inline]
fn equal(a: &[u8], b: &[u8]) -> bool {
    if let (Some(a_last), Some(b_last)) = (a.last_chunk::<8>(), b.last_chunk::<8>()) {
        let ((a, _), (b, _)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
        let words = a.iter().zip(b).all(|(a, b)| u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b));
        return words && u64::from_ne_bytes(*a_last) == u64::from_ne_bytes(*b_last);
    }
    a.iter().zip(b).all(|(a, b)| a == b)
}

/// The member of the name `key`. Names of another length cost one comparison, so that even a structure of hundreds of
/// members answers unknown keys fast.
fn find(
    json: Json,
    members: &'static [Member],
    expected: usize,
    key: RawString<'_>,
) -> Option<&'static Member> {
    if key.escaped {
        return find_escaped(json, members, &unescape(key.text));
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
        if name.contains('\\') { unescape(name) == key } else { name == key }
    })
}
