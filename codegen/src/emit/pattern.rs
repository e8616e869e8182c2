//! Emits one constant for a pattern.
//!
//! In comes the plan, out goes one item that needs nothing but the runtime: its tables are inside its initialiser, so
//! that they cannot collide with any name around it. As a constant it is compiled where a check uses it, as a `static` it
//! was compiled with its crate, whether or not a program checks anything.

use proc_macro2::Literal;

use super::{
    docs, ident,
    tokens::{Bytes, Ident, TokenStream, quote},
};
use crate::{
    docs::code,
    pattern::{Alphabet, Backtracking, Branch, CharSet, Counting, Instruction, Matcher, Plan, Step, Table},
};

/// `const NAME: Pattern = …;`, with this visibility.
pub(super) fn pattern(visibility: &TokenStream, name: &Ident, plan: &Plan) -> TokenStream {
    let source = &plan.source;
    let docs = docs(code(source));
    let (items, value) = match &plan.matcher {
        Matcher::Steps(steps) => steps_pattern(source, steps),
        Matcher::Table(table) => table_pattern(source, table),
        Matcher::Counting(counting) => counting_pattern(source, counting),
        Matcher::Backtracking(program) => backtracking_pattern(source, program),
    };
    let value = if items.is_empty() { value } else { quote!({ #items #value }) };
    quote! {
        #docs
        #visibility const #name: ::farrier_runtime::pattern::Pattern = #value;
    }
}

fn steps_pattern(source: &str, steps: &[Step]) -> (TokenStream, TokenStream) {
    let mut classes = Classes::default();
    let steps = classes.steps(steps);
    (classes.items(), quote!(::farrier_runtime::pattern::Pattern::steps(#source, |text| #steps)))
}

/// The classes and tables of a pattern, each once.
#[derive(Default)]
struct Classes {
    own: Vec<CharSet>,
    tables: Vec<Table>,
}

impl Classes {
    /// `&CLASS_1`, or `&classes::DIGIT` where the runtime has it.
    fn reference(&mut self, set: &CharSet) -> TokenStream {
        let ranges = set.char_ranges();
        if let Some((name, _)) = SHARED.iter().find(|(_, shared)| *shared == ranges) {
            let name = ident(*name);
            return quote!(&::farrier_runtime::pattern::classes::#name);
        }
        let index = self.own.iter().position(|known| known == set).unwrap_or_else(|| {
            self.own.push(set.clone());
            self.own.len() - 1
        });
        let name = class_name(index);
        quote!(&#name)
    }

    fn items(&self) -> TokenStream {
        let items = self.own.iter().enumerate().map(|(index, set)| {
            let name = class_name(index);
            let (docs, value) = (docs(class_documentation(set)), class(set));
            quote!(#docs static #name: ::farrier_runtime::pattern::Class = #value;)
        });
        let tables =
            self.tables.iter().enumerate().map(|(index, table)| table_item(&table_name(index), table));
        quote!(#(#items)* #(#tables)*)
    }

    /// The steps as calls on `text`.
    fn steps(&mut self, steps: &[Step]) -> TokenStream {
        let steps: Vec<_> = steps.iter().map(|step| self.step(step)).collect();
        quote!(text #(#steps)*)
    }

    fn step(&mut self, step: &Step) -> TokenStream {
        match step {
            Step::Literal(text) => quote!(.literal(#text)),
            Step::OneOf(texts) => quote!(.one_of(&[#(#texts),*])),
            Step::Run(set, 1, 1) => {
                let class = self.reference(set);
                quote!(.one(#class))
            }
            Step::Run(set, min, u32::MAX) => {
                let (class, min) = (self.reference(set), count(*min));
                quote!(.at_least(#class, #min))
            }
            Step::Run(set, min, max) if min == max => {
                let (class, count) = (self.reference(set), count(*min));
                quote!(.exactly(#class, #count))
            }
            Step::Run(set, min, max) => {
                let (class, min, max) = (self.reference(set), count(*min), count(*max));
                quote!(.run(#class, #min, #max))
            }
            Step::Rest(set, min, max, tail) => {
                let (class, min, max) = (self.reference(set), count(*min), count(*max));
                let tail: Vec<_> = tail.iter().map(|set| self.reference(set)).collect();
                quote!(.rest(#class, #min, #max, &[#(#tail),*]))
            }
            Step::Choice(branches, otherwise) => {
                let branches: Vec<_> = branches.iter().map(|branch| self.branch(branch)).collect();
                let otherwise = match otherwise {
                    Some(steps) => self.steps(steps),
                    None => quote!(text.fail()),
                };
                quote!(.choose(|text| #(#branches)* { #otherwise }))
            }
            Step::Repeat(Branch { first, steps }, min, max) => {
                let (comes_next, steps) = (self.comes_next(first), self.steps(steps));
                let (min, max) = (count(*min), count(*max));
                quote!(.repeat(#min, #max, |text| #comes_next, |text| #steps))
            }
            Step::Table(table) => {
                self.tables.push(table.clone());
                let name = table_name(self.tables.len() - 1);
                quote!(.table(&#name))
            }
            Step::End => quote!(.end()),
        }
    }

    /// A condition, and the steps when it holds.
    fn branch(&mut self, branch: &Branch) -> TokenStream {
        let (comes_next, steps) = (self.comes_next(&branch.first), self.steps(&branch.steps));
        quote!(if #comes_next { #steps } else)
    }

    /// Whether a member of the set comes next.
    fn comes_next(&mut self, set: &CharSet) -> TokenStream {
        match set.only().and_then(char::from_u32) {
            Some(character) => {
                let literal = character.to_string();
                quote!(text.is_at_literal(#literal))
            }
            None => {
                let class = self.reference(set);
                quote!(text.is_at(#class))
            }
        }
    }
}

fn class(set: &CharSet) -> TokenStream {
    let (ascii, wide) = (Bytes(set.ascii_table()), Bytes(set.packed_wide()));
    let index = set.packed_index();
    if index.is_empty() {
        return quote!(::farrier_runtime::pattern::Class::new(#ascii, #wide));
    }
    let index = Bytes(index);
    quote!(::farrier_runtime::pattern::Class::indexed(#ascii, #wide, #index))
}

/// The set as a reader knows it, cut short where it has many ranges.
fn class_documentation(set: &CharSet) -> String {
    const MAX_RANGES: usize = 24;
    let ranges = set.char_ranges();
    let mut text = String::new();
    let mut add = |character: char| match character {
        '[' | ']' | '\\' | '-' | '^' => text.extend(['\\', character]),
        '\0'..' ' | '\x7f'.. => text.extend(character.escape_default()),
        _ => text.push(character),
    };
    for (first, last) in ranges.iter().take(MAX_RANGES) {
        add(*first);
        if first != last {
            add('\u{2013}');
            add(*last);
        }
    }
    let text = text.replace("\\u{2013}", "-");
    let more = if ranges.len() > MAX_RANGES {
        format!(" and {} more ranges", ranges.len() - MAX_RANGES)
    } else {
        String::new()
    };
    format!("{}{more}", code(&format!("[{text}]")))
}

fn class_name(index: usize) -> Ident<'static> {
    ident(format!("CLASS_{}", index + 1))
}

/// `3`, or `usize::MAX` for no limit.
fn count(count: u32) -> TokenStream {
    match count {
        u32::MAX => quote!(usize::MAX),
        _ => {
            let count = Literal::u32_unsuffixed(count);
            quote!(#count)
        }
    }
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

fn table_pattern(source: &str, table: &Table) -> (TokenStream, TokenStream) {
    let name = table_name(0);
    (table_item(&name, table), quote!(::farrier_runtime::pattern::Pattern::table(#source, &#name)))
}

fn table_name(index: usize) -> Ident<'static> {
    match index {
        0 => ident("TABLE"),
        _ => ident(format!("TABLE_{}", index + 1)),
    }
}

fn table_item(name: &Ident, table: &Table) -> TokenStream {
    let alphabet = alphabet(&table.alphabet);
    let [symbols, start, accepting] =
        [table.symbols, table.start, table.accepting].map(Literal::u16_unsuffixed);
    let next = Bytes(table.next.iter().flat_map(|cell| cell.to_le_bytes()).collect::<Vec<u8>>());
    quote! {
        static #name: ::farrier_runtime::pattern::Table = ::farrier_runtime::pattern::Table {
            alphabet: #alphabet,
            symbols: #symbols,
            start: #start,
            accepting: #accepting,
            next: #next,
        };
    }
}

fn alphabet(alphabet: &Alphabet) -> TokenStream {
    let ascii = Bytes(alphabet.ascii);
    let wide = Bytes(alphabet.packed_wide());
    let utf16 = alphabet.utf16;
    quote!(::farrier_runtime::pattern::Alphabet { ascii: #ascii, wide: #wide, utf16: #utf16 })
}

fn counting_pattern(source: &str, counting: &Counting) -> (TokenStream, TokenStream) {
    let alphabet = alphabet(&counting.alphabet);
    let sets = counting.sets.iter().map(|set| {
        let words = set.map(Literal::u64_unsuffixed);
        quote!([#(#words),*])
    });
    let ops = Bytes(counting.packed_ops());
    let looks = counting.looks.iter().map(|look| {
        let (start, backwards) = (Literal::u16_unsuffixed(look.start), look.backwards);
        quote!(::farrier_runtime::pattern::Look { start: #start, backwards: #backwards })
    });
    let (start, anchored) = (Literal::u16_unsuffixed(counting.start), counting.anchored);
    let item = quote! {
        static COUNTING: ::farrier_runtime::pattern::Counting = ::farrier_runtime::pattern::Counting {
            alphabet: #alphabet,
            sets: &[#(#sets),*],
            ops: #ops,
            looks: &[#(#looks),*],
            start: #start,
            anchored: #anchored,
        };
    };
    (item, quote!(::farrier_runtime::pattern::Pattern::counting(#source, &COUNTING)))
}

fn backtracking_pattern(source: &str, program: &Backtracking) -> (TokenStream, TokenStream) {
    let instructions = program.instructions.iter().map(instruction);
    let registers = Literal::u16_unsuffixed(program.registers);
    let (anchored, utf16) = (program.anchored, program.utf16);
    let item = quote! {
        static PROGRAM: ::farrier_runtime::pattern::Backtracking = ::farrier_runtime::pattern::Backtracking {
            instructions: &[#(#instructions),*],
            registers: #registers,
            anchored: #anchored,
            utf16: #utf16,
        };
    };
    (item, quote!(::farrier_runtime::pattern::Pattern::backtracking(#source, &PROGRAM)))
}

fn instruction(instruction: &Instruction) -> TokenStream {
    let number = |number: &u16| Literal::u16_unsuffixed(*number);
    match instruction {
        Instruction::Set(ranges, backwards) => {
            let ranges = ranges.iter().map(|(first, last)| {
                let (first, last) = (Literal::u32_unsuffixed(*first), Literal::u32_unsuffixed(*last));
                quote!((#first, #last))
            });
            quote!(::farrier_runtime::pattern::Instruction::Set(&[#(#ranges),*], #backwards))
        }
        Instruction::Split(first, second) => {
            let (first, second) = (number(first), number(second));
            quote!(::farrier_runtime::pattern::Instruction::Split(#first, #second))
        }
        Instruction::Jump(target) => {
            let target = number(target);
            quote!(::farrier_runtime::pattern::Instruction::Jump(#target))
        }
        Instruction::Save(register) => {
            let register = number(register);
            quote!(::farrier_runtime::pattern::Instruction::Save(#register))
        }
        Instruction::Clear(first, last) => {
            let (first, last) = (number(first), number(last));
            quote!(::farrier_runtime::pattern::Instruction::Clear(#first, #last))
        }
        Instruction::BackReference { register, backwards, ignore_case, unset_matches } => {
            let register = number(register);
            quote! {
                ::farrier_runtime::pattern::Instruction::BackReference {
                    register: #register,
                    backwards: #backwards,
                    ignore_case: #ignore_case,
                    unset_matches: #unset_matches,
                }
            }
        }
        Instruction::Start => quote!(::farrier_runtime::pattern::Instruction::Start),
        Instruction::End => quote!(::farrier_runtime::pattern::Instruction::End),
        Instruction::Zero(register) => {
            let register = number(register);
            quote!(::farrier_runtime::pattern::Instruction::Zero(#register))
        }
        Instruction::Loop { register, min, max, lazy, exit } => {
            let (register, min, exit) = (number(register), Literal::u32_unsuffixed(*min), number(exit));
            let max = match *max {
                u32::MAX => quote!(u32::MAX),
                max => {
                    let max = Literal::u32_unsuffixed(max);
                    quote!(#max)
                }
            };
            quote!(::farrier_runtime::pattern::Instruction::Loop { register: #register, min: #min, max: #max, lazy: #lazy, exit: #exit })
        }
        Instruction::Enter(register) => {
            let register = number(register);
            quote!(::farrier_runtime::pattern::Instruction::Enter(#register))
        }
        Instruction::Look { negate, exit } => {
            let exit = number(exit);
            quote!(::farrier_runtime::pattern::Instruction::Look { negate: #negate, exit: #exit })
        }
        Instruction::Atomic { exit } => {
            let exit = number(exit);
            quote!(::farrier_runtime::pattern::Instruction::Atomic { exit: #exit })
        }
        Instruction::Accept => quote!(::farrier_runtime::pattern::Instruction::Accept),
    }
}

#[cfg(test)]
mod tests {
    use super::{TokenStream, pattern};
    use crate::pattern::compile;
    use crate::{emit::ident, render};

    /// A pattern of each plan, and of each part of a plan.
    const PATTERNS: &[(&str, &str)] = &[
        ("ID", "^[a-zA-Z_0-9][a-zA-Z_\\-0-9]*[a-zA-Z0-9]+$"),
        (
            "WORKSPACE_ARN",
            "^arn:((aws)|(aws-cn)|(aws-us-gov)):iottwinmaker:[a-z0-9-]+:[0-9]{12}:[\\/a-zA-Z0-9_\\-\\.:]+$",
        ),
        ("CHOICES", "^(x-[0-9]{2,4}|[A-Z]{2}|)(:[a-z]{1,3}){0,2}(=|%[0-9])$"),
        ("LABELS", "^([a-z]+\\.){1,3}(com|`x`|[0-9]+)?$"),
        ("BUCKET", "^s3://([a-z]+\\.){1,3}(com)?$"),
        ("TAG", "^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$"),
        ("BYTE", "^([0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5])$"),
        ("NOT_RESERVED", "^(?!aws:)[\\p{L}\\p{N}]+$"),
        ("UNITS", "^\\-.{2}$"),
        ("LONG", "^(s3://.{1,2000}\\b/)?x{0,30}.{3,1000}y$"),
        ("TWICE", "(?<quote>[\"'])(\\w{2,}?)(?=\\k<quote>)\\1\\2*$"),
    ];

    /// The tests of `tests/` compile what this test has found to be what is emitted, and run it.
    #[test]
    fn the_fixture_is_what_is_emitted() {
        let statics = PATTERNS.iter().map(|(name, source)| {
            let name = ident(*name);
            let plan = compile(source).expect("the pattern is well-formed");
            pattern(&TokenStream::new(), &name, &plan)
        });
        let text = render::file(&statics.collect(), "");
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/fixtures/patterns.rs");
        if std::env::var_os("FARRIER_UPDATE_FIXTURES").is_some() {
            std::fs::write(path, &text).expect("the fixture can be written");
        }
        let fixture = std::fs::read_to_string(path).expect("the fixture is there");
        assert!(
            fixture == text,
            "run this test with FARRIER_UPDATE_FIXTURES=1, and look at what changes\n{text}"
        );
    }
}
