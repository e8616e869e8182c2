//! From a form to its tree.

use super::{
    escape::{self, find},
    tree::{Fault, Node, Tree},
};
use crate::codec::Limits;

/// How many segments a level of nesting may take: a map's entry has the segments `entry`, its number and `value`.
const SEGMENTS: usize = 4;

/// An open node: the last parameter's name begins with its segments.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    /// Where its segment ends in the name.
    end: usize,
}

struct Builder<'a, 'b> {
    tree: Tree<'a>,
    /// The nodes along the last parameter's name, without the root.
    open: Vec<Open>,
    last_name: (u32, u32),
    /// The names of parameters that are not the value's; one that was met is empty.
    own: Vec<&'b str>,
    parameters_left: usize,
    limits: Limits,
}

impl<'a> Tree<'a> {
    /// Parses a form. The first of each of the parameters called as `own` says is left out.
    pub(super) fn parse<'b>(
        bytes: &'a [u8],
        own: impl Iterator<Item = &'b str>,
        limits: Limits,
    ) -> Result<Self, Fault> {
        let input = std::str::from_utf8(bytes)
            .map_err(|error| Fault { message: "bytes that are no UTF-8".into(), at: error.valid_up_to() })?;
        // The places of decoded names count on from the input's end.
        if bytes.len() > u32::MAX as usize / 2 - 1 {
            return Err(Fault { message: "a form of more than 2 GiB".into(), at: 0 });
        }
        // Most parameters of forms have a name and text of this many bytes at least.
        let mut nodes = Vec::with_capacity(bytes.len() / 16 + 2);
        nodes.push(Node::new((0, 0)));
        let tree = Self { input, decoded: String::new(), origins: Vec::new(), nodes };
        let mut builder = Builder {
            tree,
            open: Vec::new(),
            last_name: (0, 0),
            own: own.collect(),
            parameters_left: limits.max_parameters,
            limits,
        };
        let mut at = 0;
        while at < bytes.len() {
            at = builder.parameter(at)?;
        }
        Ok(builder.tree)
    }
}

/// A place in the input, whose length is bounded.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Builder<'_, '_> {
    /// Reads the parameter at `from`. Gives the place behind it and its separator.
    fn parameter(&mut self, from: usize) -> Result<usize, Fault> {
        let bytes = self.tree.input.as_bytes();
        let mut name_end = find(bytes, from, *b"=&%+");
        let escaped_name = matches!(bytes.get(name_end), Some(b'%' | b'+'));
        if escaped_name {
            name_end = find(bytes, name_end, *b"=&=&");
        }
        let mut end = name_end;
        let mut text = (place(name_end), place(name_end));
        let mut escaped = false;
        if bytes.get(name_end) == Some(&b'=') {
            end = find(bytes, name_end + 1, *b"&%+&");
            escaped = matches!(bytes.get(end), Some(b'%' | b'+'));
            if escaped {
                end = find(bytes, end, *b"&&&&");
            }
            text = (place(name_end + 1), place(end));
        } else if name_end == from {
            // Nothing stands between two separators.
            return Ok(end + 1);
        }
        self.parameters_left = self.parameters_left.checked_sub(1).ok_or_else(|| Fault {
            message: format!("more than {} parameters", self.limits.max_parameters).into(),
            at: from,
        })?;
        let name =
            if escaped_name { self.decode_name(from, name_end)? } else { (place(from), place(name_end)) };
        if self.own.is_empty() || !self.is_own(name) {
            let node = self.node_of(name, from)?;
            if let Some(node) = self.tree.node_mut(node) {
                (node.text, node.escaped) = (Some(text), escaped);
            }
        }
        Ok(end + 1)
    }

    #[cold]
    fn decode_name(&mut self, from: usize, end: usize) -> Result<(u32, u32), Fault> {
        let input = self.tree.input;
        let name = escape::decode(input.get(from..end).unwrap_or_default())
            .map_err(|error| Fault { message: error.message.into(), at: from + error.at })?;
        let start = place(input.len() + self.tree.decoded.len());
        self.tree.origins.push((start, place(from)));
        self.tree.decoded.push_str(&name);
        Ok((start, place(input.len() + self.tree.decoded.len())))
    }

    fn is_own(&mut self, name: (u32, u32)) -> bool {
        let name = self.tree.slice(name);
        let found = self.own.iter().position(|own| own.as_bytes() == name);
        found.map(|found| self.own.swap_remove(found)).is_some()
    }

    /// The node for the text of the parameter called `name`: below those of the last name that it begins with too.
    fn node_of(&mut self, name: (u32, u32), from: usize) -> Result<u32, Fault> {
        let text = self.tree.slice(name);
        let last = self.tree.slice(self.last_name);
        let length = text.len();
        let shared = text.iter().zip(last).take_while(|(one, other)| one == other).count();
        // A parameter whose name came before gets a node of its own, for whoever knows what it is to refuse it.
        let continues = |open: &Open| open.end <= shared && text.get(open.end) == Some(&b'.');
        let kept = self.open.iter().take_while(|open| continues(open)).count();
        self.open.truncate(kept);
        self.last_name = name;
        if length == 0 {
            return self.root_text();
        }
        let (mut parent, mut start) = match self.open.last() {
            Some(open) => (open.node, open.end + 1),
            None => (Tree::ROOT, 0),
        };
        loop {
            let rest = self.tree.slice(name).get(start..).unwrap_or_default();
            let end = start + rest.iter().position(|&byte| byte == b'.').unwrap_or(rest.len());
            if self.open.len() >= SEGMENTS * (self.limits.max_depth + 1) {
                let message = format!("more than {} levels of nesting", self.limits.max_depth);
                return Err(Fault { message: message.into(), at: from });
            }
            let node = place(self.tree.nodes.len());
            self.tree.nodes.push(Node::new((name.0 + place(start), name.0 + place(end))));
            self.tree.append(parent, node);
            self.open.push(Open { node, end });
            if end >= length {
                return Ok(node);
            }
            (parent, start) = (node, end + 1);
        }
    }

    /// A parameter without a name is the text of the whole, unless it comes again: then it is a child that no member
    /// has.
    fn root_text(&mut self) -> Result<u32, Fault> {
        if self.tree.node(Tree::ROOT).text.is_none() {
            return Ok(Tree::ROOT);
        }
        let node = place(self.tree.nodes.len());
        self.tree.nodes.push(Node::new((0, 0)));
        self.tree.append(Tree::ROOT, node);
        Ok(node)
    }
}
