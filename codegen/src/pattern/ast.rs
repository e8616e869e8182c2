//! A pattern as a tree that means the same whatever dialect it was written in.

use super::set::CharSet;

/// A node of a pattern. Everything that depends on the dialect, such as what `.`, `\b` and `$` stand for, is already
/// expressed by sets, [`Node::Start`], [`Node::End`] and [`Node::Look`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// Matches the empty string.
    Empty,
    /// Matches one member of the set; the empty set never matches.
    Set(CharSet),
    /// Matches one node after the other.
    Concat(Vec<Node>),
    /// Matches any of the nodes.
    Alternation(Vec<Node>),
    /// Matches the node at least `min` times and, where there is a `max`, at most so often.
    Repeat { node: Box<Node>, min: u32, max: Option<u32>, lazy: bool },
    /// The start of the whole string.
    Start,
    /// The end of the whole string.
    End,
    /// Looks ahead, or behind, without reading.
    Look { node: Box<Node>, behind: bool, negate: bool },
    /// A group with a number from 1, whose text a back-reference may ask for.
    Group(u32, Box<Node>),
    /// The text that the group has captured.
    BackReference(BackReference),
    /// Matches the node in the first way that it can, and in no other.
    Atomic(Box<Node>),
}

/// A reference to a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct BackReference {
    pub(super) group: u32,
    pub(super) ignore_case: bool,
    /// Whether a group that has not taken part matches the empty string.
    pub(super) unset_matches: bool,
}

impl Node {
    pub(super) fn concat(nodes: Vec<Node>) -> Node {
        let mut flat = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Empty => {}
                Node::Concat(inner) => flat.extend(inner),
                node => flat.push(node),
            }
        }
        match flat.len() {
            0 => Node::Empty,
            1 => flat.remove(0),
            _ => Node::Concat(flat),
        }
    }

    pub(super) fn alternation(mut nodes: Vec<Node>) -> Node {
        match nodes.len() {
            1 => nodes.remove(0),
            _ => Node::Alternation(nodes),
        }
    }

    pub(super) fn repeat(node: Node, min: u32, max: Option<u32>) -> Node {
        Node::Repeat { node: Box::new(node), min, max, lazy: false }
    }

    pub(super) fn ahead(node: Node) -> Node {
        Node::Look { node: Box::new(node), behind: false, negate: false }
    }

    pub(super) fn not_ahead(node: Node) -> Node {
        Node::Look { node: Box::new(node), behind: false, negate: true }
    }

    pub(super) fn behind(node: Node) -> Node {
        Node::Look { node: Box::new(node), behind: true, negate: false }
    }

    pub(super) fn not_behind(node: Node) -> Node {
        Node::Look { node: Box::new(node), behind: true, negate: true }
    }

    pub(super) fn literal(text: &str) -> Node {
        Node::concat(text.chars().map(|c| Node::Set(CharSet::single(u32::from(c)))).collect())
    }

    /// The nodes directly below.
    pub(super) fn children(&self) -> &[Node] {
        match self {
            Node::Concat(nodes) | Node::Alternation(nodes) => nodes,
            Node::Repeat { node, .. }
            | Node::Look { node, .. }
            | Node::Group(_, node)
            | Node::Atomic(node) => std::slice::from_ref(node),
            Node::Empty | Node::Set(_) | Node::Start | Node::End | Node::BackReference(_) => &[],
        }
    }

    /// Whether the node, or one below it, is as asked.
    pub(super) fn any(&self, test: &dyn Fn(&Node) -> bool) -> bool {
        test(self) || self.children().iter().any(|node| node.any(test))
    }
}
