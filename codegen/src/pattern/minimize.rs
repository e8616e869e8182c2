//! Makes the smallest deterministic automaton that accepts the same strings, by Hopcroft's algorithm.
//!
//! Every index here is a state, a block or a place in a list of all states, made here and never read from a pattern.

use super::determinize::Automaton;

/// A division of the states into blocks.
struct Partition {
    /// The states, those of a block side by side.
    states: Vec<usize>,
    /// Where each state is in `states`.
    place: Vec<usize>,
    block_of: Vec<usize>,
    /// Where each block begins and ends in `states`.
    blocks: Vec<(usize, usize)>,
    /// How many states of each block are marked; they are moved to its beginning.
    marked: Vec<usize>,
}

/// The block of each state, numbered from 0, so that states of one block accept the same; and the number of blocks.
pub(super) fn equivalent(automaton: &Automaton) -> (Vec<usize>, usize) {
    let (count, symbols) = (automaton.accepting.len(), automaton.symbols);
    let mut partition = Partition::new(&automaton.accepting);
    let before = Predecessors::of_all(automaton);
    let mut waiting = Waiting::default();
    for block in 0..partition.blocks.len() {
        (0..symbols).for_each(|symbol| waiting.push(block * symbols + symbol));
    }
    let (mut members, mut touched) = (Vec::new(), Vec::new());
    while let Some(due) = waiting.pop() {
        let (block, symbol) = (due / symbols, due % symbols);
        // Marking moves them.
        members.clear();
        members.extend_from_slice(partition.members(block));
        for state in &members {
            for predecessor in before.of(symbol * count + state) {
                touched.extend(partition.mark(*predecessor));
            }
        }
        for block in touched.drain(..) {
            let Some(new) = partition.split(block) else { continue };
            let smaller = if partition.size(new) < partition.size(block) { new } else { block };
            for symbol in 0..symbols {
                let due = if waiting.contains(block * symbols + symbol) { new } else { smaller };
                waiting.push(due * symbols + symbol);
            }
        }
    }
    (partition.block_of, partition.blocks.len())
}

/// The blocks, with a symbol each, by which others are still to be divided.
#[derive(Default)]
struct Waiting {
    due: Vec<usize>,
    is_due: Vec<bool>,
}

impl Waiting {
    fn push(&mut self, item: usize) {
        if self.is_due.len() <= item {
            self.is_due.resize(item + 1, false);
        }
        if !self.contains(item) {
            self.is_due[item] = true;
            self.due.push(item);
        }
    }

    fn pop(&mut self) -> Option<usize> {
        let item = self.due.pop()?;
        self.is_due[item] = false;
        Some(item)
    }

    fn contains(&self, item: usize) -> bool {
        self.is_due.get(item).copied().unwrap_or(false)
    }
}

impl Partition {
    /// The accepting states and the others.
    fn new(accepting: &[bool]) -> Self {
        let count = accepting.len();
        let mut states: Vec<usize> = (0..count).collect();
        states.sort_by_key(|state| accepting[*state]);
        let rejecting = accepting.iter().filter(|accepting| !**accepting).count();
        let mut blocks = vec![(0, rejecting), (rejecting, count)];
        blocks.retain(|(first, end)| first < end);
        let mut partition = Self {
            place: vec![0; count],
            block_of: vec![0; count],
            marked: vec![0; blocks.len()],
            states,
            blocks,
        };
        for (block, (first, end)) in partition.blocks.iter().enumerate() {
            for place in *first..*end {
                let state = partition.states[place];
                partition.place[state] = place;
                partition.block_of[state] = block;
            }
        }
        partition
    }

    fn size(&self, block: usize) -> usize {
        let (first, end) = self.blocks[block];
        end - first
    }

    fn members(&self, block: usize) -> &[usize] {
        let (first, end) = self.blocks[block];
        &self.states[first..end]
    }

    /// Marks a state; its block, if the state is the first one there.
    fn mark(&mut self, state: usize) -> Option<usize> {
        let block = self.block_of[state];
        let (target, place) = (self.blocks[block].0 + self.marked[block], self.place[state]);
        if place < target {
            return None;
        }
        let other = self.states[target];
        self.states.swap(place, target);
        self.place[other] = place;
        self.place[state] = target;
        self.marked[block] += 1;
        (self.marked[block] == 1).then_some(block)
    }

    /// Makes the marked states of a block a new block, unless they are all of it.
    fn split(&mut self, block: usize) -> Option<usize> {
        let marked = std::mem::take(&mut self.marked[block]);
        let (first, end) = self.blocks[block];
        if first + marked == end {
            return None;
        }
        let new = self.blocks.len();
        self.blocks[block].0 = first + marked;
        self.blocks.push((first, first + marked));
        self.marked.push(0);
        for place in first..first + marked {
            self.block_of[self.states[place]] = new;
        }
        Some(new)
    }
}

/// For each symbol and state, the states from which the symbol leads to it.
struct Predecessors {
    /// Where those of each symbol and state begin among the states, and where the last ones end.
    starts: Vec<usize>,
    states: Vec<usize>,
}

impl Predecessors {
    fn of_all(automaton: &Automaton) -> Self {
        let (count, symbols) = (automaton.accepting.len(), automaton.symbols);
        let slot = |index: usize, next: usize| index % symbols * count + next;
        let mut starts = vec![0; symbols * count + 1];
        for (index, next) in automaton.next.iter().enumerate() {
            starts[slot(index, *next)] += 1;
        }
        // Where each ends; filled from there, each start moves to its place.
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut states = vec![0; automaton.next.len()];
        for (index, next) in automaton.next.iter().enumerate().rev() {
            let start = &mut starts[slot(index, *next)];
            *start -= 1;
            states[*start] = index / symbols;
        }
        Self { starts, states }
    }

    fn of(&self, slot: usize) -> &[usize] {
        &self.states[self.starts[slot]..self.starts[slot + 1]]
    }
}
