//! Rewrites a pattern's tree to a smaller one that accepts the same strings.
//!
//! Groups that nobody refers to disappear, alternatives are factored by what they begin with, and counts that say the
//! same are joined, so that the planners see the few shapes that they know how to do well. A pattern with a
//! back-reference is left as it is, since there the way of a match matters and not only whether there is one.

use super::ast::Node;
use super::set::{CharSet, LAST};

/// The simplified tree.
pub(super) fn simplify(node: Node) -> Node {
    if node.any(&depends_on_order) {
        return node;
    }
    trim_start(trim_end(rewrite(node)))
}

/// Whether it matters in which order the ways to match the node are tried.
fn depends_on_order(node: &Node) -> bool {
    match node {
        Node::BackReference(_) => true,
        Node::Atomic(inner) => as_run(inner).is_none() || matches!(**inner, Node::Repeat { lazy: true, .. }),
        _ => false,
    }
}

fn rewrite(node: Node) -> Node {
    match node {
        Node::Group(_, node) => rewrite(*node),
        Node::Concat(nodes) => concat(nodes.into_iter().map(rewrite).collect()),
        Node::Alternation(nodes) => alternation(nodes.into_iter().map(rewrite).collect()),
        Node::Repeat { node, min, max, .. } => repeat(rewrite(*node), min, max),
        Node::Look { node, behind, negate } => look(rewrite(*node), behind, negate),
        Node::Atomic(node) => atomic(rewrite(*node)),
        Node::Empty | Node::Set(_) | Node::Start | Node::End | Node::BackReference(_) => node,
    }
}

fn never() -> Node {
    Node::Set(CharSet::empty())
}

fn is_never(node: &Node) -> bool {
    matches!(node, Node::Set(set) if set.is_empty())
}

/// Whether the node can match without reading anything.
pub(super) fn is_nullable(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Look { .. } | Node::BackReference(_) => true,
        Node::Set(_) => false,
        Node::Concat(nodes) => nodes.iter().all(is_nullable),
        Node::Alternation(nodes) => nodes.iter().any(is_nullable),
        Node::Repeat { node, min, .. } => *min == 0 || is_nullable(node),
        Node::Group(_, node) | Node::Atomic(node) => is_nullable(node),
    }
}

/// Whether the node never reads anything.
fn is_zero_width(node: &Node) -> bool {
    match node {
        Node::Empty | Node::Start | Node::End | Node::Look { .. } => true,
        Node::Set(_) | Node::BackReference(_) => false,
        Node::Concat(nodes) | Node::Alternation(nodes) => nodes.iter().all(is_zero_width),
        Node::Repeat { node, .. } | Node::Group(_, node) | Node::Atomic(node) => is_zero_width(node),
    }
}

/// Whether a match of the node can only begin at the start of the string.
pub(super) fn is_anchored(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Concat(nodes) => {
            let leading = nodes.iter().position(|node| !is_zero_width(node)).map_or(nodes.len(), |at| at + 1);
            nodes.iter().take(leading).any(is_anchored)
        }
        Node::Alternation(nodes) => nodes.iter().all(is_anchored),
        Node::Repeat { node, min, .. } => *min > 0 && is_anchored(node),
        Node::Group(_, node) | Node::Atomic(node) => is_anchored(node),
        Node::Empty | Node::Set(_) | Node::End | Node::Look { .. } | Node::BackReference(_) => false,
    }
}

/// The node as a set that is repeated; a set by itself is repeated once.
fn as_run(node: &Node) -> Option<(&CharSet, u32, Option<u32>)> {
    match node {
        Node::Set(set) => Some((set, 1, Some(1))),
        Node::Repeat { node, min, max, .. } => match &**node {
            Node::Set(set) => Some((set, *min, *max)),
            _ => None,
        },
        _ => None,
    }
}

fn concat(nodes: Vec<Node>) -> Node {
    let nodes = match Node::concat(nodes) {
        Node::Concat(nodes) => nodes,
        node => return node,
    };
    if nodes.iter().any(is_never) {
        return never();
    }
    let mut joined: Vec<Node> = Vec::with_capacity(nodes.len());
    for node in nodes {
        match joined.pop() {
            None => joined.push(node),
            Some(last) => joined.extend(join(last, node)),
        }
    }
    Node::concat(joined)
}

/// Two neighbours, as one where that says the same.
fn join(left: Node, right: Node) -> Vec<Node> {
    if left == right && matches!(left, Node::Start | Node::End) {
        return vec![left];
    }
    if let Node::Atomic(inner) = left {
        return vec![released(*inner, &right), right];
    }
    let (Some((a, a_min, a_max)), Some((b, b_min, b_max))) = (as_run(&left), as_run(&right)) else {
        return vec![left, right];
    };
    // Single characters stay apart: a literal reads better than a count, and alternatives are factored by them.
    let both_single = (a_min, a_max, b_min, b_max) == (1, Some(1), 1, Some(1));
    if a == b && !(both_single && a.only().is_some()) {
        let max = a_max.and_then(|max| max.checked_add(b_max?));
        if let Some(min) = a_min.checked_add(b_min) {
            return vec![repeat(Node::Set(a.clone()), min, max)];
        }
    }
    // What is left of the shorter run can be read by the one without a limit.
    if a_max.is_none() && b_max != Some(b_min) && b.is_subset(a) {
        let right = repeat(Node::Set(b.clone()), b_min, Some(b_min));
        return vec![left, right];
    }
    if b_max.is_none() && a_max != Some(a_min) && a.is_subset(b) {
        return vec![repeat(Node::Set(a.clone()), a_min, Some(a_min)), right];
    }
    vec![left, right]
}

fn repeat(node: Node, min: u32, max: Option<u32>) -> Node {
    match (min, max) {
        (0, Some(0)) => return Node::Empty,
        (1, Some(1)) => return node,
        _ => {}
    }
    if is_never(&node) {
        return if min == 0 { Node::Empty } else { node };
    }
    if is_zero_width(&node) {
        return if min == 0 { Node::Empty } else { node };
    }
    let Node::Repeat { node: inner, min: inner_min, max: inner_max, lazy: _ } = node else {
        return Node::repeat(node, min, max);
    };
    match (inner_min, inner_max, min, max) {
        // (x?)*, (x*)*, (x+)*, (x*)+ and the like: any number.
        (0, None, _, _) => Node::repeat(*inner, 0, None),
        (0 | 1, _, 0, None) => Node::repeat(*inner, 0, None),
        (1, _, min, None) => Node::repeat(*inner, min, None),
        (0, Some(1), _, max) => Node::repeat(*inner, 0, max),
        (0 | 1, max, 0, Some(1)) => Node::repeat(*inner, 0, max),
        (n, Some(m), k, Some(l)) if n == m && k == l && n.checked_mul(k).is_some() => {
            Node::repeat(*inner, n * k, Some(n * k))
        }
        _ => {
            Node::repeat(Node::Repeat { node: inner, min: inner_min, max: inner_max, lazy: false }, min, max)
        }
    }
}

fn alternation(nodes: Vec<Node>) -> Node {
    let mut set: Option<CharSet> = None;
    let mut others: Vec<Node> = Vec::new();
    let mut empty = false;
    let flat = nodes.into_iter().flat_map(|node| match node {
        Node::Alternation(inner) => inner,
        node => vec![node],
    });
    for node in flat {
        match node {
            Node::Empty => empty = true,
            Node::Set(members) => set = Some(set.map_or(members.clone(), |set| set.union(&members))),
            node if others.contains(&node) => {}
            node => others.push(node),
        }
    }
    // A set of one character may still be the beginning of another alternative.
    if let Some(set) = set {
        others.insert(0, Node::Set(set));
    }
    let mut factored = factor(others);
    let node = match factored.len() {
        0 if empty => return Node::Empty,
        0 => return never(),
        1 => factored.remove(0),
        _ => Node::Alternation(factored),
    };
    if empty { repeat(node, 0, Some(1)) } else { node }
}

/// Joins alternatives that begin alike: `aws|aws-cn` becomes `aws(-cn)?`.
fn factor(nodes: Vec<Node>) -> Vec<Node> {
    let mut groups: Vec<(Node, Vec<Node>)> = Vec::new();
    for node in nodes {
        let (head, rest) = match node {
            Node::Concat(mut nodes) => {
                let head = nodes.remove(0);
                (head, Node::concat(nodes))
            }
            node => (node, Node::Empty),
        };
        match groups.iter_mut().find(|(known, _)| *known == head) {
            Some((_, rests)) => rests.push(rest),
            None => groups.push((head, vec![rest])),
        }
    }
    groups
        .into_iter()
        .filter(|(head, _)| !is_never(head))
        .map(|(head, rests)| match rests.len() {
            1 => Node::concat([vec![head], rests].concat()),
            _ => Node::concat(vec![head, alternation(rests)]),
        })
        .collect()
}

fn look(node: Node, behind: bool, negate: bool) -> Node {
    match (&node, negate) {
        (Node::Empty, false) => Node::Empty,
        (Node::Empty, true) => never(),
        (node, true) if is_never(node) => Node::Empty,
        (node, false) if is_never(node) => never(),
        (Node::End, false) => Node::End,
        (Node::Start, false) => Node::Start,
        _ => Node::Look { node: Box::new(node), behind, negate },
    }
}

/// An atomic group that says no more than its body stays no group.
fn atomic(node: Node) -> Node {
    match as_run(&node) {
        Some((_, min, Some(max))) if min == max => node,
        _ if matches!(node, Node::Empty) || is_zero_width(&node) => node,
        _ => Node::Atomic(Box::new(node)),
    }
}

/// The body of an atomic group before `next`, where it cannot give anything back that `next` would take.
fn released(inner: Node, next: &Node) -> Node {
    let exclusive = as_run(&inner).is_some_and(|(set, _, _)| match next {
        Node::End => true,
        next => as_run(next).is_some_and(|(next, min, _)| min > 0 && next.is_disjoint(set)),
    });
    match exclusive {
        true => inner,
        false => Node::Atomic(Box::new(inner)),
    }
}

/// A possessive run as a run that none of its members follows, for the planners that know no atomic groups.
pub(super) fn without_atomic_runs(node: Node) -> Node {
    match node {
        Node::Atomic(inner) => match as_run(&inner) {
            Some((set, min, max)) => {
                let set = Node::Set(set.clone());
                let stop = Node::not_ahead(set.clone());
                let short = |max| Node::concat(vec![repeat(set.clone(), min, max), stop.clone()]);
                match max {
                    None => short(None),
                    Some(max) => Node::alternation(vec![
                        short(Some(max.saturating_sub(1).max(min))),
                        repeat(set.clone(), max, Some(max)),
                    ]),
                }
            }
            None => Node::Atomic(Box::new(without_atomic_runs(*inner))),
        },
        Node::Concat(nodes) => Node::concat(nodes.into_iter().map(without_atomic_runs).collect()),
        Node::Alternation(nodes) => Node::Alternation(nodes.into_iter().map(without_atomic_runs).collect()),
        Node::Repeat { node, min, max, lazy } => {
            Node::Repeat { node: Box::new(without_atomic_runs(*node)), min, max, lazy }
        }
        Node::Look { node, behind, negate } => {
            Node::Look { node: Box::new(without_atomic_runs(*node)), behind, negate }
        }
        Node::Group(number, node) => Node::Group(number, Box::new(without_atomic_runs(*node))),
        node => node,
    }
}

/// Drops what a match could end without, since whatever follows a match is accepted.
fn trim_end(node: Node) -> Node {
    match node {
        Node::Concat(mut nodes) => {
            while let Some(last) = nodes.pop() {
                match trim_end(last) {
                    Node::Empty => {}
                    last => {
                        nodes.push(last);
                        break;
                    }
                }
            }
            Node::concat(nodes)
        }
        Node::Alternation(nodes) => alternation(nodes.into_iter().map(trim_end).collect()),
        Node::Repeat { node, min, .. } => repeat(*node, min, Some(min)),
        Node::Atomic(node) => trim_end(*node),
        node => node,
    }
}

/// Drops what a match could begin without, since it may begin anywhere.
fn trim_start(node: Node) -> Node {
    match node {
        Node::Concat(nodes) => {
            let mut nodes = std::collections::VecDeque::from(nodes);
            while let Some(first) = nodes.pop_front() {
                match trim_start(first) {
                    Node::Empty => {}
                    first => {
                        nodes.push_front(first);
                        break;
                    }
                }
            }
            Node::concat(nodes.into())
        }
        Node::Repeat { node, min, .. } => repeat(*node, min, Some(min)),
        node => node,
    }
}

/// Rewrites sets of UTF-16 code units to sets of characters; `true` where that would not say the same, and the sets
/// are still of code units.
///
/// It says the same where no set has a surrogate, or where all the surrogates are in one run without a limit, which
/// then reads both halves of a pair or none.
pub(super) fn units_to_characters(node: Node) -> (Node, bool) {
    let surrogates = CharSet::surrogates();
    let looks =
        node.any(&|node| matches!(node, Node::Look { .. } | Node::BackReference(_) | Node::Atomic(_)));
    let mut wide = Vec::new();
    let plain = collect_wide(&node, &surrogates, false, &mut wide);
    if looks || !plain || wide.len() > 1 {
        return (node, true);
    }
    (widen(node, &surrogates), false)
}

/// Collects the runs that read surrogates; `false` where one of them is not as [`units_to_characters`] needs it.
fn collect_wide(node: &Node, surrogates: &CharSet, repeated: bool, wide: &mut Vec<CharSet>) -> bool {
    match as_run(node) {
        Some((set, _, _)) if set.is_disjoint(surrogates) => true,
        Some((set, min, max)) => {
            wide.push(set.clone());
            surrogates.is_subset(set) && min <= 1 && max.is_none() && !repeated
        }
        None => {
            let repeated = repeated || matches!(node, Node::Repeat { .. });
            node.children().iter().all(|child| collect_wide(child, surrogates, repeated, wide))
        }
    }
}

fn widen(node: Node, surrogates: &CharSet) -> Node {
    match node {
        Node::Set(set) if set.is_disjoint(surrogates) => Node::Set(set),
        Node::Set(set) => Node::Set(set.difference(surrogates).union(&CharSet::of([(0x1_0000, LAST)]))),
        Node::Concat(nodes) => Node::Concat(nodes.into_iter().map(|node| widen(node, surrogates)).collect()),
        Node::Alternation(nodes) => {
            Node::Alternation(nodes.into_iter().map(|node| widen(node, surrogates)).collect())
        }
        Node::Repeat { node, min, max, lazy } => {
            Node::Repeat { node: Box::new(widen(*node, surrogates)), min, max, lazy }
        }
        node => node,
    }
}
