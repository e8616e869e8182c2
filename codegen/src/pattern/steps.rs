//! Plans patterns that the next character always decides.

use super::ast::Node;
use super::set::CharSet;
use super::simplify::is_nullable;
use super::table::{Table, table};

/// One step; a method of `farrier_runtime::pattern::Cursor`. Counts are of characters, and `u32::MAX` stands for no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// This text comes next.
    Literal(String),
    /// A run of members of the set: at least the first number, at most the second.
    Run(CharSet, u32, u32),
    /// The rest of the string is such a run and then one character of each of the sets.
    Rest(CharSet, u32, u32, Vec<CharSet>),
    /// The first of these texts that comes next, of which the last may be empty.
    OneOf(Vec<String>),
    /// The branch whose first character comes next, else the other steps.
    Choice(Vec<Branch>, Option<Vec<Step>>),
    /// The branch while its first character comes next: at least the first number of times, at most the second.
    Repeat(Branch, u32, u32),
    /// The rest of the string is what the automaton accepts.
    Table(Table),
    /// The string ends here.
    End,
}

/// Steps that are taken when a member of the set comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// What they begin with.
    pub first: CharSet,
    /// The steps.
    pub steps: Vec<Step>,
}

/// The longest tail of a [`Step::Rest`].
const MAX_TAIL: usize = 64;
/// The most texts of a [`Step::OneOf`].
const MAX_WORDS: usize = 24;

/// The steps that decide the pattern, where there are such.
pub(super) fn steps(node: &Node) -> Option<Vec<Step>> {
    // After the pattern anything may come.
    let after = After { first: CharSet::all(), is_end: false };
    sequence(after_start(node)?, &after).ok()
}

/// Steps for the beginning of the pattern and an automaton for the rest, which is smaller and later than one for all.
pub(super) fn steps_and_table(node: &Node) -> Option<Vec<Step>> {
    let nodes = after_start(node)?;
    let after = After { first: CharSet::all(), is_end: false };
    let Undecided { mut steps, rest } = sequence(nodes, &after).err()?;
    let rest = nodes.get(rest..)?;
    let looks_back = |node: &Node| matches!(node, Node::Start | Node::Look { behind: true, .. });
    let is_worth_it = steps.iter().any(|step| matches!(step, Step::Literal(text) if text.len() > 1));
    if !is_worth_it || rest.iter().any(|node| node.any(&looks_back)) {
        return None;
    }
    let rest = Node::concat([&[Node::Start], rest].concat());
    steps.push(Step::Table(table(&rest, false)?));
    Some(steps)
}

/// What comes after the start of the string, to which the pattern is anchored.
fn after_start(node: &Node) -> Option<&[Node]> {
    match node {
        Node::Empty | Node::Start => Some(&[]),
        Node::Concat(nodes) => match nodes.split_first()? {
            (Node::Start, rest) => Some(rest),
            _ => None,
        },
        _ => None,
    }
}

/// A sequence that the next character does not always decide.
struct Undecided {
    /// The steps up to there.
    steps: Vec<Step>,
    /// The node there.
    rest: usize,
}

/// What may come after a part of the pattern.
struct After {
    /// The characters that may come next.
    first: CharSet,
    /// Whether it is nothing but the end of the string.
    is_end: bool,
}

impl After {
    /// What comes before this: `nodes`.
    fn following(&self, nodes: &[Node]) -> After {
        let is_end = match nodes {
            [] => self.is_end,
            [Node::End, ..] => true,
            _ => false,
        };
        After { first: first_of_all(nodes, &self.first), is_end }
    }
}

/// The characters that `nodes`, and then `after`, may begin with.
fn first_of_all(nodes: &[Node], after: &CharSet) -> CharSet {
    // What comes behind one that must read something does not matter.
    let reads = nodes.iter().position(|node| !is_nullable(node));
    let nodes = reads.and_then(|last| nodes.get(..=last)).unwrap_or(nodes);
    nodes.iter().rev().fold(after.clone(), |after, node| first(node, &after))
}

fn first(node: &Node, after: &CharSet) -> CharSet {
    match node {
        Node::Empty => after.clone(),
        Node::Set(set) => set.clone(),
        Node::Concat(nodes) => first_of_all(nodes, after),
        Node::Alternation(nodes) => {
            nodes.iter().fold(CharSet::empty(), |found, node| found.union(&first(node, after)))
        }
        Node::Repeat { node, min, .. } if *min > 0 && !is_nullable(node) => first(node, after),
        Node::Repeat { node, .. } => first(node, after).union(after),
        Node::End => CharSet::empty(),
        // No steps are made of these; everything is what can be said of them.
        Node::Start | Node::Look { .. } | Node::Group(..) | Node::BackReference(_) | Node::Atomic(_) => {
            CharSet::all()
        }
    }
}

fn sequence(nodes: &[Node], after: &After) -> Result<Vec<Step>, Undecided> {
    let mut steps = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let rest = nodes.get(index + 1..).unwrap_or_default();
        match one(node, rest, after, &mut steps) {
            Some(true) => {}
            Some(false) => return Ok(steps),
            None => return Err(Undecided { steps, rest: index }),
        }
    }
    Ok(steps)
}

/// Adds the steps of a node before `rest`; `false` where they are those of the rest too.
fn one(node: &Node, rest: &[Node], after: &After, steps: &mut Vec<Step>) -> Option<bool> {
    let following = after.following(rest);
    match node {
        Node::Empty => {}
        Node::Set(set) => push_run(steps, set, 1, Some(1)),
        Node::Repeat { node: inner, min, max, .. } => match &**inner {
            Node::Set(set) => {
                if Some(*min) == *max || set.is_disjoint(&following.first) {
                    push_run(steps, set, *min, *max);
                } else {
                    steps.push(Step::Rest(set.clone(), *min, limit(*max), tail(rest, after)?));
                    return Some(false);
                }
            }
            body => steps.push(one_of(node, &following).or_else(|| repeated(body, *min, *max, &following))?),
        },
        Node::Alternation(alternatives) => {
            steps.push(one_of(node, &following).or_else(|| choice(alternatives, &following))?);
        }
        Node::Concat(inner) => steps.extend(sequence(inner, &following).ok()?),
        Node::End => steps.push(Step::End),
        Node::Start | Node::Look { .. } | Node::Group(..) | Node::BackReference(_) | Node::Atomic(_) => {
            return None;
        }
    }
    Some(true)
}

/// The node as a choice of texts, the longest first, where what follows tells a text from a longer one.
fn one_of(node: &Node, following: &After) -> Option<Step> {
    let mut words = words(node)?;
    words.sort_by(|one, other| other.chars().count().cmp(&one.chars().count()).then_with(|| one.cmp(other)));
    words.dedup();
    let is_ambiguous = |word: &String| {
        let longer = words.iter().filter_map(|longer| longer.strip_prefix(word.as_str())?.chars().next());
        longer.into_iter().any(|next| following.first.contains(u32::from(next)))
    };
    let ambiguous = words.iter().any(is_ambiguous);
    (!ambiguous).then_some(Step::OneOf(words))
}

/// The texts that the node matches, where they are few.
fn words(node: &Node) -> Option<Vec<String>> {
    let words = match node {
        Node::Empty => vec![String::new()],
        Node::Set(set) => vec![char::from_u32(set.only()?)?.to_string()],
        Node::Concat(nodes) => nodes.iter().try_fold(vec![String::new()], |starts, node| {
            let ends = words(node)?;
            let joined = starts.iter().flat_map(|start| ends.iter().map(move |end| format!("{start}{end}")));
            (starts.len() * ends.len() <= MAX_WORDS).then(|| joined.collect())
        })?,
        Node::Alternation(nodes) => nodes.iter().map(words).collect::<Option<Vec<_>>>()?.concat(),
        Node::Repeat { node, min: 0, max: Some(1), .. } => [words(node)?, vec![String::new()]].concat(),
        _ => return None,
    };
    (words.len() <= MAX_WORDS).then_some(words)
}

fn limit(max: Option<u32>) -> u32 {
    max.unwrap_or(u32::MAX)
}

/// Adds a run, as text where it is a character.
fn push_run(steps: &mut Vec<Step>, set: &CharSet, min: u32, max: Option<u32>) {
    let character = set.only().and_then(char::from_u32).filter(|_| (min, max) == (1, Some(1)));
    match (character, steps.last_mut()) {
        (Some(character), Some(Step::Literal(text))) => text.push(character),
        (Some(character), _) => steps.push(Step::Literal(character.to_string())),
        (None, _) => steps.push(Step::Run(set.clone(), min, limit(max))),
    }
}

/// The sets of the characters that `nodes` read before the end of the string, where they are a fixed number.
fn tail(nodes: &[Node], after: &After) -> Option<Vec<CharSet>> {
    let mut sets = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        match node {
            // What comes after the end is not looked at any more, so nothing may.
            Node::End => return nodes.iter().skip(index).all(|node| *node == Node::End).then_some(sets),
            Node::Set(set) => sets.push(set.clone()),
            Node::Repeat { node, min, max, .. } => match &**node {
                Node::Set(set) if Some(*min) == *max && *min as usize <= MAX_TAIL => {
                    sets.extend((0..*min).map(|_| set.clone()));
                }
                _ => return None,
            },
            _ => return None,
        }
        if sets.len() > MAX_TAIL {
            return None;
        }
    }
    after.is_end.then_some(sets)
}

fn repeated(body: &Node, min: u32, max: Option<u32>, following: &After) -> Option<Step> {
    if is_nullable(body) {
        return None;
    }
    let own = first(body, &CharSet::empty());
    // After the last of a fixed number there is no choice; before it there is none either.
    if Some(min) != max && !own.is_disjoint(&following.first) {
        return None;
    }
    let after = match max {
        Some(1) => After { first: following.first.clone(), is_end: following.is_end },
        _ => After { first: own.union(&following.first), is_end: false },
    };
    let steps = sequence(std::slice::from_ref(body), &after).ok()?;
    Some(Step::Repeat(Branch { first: own, steps }, min, limit(max)))
}

fn choice(alternatives: &[Node], following: &After) -> Option<Step> {
    let mut taken = CharSet::empty();
    let (mut branches, mut otherwise) = (Vec::new(), None);
    for node in alternatives {
        let own = first(node, &following.first);
        if !own.is_disjoint(&taken) {
            return None;
        }
        taken = taken.union(&own);
        let steps = sequence(std::slice::from_ref(node), following).ok()?;
        if is_nullable(node) {
            if otherwise.replace(steps).is_some() {
                return None;
            }
        } else {
            branches.push(Branch { first: own, steps });
        }
    }
    Some(Step::Choice(branches, otherwise))
}
