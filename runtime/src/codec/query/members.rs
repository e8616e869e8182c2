//! Structures, unions, and the entries of lists and maps: the children of a node, by what the model calls them.

use super::{
    QueryDeserializer,
    name::Segment,
    tree::{NONE, Node},
};
use crate::{
    codec::{members::Seen, path::Step},
    error::DecodeError,
    schema::{Member, MemberSet},
    serde::{DeserializableStruct, DeserializableUnion},
};

const TWICE: &str = "a parameter that came before";

impl QueryDeserializer<'_> {
    /// Reads a structure's members that belong to `set`; others count as unknown.
    pub(super) fn read_members(
        &mut self,
        value: &mut dyn DeserializableStruct,
        set: MemberSet,
    ) -> Result<(), DecodeError> {
        let members = value.schema().members();
        let node = self.node;
        self.open("expected a structure's members, found a text")?;
        let mut seen = Seen::new(members.len());
        let mut child = self.find_members(members, set, &mut seen)?;
        while child != NONE {
            let Node { tag, next, .. } = self.tree.node(child);
            if let Some(member) = members.get(tag as usize) {
                self.steps.last = Step::Member(member);
                self.node = child;
                value.deserialize_member(member, self)?;
            }
            child = next;
        }
        if self.missing.is_strict() {
            self.read_absent(value, set, &seen, node)?;
            value.fill();
        }
        self.steps.close();
        Ok(())
    }

    /// Tags the children of the structure's node with the index of their member, leaves out those that have none, and
    /// merges those of one member. Gives the first that is left.
    fn find_members(
        &mut self,
        members: &'static [Member],
        set: MemberSet,
        seen: &mut Seen,
    ) -> Result<u32, DecodeError> {
        // Members mostly come in the model's order.
        let mut expected = 0;
        let (mut first, mut last) = (NONE, NONE);
        let mut child = self.tree.node(self.node).first;
        while child != NONE {
            let next = self.tree.node(child).next;
            let member = self.find(members, expected, child).filter(|member| set.contains(member.index()));
            if let Some(member) = member {
                let index = member.index();
                expected = index + 1;
                if seen.insert(index) {
                    if let Some(child) = self.tree.node_mut(child) {
                        child.tag = index as u32;
                    }
                    match last {
                        NONE => first = child,
                        last => self.tree.set_next(last, child),
                    }
                    last = child;
                } else {
                    self.merge_member(first, last, child, member)?;
                }
            }
            child = next;
        }
        self.tree.set_next(last, NONE);
        Ok(first)
    }

    #[inline]
    fn find(&self, members: &'static [Member], expected: usize, child: u32) -> Option<&'static Member> {
        let name = self.tree.name(child);
        let (before, after) = members.split_at_checked(expected).unwrap_or((members, &[]));
        after.iter().chain(before).find(|member| self.query.member(member).is(name))
    }

    /// Merges `child` with the earlier one of the same member. There are no more of these than the model has members.
    #[cold]
    fn merge_member(
        &mut self,
        first: u32,
        last: u32,
        child: u32,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let mut earlier = first;
        while earlier != last && self.tree.node(earlier).tag as usize != member.index() {
            earlier = self.tree.node(earlier).next;
        }
        if self.tree.merge(earlier, child) {
            return Ok(());
        }
        self.steps.last = Step::Member(member);
        Err(self.fail(TWICE, child))
    }

    /// Reads the required members that have no parameters: what may be empty is, the others go into the log. Inside a
    /// structure that has none itself, one that cannot be empty makes the structure missing.
    fn read_absent(
        &mut self,
        value: &mut dyn DeserializableStruct,
        set: MemberSet,
        seen: &Seen,
        node: u32,
    ) -> Result<(), DecodeError> {
        let schema = value.schema();
        let members = schema.members();
        if members.len() <= 64 && schema.required_mask() & !seen.present_mask() == 0 {
            return Ok(());
        }
        for member in members {
            let index = member.index();
            if !member.is_required() || seen.is_present(index) || !set.contains(index) {
                continue;
            }
            self.steps.last = Step::Member(member);
            self.node = NONE;
            let depth = self.steps.depth();
            match value.deserialize_member(member, self) {
                Ok(()) => {}
                Err(_) if self.is_missing && node != NONE => {
                    self.is_missing = false;
                    while self.steps.depth() > depth {
                        self.steps.close();
                    }
                    self.record_missing()?;
                }
                Err(error) => return Err(error),
            }
        }
        self.node = node;
        Ok(())
    }

    /// Reads a union: exactly one member.
    pub(super) fn read_tag(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        if self.node == NONE {
            return Err(self.missing());
        }
        let node = self.node;
        self.open("expected a union's member, found a text")?;
        let child = self.tree.node(node).first;
        if child == NONE {
            return Err(self.fail("a union without a member", node));
        }
        self.merge_siblings(child)?;
        if self.tree.node(child).next != NONE {
            return Err(self.fail("a union with more than one member", node));
        }
        self.node = child;
        match self.find(value.schema().members(), 0, child) {
            Some(member) => {
                self.steps.last = Step::Member(member);
                value.deserialize_variant(member, self)?;
            }
            None if self.missing.is_strict() => {
                return Err(self.fail("a union with an unknown member", child));
            }
            None => value.set_unknown(&String::from_utf8_lossy(self.tree.name(child))),
        }
        self.steps.close();
        Ok(())
    }

    /// Merges all that follow `first` and have its name into it.
    fn merge_siblings(&mut self, first: u32) -> Result<(), DecodeError> {
        let mut last = first;
        let mut child = self.tree.node(first).next;
        while child != NONE {
            let next = self.tree.node(child).next;
            if self.tree.name(child) == self.tree.name(first) {
                if !self.tree.merge(first, child) {
                    return Err(self.fail(TWICE, child));
                }
            } else {
                self.tree.set_next(last, child);
                last = child;
            }
            child = next;
        }
        self.tree.set_next(last, NONE);
        Ok(())
    }

    /// The child that stands between a list or map and its entries; [`NONE`] when there is none.
    pub(super) fn only_child(&mut self, segment: Segment) -> Result<u32, DecodeError> {
        let first = self.tree.node(self.node).first;
        let mut child = first;
        while child != NONE {
            let Node { next, .. } = self.tree.node(child);
            if !segment.is(self.tree.name(child)) {
                return Err(self.fail(format!("expected a segment `{}` and a number", segment.text()), child));
            }
            if child != first && !self.tree.merge(first, child) {
                return Err(self.fail(TWICE, child));
            }
            child = next;
        }
        match self.tree.node(first).text {
            Some((start, end)) if start != end => Err(self.fail("expected a number, found a text", first)),
            _ => Ok(first),
        }
    }

    /// Tags the children of a list's or map's node with their numbers, merges those of one number, and puts them into
    /// order. Gives the first.
    pub(super) fn number_entries(&mut self, parent: u32) -> Result<u32, DecodeError> {
        if parent == NONE {
            return Ok(NONE);
        }
        let first = self.tree.node(parent).first;
        let mut child = first;
        let mut last = 0;
        let mut ascending = true;
        while child != NONE {
            let number = number(self.tree.name(child))
                .ok_or_else(|| self.fail("expected a number from 1 on, in the range of an integer", child))?;
            ascending &= number > last;
            last = number;
            let Some(node) = self.tree.node_mut(child) else { break };
            node.tag = number;
            child = node.next;
        }
        if ascending { Ok(first) } else { self.sort_entries(first) }
    }

    #[cold]
    fn sort_entries(&mut self, first: u32) -> Result<u32, DecodeError> {
        let mut entries = Vec::new();
        let mut child = first;
        while child != NONE {
            let Node { tag, next, .. } = self.tree.node(child);
            entries.push((tag, child));
            child = next;
        }
        // Stable, since nodes are numbered in the order of the input.
        entries.sort_unstable();
        let Some(&(_, first)) = entries.first() else { return Ok(NONE) };
        let mut kept = first;
        for pair in entries.windows(2) {
            let &[(before, _), (number, child)] = pair else { continue };
            if number != before {
                self.tree.set_next(kept, child);
                kept = child;
            } else if !self.tree.merge(kept, child) {
                return Err(self.fail(TWICE, child));
            }
        }
        self.tree.set_next(kept, NONE);
        Ok(first)
    }

    /// The nodes of the key and the value of a map's entry, which come in any order; [`NONE`] without a value.
    pub(super) fn key_and_value(
        &mut self,
        entry: u32,
        member: &'static Member,
    ) -> Result<(u32, u32), DecodeError> {
        let key_name = self.query.key(member.key_schema());
        let value_name = self.query.value(member.value_schema());
        let (mut key, mut value) = (NONE, NONE);
        let mut child = self.tree.node(entry).first;
        while child != NONE {
            let Node { next, .. } = self.tree.node(child);
            let name = self.tree.name(child);
            let place = match () {
                () if key_name.is(name) => &mut key,
                () if value_name.is(name) => &mut value,
                () => {
                    child = next;
                    continue;
                }
            };
            if *place == NONE {
                *place = child;
            } else if !self.tree.merge(*place, child) {
                return Err(self.fail(TWICE, child));
            }
            child = next;
        }
        if key == NONE {
            return Err(self.fail("an entry without a key", entry));
        }
        Ok((key, value))
    }
}

/// The number of an entry: from 1 on, with zeros before it or not.
fn number(segment: &[u8]) -> Option<u32> {
    if segment.is_empty() || !segment.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(segment).ok()?.parse().ok().filter(|&number| number > 0)
}
