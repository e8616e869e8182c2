//! Structures and unions as maps from names to values: which member a key is, which members came, which are missing.
//! Codecs whose structures are such maps share it.

use std::borrow::Cow;

use super::{
    members::Seen,
    path::{MissingLog, Step, Steps},
};
use crate::{
    error::DecodeError,
    schema::{Member, MemberSet, Schema},
    serde::{DeserializableStruct, DeserializableUnion, ShapeDeserializer},
};

/// The discriminator that AWS's services add to structures: never a union's tag.
const TYPE: &str = "__type";

/// What reading structures and unions asks of a codec.
pub(super) trait Entries: ShapeDeserializer + Sized {
    /// A key as it came.
    type Key: Copy;
    /// What is kept of a map while it is open.
    type Map;

    /// Opens a map up to its first key, and its step. None when it is empty, and then closed already.
    fn open_map(&mut self) -> Result<Option<Self::Map>, DecodeError>;
    /// Behind a value: moves to the next key. False when there is none, and the map closed.
    fn another(&mut self, map: &mut Self::Map) -> Result<bool, DecodeError>;
    /// Behind a value: reads what is before a key and the key of `member`, if that comes next. The place of the key. For
    /// codecs that have something before a key.
    #[inline]
    fn another_expected(&mut self, _member: &'static Member) -> Option<usize> {
        None
    }
    /// Reads the key of `member`, up to its value or what is before that, if it comes next in its usual form.
    fn expected_key(&mut self, member: &'static Member) -> bool;
    /// Reads the key of one of the members if one comes next in its usual form, looked for among the `upcoming` ones and then
    /// among `others`: to compare the input as it is with each is less than to read a key before it is known.
    fn known_key(
        &mut self,
        upcoming: &'static [Member],
        others: &'static [Member],
    ) -> Option<&'static Member> {
        upcoming.iter().chain(others).find(|member| self.expected_key(member))
    }
    /// Reads a key.
    fn key(&mut self) -> Result<Self::Key, DecodeError>;
    /// The member of a key in any form.
    fn find(&self, members: &'static [Member], key: Self::Key) -> Option<&'static Member>;
    /// The text of a key.
    fn key_text(&self, key: Self::Key) -> Cow<'_, str>;
    /// Behind a key: reads a null if one comes next.
    fn null(&mut self) -> Result<bool, DecodeError>;
    /// Behind a key: checks and skips its value.
    fn skip(&mut self) -> Result<(), DecodeError>;
    /// The place of the next byte.
    fn at(&self) -> usize;
    /// An error about the byte at `at`, in the value that is being read.
    fn error(&self, message: &'static str, at: usize) -> DecodeError;
    /// The place of the value that is being read.
    fn steps(&mut self) -> &mut Steps;
    /// The log of missing members.
    fn missing(&self) -> &MissingLog<'_>;
    /// Records the place of the value that is being read as missing. False when that is too much.
    fn record_missing(&mut self) -> bool;
    /// Whether a structure that lacks a required member is refused.
    fn refuses_gaps(&self) -> bool {
        false
    }
    /// Whether the outermost structure's member `message` may also come as `Message`, and the other way round.
    fn either_message(&self) -> bool;
    /// The name of `member` in the input.
    fn name(&self, member: &'static Member) -> &'static str;
}

/// Reads a structure's members that belong to `set`; others count as unknown and are skipped.
#[inline]
pub(super) fn read_structure<D: Entries>(
    input: &mut D,
    value: &mut dyn DeserializableStruct,
    set: MemberSet,
) -> Result<(), DecodeError> {
    let schema = value.schema();
    let members = schema.members();
    let mut seen = Seen::new(members.len());
    // Members mostly come in the model's order: those behind the last that came.
    let mut upcoming = members;
    if let Some(mut map) = input.open_map()? {
        loop {
            let mut at = input.at();
            let found = read_key(input, members, &mut upcoming, &seen)?;
            let mut next = found.filter(|member| set.contains(member.index()));
            if next.is_none() {
                input.steps().last = Step::None;
                input.skip()?;
            }
            // Members mostly follow each other as they do in the model.
            while let Some(member) = next {
                input.steps().last = Step::Member(member);
                if !seen.insert(member.index()) {
                    repeated(input, member, at)?;
                } else if input.null()? {
                    seen.set_null(member.index());
                } else {
                    value.deserialize_member(member, input)?;
                }
                next = None;
                if let [member, rest @ ..] = upcoming
                    && set.contains(member.index())
                    && let Some(place) = input.another_expected(member)
                {
                    (next, upcoming, at) = (Some(member), rest, place);
                }
            }
            if !input.another(&mut map)? {
                break;
            }
        }
    }
    if input.refuses_gaps() && lacks_required(schema, set, &seen) {
        return Err(input.error("a structure that lacks a required member", input.at()));
    }
    if input.missing().is_strict() {
        record_missing(input, schema, set, &seen)?;
        value.fill();
    }
    input.steps().close();
    Ok(())
}

/// Reads a key and finds its member, from the `upcoming` ones on and then from the first.
#[inline]
fn read_key<D: Entries>(
    input: &mut D,
    members: &'static [Member],
    upcoming: &mut &'static [Member],
    seen: &Seen,
) -> Result<Option<&'static Member>, DecodeError> {
    if let [member, rest @ ..] = *upcoming
        && input.expected_key(member)
    {
        *upcoming = rest;
        return Ok(Some(member));
    }
    let others = members.get(..members.len() - upcoming.len()).unwrap_or_default();
    let found = match input.known_key(upcoming, others) {
        Some(member) => member,
        None => {
            // Until the key is known, errors are the structure's.
            input.steps().last = Step::None;
            let key = input.key()?;
            let Some(member) = input.find(members, key) else {
                let either = input.either_message() && input.steps().depth() == 1;
                return Ok(if either { other_message(input, members, key, seen) } else { None });
            };
            member
        }
    };
    *upcoming = members.get(found.index() + 1..).unwrap_or_default();
    Ok(Some(found))
}

/// The member `message` for the key `Message`, or the other way round, unless it came already.
fn other_message<D: Entries>(
    input: &D,
    members: &'static [Member],
    key: D::Key,
    seen: &Seen,
) -> Option<&'static Member> {
    let other = match &*input.key_text(key) {
        "Message" => "message",
        "message" => "Message",
        _ => return None,
    };
    members.iter().find(|member| input.name(member) == other && !seen.contains(member.index()))
}

/// Refuses a member that comes again; of an error's `message` and `Message` the second is skipped.
#[cold]
fn repeated<D: Entries>(input: &mut D, member: &'static Member, at: usize) -> Result<(), DecodeError> {
    let either = input.either_message() && input.steps().depth() == 1;
    if either && matches!(input.name(member), "message" | "Message") {
        return input.skip();
    }
    Err(input.error("a member that came before", at))
}

/// Whether a required member of the set is absent.
fn lacks_required(schema: &'static Schema, set: MemberSet, seen: &Seen) -> bool {
    let is_needed = |member: &&Member| member.is_required() && set.contains(member.index());
    schema.members().iter().filter(is_needed).any(|member| !seen.is_present(member.index()))
}

#[inline]
fn record_missing<D: Entries>(
    input: &mut D,
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
            input.steps().last = Step::Member(member);
            if !input.record_missing() {
                return Err(input.error("required members are missing in too many places", input.at()));
            }
        }
    }
    Ok(())
}

/// Reads a union: a map with exactly one member that is not null, `__type` aside.
#[inline]
pub(super) fn read_union<D: Entries>(
    input: &mut D,
    value: &mut dyn DeserializableUnion,
) -> Result<(), DecodeError> {
    let members = value.schema().members();
    let from = input.at();
    // Nearly always there is one member: others are looked for only when there is a second.
    let mut first = None;
    let mut others: Option<Seen> = None;
    let mut found = false;
    if let Some(mut map) = input.open_map()? {
        loop {
            let at = input.at();
            input.steps().last = Step::None;
            let (member, key) = tag(input, members)?;
            if let Some(member) = member {
                input.steps().last = Step::Member(member);
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
                    return Err(input.error("a member that came before", at));
                }
            }
            if input.null()? {
                // As if it had not come.
            } else if key.is_some_and(|key| input.key_text(key) == TYPE) {
                input.skip()?;
            } else if std::mem::replace(&mut found, true) {
                input.steps().last = Step::None;
                return Err(input.error("a union with more than one member", at));
            } else if let Some(member) = member {
                value.deserialize_variant(member, input)?;
            } else if let Some(key) = key
                && !input.missing().is_strict()
            {
                value.set_unknown(&input.key_text(key));
                input.skip()?;
            } else {
                return Err(input.error("a union with an unknown member", at));
            }
            if !input.another(&mut map)? {
                break;
            }
        }
    }
    input.steps().close();
    if found { Ok(()) } else { Err(input.error("a union without a member", from)) }
}

/// Reads a union's tag: its member, or the key that is none's.
#[inline]
fn tag<D: Entries>(
    input: &mut D,
    members: &'static [Member],
) -> Result<(Option<&'static Member>, Option<D::Key>), DecodeError> {
    if let Some(member) = input.known_key(members, &[]) {
        return Ok((Some(member), None));
    }
    let key = input.key()?;
    Ok(match input.find(members, key) {
        Some(member) => (Some(member), None),
        None => (None, Some(key)),
    })
}

/// Whether two slices of one length are equal. Keys are short: comparing words in place beats a call.
#[inline(always)]
pub(super) fn equal(a: &[u8], b: &[u8]) -> bool {
    if a.len() > 32 {
        return a == b;
    }
    equal_ends::<16>(a, b)
        .or_else(|| equal_ends::<8>(a, b))
        .or_else(|| equal_ends::<4>(a, b))
        .unwrap_or_else(|| a.iter().zip(b).all(|(a, b)| a == b))
}

/// Whether the first and last `N` bytes are equal, which are all when there are no more than twice as many. None when there
/// are fewer.
#[inline]
fn equal_ends<const N: usize>(a: &[u8], b: &[u8]) -> Option<bool> {
    // Without a branch between the two.
    Some((a.first_chunk::<N>()? == b.first_chunk()?) & (a.last_chunk::<N>()? == b.last_chunk()?))
}
