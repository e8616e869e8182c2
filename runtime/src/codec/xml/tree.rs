//! A document as an index of its elements.
//!
//! Comes in: a document's bytes. Goes out: a node an element, in document order, which refers to the bytes and copies
//! none of them. So a list whose elements stand apart can be gathered before it is read. Always holds: the document is
//! well-formed UTF-8, has one root, no document type definition and no entities but the predefined ones; the index
//! takes memory in proportion to the document and was made in linear time.

use std::borrow::Cow;

use quick_xml::{
    Reader, XmlVersion,
    escape::resolve_xml_entity,
    events::{BytesDecl, BytesRef, BytesStart, Event, attributes::Attributes},
};

/// What is said of a character for which [`has_illegal`] looks.
pub(super) const ILLEGAL: &str = "a character that XML does not allow";

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// The element has text that is not whitespace.
const TEXT: u8 = 1;
/// The element's text has references, CDATA sections, comments or processing instructions.
const MARKUP: u8 = 2;
/// `<name/>`
const EMPTY: u8 = 4;
/// The element has `xsi:nil`: it stands for a null.
const NIL: u8 = 8;

/// An element. Places are those of bytes in the document.
#[derive(Clone, Copy, Debug)]
struct Node {
    name: u32,
    name_end: u32,
    /// The end of the attributes.
    tag_end: u32,
    /// The end of what stands between the tags.
    content_end: u32,
    /// The first node that is not within this one.
    after: u32,
    /// The next element of the same flattened list or map.
    same: u32,
    flags: u8,
}

/// What is wrong with a document, and where.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) message: Cow<'static, str>,
    pub(super) at: usize,
}

impl Fault {
    #[cold]
    fn new(message: impl Into<Cow<'static, str>>, at: usize) -> Self {
        Self { message: message.into(), at }
    }
}

/// The elements of a document. Node 0 is the document itself, node 1 its root.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    /// The document without the mark that it may begin with.
    input: &'a str,
    /// The length of that mark.
    mark: usize,
    nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    /// Node 0.
    pub(super) const DOCUMENT: u32 = 0;
    /// The root element.
    pub(super) const ROOT: u32 = 1;

    /// Reads a document whose elements nest no deeper than `max_depth`.
    pub(super) fn parse(bytes: &'a [u8], max_depth: usize) -> Result<Self, Fault> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| Fault::new("the document is not UTF-8", error.valid_up_to()))?;
        let input = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mark = text.len() - input.len();
        Self::parse_text(input, mark, max_depth).map_err(|fault| Fault { at: fault.at + mark, ..fault })
    }

    fn parse_text(input: &'a str, mark: usize, max_depth: usize) -> Result<Self, Fault> {
        if u32::try_from(input.len()).is_err() {
            return Err(Fault::new("the document is longer than 4 GiB", 0));
        }
        let mut builder = Builder::new(input, mark, max_depth);
        let mut reader = Reader::from_str(input);
        reader.config_mut().check_comments = true;
        loop {
            let from = reader.buffer_position() as usize;
            let event = reader
                .read_event()
                .map_err(|error| Fault::new(describe(&error), reader.error_position() as usize))?;
            let to = reader.buffer_position() as usize;
            match event {
                Event::Start(tag) => builder.start(&tag, to - 1, 0)?,
                Event::Empty(tag) => {
                    builder.start(&tag, to - 2, EMPTY)?;
                    builder.end(to - 2);
                }
                Event::End(_) => builder.end(from),
                Event::Text(text) => {
                    if text.bytes().any(|byte| !is_whitespace(byte)) {
                        builder.text(TEXT, from)?;
                    }
                }
                Event::CData(_) => builder.text(TEXT | MARKUP, from)?,
                Event::GeneralRef(reference) => {
                    resolve(&reference).map_err(|message| Fault::new(message, from))?;
                    builder.text(TEXT | MARKUP, from)?;
                }
                Event::Comment(_) | Event::PI(_) => builder.mark(MARKUP),
                Event::Decl(declaration) => builder.declaration(&declaration, from)?,
                Event::DocType(_) => return Err(Fault::new("a document type definition", from)),
                Event::Eof => return builder.finish(),
            }
        }
    }

    fn node(&self, node: u32) -> &Node {
        // Nodes come from the tree itself; the document's stands in for one that does not.
        self.nodes.get(node as usize).unwrap_or(&DOCUMENT_NODE)
    }

    /// The element's children are the nodes from the one after it on, each followed by [`after`](Self::after).
    pub(super) fn after(&self, node: u32) -> u32 {
        self.node(node).after
    }

    /// The next element of the same flattened list or map.
    pub(super) fn same(&self, node: u32) -> u32 {
        self.node(node).same
    }

    pub(super) fn set_same(&mut self, node: u32, next: u32) {
        if let Some(node) = self.nodes.get_mut(node as usize) {
            node.same = next;
        }
    }

    /// The element's name with its prefix.
    #[inline]
    pub(super) fn name(&self, node: u32) -> &'a str {
        let node = self.node(node);
        self.input.get(node.name as usize..node.name_end as usize).unwrap_or_default()
    }

    /// Where the element begins.
    pub(super) fn start(&self, node: u32) -> usize {
        (self.node(node).name as usize).saturating_sub(1) + self.mark
    }

    pub(super) fn is_nil(&self, node: u32) -> bool {
        self.node(node).flags & NIL != 0
    }

    /// Whether the element has text of its own that is not whitespace.
    pub(super) fn has_text(&self, node: u32) -> bool {
        self.node(node).flags & TEXT != 0
    }

    pub(super) fn has_attributes(&self, node: u32) -> bool {
        let node = self.node(node);
        node.tag_end > node.name_end
    }

    /// The element's attributes as they stand in its tag, with their values normalized.
    pub(super) fn attributes(&self, node: u32) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + use<'a> {
        let node = self.node(node);
        let tag = self.input.get(node.name as usize..node.tag_end as usize).unwrap_or_default();
        let mut attributes = Attributes::new(tag, (node.name_end - node.name) as usize);
        attributes.with_checks(false);
        // Building the tree has looked at them all.
        attributes.filter_map(|attribute| {
            let attribute = attribute.ok()?;
            Some((attribute.key.0, attribute.normalized_value(XmlVersion::Implicit1_0).ok()?))
        })
    }

    /// The element's text: references resolved, CDATA sections unwrapped, comments left out, ends of lines normalized.
    /// Control characters that XML does not allow are refused if `strict`.
    pub(super) fn text(&self, node: u32, strict: bool) -> Result<Cow<'a, str>, Fault> {
        if self.after(node) != node + 1 {
            return Err(Fault::new("expected text, found an element", self.start(node + 1)));
        }
        let node = self.node(node);
        let from = node.tag_end as usize + usize::from(node.flags & EMPTY == 0);
        let text = self.input.get(from..node.content_end as usize).unwrap_or_default();
        if node.flags & MARKUP == 0 && !has_control(text) {
            return Ok(Cow::Borrowed(text));
        }
        let text = unescaped(text);
        if strict && has_illegal(&text) {
            return Err(Fault::new(ILLEGAL, from + self.mark));
        }
        Ok(Cow::Owned(text))
    }
}

const DOCUMENT_NODE: Node =
    Node { name: 0, name_end: 0, tag_end: 0, content_end: 0, after: 1, same: NONE, flags: EMPTY };

/// Makes a tree.
struct Builder<'a> {
    tree: Tree<'a>,
    /// The elements that are open, and the document.
    open: Vec<u32>,
    max_depth: usize,
}

impl<'a> Builder<'a> {
    fn new(input: &'a str, mark: usize, max_depth: usize) -> Self {
        // Documents of services have an element for some thirty bytes.
        let mut nodes = Vec::with_capacity(input.len() / 32 + 2);
        nodes.push(DOCUMENT_NODE);
        let mut open = Vec::with_capacity(16);
        open.push(Tree::DOCUMENT);
        Self { tree: Tree { input, mark, nodes }, open, max_depth }
    }

    fn start(&mut self, tag: &BytesStart<'_>, tag_end: usize, flags: u8) -> Result<(), Fault> {
        let name = tag_end - tag.len();
        let name_end = name + tag.name().0.len();
        let at = name.saturating_sub(1);
        let nodes = &mut self.tree.nodes;
        if self.open.len() == 1 && nodes.len() > 1 {
            return Err(Fault::new("a second root element", at));
        }
        if self.open.len() > self.max_depth {
            return Err(Fault::new(format!("elements nest in more than {} levels", self.max_depth), at));
        }
        if name_end == name {
            return Err(Fault::new("an element without a name", at));
        }
        let nil = if name_end == tag_end { 0 } else { check_attributes(tag, name_end)? };
        // The document is no longer than 4 GiB.
        let node = nodes.len() as u32;
        nodes.push(Node {
            name: name as u32,
            name_end: name_end as u32,
            tag_end: tag_end as u32,
            content_end: tag_end as u32,
            after: node + 1,
            same: NONE,
            flags: flags | nil,
        });
        self.open.push(node);
        Ok(())
    }

    fn end(&mut self, at: usize) {
        let after = self.tree.nodes.len() as u32;
        if let Some(node) = self.open.pop().and_then(|node| self.tree.nodes.get_mut(node as usize)) {
            node.after = after;
            if node.flags & EMPTY == 0 {
                node.content_end = at as u32;
            }
        }
    }

    /// Notes the text of the element that is open.
    fn text(&mut self, flags: u8, at: usize) -> Result<(), Fault> {
        if self.open.len() == 1 {
            return Err(Fault::new("text outside the root element", at));
        }
        self.mark(flags);
        Ok(())
    }

    fn mark(&mut self, flags: u8) {
        if let Some(node) = self.open.last().and_then(|&node| self.tree.nodes.get_mut(node as usize)) {
            node.flags |= flags;
        }
    }

    fn declaration(&self, declaration: &BytesDecl<'_>, at: usize) -> Result<(), Fault> {
        if at > 0 {
            return Err(Fault::new("an XML declaration that is not at the start", at));
        }
        match declaration.encoding() {
            None => Ok(()),
            Some(Ok(name)) if name.eq_ignore_ascii_case("UTF-8") || name.eq_ignore_ascii_case("US-ASCII") => {
                Ok(())
            }
            Some(_) => Err(Fault::new("an encoding other than UTF-8", at)),
        }
    }

    fn finish(mut self) -> Result<Tree<'a>, Fault> {
        let end = self.tree.input.len();
        if self.open.len() > 1 {
            return Err(Fault::new("an element that is not closed", end));
        }
        if self.tree.nodes.len() == 1 {
            return Err(Fault::new("expected an element, found nothing", end));
        }
        self.end(end);
        Ok(self.tree)
    }
}

/// Checks that the attributes are well-formed. Returns [`NIL`] if one says so.
fn check_attributes(tag: &BytesStart<'_>, name_end: usize) -> Result<u8, Fault> {
    let mut attributes = tag.attributes();
    // Comparing each with all would take quadratic time.
    attributes.with_checks(false);
    let mut flags = 0;
    for attribute in attributes {
        let attribute = attribute.map_err(|_| Fault::new("a malformed attribute", name_end))?;
        if attribute.value.contains('<') {
            return Err(Fault::new("a malformed attribute", name_end));
        }
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_err(|_| Fault::new("an attribute with an unknown or malformed reference", name_end))?;
        if is_nil(attribute.key.0) && matches!(&*value, "true" | "1") {
            flags = NIL;
        }
    }
    Ok(flags)
}

/// Whether the attribute is that of XML Schema instances which makes an element a null.
fn is_nil(name: &str) -> bool {
    name.strip_suffix("nil").is_some_and(|prefix| prefix.len() > 1 && prefix.ends_with(':'))
}

/// The text that a reference stands for; none for an entity that is not predefined.
fn resolve(reference: &BytesRef<'_>) -> Result<Replacement, &'static str> {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => Ok(Replacement::Character(character)),
        Ok(None) => {
            resolve_xml_entity(reference).map(Replacement::Text).ok_or("a reference to an unknown entity")
        }
        Err(_) => Err("a reference to no character"),
    }
}

enum Replacement {
    Character(char),
    Text(&'static str),
}

/// The text that the content of an element stands for. Building the tree has seen that it is well-formed.
#[cold]
fn unescaped(content: &str) -> String {
    let mut text = String::with_capacity(content.len());
    if content.starts_with('\u{FEFF}') {
        // The reader takes it for the mark that a document may begin with.
        text.push('\u{FEFF}');
    }
    let mut reader = Reader::from_str(content);
    loop {
        match reader.read_event() {
            Ok(Event::Text(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::CData(part)) => text.push_str(&part.xml10_content()),
            Ok(Event::GeneralRef(reference)) => match resolve(&reference) {
                Ok(Replacement::Character(character)) => text.push(character),
                Ok(Replacement::Text(replacement)) => text.push_str(replacement),
                Err(_) => {}
            },
            Ok(Event::Eof) | Err(_) => return text,
            Ok(_) => {}
        }
    }
}

/// Whitespace by the specification of XML 1.0, production 3.
pub(super) const fn is_whitespace(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether the text has control characters beside tabs and ends of lines. Looks at every byte, many at once.
#[inline]
fn has_control(text: &str) -> bool {
    text.bytes().fold(false, |found, byte| found | (byte < b' ') & (byte != b'\n') & (byte != b'\t'))
}

/// Whether the text has characters that XML 1.0 does not allow (production 2).
pub(super) fn has_illegal(text: &str) -> bool {
    text.chars().any(|character| {
        character < ' ' && !is_whitespace(character as u8) || matches!(character, '\u{FFFE}' | '\u{FFFF}')
    })
}

/// What the parser found wrong, without what it found.
fn describe(error: &quick_xml::Error) -> &'static str {
    use quick_xml::errors::{IllFormedError, SyntaxError};
    match error {
        quick_xml::Error::Syntax(error) => match error {
            SyntaxError::UnclosedTag | SyntaxError::UnclosedSingleQuotedAttributeValue => {
                "a tag that is not closed"
            }
            SyntaxError::UnclosedDoubleQuotedAttributeValue => "a tag that is not closed",
            SyntaxError::UnclosedCData => "a CDATA section that is not closed",
            SyntaxError::UnclosedComment => "a comment that is not closed",
            _ => "malformed markup",
        },
        quick_xml::Error::IllFormed(error) => match error {
            IllFormedError::MismatchedEndTag { .. } => "the end of another element than the one that is open",
            IllFormedError::UnmatchedEndTag(_) => "the end of an element that is not open",
            IllFormedError::MissingEndTag(_) => "an element that is not closed",
            IllFormedError::DoubleHyphenInComment => "two hyphens in a comment",
            IllFormedError::UnclosedReference => "a reference that is not closed",
            _ => "malformed markup",
        },
        _ => "malformed XML",
    }
}
