//! Makes a deterministic automaton of a nondeterministic one with assertions.
//!
//! A state is the set of threads that the automaton may have. A look-behind runs beside them from the start of the
//! string on, so that at each place it is known whether it holds. A look-ahead runs along with the thread that needs
//! it: a tracker, itself a set of threads, which at some point says yes or no, at the latest at the end of the string.

use std::rc::Rc;

use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::program::{Op, Program};
use super::symbols::SymbolSet;

/// A deterministic automaton: states are numbers, and `next` has a row of them for each.
#[derive(Debug)]
pub(super) struct Automaton {
    pub(super) symbols: usize,
    pub(super) start: usize,
    pub(super) next: Vec<usize>,
    pub(super) accepting: Vec<bool>,
}

/// The number of a set of threads.
type SetId = usize;

/// One way to have read the string so far.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Thread {
    op: usize,
    /// Whether it has passed the end of the string, so that nothing may follow.
    ended: bool,
    /// The look-aheads that it still waits for, ascending.
    trackers: Vec<(usize, SetId)>,
}

/// What a set of threads comes to at one place of the string.
#[derive(Default)]
struct Closure {
    /// The threads that wait for a character: what they read and where they go on.
    reading: Vec<(SymbolSet, Thread)>,
    /// The threads that have matched, on condition.
    matched: Vec<Thread>,
    /// Whether a thread has matched without condition.
    accepts: bool,
}

/// What is known of a place of the string, apart from what has been read.
struct Place {
    at_start: bool,
    /// For each look-around whether it holds; only those behind are known.
    holds: Vec<bool>,
    closures: FxHashMap<SetId, Rc<Closure>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    at_start: bool,
    threads: SetId,
    /// The set of threads of each look-behind, in the order of look-arounds.
    behinds: Vec<SetId>,
}

struct Determinizer<'a> {
    program: &'a Program,
    /// The sets of threads by their numbers.
    sets: IndexSet<Rc<[Thread]>, FxBuildHasher>,
    /// Room for the next closure, and for the threads after the next symbol.
    spare: Spare,
    /// How much more may be done before the attempt is given up.
    budget: usize,
}

/// How much may be done: looking whether a thread reads a symbol counts for 1.
const BUDGET: usize = 300_000;
/// What moving a thread counts for.
const COST_OF_MOVE: usize = 8;

/// The deterministic automaton of at most `max_states` states, if there is one.
pub(super) fn determinize(program: &Program, max_states: usize) -> Option<Automaton> {
    let mut work =
        Determinizer { program, sets: IndexSet::default(), spare: Spare::default(), budget: BUDGET };
    let symbols = program.symbols.count;
    let mut automaton = Automaton { symbols, start: 0, next: Vec::new(), accepting: Vec::new() };
    let mut states: IndexSet<State, FxBuildHasher> = [work.first_state()].into_iter().collect();
    let mut index = 0;
    while let Some(state) = states.get_index(index) {
        let mut place = work.place(state)?;
        let (accepting, successors) = work.successors(state, &mut place)?;
        automaton.accepting.push(accepting);
        // Where nothing can change any more the state is its own successor.
        let start = automaton.next.len();
        automaton.next.resize(start + symbols, index);
        let row = &mut automaton.next[start..];
        for (alike, successor) in successors {
            let (number, _) = states.insert_full(successor);
            for symbol in alike.iter() {
                if let Some(next) = row.get_mut(usize::from(symbol)) {
                    *next = number;
                }
            }
        }
        if states.len() > max_states {
            return None;
        }
        index += 1;
    }
    Some(automaton)
}

impl Determinizer<'_> {
    fn first_state(&mut self) -> State {
        let threads = self.thread_at(self.program.start);
        let behinds: Vec<usize> =
            self.program.looks.iter().filter(|look| look.behind).map(|look| look.start).collect();
        State {
            at_start: true,
            threads,
            behinds: behinds.into_iter().map(|start| self.thread_at(start)).collect(),
        }
    }

    fn thread_at(&mut self, op: usize) -> SetId {
        self.intern(&[Thread { op, ended: false, trackers: Vec::new() }])
    }

    fn intern(&mut self, threads: &[Thread]) -> SetId {
        match self.sets.get_index_of(threads) {
            Some(known) => known,
            None => self.sets.insert_full(threads.into()).0,
        }
    }

    fn spend(&mut self, amount: usize) -> Option<()> {
        self.budget = self.budget.checked_sub(amount)?;
        Some(())
    }

    /// Finds out which look-behinds hold in the state.
    fn place(&mut self, state: &State) -> Option<Place> {
        let mut place = Place {
            at_start: state.at_start,
            holds: vec![false; self.program.looks.len()],
            closures: FxHashMap::default(),
        };
        let behinds = self.program.looks.iter().enumerate().filter(|(_, look)| look.behind);
        for ((number, _), set) in behinds.zip(&state.behinds) {
            // Inner ones come first, so that what this one needs is known.
            let holds = self.closure(*set, &mut place)?.accepts;
            if let Some(slot) = place.holds.get_mut(number) {
                *slot = holds;
            }
        }
        Some(place)
    }

    /// Whether the string may end in the state, and the states after symbols: none where nothing can change any more.
    fn successors(&mut self, state: &State, place: &mut Place) -> Option<(bool, Vec<(SymbolSet, State)>)> {
        let closure = self.closure(state.threads, place)?;
        if closure.accepts || closure.reading.is_empty() && closure.matched.is_empty() {
            return Some((closure.accepts, Vec::new()));
        }
        let accepting = self.accepts_at_end(&closure, place)?;
        let alike = self.alike(state, &closure)?;
        let mut successors = Vec::with_capacity(alike.len());
        for alike in alike {
            let mut symbols = alike.iter();
            let symbol = symbols.next()?;
            let budget = self.budget;
            let threads = self.step(&closure, symbol, place)?;
            let mut behinds = Vec::with_capacity(state.behinds.len());
            for set in &state.behinds {
                let behind = self.closure(*set, place)?;
                behinds.push(self.step(&behind, symbol, place)?);
            }
            // What is done once counts for each symbol, so that plans do not depend on what is alike.
            self.spend((budget - self.budget).saturating_mul(symbols.count()))?;
            successors.push((alike, State { at_start: false, threads, behinds }));
        }
        Some((accepting, successors))
    }

    /// The symbols, those together that the same threads read. What look-arounds have read tells all of them apart.
    fn alike(&self, state: &State, closure: &Closure) -> Option<Vec<SymbolSet>> {
        let all = SymbolSet::first(u8::try_from(self.program.symbols.count).ok()?);
        let mut threads = closure.reading.iter().map(|(_, thread)| thread).chain(&closure.matched);
        if !state.behinds.is_empty() || threads.any(|thread| !thread.trackers.is_empty()) {
            return Some(all.iter().map(SymbolSet::one).collect());
        }
        let (mut known, mut parts) = (Vec::new(), vec![all]);
        for (set, _) in &closure.reading {
            if !known.contains(set) {
                known.push(*set);
                for at in 0..parts.len() {
                    let [within, without] = parts.get(at)?.split(*set);
                    if !within.is_empty() && !without.is_empty() {
                        *parts.get_mut(at)? = within;
                        parts.push(without);
                    }
                }
            }
        }
        // States are numbered in the order of the symbols that lead to them.
        parts.sort_by_key(|part| part.iter().next());
        Some(parts)
    }

    /// Follows the threads of a set as far as they go without reading.
    fn closure(&mut self, set: SetId, place: &mut Place) -> Option<Rc<Closure>> {
        if let Some(known) = place.closures.get(&set) {
            return Some(Rc::clone(known));
        }
        let threads = Rc::clone(self.sets.get_index(set)?);
        let mut closure = Closure::default();
        let mut seen = std::mem::take(&mut self.spare.seen);
        seen.clear(self.program.ops.len());
        let mut waiting = std::mem::take(&mut self.spare.waiting);
        waiting.extend(threads.iter().rev().cloned());
        while let Some(thread) = waiting.pop() {
            if seen.insert(&thread) {
                self.spend(COST_OF_MOVE)?;
                self.follow(thread, &mut waiting, &mut closure, place)?;
            }
        }
        closure.reading.retain(|(_, thread)| !seen.superfluous(thread));
        self.spare.seen = seen;
        self.spare.waiting = waiting;
        let closure = Rc::new(closure);
        // Without look-arounds each set is followed once at a place.
        if !self.program.looks.is_empty() {
            place.closures.insert(set, Rc::clone(&closure));
        }
        Some(closure)
    }

    /// Takes a thread over one instruction that does not read.
    fn follow(
        &mut self,
        thread: Thread,
        waiting: &mut Vec<Thread>,
        closure: &mut Closure,
        place: &mut Place,
    ) -> Option<()> {
        match self.program.ops.get(thread.op)? {
            Op::Set(_, _) if thread.ended => {}
            Op::Set(set, _) => closure.reading.push((*self.program.symbols.sets.get(*set)?, thread)),
            Op::Split(targets) => {
                waiting.extend(targets.iter().rev().map(|target| Thread { op: *target, ..thread.clone() }));
            }
            Op::Start(next) if place.at_start => waiting.push(Thread { op: *next, ..thread }),
            Op::Start(_) => {}
            Op::End(next) => waiting.push(Thread { op: *next, ended: true, ..thread }),
            Op::Match if thread.trackers.is_empty() && !thread.ended => closure.accepts = true,
            Op::Match => closure.matched.push(thread),
            Op::Look(number, next) => {
                let look = *self.program.looks.get(*number)?;
                let mut passed = Thread { op: *next, ..thread };
                if look.behind {
                    if *place.holds.get(*number)? != look.negate {
                        waiting.push(passed);
                    }
                    return Some(());
                }
                let body = self.thread_at(look.start);
                passed.trackers.push((*number, body));
                passed.trackers.sort_unstable();
                passed.trackers.dedup();
                if self.settle(&mut passed, place)? {
                    waiting.push(passed);
                }
            }
        }
        Some(())
    }

    /// Drops the trackers that have said yes; `false` where one has said no.
    fn settle(&mut self, thread: &mut Thread, place: &mut Place) -> Option<bool> {
        let mut open = Vec::with_capacity(thread.trackers.len());
        for (number, set) in std::mem::take(&mut thread.trackers) {
            let negate = self.program.looks.get(number)?.negate;
            let closure = self.closure(set, place)?;
            let dead = closure.reading.is_empty() && closure.matched.is_empty();
            match (closure.accepts, dead) {
                (true, _) if negate => return Some(false),
                (false, true) if !negate => return Some(false),
                (false, false) => open.push((number, set)),
                _ => {}
            }
        }
        thread.trackers = open;
        Some(true)
    }

    /// Whether a thread has matched if the string ends here.
    fn accepts_at_end(&mut self, closure: &Closure, place: &mut Place) -> Option<bool> {
        if closure.accepts {
            return Some(true);
        }
        for thread in &closure.matched {
            let mut all = true;
            for (number, set) in &thread.trackers {
                let body = self.closure(*set, place)?;
                all &= self.accepts_at_end(&body, place)? != self.program.looks.get(*number)?.negate;
            }
            if all {
                return Some(true);
            }
        }
        Some(false)
    }

    /// The threads after a symbol.
    fn step(&mut self, closure: &Closure, symbol: u8, place: &mut Place) -> Option<SetId> {
        let mut threads = std::mem::take(&mut self.spare.moved);
        let reading =
            closure.reading.iter().filter(|(set, _)| set.contains(symbol)).map(|(_, thread)| thread);
        self.spend(closure.reading.len())?;
        for thread in reading.chain(closure.matched.iter().filter(|thread| !thread.ended)) {
            self.spend(COST_OF_MOVE)?;
            let op = match self.program.ops.get(thread.op)? {
                Op::Set(_, next) => *next,
                _ => thread.op,
            };
            threads.extend(self.advance(thread, op, symbol, place)?);
        }
        threads.sort_unstable();
        threads.dedup();
        let set = self.intern(&threads);
        threads.clear();
        self.spare.moved = threads;
        Some(set)
    }

    /// The thread at `op` after its trackers have read the symbol; none where one of them says no.
    fn advance(
        &mut self,
        thread: &Thread,
        op: usize,
        symbol: u8,
        place: &mut Place,
    ) -> Option<Option<Thread>> {
        let mut moved = Thread { op, ended: false, trackers: Vec::with_capacity(thread.trackers.len()) };
        for (number, set) in &thread.trackers {
            let body = self.closure(*set, place)?;
            if body.accepts {
                if self.program.looks.get(*number)?.negate {
                    return Some(None);
                }
                continue;
            }
            let next = self.step(&body, symbol, place)?;
            if self.sets.get_index(next)?.is_empty() {
                if !self.program.looks.get(*number)?.negate {
                    return Some(None);
                }
                continue;
            }
            moved.trackers.push((*number, next));
        }
        moved.trackers.sort_unstable();
        moved.trackers.dedup();
        Some(Some(moved))
    }
}

/// Room that is used again.
#[derive(Default)]
struct Spare {
    seen: Seen,
    waiting: Vec<Thread>,
    moved: Vec<Thread>,
}

/// The threads that a closure has come by.
#[derive(Default)]
struct Seen {
    /// For each instruction the last round in which a thread without conditions has come by it.
    free: Vec<u32>,
    round: u32,
    bound: std::collections::BTreeSet<Thread>,
}

impl Seen {
    /// Begins a new round.
    fn clear(&mut self, ops: usize) {
        self.free.resize(ops, 0);
        self.round += 1;
        self.bound.clear();
    }

    /// Adds the thread; `false` where that says nothing new.
    fn insert(&mut self, thread: &Thread) -> bool {
        match self.free.get_mut(thread.op) {
            Some(free) if *free == self.round => false,
            Some(free) if !thread.ended && thread.trackers.is_empty() => {
                *free = self.round;
                true
            }
            _ => self.bound.insert(thread.clone()),
        }
    }

    /// Whether there is a thread without conditions where this one with some is.
    fn superfluous(&self, thread: &Thread) -> bool {
        !thread.trackers.is_empty() && self.free.get(thread.op) == Some(&self.round)
    }
}
