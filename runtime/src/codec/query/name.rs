//! The segments that members have in names of parameters.

use super::Query;
use crate::schema::Member;

/// The segment of a list's element where no `xmlName` says otherwise.
const ELEMENT: &str = "member";
/// The segment between a map that is not flattened and the numbers of its entries.
const ENTRY: &str = "entry";

/// A segment, as the model has it.
#[derive(Clone, Copy)]
pub(super) struct Segment {
    text: &'static str,
    /// Whether the first letter becomes a capital.
    capital: bool,
}

impl Segment {
    fn new(text: &'static str, capital: bool) -> Self {
        Self { text, capital }
    }

    /// Appends the segment, escaped.
    #[inline]
    pub(super) fn push(self, out: &mut Vec<u8>) {
        let start = out.len();
        super::escape::push(out, self.text.as_bytes());
        if let Some(first) = out.get_mut(start).filter(|_| self.capital) {
            first.make_ascii_uppercase();
        }
    }

    /// Whether `other` is the segment.
    #[inline]
    pub(super) fn is(self, other: &[u8]) -> bool {
        let text = self.text.as_bytes();
        if !self.capital {
            return text == other;
        }
        match (text.split_first(), other.split_first()) {
            (Some((first, rest)), Some((other_first, other_rest))) => {
                first.to_ascii_uppercase() == *other_first && rest == other_rest
            }
            (first, other) => first.is_none() && other.is_none(),
        }
    }

    pub(super) const fn text(self) -> &'static str {
        self.text
    }
}

impl Query<'_> {
    /// The segment of a member of a structure or union.
    #[inline]
    pub(super) fn member(self, member: &Member) -> Segment {
        match member.ec2_name().filter(|_| self.ec2) {
            Some(name) => Segment::new(name, false),
            None => Segment::new(member.xml_name().unwrap_or(""), self.ec2),
        }
    }

    /// The segment between a list that is not flattened and the numbers of its elements.
    pub(super) fn element(self, element: &Member) -> Segment {
        Segment::new(element.xml_name().unwrap_or(ELEMENT), self.ec2)
    }

    /// The segment between a map that is not flattened and the numbers of its entries.
    pub(super) fn entry(self) -> Segment {
        Segment::new(ENTRY, false)
    }

    /// The segment of a map's key.
    pub(super) fn key(self, key: &Member) -> Segment {
        Segment::new(key.xml_name().unwrap_or("key"), self.ec2)
    }

    /// The segment of a map's value.
    pub(super) fn value(self, value: &Member) -> Segment {
        Segment::new(value.xml_name().unwrap_or("value"), self.ec2)
    }
}
