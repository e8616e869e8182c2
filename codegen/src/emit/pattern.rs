//! Emits one `static` for a pattern.
//!
//! In comes the plan, out goes one item that needs nothing but the runtime: its tables are inside its initialiser, so
//! that they cannot collide with any name around it.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use crate::pattern::{
    Alphabet, Backtracking, Branch, CharSet, Counting, Instruction, Matcher, Op, Plan, Step, Table,
};

/// `static NAME: Pattern = …;`
pub fn pattern(name: &Ident, plan: &Plan) -> TokenStream {
    let source = &plan.source;
    let doc = documentation(source);
    let body = match &plan.matcher {
        Matcher::Steps(steps) => steps_pattern(source, steps),
        Matcher::Table(table) => table_pattern(source, table),
        Matcher::Counting(counting) => counting_pattern(source, counting),
        Matcher::Backtracking(program) => backtracking_pattern(source, program),
    };
    quote! {
        #[doc = #doc]
        static #name: ::farrier_runtime::pattern::Pattern = { #body };
    }
}

/// The source as inline code, which Markdown delimits by more backticks than there are inside.
fn documentation(source: &str) -> String {
    let printable: String = source.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect();
    let longest = printable.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match longest {
        0 => format!(" {fence}{printable}{fence}"),
        _ => format!(" {fence} {printable} {fence}"),
    }
}

fn steps_pattern(source: &str, steps: &[Step]) -> TokenStream {
    let mut classes = Classes::default();
    let steps = classes.steps(steps);
    let items = classes.items();
    let imports = classes.imports();
    quote! {
        use ::farrier_runtime::pattern::{#imports Pattern};
        #items
        Pattern::steps(#source, #steps)
    }
}

/// The classes of a pattern, each once.
#[derive(Default)]
struct Classes {
    own: Vec<CharSet>,
    uses_shared: bool,
    uses_branch: bool,
    uses_step: bool,
}

impl Classes {
    /// `&CLASS_1`, or `&classes::DIGIT` where the runtime has it.
    fn reference(&mut self, set: &CharSet) -> TokenStream {
        if let Some((name, _)) = SHARED.iter().find(|(_, ranges)| *ranges == char_ranges(set).as_slice()) {
            self.uses_shared = true;
            let name = Ident::new(name, Span::call_site());
            return quote!(&classes::#name);
        }
        let index = self.own.iter().position(|known| known == set).unwrap_or_else(|| {
            self.own.push(set.clone());
            self.own.len() - 1
        });
        let name = class_name(index);
        quote!(&#name)
    }

    fn imports(&self) -> TokenStream {
        let branch = self.uses_branch.then(|| quote!(Branch,));
        let class = (!self.own.is_empty()).then(|| quote!(Class,));
        let step = self.uses_step.then(|| quote!(Step,));
        let shared = self.uses_shared.then(|| quote!(classes,));
        quote!(#branch #class #step #shared)
    }

    fn items(&self) -> TokenStream {
        let items = self.own.iter().enumerate().map(|(index, set)| {
            let name = class_name(index);
            let ranges = char_ranges(set);
            let ranges = ranges.iter().map(|(first, last)| quote!((#first, #last)));
            quote!(static #name: Class = Class::new(&[#(#ranges),*]);)
        });
        quote!(#(#items)*)
    }

    fn steps(&mut self, steps: &[Step]) -> TokenStream {
        let steps: Vec<_> = steps.iter().map(|step| self.step(step)).collect();
        quote!(&[#(#steps),*])
    }

    fn step(&mut self, step: &Step) -> TokenStream {
        self.uses_step = true;
        match step {
            Step::Literal(text) => quote!(Step::Literal(#text)),
            Step::Run(set, min, max) => {
                let (class, min, max) = (self.reference(set), count(*min), count(*max));
                quote!(Step::Run(#class, #min, #max))
            }
            Step::Rest(set, min, max, tail) => {
                let (class, min, max) = (self.reference(set), count(*min), count(*max));
                let tail: Vec<_> = tail.iter().map(|set| self.reference(set)).collect();
                quote!(Step::Rest(#class, #min, #max, &[#(#tail),*]))
            }
            Step::Choice(branches, otherwise) => {
                let branches: Vec<_> = branches.iter().map(|branch| self.branch(branch)).collect();
                let otherwise = match otherwise {
                    Some(steps) => {
                        let steps = self.steps(steps);
                        quote!(::std::option::Option::Some(#steps))
                    }
                    None => quote!(::std::option::Option::None),
                };
                quote!(Step::Choice(&[#(#branches),*], #otherwise))
            }
            Step::Repeat(branch, min, max) => {
                let (branch, min, max) = (self.branch(branch), count(*min), count(*max));
                quote!(Step::Repeat(&#branch, #min, #max))
            }
            Step::End => quote!(Step::End),
        }
    }

    fn branch(&mut self, branch: &Branch) -> TokenStream {
        self.uses_branch = true;
        let (first, steps) = (self.reference(&branch.first), self.steps(&branch.steps));
        quote!(Branch(#first, #steps))
    }
}

fn class_name(index: usize) -> Ident {
    format_ident!("CLASS_{}", index + 1)
}

/// `3`, or `u32::MAX` for no limit.
fn count(count: u32) -> TokenStream {
    match count {
        u32::MAX => quote!(u32::MAX),
        _ => {
            let count = Literal::u32_unsuffixed(count);
            quote!(#count)
        }
    }
}

/// The ranges of the set's characters: a surrogate is none.
pub fn char_ranges(set: &CharSet) -> Vec<(char, char)> {
    let characters = set.difference(&CharSet::of([(0xD800, 0xDFFF)]));
    let mut ranges: Vec<(char, char)> = Vec::new();
    for (first, last) in characters.ranges() {
        let (Some(first), Some(last)) = (char::from_u32(*first), char::from_u32(*last)) else { continue };
        match ranges.last_mut() {
            // A range of characters may lead over the surrogates.
            Some(previous) if previous.1 == '\u{d7ff}' && first == '\u{e000}' => previous.1 = last,
            _ => ranges.push((first, last)),
        }
    }
    ranges
}

/// What `farrier_runtime::pattern::classes` has.
const SHARED: &[(&str, &[(char, char)])] = &[
    ("DIGIT", &[('0', '9')]),
    ("LOWER", &[('a', 'z')]),
    ("UPPER", &[('A', 'Z')]),
    ("ALPHA", &[('A', 'Z'), ('a', 'z')]),
    ("ALNUM", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("LOWER_ALNUM", &[('0', '9'), ('a', 'z')]),
    ("WORD", &[('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
    ("ALNUM_HYPHEN", &[('-', '-'), ('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("LOWER_ALNUM_HYPHEN", &[('-', '-'), ('0', '9'), ('a', 'z')]),
    ("WORD_HYPHEN", &[('-', '-'), ('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]),
    ("LOWER_HYPHEN", &[('-', '-'), ('a', 'z')]),
    ("LOWER_HEX", &[('0', '9'), ('a', 'f')]),
    ("HEX", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
    ("ANY", &[('\0', '\u{10ffff}')]),
    ("DOT", &[('\0', '\t'), ('\u{b}', '\u{c}'), ('\u{e}', '\u{2027}'), ('\u{202a}', '\u{10ffff}')]),
];

fn table_pattern(source: &str, table: &Table) -> TokenStream {
    let alphabet = alphabet(&table.alphabet);
    let [symbols, start, accepting] = [table.symbols, table.start, table.accepting].map(Literal::u16_unsuffixed);
    let bytes: Vec<u8> = table.next.iter().flat_map(|cell| cell.to_le_bytes()).collect();
    let next = Literal::byte_string(&bytes);
    quote! {
        use ::farrier_runtime::pattern::{Alphabet, Pattern, Table};
        static TABLE: Table = Table {
            alphabet: #alphabet,
            symbols: #symbols,
            start: #start,
            accepting: #accepting,
            next: #next,
        };
        Pattern::table(#source, &TABLE)
    }
}

fn alphabet(alphabet: &Alphabet) -> TokenStream {
    let ascii = Literal::byte_string(&alphabet.ascii);
    let wide = alphabet.wide.iter().map(|(first, symbol)| {
        let (first, symbol) = (Literal::u32_unsuffixed(*first), Literal::u8_unsuffixed(*symbol));
        quote!((#first, #symbol))
    });
    let utf16 = alphabet.utf16;
    quote!(Alphabet { ascii: #ascii, wide: &[#(#wide),*], utf16: #utf16 })
}

fn counting_pattern(source: &str, counting: &Counting) -> TokenStream {
    let alphabet = alphabet(&counting.alphabet);
    let ops = counting.ops.iter().map(op);
    let looks = counting.looks.iter().map(|look| {
        let (start, backwards) = (Literal::u16_unsuffixed(look.start), look.backwards);
        quote!(Look { start: #start, backwards: #backwards })
    });
    let look = (!counting.looks.is_empty()).then(|| quote!(Look,));
    let (start, anchored) = (Literal::u16_unsuffixed(counting.start), counting.anchored);
    quote! {
        use ::farrier_runtime::pattern::{Alphabet, Counting, #look Op, Pattern};
        static COUNTING: Counting = Counting {
            alphabet: #alphabet,
            ops: &[#(#ops),*],
            looks: &[#(#looks),*],
            start: #start,
            anchored: #anchored,
        };
        Pattern::counting(#source, &COUNTING)
    }
}

fn op(op: &Op) -> TokenStream {
    let number = |number: &u16| Literal::u16_unsuffixed(*number);
    match op {
        Op::Run { symbols, min, max, next } => {
            let symbols = symbols.map(Literal::u64_unsuffixed);
            let (min, max, next) = (count(*min), count(*max), number(next));
            quote!(Op::Run { symbols: [#(#symbols),*], min: #min, max: #max, next: #next })
        }
        Op::Split(targets) => {
            let targets = targets.iter().map(number);
            quote!(Op::Split(&[#(#targets),*]))
        }
        Op::Start(next) => {
            let next = number(next);
            quote!(Op::Start(#next))
        }
        Op::End(next) => {
            let next = number(next);
            quote!(Op::End(#next))
        }
        Op::Look { number: look, negate, next } => {
            let (look, next) = (number(look), number(next));
            quote!(Op::Look { number: #look, negate: #negate, next: #next })
        }
        Op::Match => quote!(Op::Match),
    }
}

fn backtracking_pattern(source: &str, program: &Backtracking) -> TokenStream {
    let instructions = program.instructions.iter().map(instruction);
    let registers = Literal::u16_unsuffixed(program.registers);
    let (anchored, utf16) = (program.anchored, program.utf16);
    quote! {
        use ::farrier_runtime::pattern::{Backtracking, Instruction, Pattern};
        static PROGRAM: Backtracking = Backtracking {
            instructions: &[#(#instructions),*],
            registers: #registers,
            anchored: #anchored,
            utf16: #utf16,
        };
        Pattern::backtracking(#source, &PROGRAM)
    }
}

fn instruction(instruction: &Instruction) -> TokenStream {
    let number = |number: &u16| Literal::u16_unsuffixed(*number);
    match instruction {
        Instruction::Set(ranges, backwards) => {
            let ranges = ranges.iter().map(|(first, last)| {
                let (first, last) = (Literal::u32_unsuffixed(*first), Literal::u32_unsuffixed(*last));
                quote!((#first, #last))
            });
            quote!(Instruction::Set(&[#(#ranges),*], #backwards))
        }
        Instruction::Split(first, second) => {
            let (first, second) = (number(first), number(second));
            quote!(Instruction::Split(#first, #second))
        }
        Instruction::Jump(target) => {
            let target = number(target);
            quote!(Instruction::Jump(#target))
        }
        Instruction::Save(register) => {
            let register = number(register);
            quote!(Instruction::Save(#register))
        }
        Instruction::Clear(first, last) => {
            let (first, last) = (number(first), number(last));
            quote!(Instruction::Clear(#first, #last))
        }
        Instruction::BackReference { register, backwards, ignore_case, unset_matches } => {
            let register = number(register);
            quote! {
                Instruction::BackReference {
                    register: #register,
                    backwards: #backwards,
                    ignore_case: #ignore_case,
                    unset_matches: #unset_matches,
                }
            }
        }
        Instruction::Start => quote!(Instruction::Start),
        Instruction::End => quote!(Instruction::End),
        Instruction::Zero(register) => {
            let register = number(register);
            quote!(Instruction::Zero(#register))
        }
        Instruction::Loop { register, min, max, lazy, exit } => {
            let (register, min, max, exit) = (number(register), count(*min), count(*max), number(exit));
            quote!(Instruction::Loop { register: #register, min: #min, max: #max, lazy: #lazy, exit: #exit })
        }
        Instruction::Enter(register) => {
            let register = number(register);
            quote!(Instruction::Enter(#register))
        }
        Instruction::Look { negate, exit } => {
            let exit = number(exit);
            quote!(Instruction::Look { negate: #negate, exit: #exit })
        }
        Instruction::Atomic { exit } => {
            let exit = number(exit);
            quote!(Instruction::Atomic { exit: #exit })
        }
        Instruction::Accept => quote!(Instruction::Accept),
    }
}
