//! A form as a tree: its parameters by the segments of their names.
//!
//! Parameters of one parent that follow each other share its node. Those that come later, with others between, make
//! another node of the same name: whoever reads a node's children knows their names and merges these
//! ([`Tree::merge`]), so that building needs no search.

use std::borrow::Cow;

use super::escape;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// A segment of the names of parameters, and what stands below it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Where the segment begins and ends: in the input or, from its end on, in the decoded names.
    pub(super) name: (u32, u32),
    /// Where the text of the parameter begins and ends whose name ends here; none has one.
    pub(super) text: Option<(u32, u32)>,
    /// Whether the text has escapes.
    pub(super) escaped: bool,
    /// What the reader found the segment to be: a member's index or an entry's number.
    pub(super) tag: u32,
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) next: u32,
}

impl Node {
    pub(super) const fn new(name: (u32, u32)) -> Self {
        Self { name, text: None, escaped: false, tag: NONE, first: NONE, last: NONE, next: NONE }
    }
}

/// What is wrong with a form as a whole, and where.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) message: Cow<'static, str>,
    pub(super) at: usize,
}

/// The form.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) input: &'a str,
    /// The names that came with escapes, decoded, one behind the other.
    pub(super) decoded: String,
    /// Where each of them begins here and in the input.
    pub(super) origins: Vec<(u32, u32)>,
    pub(super) nodes: Vec<Node>,
}

impl<'a> Tree<'a> {
    /// The node without a segment, which all others are below.
    pub(super) const ROOT: u32 = 0;

    /// A node; an empty one where there is none.
    #[inline]
    pub(super) fn node(&self, node: u32) -> Node {
        self.nodes.get(node as usize).copied().unwrap_or(Node::new((0, 0)))
    }

    #[inline]
    pub(super) fn node_mut(&mut self, node: u32) -> Option<&mut Node> {
        self.nodes.get_mut(node as usize)
    }

    #[inline]
    pub(super) fn set_next(&mut self, node: u32, next: u32) {
        if let Some(node) = self.node_mut(node) {
            node.next = next;
        }
    }

    /// The node's segment.
    #[inline]
    pub(super) fn name(&self, node: u32) -> &[u8] {
        self.slice(self.node(node).name)
    }

    #[inline]
    pub(super) fn slice(&self, (start, end): (u32, u32)) -> &[u8] {
        let (start, end) = (start as usize, end as usize);
        let found = match start.checked_sub(self.input.len()) {
            None => self.input.as_bytes().get(start..end),
            Some(start) => self.decoded.as_bytes().get(start..end - self.input.len()),
        };
        found.unwrap_or_default()
    }

    /// Where the node's name begins in the input, about: of a name with escapes, where the parameter begins.
    pub(super) fn offset(&self, node: u32) -> usize {
        let start = self.node(node).name.0;
        if (start as usize) < self.input.len() || self.origins.is_empty() {
            return (start as usize).min(self.input.len());
        }
        let after = self.origins.partition_point(|&(decoded, _)| decoded <= start);
        self.origins.get(after.saturating_sub(1)).map_or(0, |&(_, origin)| origin as usize)
    }

    /// The node's text with its escapes undone.
    #[inline]
    pub(super) fn text(&self, node: u32) -> Result<Option<Cow<'a, str>>, Fault> {
        let Node { text: Some((start, end)), escaped, .. } = self.node(node) else { return Ok(None) };
        let text = self.input.get(start as usize..end as usize).unwrap_or_default();
        if !escaped {
            return Ok(Some(Cow::Borrowed(text)));
        }
        let decoded = escape::decode(text);
        decoded
            .map(Some)
            .map_err(|error| Fault { message: error.message.into(), at: start as usize + error.at })
    }

    /// Adds a child behind those that `parent` has.
    pub(super) fn append(&mut self, parent: u32, child: u32) {
        let last = self.node(parent).last;
        if last == NONE {
            if let Some(parent) = self.node_mut(parent) {
                parent.first = child;
            }
        } else {
            self.set_next(last, child);
        }
        if let Some(parent) = self.node_mut(parent) {
            parent.last = child;
        }
    }

    /// Moves what `from` has to `into`, which has the same name. False when both have a text.
    pub(super) fn merge(&mut self, into: u32, from: u32) -> bool {
        let Node { text, escaped, first, last, .. } = self.node(from);
        let before = self.node(into);
        if before.last != NONE && first != NONE {
            self.set_next(before.last, first);
        }
        let Some(node) = self.node_mut(into) else { return true };
        if first != NONE {
            node.last = last;
            if node.first == NONE {
                node.first = first;
            }
        }
        match (node.text, text) {
            (Some(_), Some(_)) => return false,
            (None, Some(_)) => (node.text, node.escaped) = (text, escaped),
            (_, None) => {}
        }
        true
    }
}
