//! Structures and unions.

use super::{deserialize::XmlDeserializer, tree::NONE};
use crate::{
    codec::{members::Seen, path::Step},
    error::DecodeError,
    schema::{Member, MemberSet, Schema},
    serde::{DeserializableStruct, DeserializableUnion},
};

/// A flattened list or map of the structure that is read: its first and, so far, last element.
struct Flattened {
    member: &'static Member,
    first: u32,
    last: u32,
}

impl XmlDeserializer<'_> {
    /// Reads a structure's members that belong to `set`; others count as unknown and are skipped.
    pub(super) fn read_members(
        &mut self,
        value: &mut dyn DeserializableStruct,
        set: MemberSet,
    ) -> Result<(), DecodeError> {
        let schema = value.schema();
        self.check_root(schema)?;
        let (node, members) = (self.node, schema.members());
        self.descend()?;
        let mut seen = Seen::new(members.len());
        if schema.has_xml_attributes() && self.tree.has_attributes(node) {
            self.read_attributes(value, set, &mut seen)?;
        }
        if self.missing.is_strict() && self.tree.has_text(node) {
            return Err(self.fail("text between elements", self.at()));
        }
        let mut flattened: Vec<Flattened> = Vec::new();
        // Members mostly come in the model's order.
        let mut expected = 0;
        let (mut child, end) = (node + 1, self.tree.after(node));
        while child < end {
            let found =
                self.find(members, expected, child, &seen).filter(|member| set.contains(member.index()));
            if let Some(member) = found {
                if member.is_xml_flattened() {
                    self.gather(&mut flattened, member, child);
                } else {
                    expected = member.index() + 1;
                    self.read_member(value, member, child, &mut seen)?;
                }
            }
            child = self.tree.after(child);
        }
        for list in &flattened {
            seen.insert(list.member.index());
            self.steps.last = Step::Member(list.member);
            self.node = list.first;
            value.deserialize_member(list.member, self)?;
        }
        if self.missing.is_strict() {
            self.record_missing(schema, set, &seen, node)?;
            value.fill();
        }
        self.steps.close();
        Ok(())
    }

    /// A server takes the document of no other shape.
    fn check_root(&mut self, schema: &'static Schema) -> Result<(), DecodeError> {
        let Some(root) = self.root.take().filter(|_| self.missing.is_strict()) else { return Ok(()) };
        let name = match root.xml_name() {
            Some(name) if root.has_xml_name() => name,
            _ => schema.xml_name(),
        };
        if same_name(self.tree.name(self.node), name) {
            return Ok(());
        }
        Err(self.fail(format!("expected an element {name}, found another"), self.at()))
    }

    #[inline]
    fn read_member(
        &mut self,
        value: &mut dyn DeserializableStruct,
        member: &'static Member,
        child: u32,
        seen: &mut Seen,
    ) -> Result<(), DecodeError> {
        self.steps.last = Step::Member(member);
        self.node = child;
        if !seen.insert(member.index()) {
            // A client reads the first.
            return if self.missing.is_strict() { Err(self.repeated()) } else { Ok(()) };
        }
        if self.tree.is_nil(child) {
            seen.set_null(member.index());
            return Ok(());
        }
        value.deserialize_member(member, self)
    }

    #[cold]
    fn repeated(&self) -> DecodeError {
        self.fail("a member that came before", self.at())
    }

    /// Appends `child` to the elements of its list or map, which may stand apart.
    fn gather(&mut self, flattened: &mut Vec<Flattened>, member: &'static Member, child: u32) {
        // Most stand together, so that the last list is the one.
        match flattened.iter_mut().rev().find(|list| list.member.index() == member.index()) {
            Some(list) => self.link(list, child),
            None => flattened.push(Flattened { member, first: child, last: child }),
        }
    }

    /// Makes `child` the element behind the last one of its list or map.
    fn link(&mut self, list: &mut Flattened, child: u32) {
        self.tree.set_same(list.last, child);
        list.last = child;
    }

    #[cold]
    fn read_attributes(
        &mut self,
        value: &mut dyn DeserializableStruct,
        set: MemberSet,
        seen: &mut Seen,
    ) -> Result<(), DecodeError> {
        let members = value.schema().members();
        for (name, text) in self.tree.attributes(self.node) {
            let matching = |member: &&'static Member| {
                member.is_xml_attribute()
                    && set.contains(member.index())
                    && member.xml_name().is_some_and(|expected| same_attribute(name, expected))
            };
            let Some(member) = members.iter().find(matching) else { continue };
            self.steps.last = Step::Member(member);
            if seen.insert(member.index()) {
                self.attribute = Some(text);
                value.deserialize_member(member, self)?;
                self.attribute = None;
            } else if self.missing.is_strict() {
                return Err(self.repeated());
            }
        }
        Ok(())
    }

    /// The member of the element `child`: from the one at `expected` on and then from the first.
    #[inline]
    fn find(
        &self,
        members: &'static [Member],
        expected: usize,
        child: u32,
        seen: &Seen,
    ) -> Option<&'static Member> {
        let name = self.tree.name(child);
        if let Some(member) = members.get(expected)
            && member.xml_name_is(name)
            && !member.is_xml_attribute()
        {
            return Some(member);
        }
        self.search(members, name, seen)
    }

    fn search(&self, members: &'static [Member], name: &str, seen: &Seen) -> Option<&'static Member> {
        let found = element(members, |member| member.xml_name_is(name));
        if found.is_some() {
            return found;
        }
        if name.contains(':') {
            return element(members, |member| member.xml_name().is_some_and(|model| same_name(name, model)));
        }
        let other = match name {
            "Message" => "message",
            "message" => "Message",
            _ => return None,
        };
        if !self.either_message || self.steps.depth() != 1 {
            return None;
        }
        element(members, |member| member.name() == other).filter(|member| !seen.contains(member.index()))
    }

    fn record_missing(
        &mut self,
        schema: &'static Schema,
        set: MemberSet,
        seen: &Seen,
        node: u32,
    ) -> Result<(), DecodeError> {
        let members = schema.members();
        if members.len() <= 64 && schema.required_mask() & !seen.present_mask() == 0 {
            return Ok(());
        }
        for member in members {
            let index = member.index();
            // A flattened list without elements is an empty one.
            if member.is_required()
                && !seen.is_present(index)
                && set.contains(index)
                && !member.is_xml_flattened()
            {
                self.steps.last = Step::Member(member);
                let tree = &self.tree;
                let key_at = |node| tree.text(u32::try_from(node).unwrap_or(NONE), false).unwrap_or_default();
                if !self.missing.record(&self.steps, key_at) {
                    let at = self.tree.start(node);
                    return Err(self.fail("required members are missing in too many places", at));
                }
            }
        }
        Ok(())
    }

    /// Reads a union: exactly one element that is not null.
    pub(super) fn read_tag(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        self.check_root(value.schema())?;
        let (node, members) = (self.node, value.schema().members());
        self.descend()?;
        let mut chosen: Option<Flattened> = None;
        let mut unknown = None;
        let (mut child, end) = (node + 1, self.tree.after(node));
        while child < end {
            let found = self.search(members, self.tree.name(child), &Seen::new(0));
            let is_second = match found {
                _ if self.tree.is_nil(child) => false,
                Some(member) => match &mut chosen {
                    None => {
                        chosen = Some(Flattened { member, first: child, last: child });
                        false
                    }
                    Some(list) if member.is_xml_flattened() && list.member.index() == member.index() => {
                        self.link(list, child);
                        false
                    }
                    Some(_) => true,
                },
                None => unknown.replace(child).is_some(),
            };
            if is_second {
                return Err(self.second_variant(child));
            }
            child = self.tree.after(child);
        }
        match (chosen, unknown) {
            (Some(variant), None) => {
                self.steps.last = Step::Member(variant.member);
                self.node = variant.first;
                value.deserialize_variant(variant.member, self)?;
            }
            (None, Some(child)) if !self.missing.is_strict() => value.set_unknown(self.tree.name(child)),
            (None, Some(child)) => {
                return Err(self.fail("a union with an unknown member", self.tree.start(child)));
            }
            (None, None) => return Err(self.fail("a union without a member", self.tree.start(node))),
            _ => return Err(self.second_variant(node)),
        }
        self.steps.close();
        Ok(())
    }

    #[cold]
    fn second_variant(&self, node: u32) -> DecodeError {
        self.fail("a union with more than one member", self.tree.start(node))
    }
}

/// The member that is an element and has the name.
#[inline]
fn element(members: &'static [Member], named: impl Fn(&'static Member) -> bool) -> Option<&'static Member> {
    members.iter().find(|member| named(member) && !member.is_xml_attribute())
}

/// Whether an element of the document has the name that the model says. A prefix of the document is its own.
#[inline]
pub(super) fn same_name(found: &str, model: &str) -> bool {
    found == model || has_prefix_and_local_name_of(found, model)
}

fn has_prefix_and_local_name_of(found: &str, model: &str) -> bool {
    let local = |name: &str| name.rfind(':').map_or(0, |colon| colon + 1);
    let (from, model_from) = (local(found), local(model));
    from > 0 && found.get(from..) == model.get(model_from..)
}

/// Like [`same_name`] for an attribute, which without a prefix is in no namespace.
fn same_attribute(found: &str, model: &str) -> bool {
    found == model || model.contains(':') && !found.starts_with("xmlns:") && same_name(found, model)
}
