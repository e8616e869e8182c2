//! Shapes to XML.

use super::{
    Envelope, Leaf, Xml,
    attributes::AttributeSerializer,
    escape::{push_text, push_value},
};
use crate::{
    codec::{
        base64,
        number::{INTEGER_ROOM, boolean, float_text, push_integer},
        stack::Stack,
    },
    error::EncodeError,
    schema::{Member, MemberSet, XmlNamespace},
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Timestamp, TimestampText},
};

/// What most messages fit in: one allocation, then.
const FIRST_CAPACITY: usize = 512;
/// The brackets of an element's tags.
const BRACKETS: usize = 5;

/// Writes XML into a buffer.
#[derive(Debug)]
pub struct XmlSerializer {
    out: Vec<u8>,
    /// The namespace of root elements whose shapes have none.
    namespace: Option<XmlNamespace>,
    /// Whether what comes next is a root element.
    at_root: bool,
    /// Whether it takes its name from its shape, as payloads do.
    by_shape: bool,
    /// What the elements of the flattened list that is open are called.
    flat: Option<Flat>,
    open: Stack<Frame, 8>,
}

/// The name and namespace of a flattened list's or map's elements.
#[derive(Clone, Copy, Debug)]
struct Flat {
    name: &'static str,
    namespace: Option<XmlNamespace>,
}

/// A list or map that is open.
#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    /// The name of its element; none for a flattened one.
    name: Option<&'static str>,
    /// That of the list around it.
    outer: Option<Flat>,
    /// What a map's entries are called.
    entry: Option<Flat>,
    /// Whether an entry is open.
    in_entry: bool,
}

impl XmlSerializer {
    /// Begins a document, whose root element has `namespace` unless its shape has one.
    #[must_use]
    pub fn new(namespace: Option<XmlNamespace>) -> Self {
        let out = Vec::with_capacity(FIRST_CAPACITY);
        Self { out, namespace, at_root: true, by_shape: false, flat: None, open: Stack::default() }
    }

    /// Begins a document whose root element takes its name from its shape, unless its member has one.
    #[must_use]
    pub fn for_payload(namespace: Option<XmlNamespace>) -> Self {
        Self { by_shape: true, ..Self::new(namespace) }
    }

    /// The document.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Writes `value` as the root element.
    pub(super) fn root(&mut self, value: &dyn SerializableStruct, set: MemberSet) -> Result<(), EncodeError> {
        let schema = value.schema();
        let namespace = schema.xml_namespace().or(self.namespace);
        self.structure(schema.xml_name(), namespace, value, set)
    }

    /// Writes the members alone.
    pub(super) fn members(
        &mut self,
        value: &dyn SerializableStruct,
        set: MemberSet,
    ) -> Result<(), EncodeError> {
        value.serialize_members(set, self)
    }

    /// Writes the members with what stands around them.
    pub(super) fn envelope(
        &mut self,
        envelope: &Envelope<'_>,
        value: &dyn SerializableStruct,
        set: MemberSet,
    ) -> Result<(), EncodeError> {
        let Some((innermost, outer)) = envelope.path.split_last() else { return self.root(value, set) };
        let mut namespace = self.namespace;
        for name in outer {
            self.start(name, namespace.take())?;
            self.out.push(b'>');
        }
        self.start(innermost, namespace)?;
        self.attributes(value, set)?;
        self.out.push(b'>');
        self.at_root = false;
        envelope.leading.iter().try_for_each(|leaf| self.leaf(leaf))?;
        self.members(value, set)?;
        for (place, name) in envelope.path.iter().enumerate().rev() {
            if place == 0 {
                envelope.trailing.iter().try_for_each(|leaf| self.leaf(leaf))?;
            }
            self.end(name);
        }
        Ok(())
    }

    fn leaf(&mut self, leaf: &Leaf<'_>) -> Result<(), EncodeError> {
        for name in leaf.path {
            self.start(name, None)?;
            self.out.push(b'>');
        }
        push_text(&mut self.out, leaf.text, "")?;
        for name in leaf.path.iter().rev() {
            self.end(name);
        }
        Ok(())
    }

    fn structure(
        &mut self,
        name: &str,
        namespace: Option<XmlNamespace>,
        value: &dyn SerializableStruct,
        set: MemberSet,
    ) -> Result<(), EncodeError> {
        self.out.reserve(2 * name.len() + BRACKETS);
        self.start(name, namespace)?;
        self.attributes(value, set)?;
        self.out.push(b'>');
        (self.at_root, self.by_shape) = (false, false);
        let flat = self.flat.take();
        self.members(value, set)?;
        self.flat = flat;
        self.end(name);
        Ok(())
    }

    fn attributes(&mut self, value: &dyn SerializableStruct, set: MemberSet) -> Result<(), EncodeError> {
        if !value.schema().has_xml_attributes() {
            return Ok(());
        }
        value.serialize_members(set, &mut AttributeSerializer { out: &mut self.out })
    }

    /// Writes a start tag without its last bracket.
    #[inline]
    fn start(&mut self, name: &str, namespace: Option<XmlNamespace>) -> Result<(), EncodeError> {
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        match namespace {
            None => Ok(()),
            Some(namespace) => self.declare(namespace),
        }
    }

    #[cold]
    fn declare(&mut self, namespace: XmlNamespace) -> Result<(), EncodeError> {
        self.out.extend_from_slice(b" xmlns");
        if let Some(prefix) = namespace.prefix {
            self.out.push(b':');
            self.out.extend_from_slice(prefix.as_bytes());
        }
        self.out.extend_from_slice(b"=\"");
        push_value(&mut self.out, namespace.uri, "")?;
        self.out.push(b'"');
        Ok(())
    }

    #[inline]
    fn end(&mut self, name: &str) {
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'>');
    }

    /// The name and namespace of the member's element.
    #[inline]
    fn named(&mut self, member: &Member) -> (&'static str, Option<XmlNamespace>) {
        if let Some(flat) = self.flat {
            return (flat.name, member.xml_namespace().or(flat.namespace));
        }
        let namespace = member.xml_namespace();
        if self.at_root {
            (self.at_root, self.by_shape) = (false, false);
            return (element_name(member), namespace.or(self.namespace));
        }
        (element_name(member), namespace)
    }

    /// Writes the element of a value whose text is not longer than `room`.
    #[inline]
    fn element(
        &mut self,
        member: &Member,
        room: usize,
        text: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        if member.is_xml_attribute() {
            return Ok(());
        }
        let (name, namespace) = self.named(member);
        self.out.reserve(2 * name.len() + BRACKETS + room);
        self.start(name, namespace)?;
        self.out.push(b'>');
        text(&mut self.out)?;
        self.end(name);
        Ok(())
    }

    #[inline]
    fn plain(&mut self, member: &Member, text: &[u8]) -> Result<(), EncodeError> {
        self.element(member, text.len(), |out| {
            out.extend_from_slice(text);
            Ok(())
        })
    }

    #[inline]
    fn integer(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.element(member, INTEGER_ROOM, |out| {
            push_integer(out, value.unsigned_abs(), value < 0);
            Ok(())
        })
    }

    /// Opens the element of a list or map that is not flattened. Returns its name.
    fn open_element(&mut self, member: &Member) -> Result<&'static str, EncodeError> {
        let (name, namespace) = self.named(member);
        self.out.reserve(2 * name.len() + BRACKETS);
        self.start(name, namespace)?;
        self.out.push(b'>');
        Ok(name)
    }

    fn close_entry(&mut self, frame: &Frame) {
        if frame.in_entry {
            self.end(frame.entry.map_or(ENTRY, |entry| entry.name));
        }
    }
}

/// The element of an entry in a map that is not flattened.
pub(super) const ENTRY: &str = "entry";

/// The name of the member's element, unless it is that of a flattened list.
#[inline]
pub(super) fn element_name(member: &Member) -> &'static str {
    match member.xml_name() {
        Some(name) => name,
        None => element_name_without_trait(member),
    }
}

/// What the members of lists and the values of maps are called without `xmlName`.
fn element_name_without_trait(member: &Member) -> &'static str {
    if member.is_list_member() { "member" } else { "value" }
}

/// The name of the element of a map's key.
pub(super) fn key_name(key: &Member) -> &'static str {
    key.xml_name().unwrap_or("key")
}

/// Appends the name of an attribute.
pub(super) fn push_name(out: &mut Vec<u8>, member: &Member) {
    out.extend_from_slice(element_name(member).as_bytes());
}

impl ShapeSerializer for XmlSerializer {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        let (name, namespace) = if self.by_shape {
            let schema = value.schema();
            let name = if member.has_xml_name() { element_name(member) } else { schema.xml_name() };
            (name, member.xml_namespace().or(schema.xml_namespace()).or(self.namespace))
        } else {
            self.named(member)
        };
        self.structure(name, namespace, value, MemberSet::All)
    }

    fn begin_list(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        let mut frame = Frame { outer: self.flat, ..Frame::default() };
        if member.is_xml_flattened() && !self.at_root {
            let (name, namespace) = self.named(member);
            self.flat = Some(Flat { name, namespace });
        } else {
            frame.name = Some(self.open_element(member)?);
            self.flat = None;
        }
        self.open.push(frame);
        Ok(())
    }

    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        let frame = self.open.pop();
        self.flat = frame.outer;
        if let Some(name) = frame.name {
            self.end(name);
        }
        Ok(())
    }

    fn begin_map(&mut self, member: &Member, _: usize) -> Result<(), EncodeError> {
        let mut frame = Frame { outer: self.flat, ..Frame::default() };
        if member.is_xml_flattened() && !self.at_root {
            let (name, namespace) = self.named(member);
            frame.entry = Some(Flat { name, namespace });
        } else {
            frame.name = Some(self.open_element(member)?);
        }
        self.flat = None;
        self.open.push(frame);
        Ok(())
    }

    fn write_key(&mut self, member: &Member, key: &str) -> Result<(), EncodeError> {
        let mut frame = self.open.pop();
        self.close_entry(&frame);
        match frame.entry {
            Some(entry) => self.start(entry.name, entry.namespace)?,
            None => self.start(ENTRY, None)?,
        }
        self.out.push(b'>');
        frame.in_entry = true;
        self.open.push(frame);
        let schema = member.key_schema();
        let name = key_name(schema);
        self.start(name, schema.xml_namespace())?;
        self.out.push(b'>');
        push_text(&mut self.out, key, member.name())?;
        self.end(name);
        Ok(())
    }

    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        let frame = self.open.pop();
        self.close_entry(&frame);
        self.flat = frame.outer;
        if let Some(name) = frame.name {
            self.end(name);
        }
        Ok(())
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        let (name, namespace) = self.named(member);
        self.start(name, namespace)?;
        self.declare(XmlNamespace::new("http://www.w3.org/2001/XMLSchema-instance").prefix("xsi"))?;
        self.out.extend_from_slice(b" xsi:nil=\"true\"/>");
        Ok(())
    }

    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.plain(member, boolean(value))
    }

    fn write_byte(&mut self, member: &Member, value: i8) -> Result<(), EncodeError> {
        self.integer(member, value.into())
    }

    fn write_short(&mut self, member: &Member, value: i16) -> Result<(), EncodeError> {
        self.integer(member, value.into())
    }

    fn write_integer(&mut self, member: &Member, value: i32) -> Result<(), EncodeError> {
        self.integer(member, value.into())
    }

    fn write_long(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.integer(member, value)
    }

    fn write_float(&mut self, member: &Member, value: f32) -> Result<(), EncodeError> {
        self.plain(member, float_text(value, &mut zmij::Buffer::new()).as_bytes())
    }

    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.plain(member, float_text(value, &mut zmij::Buffer::new()).as_bytes())
    }

    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.plain(member, value.as_str().as_bytes())
    }

    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.plain(member, value.as_str().as_bytes())
    }

    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        self.element(member, value.len(), |out| push_text(out, value, member.name()))
    }

    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.element(member, value.len().div_ceil(3) * 4, |out| {
            base64::encode_to(value, out);
            Ok(())
        })
    }

    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        let text = TimestampText::new(value, Xml::timestamp_format(member))
            .map_err(|error| EncodeError::new(error.to_string(), member.name()))?;
        self.plain(member, text.as_bytes())
    }

    fn write_document(&mut self, member: &Member, _: &Document) -> Result<(), EncodeError> {
        Err(EncodeError::new("XML has no documents", member.name()))
    }
}
