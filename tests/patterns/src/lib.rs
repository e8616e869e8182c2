//! Runs a plan of the generator in the runtime's own matchers, without a compiler between the two.
//!
//! Steps, which the generator writes as calls, are called one by one. The other matchers are made of constant data, so
//! that a converted plan stays in memory as long as the program runs.

use farrier_codegen::pattern as plan;
use farrier_runtime::pattern as run;

fn leak<T>(values: Vec<T>) -> &'static [T] {
    values.leak()
}

fn leak_one<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// A plan that can be run.
pub struct Pattern(Matcher);

enum Matcher {
    Steps(Vec<Step>),
    Pattern(run::Pattern),
}

/// A step with the runtime's classes.
enum Step {
    Literal(String),
    OneOf(Vec<&'static str>),
    Run(&'static run::Class, u32, u32),
    Rest(&'static run::Class, usize, usize, Vec<&'static run::Class>),
    Choice(Vec<Branch>, Option<Vec<Step>>),
    Repeat(Branch, usize, usize),
    Table(&'static run::Table),
    End,
}

struct Branch(&'static run::Class, Vec<Step>);

impl Pattern {
    /// Whether the pattern matches somewhere in `text`.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        match &self.0 {
            Matcher::Steps(steps) => take(steps, run::Cursor::new(text)).is_match(),
            Matcher::Pattern(pattern) => pattern.is_match(text),
        }
    }
}

/// Takes the steps as the generator writes them, save that a branch of one character is told by a class, too.
fn take<'a>(steps: &[Step], text: run::Cursor<'a>) -> run::Cursor<'a> {
    steps.iter().fold(text, |text, step| match step {
        Step::Literal(literal) => text.literal(literal),
        Step::OneOf(literals) => text.one_of(literals),
        Step::Run(class, 1, 1) => text.one(class),
        Step::Run(class, min, u32::MAX) => text.at_least(class, *min as usize),
        Step::Run(class, min, max) if min == max => text.exactly(class, *min as usize),
        Step::Run(class, min, max) => text.run(class, *min as usize, *max as usize),
        Step::Rest(class, min, max, tail) => text.rest(class, *min, *max, tail),
        Step::Choice(branches, otherwise) => {
            match branches.iter().find(|Branch(class, _)| text.is_at(class)) {
                Some(Branch(_, steps)) => take(steps, text),
                None => otherwise.as_ref().map_or(text.fail(), |steps| take(steps, text)),
            }
        }
        Step::Repeat(Branch(class, steps), min, max) => {
            text.repeat(*min, *max, |text| text.is_at(class), |text| take(steps, text))
        }
        Step::Table(table) => text.table(table),
        Step::End => text.end(),
    })
}

/// The runtime's pattern of a plan.
#[must_use]
pub fn load(plan: &plan::Plan) -> Pattern {
    let source = plan.source.clone().leak();
    Pattern(match &plan.matcher {
        plan::Matcher::Steps(steps) => Matcher::Steps(load_steps(steps)),
        plan::Matcher::Table(table) => {
            Matcher::Pattern(run::Pattern::table(source, leak_one(load_table(table))))
        }
        plan::Matcher::Counting(counting) => {
            Matcher::Pattern(run::Pattern::counting(source, leak_one(load_counting(counting))))
        }
        plan::Matcher::Backtracking(program) => {
            Matcher::Pattern(run::Pattern::backtracking(source, leak_one(load_backtracking(program))))
        }
    })
}

fn class(set: &plan::CharSet) -> &'static run::Class {
    let (ascii, wide, index) =
        (leak_one(set.ascii_table()), leak(set.packed_wide()), leak(set.packed_index()));
    leak_one(if index.is_empty() {
        run::Class::new(ascii, wide)
    } else {
        run::Class::indexed(ascii, wide, index)
    })
}

fn load_steps(steps: &[plan::Step]) -> Vec<Step> {
    steps.iter().map(step).collect()
}

fn step(step: &plan::Step) -> Step {
    match step {
        plan::Step::Literal(text) => Step::Literal(text.clone()),
        plan::Step::OneOf(texts) => Step::OneOf(texts.iter().map(|text| &*text.clone().leak()).collect()),
        plan::Step::Run(set, min, max) => Step::Run(class(set), *min, *max),
        plan::Step::Rest(set, min, max, tail) => {
            Step::Rest(class(set), bound(*min), bound(*max), tail.iter().map(class).collect())
        }
        plan::Step::Choice(branches, otherwise) => {
            Step::Choice(branches.iter().map(branch).collect(), otherwise.as_deref().map(load_steps))
        }
        plan::Step::Repeat(body, min, max) => Step::Repeat(branch(body), bound(*min), bound(*max)),
        plan::Step::Table(table) => Step::Table(leak_one(load_table(table))),
        plan::Step::End => Step::End,
    }
}

fn bound(count: u32) -> usize {
    if count == u32::MAX { usize::MAX } else { count as usize }
}

fn branch(branch: &plan::Branch) -> Branch {
    Branch(class(&branch.first), load_steps(&branch.steps))
}

fn alphabet(alphabet: &plan::Alphabet) -> run::Alphabet {
    run::Alphabet {
        ascii: leak_one(alphabet.ascii),
        wide: leak(alphabet.packed_wide()),
        utf16: alphabet.utf16,
    }
}

fn load_table(table: &plan::Table) -> run::Table {
    run::Table {
        alphabet: alphabet(&table.alphabet),
        symbols: table.symbols,
        start: table.start,
        accepting: table.accepting,
        next: leak(table.next.iter().flat_map(|cell| cell.to_le_bytes()).collect()),
    }
}

fn load_counting(counting: &plan::Counting) -> run::Counting {
    let looks = counting.looks.iter().map(|look| run::Look { start: look.start, backwards: look.backwards });
    run::Counting {
        alphabet: alphabet(&counting.alphabet),
        sets: leak(counting.sets.clone()),
        ops: leak(counting.packed_ops()),
        looks: leak(looks.collect()),
        start: counting.start,
        anchored: counting.anchored,
    }
}

fn load_backtracking(program: &plan::Backtracking) -> run::Backtracking {
    run::Backtracking {
        instructions: leak(program.instructions.iter().map(instruction).collect()),
        registers: program.registers,
        anchored: program.anchored,
        utf16: program.utf16,
    }
}

fn instruction(instruction: &plan::Instruction) -> run::Instruction {
    use plan::Instruction as From;
    use run::Instruction as To;
    match instruction {
        From::Set(ranges, backwards) => To::Set(leak(ranges.clone()), *backwards),
        From::Split(first, second) => To::Split(*first, *second),
        From::Jump(target) => To::Jump(*target),
        From::Save(register) => To::Save(*register),
        From::Clear(first, last) => To::Clear(*first, *last),
        From::BackReference { register, backwards, ignore_case, unset_matches } => To::BackReference {
            register: *register,
            backwards: *backwards,
            ignore_case: *ignore_case,
            unset_matches: *unset_matches,
        },
        From::Start => To::Start,
        From::End => To::End,
        From::Zero(register) => To::Zero(*register),
        From::Loop { register, min, max, lazy, exit } => {
            To::Loop { register: *register, min: *min, max: *max, lazy: *lazy, exit: *exit }
        }
        From::Enter(register) => To::Enter(*register),
        From::Look { negate, exit } => To::Look { negate: *negate, exit: *exit },
        From::Atomic { exit } => To::Atomic { exit: *exit },
        From::Accept => To::Accept,
    }
}
