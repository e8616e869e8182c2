//! A document without a schema: what protocols look for in it, such as the code of an error.

use std::borrow::Cow;

use quick_xml::{Reader, events::Event};

use super::{
    deserialize::element_depth,
    members::same_name,
    tree::{NONE, Tree},
};
use crate::{codec::Limits, error::DecodeError};

/// A document of which single elements are looked up.
#[derive(Debug)]
pub struct XmlDocument<'a>(Tree<'a>);

impl<'a> XmlDocument<'a> {
    /// Reads a document.
    ///
    /// # Errors
    /// When it is malformed.
    pub fn parse(bytes: &'a [u8], limits: Limits) -> Result<Self, DecodeError> {
        match Tree::parse(bytes, element_depth(limits)) {
            Ok(tree) => Ok(Self(tree)),
            Err(fault) => Err(DecodeError::new(fault.message, "").at_offset(fault.at)),
        }
    }

    /// The name of the root element, without its prefix.
    #[must_use]
    pub fn root(&self) -> &'a str {
        let name = self.0.name(Tree::ROOT);
        name.split_once(':').map_or(name, |(_, local)| local)
    }

    /// The text of the first element whose name, behind those of the elements around it within the root, is `path`.
    #[must_use]
    pub fn text(&self, path: &[&str]) -> Option<Cow<'a, str>> {
        let mut node = Tree::ROOT;
        for name in path {
            node = child(&self.0, node, name)?;
        }
        self.0.text(node, false).ok()
    }
}

/// Whether a document's root element has this name, whatever its prefix. Nothing behind it is read.
#[must_use]
pub fn has_root(bytes: &[u8], name: &str) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut reader = Reader::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(text));
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => return tag.local_name().into_inner() == name,
            Ok(Event::Eof) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

/// The first child of `node` with this name.
pub(super) fn child(tree: &Tree<'_>, node: u32, name: &str) -> Option<u32> {
    let end = tree.after(node);
    let mut child = node + 1;
    while child < end && child != NONE {
        if same_name(tree.name(child), name) {
            return Some(child);
        }
        child = tree.after(child);
    }
    None
}
