//! Runs a plan of the generator in the runtime's own matchers, without a compiler between the two.
//!
//! A runtime pattern is made of constant data, so that a converted plan stays in memory as long as the program runs.

use farrier_codegen::pattern as plan;
use farrier_runtime::pattern as run;

fn leak<T>(values: Vec<T>) -> &'static [T] {
    values.leak()
}

fn leak_one<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

/// The runtime's pattern of a plan.
#[must_use]
pub fn load(plan: &plan::Plan) -> run::Pattern {
    let source = plan.source.clone().leak();
    match &plan.matcher {
        plan::Matcher::Steps(steps) => run::Pattern::steps(source, load_steps(steps)),
        plan::Matcher::Table(table) => run::Pattern::table(source, leak_one(load_table(table))),
        plan::Matcher::Counting(counting) => {
            run::Pattern::counting(source, leak_one(load_counting(counting)))
        }
        plan::Matcher::Backtracking(program) => {
            run::Pattern::backtracking(source, leak_one(load_backtracking(program)))
        }
    }
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

fn load_steps(steps: &[plan::Step]) -> &'static [run::Step] {
    leak(steps.iter().map(step).collect())
}

fn step(step: &plan::Step) -> run::Step {
    match step {
        plan::Step::Literal(text) => run::Step::Literal(text.clone().leak()),
        plan::Step::Run(set, min, max) => run::Step::Run(class(set), *min, *max),
        plan::Step::Rest(set, min, max, tail) => {
            run::Step::Rest(class(set), *min, *max, leak(tail.iter().map(class).collect()))
        }
        plan::Step::Choice(branches, otherwise) => run::Step::Choice(
            leak(branches.iter().map(branch).collect()),
            otherwise.as_deref().map(load_steps),
        ),
        plan::Step::Repeat(body, min, max) => run::Step::Repeat(leak_one(branch(body)), *min, *max),
        plan::Step::OneOf(texts) => {
            run::Step::OneOf(leak(texts.iter().map(|text| &*text.clone().leak()).collect()))
        }
        plan::Step::Table(table) => run::Step::Table(leak_one(load_table(table))),
        plan::Step::End => run::Step::End,
    }
}

fn branch(branch: &plan::Branch) -> run::Branch {
    run::Branch(class(&branch.first), load_steps(&branch.steps))
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
