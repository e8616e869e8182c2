//! XML bodies of protocol tests: compared by what they say, and altered leaf by leaf.
//!
//! Not compared: the order of attributes, whitespace between elements, comments and declarations, the order of elements
//! with different names, that of the entries of a map, and the offsets of timestamps. Of what a case has nothing is
//! compared that no member can hold: text between elements.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use quick_xml::{
    Reader, XmlVersion,
    escape::{escape, resolve_xml_entity},
    events::{BytesStart, Event},
};

use super::case::Outcome;
use crate::{
    schema::Schema,
    types::{Timestamp, TimestampFormat},
};

/// An element.
#[derive(Clone, Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    text: String,
    children: Vec<Element>,
}

/// Whether bodies of this media type are XML.
pub(super) fn is_xml(media_type: &str) -> bool {
    media_type == "application/xml" || media_type == "text/xml" || media_type.ends_with("+xml")
}

/// Compares two documents.
pub(super) fn compare(wanted: &str, came: &[u8]) -> Outcome {
    let (mut wanted_root, mut came_root) = (parse(wanted)?, parse(&String::from_utf8_lossy(came))?);
    wanted_root.drop_mixed_text();
    if wanted_root.find(&is_request_id).is_none() {
        came_root.remove(&is_request_id);
    }
    if wanted_root.canonical() == came_root.canonical() {
        return Ok(());
    }
    Err(format!("body: expected `{}`, got `{}`", wanted.trim(), String::from_utf8_lossy(came)))
}

/// The ID of the request that a response's document has.
pub(super) fn request_id(document: &str) -> Option<String> {
    parse(document).ok()?.find(&is_request_id).map(|element| element.text.clone())
}

/// An error's document without what no server can know: elements beside its code that are no member of its shape.
pub(super) fn of_error(document: &str, schema: &Schema) -> Option<String> {
    let mut root = parse(document).ok()?;
    let is_member = |element: &Element| {
        schema.members().iter().any(|member| member.xml_name() == Some(element.name.as_str()))
    };
    root.at_code(&|element: &mut Element| {
        element.children.retain(|child| {
            matches!(child.name.as_str(), "Type" | "Code") || is_request_id(child) || is_member(child)
        });
    });
    Some(root.written())
}

/// A document with each of its leaves altered in turn.
pub(super) fn altered(document: &str) -> Vec<String> {
    match parse(document) {
        Ok(root) => root.altered().iter().map(Element::written).collect(),
        Err(_) => vec![format!("{document}QUFB")],
    }
}

fn is_request_id(element: &Element) -> bool {
    element.name.eq_ignore_ascii_case("RequestId")
}

impl Element {
    fn find(&self, wanted: &dyn Fn(&Self) -> bool) -> Option<&Self> {
        if wanted(self) { Some(self) } else { self.children.iter().find_map(|child| child.find(wanted)) }
    }

    /// Removes elements, and those that hold nothing else.
    fn remove(&mut self, unwanted: &dyn Fn(&Self) -> bool) {
        self.children.retain_mut(|child| {
            let was_empty = child.children.is_empty();
            child.remove(unwanted);
            !unwanted(child) && (was_empty || !child.children.is_empty())
        });
    }

    /// Removes text that has elements beside it.
    fn drop_mixed_text(&mut self) {
        if !self.children.is_empty() {
            self.text.clear();
        }
        self.children.iter_mut().for_each(Self::drop_mixed_text);
    }

    /// Changes the elements that have a code.
    fn at_code(&mut self, change: &dyn Fn(&mut Self)) {
        if self.children.iter().any(|child| child.name == "Code") {
            change(self);
        } else {
            self.children.iter_mut().for_each(|child| child.at_code(change));
        }
    }

    /// The text that all documents have in common which say the same.
    fn canonical(&self) -> String {
        let mut text = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let _ = write!(text, " {name}={value:?}");
        }
        text.push('>');
        if self.children.is_empty() {
            match Timestamp::parse_lenient(&self.text, TimestampFormat::DateTime) {
                Ok(instant) => _ = write!(text, "{instant:?}"),
                Err(_) => _ = write!(text, "{:?}", self.text),
            }
            return text;
        }
        let _ = write!(text, "{:?}", self.text.trim());
        let mut named: BTreeMap<&str, Vec<&Self>> = BTreeMap::new();
        for child in &self.children {
            named.entry(&child.name).or_default().push(child);
        }
        for children in named.values() {
            let mut canonical: Vec<String> = children.iter().map(|child| child.canonical()).collect();
            if are_entries(children) {
                canonical.sort();
            }
            text.extend(canonical);
        }
        text.push_str("</>");
        text
    }

    fn written(&self) -> String {
        let attributes: String =
            self.attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escape(value))).collect();
        let children: String = self.children.iter().map(Self::written).collect();
        format!("<{0}{attributes}>{1}{children}</{0}>", self.name, escape(&self.text))
    }

    fn altered(&self) -> Vec<Self> {
        let mut altered = Vec::new();
        for name in self.attributes.keys() {
            let mut other = self.clone();
            other.attributes.entry(name.clone()).or_default().push_str("QUFB");
            altered.push(other);
        }
        if self.children.is_empty() {
            altered.push(Self { text: format!("{}QUFB", self.text), ..self.clone() });
        }
        for (place, child) in self.children.iter().enumerate() {
            altered.extend(child.altered().into_iter().map(|leaf| {
                let mut other = self.clone();
                other.children[place] = leaf;
                other
            }));
        }
        altered
    }
}

/// Whether the elements look like a map's: each has two elements, of the same names in all, and the first, which is the
/// key, differs between all.
fn are_entries(elements: &[&Element]) -> bool {
    let names = |element: &Element| match element.children.as_slice() {
        [key, value] if key.name != value.name && key.children.is_empty() => {
            Some((key.name.clone(), value.name.clone()))
        }
        _ => None,
    };
    let first = elements.first().and_then(|element| names(element));
    let mut keys: Vec<&str> =
        elements.iter().filter_map(|element| Some(element.children.first()?.text.as_str())).collect();
    keys.sort_unstable();
    keys.dedup();
    first.is_some() && elements.iter().all(|element| names(element) == first) && keys.len() == elements.len()
}

fn parse(document: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(document);
    let mut open = vec![Element::default()];
    let malformed = |what: &dyn std::fmt::Display| format!("body: {what}: `{document}`");
    loop {
        let event = reader.read_event().map_err(|error| malformed(&error))?;
        let last = open.last_mut().ok_or_else(|| malformed(&"no element is open"))?;
        match event {
            Event::Start(tag) => open.push(element(&tag)?),
            Event::Empty(tag) => last.children.push(element(&tag)?),
            Event::End(_) => {
                let closed = open.pop().unwrap_or_default();
                if let Some(parent) = open.last_mut() {
                    parent.children.push(closed);
                }
            }
            Event::Text(text) => last.text.push_str(&text.xml10_content()),
            Event::CData(text) => last.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(character)) => last.text.push(character),
                _ => last.text.push_str(resolve_xml_entity(&reference).unwrap_or_default()),
            },
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop().filter(|document| {
        open.is_empty() && document.children.len() == 1 && document.text.trim().is_empty()
    });
    root.and_then(|mut document| document.children.pop()).ok_or_else(|| malformed(&"not one root element"))
}

fn element(tag: &BytesStart<'_>) -> Result<Element, String> {
    let mut element = Element { name: tag.name().0.to_owned(), ..Element::default() };
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        element.attributes.insert(attribute.key.0.to_owned(), value.into_owned());
    }
    Ok(element)
}
