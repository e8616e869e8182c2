//! Forms to shapes.

use std::borrow::Cow;

use super::{
    Query,
    tree::{Fault, NONE, Tree},
};
use crate::{
    codec::{
        Limits, Policy, base64,
        number::{Float, parse_float},
        path::{MissingLog, Step, Steps},
        stack::Stack,
    },
    error::DecodeError,
    schema::{Member, MemberSet},
    serde::{DeserializableStruct, DeserializableUnion, Next, ShapeDeserializer},
    types::{BigDecimal, BigInteger, Blob, Document, Timestamp},
};

/// Reads a form.
///
/// Each `read_…` method reads the value of `node`.
#[derive(Debug)]
pub struct QueryDeserializer<'a> {
    pub(super) query: Query<'a>,
    pub(super) tree: Tree<'a>,
    /// The node of the value that is read next; [`NONE`] for a required member without parameters, which may be empty.
    pub(super) node: u32,
    /// Whether the last error says that such a member cannot be empty.
    pub(super) is_missing: bool,
    pub(super) limits: Limits,
    pub(super) missing: MissingLog<'a>,
    pub(super) steps: Steps,
    /// The innermost list or map that is being read, and those around it.
    entries: Entries,
    outer: Stack<Entries, 12>,
    /// Nulls that gaps in the numbers of sparse lists may still stand for.
    nulls_left: usize,
}

/// What is left of a list or map.
#[derive(Clone, Copy, Debug, Default)]
struct Entries {
    next: u32,
    /// Entries that were read.
    count: usize,
    /// The number of the next entry when there is no gap.
    number: u32,
}

impl<'a> QueryDeserializer<'a> {
    /// Begins to read `input`, whose value is that of `root`.
    ///
    /// # Errors
    /// When it is no form, or beyond the limits.
    pub fn new(
        query: Query<'a>,
        input: &'a [u8],
        policy: Policy<'a>,
        limits: Limits,
        root: &'static Member,
    ) -> Result<Self, DecodeError> {
        let own = query.leading.iter().map(|&(name, _)| name);
        let mut steps = Steps::default();
        steps.last = Step::Member(root);
        let tree = Tree::parse(input, own, limits)
            .map_err(|fault| DecodeError::new(fault.message, "").at_offset(fault.at))?;
        Ok(Self {
            query,
            tree,
            node: Tree::ROOT,
            is_missing: false,
            limits,
            missing: MissingLog::new(policy, input.len()),
            steps,
            entries: Entries::default(),
            outer: Stack::default(),
            nulls_left: input.len(),
        })
    }

    /// Opens a structure, union, list or map: what has members or entries, and no text but an empty one.
    pub(super) fn open(&mut self, expected: &'static str) -> Result<(), DecodeError> {
        if self.steps.depth() >= self.limits.max_depth {
            let message = format!("more than {} levels of nesting", self.limits.max_depth);
            return Err(self.fail(message, self.node));
        }
        match self.tree.node(self.node).text {
            Some((start, end)) if start != end => return Err(self.fail(expected, self.node)),
            _ => {}
        }
        self.steps.open();
        Ok(())
    }

    /// The text of a simple value.
    fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        if self.node == NONE {
            return Err(self.missing());
        }
        if self.tree.node(self.node).first != NONE {
            return Err(self.fail("expected a value, found parameters below it", self.node));
        }
        match self.tree.text(self.node) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(self.fail("expected a value, found none", self.node)),
            Err(fault) => Err(self.fault(fault)),
        }
    }

    /// The error for a required member that was left out and cannot be empty.
    #[cold]
    pub(super) fn missing(&mut self) -> DecodeError {
        self.is_missing = true;
        // Whoever reads the structure that it is missing in knows the place.
        DecodeError::new("a required member is missing", "")
    }

    #[cold]
    fn fault(&self, fault: Fault) -> DecodeError {
        DecodeError::new(fault.message, self.path()).at_offset(fault.at)
    }

    /// An error about the text of the value that is being read.
    #[cold]
    fn wrong(&self, message: &'static str) -> DecodeError {
        let start = self.tree.node(self.node).text.map_or(0, |(start, _)| start as usize);
        DecodeError::new(message, self.path()).at_offset(start)
    }

    /// An error about `node`, in the value that is being read.
    #[cold]
    pub(super) fn fail(&self, message: impl Into<Cow<'static, str>>, node: u32) -> DecodeError {
        DecodeError::new(message, self.path()).at_offset(self.tree.offset(node))
    }

    fn path(&self) -> String {
        self.steps.to_path(|node| key_at(&self.tree, node))
    }

    /// Records that the member of `self.steps.last` is missing.
    pub(super) fn record_missing(&mut self) -> Result<(), DecodeError> {
        let Self { missing, steps, tree, .. } = self;
        if missing.record(steps, |node| key_at(tree, node)) {
            return Ok(());
        }
        Err(self.fail("required members are missing in too many places", self.node))
    }

    fn begin_entries(&mut self, first: u32) {
        self.outer.push(std::mem::replace(&mut self.entries, Entries { next: first, count: 0, number: 1 }));
    }

    fn end_entries(&mut self) -> Next {
        self.entries = self.outer.pop();
        self.steps.close();
        Next::End
    }

    fn integer<T: std::str::FromStr>(&mut self) -> Result<T, DecodeError> {
        let text = self.text()?;
        let digits = text.strip_prefix('-').unwrap_or(&text);
        let value = if digits.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { None };
        value.ok_or_else(|| self.wrong("expected an integer within the range of its type"))
    }

    fn float<F: Float>(&mut self) -> Result<F, DecodeError> {
        let text = self.text()?;
        parse_float(&text).ok_or_else(|| self.wrong("expected a number, NaN, Infinity or -Infinity"))
    }
}

/// The key of the map's entry whose key's node is `node`.
fn key_at<'t>(tree: &Tree<'t>, node: usize) -> Cow<'t, str> {
    u32::try_from(node).ok().and_then(|node| tree.text(node).ok().flatten()).unwrap_or_default()
}

impl ShapeDeserializer for QueryDeserializer<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        self.read_members(value, MemberSet::All)
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        self.read_tag(value)
    }

    fn begin_list(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        // awsQuery has a form for an empty list.
        if self.node == NONE && !self.query.ec2 {
            return Err(self.missing());
        }
        self.open("expected a list's elements, found a text")?;
        let list = match self.query.is_flattened(member) {
            true => self.node,
            false => self.only_child(self.query.element(member.element_schema()))?,
        };
        let first = self.number_entries(list)?;
        self.begin_entries(first);
        Ok(())
    }

    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError> {
        let entries = &mut self.entries;
        if entries.next == NONE {
            return Ok(self.end_entries());
        }
        self.steps.last = Step::Index(entries.count);
        entries.count += 1;
        let number = self.tree.node(entries.next).tag;
        if member.is_sparse() && number > entries.number {
            entries.number += 1;
            self.node = entries.next;
            self.nulls_left = self
                .nulls_left
                .checked_sub(1)
                .ok_or_else(|| self.fail("numbers of elements with too many gaps", self.node))?;
            return Ok(Next::Null);
        }
        entries.number = number.saturating_add(1);
        self.node = entries.next;
        entries.next = self.tree.node(self.node).next;
        Ok(Next::Value)
    }

    fn begin_map(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        self.open("expected a map's entries, found a text")?;
        let map = match self.query.is_flattened(member) {
            true => self.node,
            false => self.only_child(self.query.entry())?,
        };
        let first = self.number_entries(map)?;
        self.begin_entries(first);
        Ok(())
    }

    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError> {
        let entry = self.entries.next;
        if entry == NONE {
            return Ok(self.end_entries());
        }
        self.entries.next = self.tree.node(entry).next;
        self.steps.last = Step::None;
        let (key_node, value) = self.key_and_value(entry, member)?;
        self.node = key_node;
        *key = self.text()?.into_owned();
        let sensitive = member.is_sensitive() || member.key_schema().is_sensitive();
        let place = key_node as usize;
        self.steps.last = if sensitive { Step::SensitiveKey(place) } else { Step::Key(place) };
        if value != NONE {
            self.node = value;
            return Ok(Next::Value);
        }
        if !member.is_sparse() && self.missing.is_strict() {
            return Err(self.fail("an entry without a value in a map that is not sparse", entry));
        }
        Ok(Next::Null)
    }

    fn duplicate_key(&self) -> DecodeError {
        self.fail("a key that came before", self.node)
    }

    fn read_boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        match &*self.text()? {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(self.wrong("expected true or false")),
        }
    }

    fn read_byte(&mut self, _: &'static Member) -> Result<i8, DecodeError> {
        self.integer()
    }

    fn read_short(&mut self, _: &'static Member) -> Result<i16, DecodeError> {
        self.integer()
    }

    fn read_integer(&mut self, _: &'static Member) -> Result<i32, DecodeError> {
        self.integer()
    }

    fn read_long(&mut self, _: &'static Member) -> Result<i64, DecodeError> {
        self.integer()
    }

    fn read_float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.float()
    }

    fn read_double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.float()
    }

    fn read_big_integer(&mut self, _: &'static Member) -> Result<BigInteger, DecodeError> {
        let text = self.text()?;
        text.parse().map_err(|_| self.wrong("expected an integer"))
    }

    fn read_big_decimal(&mut self, _: &'static Member) -> Result<BigDecimal, DecodeError> {
        let text = self.text()?;
        text.parse().map_err(|_| self.wrong("expected a number"))
    }

    fn read_text(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.text()
    }

    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        let text = self.text()?;
        base64::decode(text.as_bytes()).map(Blob::from).map_err(|error| self.wrong(error.message()))
    }

    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let text = self.text()?;
        let format = Query::timestamp_format(member);
        let timestamp = match self.missing.is_strict() {
            true => Timestamp::parse(&text, format),
            false => Timestamp::parse_lenient(&text, format),
        };
        timestamp.map_err(|error| self.wrong(error.message()))
    }

    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        Err(self.fail("a document, which the query protocols do not have", self.node))
    }
}
