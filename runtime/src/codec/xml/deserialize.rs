//! XML to shapes.

use std::borrow::Cow;

use super::{
    Xml,
    document::child,
    members::same_name,
    serialize::{ENTRY, element_name, key_name},
    tree::{Fault, ILLEGAL, NONE, Tree, has_illegal, is_whitespace},
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

/// Reads XML from a slice, which is indexed first.
#[derive(Debug)]
pub struct XmlDeserializer<'a> {
    pub(super) tree: Tree<'a>,
    /// The element that is read next.
    pub(super) node: u32,
    /// The value of the attribute that is read next instead.
    pub(super) attribute: Option<Cow<'a, str>>,
    /// The name that the root element must have beside that of its shape, until it was read; none where any will do.
    pub(super) root: Option<&'static Member>,
    pub(super) either_message: bool,
    pub(super) steps: Steps,
    pub(super) missing: MissingLog<'a>,
    max_depth: usize,
    open: Stack<Frame, 12>,
}

/// A list or map that is open.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    /// The element that comes next; [`NONE`] or `end` when there is none.
    next: u32,
    end: u32,
    flattened: bool,
    /// The number of elements so far.
    count: usize,
}

/// How deep the elements of a document may nest: an entry of a map, which is one level, takes two.
pub(super) fn element_depth(limits: Limits) -> usize {
    limits.max_depth.saturating_mul(2).saturating_add(4)
}

impl<'a> XmlDeserializer<'a> {
    /// Begins to read `input`, whose root element is that of `root`.
    ///
    /// # Errors
    /// When the document is malformed.
    pub fn new(
        xml: Xml<'_>,
        input: &'a [u8],
        policy: Policy<'a>,
        limits: Limits,
        root: &'static Member,
    ) -> Result<Self, DecodeError> {
        let mut steps = Steps::default();
        steps.last = Step::Member(root);
        let tree = match Tree::parse(input, element_depth(limits)) {
            Ok(tree) => tree,
            Err(fault) => {
                let path = steps.to_path(|_| Cow::Borrowed(""));
                return Err(DecodeError::new(fault.message, path).at_offset(fault.at));
            }
        };
        Ok(Self {
            tree,
            node: Tree::ROOT,
            attribute: None,
            root: Some(root),
            either_message: xml.either_message,
            steps,
            missing: MissingLog::new(policy, input.len()),
            max_depth: limits.max_depth,
            open: Stack::default(),
        })
    }

    /// Reads the root element as a member of what is read, not as the whole.
    pub(super) fn enter_document(&mut self) {
        self.node = Tree::DOCUMENT;
        self.root = None;
    }

    /// Moves to the innermost element of an envelope.
    ///
    /// # Errors
    /// When there is no such element.
    pub(super) fn enter(&mut self, path: &[&str]) -> Result<(), DecodeError> {
        self.root = None;
        if path.last().is_none_or(|innermost| same_name(self.tree.name(Tree::ROOT), innermost)) {
            return Ok(());
        }
        for name in path.iter().skip(1) {
            match child(&self.tree, self.node, name) {
                Some(node) => self.node = node,
                None => {
                    let at = self.tree.start(self.node);
                    return Err(self.fail(format!("expected an element {name} within this one"), at));
                }
            }
        }
        Ok(())
    }

    /// Opens a structure, list or map.
    #[inline]
    pub(super) fn descend(&mut self) -> Result<(), DecodeError> {
        if self.steps.depth() >= self.max_depth {
            return Err(self.too_deep());
        }
        self.steps.open();
        Ok(())
    }

    #[cold]
    fn too_deep(&self) -> DecodeError {
        self.fail(format!("more than {} levels of nesting", self.max_depth), self.at())
    }

    /// Where the element begins that is read.
    pub(super) fn at(&self) -> usize {
        self.tree.start(self.node)
    }

    /// An error about the place `at`, in the value that is being read.
    #[cold]
    pub(super) fn fail(&self, message: impl Into<Cow<'static, str>>, at: usize) -> DecodeError {
        DecodeError::new(message, self.steps.to_path(|node| self.key_at(node))).at_offset(at)
    }

    /// The key of a map whose element is `node`.
    pub(super) fn key_at(&self, node: usize) -> Cow<'a, str> {
        let node = u32::try_from(node).unwrap_or(NONE);
        self.tree.text(node, false).unwrap_or_default()
    }

    /// The text of the value, with its whitespace.
    #[inline]
    fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        let strict = self.missing.is_strict();
        match self.attribute.take() {
            Some(value) if strict && has_illegal(&value) => Err(self.fail(ILLEGAL, self.at())),
            Some(value) => Ok(value),
            None => self.tree.text(self.node, strict).map_err(|Fault { message, at }| self.fail(message, at)),
        }
    }

    /// Reads a value of which the text is a form, by `parse`.
    #[inline]
    fn parsed<T>(
        &mut self,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, DecodeError> {
        let text = self.text()?;
        match parse(trimmed(&text)) {
            Some(value) => Ok(value),
            None => Err(self.unexpected(expected)),
        }
    }

    #[cold]
    fn unexpected(&self, expected: &str) -> DecodeError {
        self.fail(format!("expected {expected}"), self.at())
    }

    fn float<F: Float>(&mut self) -> Result<F, DecodeError> {
        self.parsed("a number", parse_float)
    }

    /// Opens the list or map that `member` targets.
    fn begin(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        let is_root = self.root.take().is_some();
        self.descend()?;
        let flattened = member.is_xml_flattened() && !is_root;
        let (next, end) =
            if flattened { (self.node, NONE) } else { (self.node + 1, self.tree.after(self.node)) };
        if !flattened && self.missing.is_strict() && self.tree.has_text(self.node) {
            return Err(self.fail("text between elements", self.at()));
        }
        self.open.push(Frame { next, end, flattened, count: 0 });
        Ok(())
    }

    /// Moves to the next element of the open list or map, which is called `name` unless it is flattened. False at its
    /// end.
    #[inline]
    fn advance(&mut self, name: &'static str) -> Result<bool, DecodeError> {
        let mut frame = self.open.pop();
        loop {
            if frame.next >= frame.end {
                self.steps.close();
                return Ok(false);
            }
            self.node = frame.next;
            frame.next = if frame.flattened { self.tree.same(self.node) } else { self.tree.after(self.node) };
            if frame.flattened || same_name(self.tree.name(self.node), name) {
                break;
            }
            if self.missing.is_strict() {
                return Err(self.fail(format!("expected an element {name}, found another"), self.at()));
            }
        }
        self.steps.last = Step::Index(frame.count);
        frame.count += 1;
        self.open.push(frame);
        Ok(true)
    }

    /// The key and the value of the map's entry; [`NONE`] for one that is not there.
    fn entry(&self, member: &'static Member) -> Result<(u32, u32), DecodeError> {
        let (key, value) = (key_name(member.key_schema()), element_name(member.value_schema()));
        let (mut key_node, mut value_node) = (NONE, NONE);
        let end = self.tree.after(self.node);
        let mut child = self.node + 1;
        while child < end {
            let name = self.tree.name(child);
            let place = if same_name(name, key) {
                Some(&mut key_node)
            } else if same_name(name, value) {
                Some(&mut value_node)
            } else {
                None
            };
            if let Some(place) = place
                && std::mem::replace(place, child) != NONE
            {
                return Err(self.fail("a second key or value in an entry", self.tree.start(child)));
            }
            child = self.tree.after(child);
        }
        Ok((key_node, value_node))
    }

    /// Refuses a null in a list or map that is not sparse.
    #[cold]
    fn null(&self, member: &'static Member) -> Result<(), DecodeError> {
        if member.is_sparse() || !self.missing.is_strict() {
            return Ok(());
        }
        Err(self.fail("null in a list or map that is not sparse", self.at()))
    }
}

/// The text without whitespace around it, which counts in strings alone.
#[inline]
fn trimmed(text: &str) -> &str {
    text.trim_matches(|character: char| character.is_ascii() && is_whitespace(character as u8))
}

/// The methods of the trait that read an integer shape.
macro_rules! integers {
    ($($method:ident, $integer:ident;)*) => { $(
        fn $method(&mut self, _: &'static Member) -> Result<$integer, DecodeError> {
            self.parsed("an integer in range", |text| text.parse().ok())
        }
    )* };
}

impl ShapeDeserializer for XmlDeserializer<'_> {
    fn read_structure(&mut self, value: &mut dyn DeserializableStruct) -> Result<(), DecodeError> {
        self.read_members(value, MemberSet::All)
    }

    fn read_union(&mut self, value: &mut dyn DeserializableUnion) -> Result<(), DecodeError> {
        self.read_tag(value)
    }

    fn begin_list(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        self.begin(member)
    }

    fn next_element(&mut self, member: &'static Member) -> Result<Next, DecodeError> {
        let name = element_name(member.element_schema());
        while self.advance(name)? {
            if !self.tree.is_nil(self.node) {
                return Ok(Next::Value);
            }
            self.null(member)?;
            if member.is_sparse() {
                return Ok(Next::Null);
            }
        }
        Ok(Next::End)
    }

    fn begin_map(&mut self, member: &'static Member) -> Result<(), DecodeError> {
        self.begin(member)
    }

    fn next_key(&mut self, member: &'static Member, key: &mut String) -> Result<Next, DecodeError> {
        if !self.advance(ENTRY)? {
            return Ok(Next::End);
        }
        let (key_node, value_node) = self.entry(member)?;
        if key_node == NONE {
            return Err(self.fail("an entry without a key", self.at()));
        }
        let text = self.tree.text(key_node, self.missing.is_strict());
        *key = text.map_err(|Fault { message, at }| self.fail(message, at))?.into_owned();
        let sensitive = member.is_sensitive() || member.key_schema().is_sensitive();
        let place = key_node as usize;
        self.steps.last = if sensitive { Step::SensitiveKey(place) } else { Step::Key(place) };
        if value_node != NONE && !self.tree.is_nil(value_node) {
            self.node = value_node;
            return Ok(Next::Value);
        }
        self.null(member)?;
        Ok(Next::Null)
    }

    fn duplicate_key(&self) -> DecodeError {
        let at = match self.steps.last {
            Step::Key(node) | Step::SensitiveKey(node) => {
                self.tree.start(u32::try_from(node).unwrap_or(NONE))
            }
            _ => self.at(),
        };
        self.fail("a key that came before", at)
    }

    fn read_boolean(&mut self, _: &'static Member) -> Result<bool, DecodeError> {
        self.parsed("true or false", |text| match text {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        })
    }

    integers! {
        read_byte, i8;
        read_short, i16;
        read_integer, i32;
        read_long, i64;
    }

    fn read_float(&mut self, _: &'static Member) -> Result<f32, DecodeError> {
        self.float()
    }

    fn read_double(&mut self, _: &'static Member) -> Result<f64, DecodeError> {
        self.float()
    }

    fn read_big_integer(&mut self, _: &'static Member) -> Result<BigInteger, DecodeError> {
        self.parsed("an integer", |text| text.parse().ok())
    }

    fn read_big_decimal(&mut self, _: &'static Member) -> Result<BigDecimal, DecodeError> {
        self.parsed("a number", |text| text.parse().ok())
    }

    fn read_text(&mut self, _: &'static Member) -> Result<Cow<'_, str>, DecodeError> {
        self.text()
    }

    fn read_blob(&mut self, _: &'static Member) -> Result<Blob, DecodeError> {
        let text = self.text()?;
        match base64::decode(trimmed(&text).as_bytes()) {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => Err(self.fail(error.message(), self.at())),
        }
    }

    fn read_timestamp(&mut self, member: &'static Member) -> Result<Timestamp, DecodeError> {
        let text = self.text()?;
        let (text, format) = (trimmed(&text), Xml::timestamp_format(member));
        let timestamp = if self.missing.is_strict() {
            Timestamp::parse(text, format)
        } else {
            Timestamp::parse_lenient(text, format)
        };
        timestamp.map_err(|error| self.fail(error.message(), self.at()))
    }

    fn read_document(&mut self, _: &'static Member) -> Result<Document, DecodeError> {
        Err(self.fail("XML has no documents", self.at()))
    }
}
