//! Reads ECMAScript's regular expressions: ECMA-262, section 22.2.1, with the flag `u`, and section B.1.2 without it.

use super::{Cursor, digits, property, word, word_boundary};
use crate::pattern::PatternError;
use crate::pattern::ast::{BackReference, Node};
use crate::pattern::set::{CharSet, LAST, LAST_UNIT};

/// How deep groups may nest, so that no pattern exhausts the stack.
const MAX_DEPTH: usize = 200;

/// Reads `source`; with `unicode`, as characters and by the strict grammar, else as UTF-16 code units and by Annex B.
pub(super) fn parse(source: &str, unicode: bool) -> Result<Node, PatternError> {
    let mut parser = Parser {
        cursor: Cursor::new(source, !unicode),
        unicode,
        groups: 0,
        opened: 0,
        names: Vec::new(),
        depth: 0,
    };
    parser.find_groups();
    let node = parser.disjunction()?;
    match parser.cursor.peek() {
        Some(_) => parser.cursor.error("this `)` closes no group"),
        None => Ok(node),
    }
}

struct Parser {
    cursor: Cursor,
    unicode: bool,
    /// The number of capturing groups in the whole pattern.
    groups: u32,
    /// The number of those opened so far.
    opened: u32,
    /// The names of groups, which may come after a reference to them.
    names: Vec<(String, u32)>,
    depth: usize,
}

type Parsed<T> = Result<T, PatternError>;

/// A member of a class: a set, and its code point when it may begin or end a range.
struct ClassAtom {
    set: CharSet,
    code: Option<u32>,
}

impl Parser {
    /// Counts the groups ahead of reading, since an escape such as `\2` depends on how many there are.
    fn find_groups(&mut self) {
        let mut in_class = false;
        while let Some(character) = self.cursor.peek() {
            self.cursor.at += 1;
            match character {
                '\\' => self.cursor.at += 1,
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class && self.cursor.peek() != Some('?') => self.groups += 1,
                '(' if !in_class
                    && self.cursor.eat("?<")
                    && !matches!(self.cursor.peek(), Some('=' | '!')) =>
                {
                    self.groups += 1;
                    let name = self.cursor.take_while(|c| c != '>');
                    self.names.push((name, self.groups));
                }
                _ => {}
            }
        }
        self.cursor.at = 0;
    }

    fn disjunction(&mut self) -> Parsed<Node> {
        if self.depth >= MAX_DEPTH {
            return self.cursor.error("groups nest too deeply");
        }
        self.depth += 1;
        let mut alternatives = vec![self.alternative()?];
        while self.cursor.eat("|") {
            alternatives.push(self.alternative()?);
        }
        self.depth -= 1;
        Ok(Node::alternation(alternatives))
    }

    fn alternative(&mut self) -> Parsed<Node> {
        let mut terms = Vec::new();
        while let Some(character) = self.cursor.peek() {
            if matches!(character, '|' | ')') {
                break;
            }
            terms.push(self.term(character)?);
        }
        Ok(Node::concat(terms))
    }

    fn term(&mut self, character: char) -> Parsed<Node> {
        let (node, quantifiable) = match character {
            '^' if self.cursor.eat("^") => (Node::Start, false),
            '$' if self.cursor.eat("$") => (Node::End, false),
            '\\' if self.cursor.eat("\\b") => (word_boundary(&word(), false), false),
            '\\' if self.cursor.eat("\\B") => (word_boundary(&word(), true), false),
            '(' => self.parenthesis()?,
            _ => (self.atom(character)?, true),
        };
        self.quantified(node, quantifiable)
    }

    /// Reads the quantifier after a term, if there is one.
    fn quantified(&mut self, node: Node, quantifiable: bool) -> Parsed<Node> {
        let at = self.cursor.at;
        let Some((min, max)) = self.cursor.quantifier() else { return Ok(node) };
        if !quantifiable {
            return self.cursor.error_at(at, "there is nothing here that could be repeated");
        }
        if max.is_some_and(|max| max < min) {
            return self.cursor.error_at(at, "the numbers of the quantifier are out of order");
        }
        let lazy = self.cursor.eat("?");
        Ok(Node::Repeat { node: Box::new(node), min, max, lazy })
    }

    /// Reads a group or a look-around, and whether it may be repeated.
    fn parenthesis(&mut self) -> Parsed<(Node, bool)> {
        let open = self.cursor.at;
        let look = |behind, negate| move |node| Node::Look { node: Box::new(node), behind, negate };
        let node = if self.cursor.eat("(?=") {
            (self.body(open).map(look(false, false))?, !self.unicode)
        } else if self.cursor.eat("(?!") {
            (self.body(open).map(look(false, true))?, !self.unicode)
        } else if self.cursor.eat("(?<=") {
            (self.body(open).map(look(true, false))?, false)
        } else if self.cursor.eat("(?<!") {
            (self.body(open).map(look(true, true))?, false)
        } else if self.cursor.eat("(?:") {
            (self.body(open)?, true)
        } else if self.cursor.eat("(?<") {
            let name = self.cursor.take_while(|c| c != '>');
            if !is_name(&name) || !self.cursor.eat(">") {
                return self.cursor.error_at(open, "the name of the group is not an identifier");
            }
            (self.capture(open)?, true)
        } else if self.cursor.eat("(?") {
            // Also for the modifiers of ECMAScript 2025, such as `(?i:`: the models' authors know them from Java.
            return self.cursor.error_at(open, "ECMAScript has no such group");
        } else {
            self.cursor.at += 1;
            (self.capture(open)?, true)
        };
        Ok(node)
    }

    fn capture(&mut self, open: usize) -> Parsed<Node> {
        self.opened += 1;
        let number = self.opened;
        Ok(Node::Group(number, Box::new(self.body(open)?)))
    }

    fn body(&mut self, open: usize) -> Parsed<Node> {
        let node = self.disjunction()?;
        match self.cursor.eat(")") {
            true => Ok(node),
            false => self.cursor.error_at(open, "this group is not closed"),
        }
    }

    fn atom(&mut self, character: char) -> Parsed<Node> {
        match character {
            '.' => {
                self.cursor.at += 1;
                Ok(Node::Set(self.bounded(line_terminators().complement())))
            }
            '[' => self.class(),
            '\\' => self.atom_escape(),
            '*' | '+' | '?' => self.cursor.error("there is nothing before this quantifier"),
            '{' if self.unicode => self.cursor.error("this `{` is not part of a quantifier and not escaped"),
            '{' => match self.cursor.braces() {
                Some(_) => self.cursor.error("there is nothing before this quantifier"),
                None => self.literal(),
            },
            '}' | ']' if self.unicode => self.cursor.error(format!("this `{character}` is not escaped")),
            _ => self.literal(),
        }
    }

    fn literal(&mut self) -> Parsed<Node> {
        match self.cursor.next_unit() {
            Some(code) => Ok(Node::Set(CharSet::single(code))),
            None => self.cursor.error("the pattern ends too early"),
        }
    }

    /// The part of the set that a unit of the string can be.
    fn bounded(&self, set: CharSet) -> CharSet {
        match self.unicode {
            true => set,
            false => set.intersection(&CharSet::of([(0, LAST_UNIT)])),
        }
    }

    fn atom_escape(&mut self) -> Parsed<Node> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        match self.cursor.peek() {
            None => self.cursor.error_at(start, "the pattern ends in a backslash"),
            Some('1'..='9') => self.decimal_escape(start),
            Some('k') if self.unicode || !self.names.is_empty() => self.named_reference(start),
            Some(_) => {
                if let Some(set) = self.class_escape(start)? {
                    return Ok(Node::Set(set));
                }
                let code = self.character_escape(start, false)?;
                Ok(Node::Set(CharSet::single(code)))
            }
        }
    }

    fn decimal_escape(&mut self, start: usize) -> Parsed<Node> {
        let digits = self.cursor.at;
        let number = self.cursor.number().unwrap_or(0);
        if number <= self.groups {
            return Ok(Self::reference(number));
        }
        if self.unicode {
            return self.cursor.error_at(start, format!("there is no group {number}"));
        }
        self.cursor.at = digits;
        let code = self.character_escape(start, false)?;
        Ok(Node::Set(CharSet::single(code)))
    }

    fn reference(group: u32) -> Node {
        Node::BackReference(BackReference { group, ignore_case: false, unset_matches: true })
    }

    fn named_reference(&mut self, start: usize) -> Parsed<Node> {
        self.cursor.at += 1;
        if !self.cursor.eat("<") {
            return self.cursor.error_at(start, "`\\k` needs the name of a group");
        }
        let name = self.cursor.take_while(|c| c != '>');
        let groups: Vec<_> =
            self.names.iter().filter(|(known, _)| *known == name).map(|(_, group)| *group).collect();
        if groups.is_empty() || !self.cursor.eat(">") {
            return self.cursor.error_at(start, format!("there is no group named `{name}`"));
        }
        // Of several groups with the name only one can have taken part; the others read the empty string.
        Ok(Node::concat(groups.into_iter().map(Self::reference).collect()))
    }

    /// Reads `d`, `s`, `w`, `p{…}` or one of their opposites after a backslash.
    fn class_escape(&mut self, start: usize) -> Parsed<Option<CharSet>> {
        let Some(letter) = self.cursor.peek() else { return Ok(None) };
        let set = match letter.to_ascii_lowercase() {
            'd' => digits(),
            's' => white_space(),
            'w' => word(),
            'p' if self.unicode => {
                self.cursor.at += 1;
                let set = self.property(start)?;
                return Ok(Some(if letter == 'P' { set.complement() } else { set }));
            }
            _ => return Ok(None),
        };
        self.cursor.at += 1;
        Ok(Some(self.bounded(if letter.is_ascii_uppercase() { set.complement() } else { set })))
    }

    fn property(&mut self, start: usize) -> Parsed<CharSet> {
        if !self.cursor.eat("{") {
            return self.cursor.error_at(start, "`\\p` needs the name of a property in braces");
        }
        let body = self.cursor.take_while(|c| c != '}');
        match property::ecma(&body) {
            Some(set) if self.cursor.eat("}") => Ok(set),
            _ => self.cursor.error_at(start, format!("ECMAScript knows no property `{body}`")),
        }
    }

    /// Reads what stands for one character after a backslash.
    fn character_escape(&mut self, start: usize, in_class: bool) -> Parsed<u32> {
        let Some(letter) = self.cursor.peek() else {
            return self.cursor.error_at(start, "the pattern ends in a backslash");
        };
        self.cursor.at += 1;
        let simple = match letter {
            't' => 0x09,
            'n' => 0x0A,
            'v' => 0x0B,
            'f' => 0x0C,
            'r' => 0x0D,
            'c' => return self.control(start, in_class),
            '0' if self.unicode && !matches!(self.cursor.peek(), Some('0'..='9')) => 0,
            '0'..='7' if !self.unicode => return Ok(self.legacy_octal(letter)),
            'x' => match self.cursor.hex(2) {
                Some(code) => code,
                None if self.unicode => {
                    return self.cursor.error_at(start, "`\\x` needs two hexadecimal digits");
                }
                None => u32::from('x'),
            },
            'u' => match self.unicode_escape() {
                Some(code) => code,
                None if self.unicode => {
                    return self.cursor.error_at(start, "`\\u` needs four hexadecimal digits");
                }
                None => u32::from('u'),
            },
            '-' if in_class => u32::from('-'),
            _ if self.unicode && !"^$\\.*+?()[]{}|/".contains(letter) => {
                return self.cursor.error_at(start, format!("there is no escape `\\{letter}`"));
            }
            'k' if !self.names.is_empty() => {
                return self.cursor.error_at(start, "`\\k` needs the name of a group");
            }
            // The unit itself, since a code unit of a pair is not what `peek` returns.
            _ => self.cursor.units.get(self.cursor.at - 1).map_or(0, |(_, unit)| *unit),
        };
        Ok(simple)
    }

    /// `\cX`, after the `c`. Annex B reads the backslash as itself where no letter follows.
    fn control(&mut self, start: usize, in_class: bool) -> Parsed<u32> {
        match self.cursor.peek() {
            Some(letter) if letter.is_ascii_alphabetic() => {
                self.cursor.at += 1;
                Ok(u32::from(letter) % 32)
            }
            Some(letter) if !self.unicode && in_class && (letter.is_ascii_digit() || letter == '_') => {
                self.cursor.at += 1;
                Ok(u32::from(letter) % 32)
            }
            _ if self.unicode => self.cursor.error_at(start, "`\\c` needs a letter"),
            _ => {
                self.cursor.at -= 1;
                Ok(u32::from('\\'))
            }
        }
    }

    /// Up to three octal digits, at most 377, of which the first has been read.
    fn legacy_octal(&mut self, first: char) -> u32 {
        let mut value = first.to_digit(8).unwrap_or(0);
        for _ in 0..2 {
            match self.cursor.peek().and_then(|digit| digit.to_digit(8)) {
                Some(digit) if value * 8 + digit <= 0o377 => value = value * 8 + digit,
                _ => break,
            }
            self.cursor.at += 1;
        }
        value
    }

    /// `\uXXXX`, a surrogate pair of two, or `\u{…}`, after the `u`.
    fn unicode_escape(&mut self) -> Option<u32> {
        let start = self.cursor.at;
        if self.unicode && self.cursor.eat("{") {
            let digits = self.cursor.take_while(|c| c.is_ascii_hexdigit());
            let significant = digits.trim_start_matches('0');
            let code = match significant.is_empty() {
                true if digits.is_empty() => None,
                true => Some(0),
                false => u32::from_str_radix(significant, 16).ok().filter(|code| *code <= LAST),
            };
            if code.is_some() && self.cursor.eat("}") {
                return code;
            }
            self.cursor.at = start;
            return None;
        }
        let code = self.cursor.hex(4)?;
        let after = self.cursor.at;
        if self.unicode && (0xD800..0xDC00).contains(&code) && self.cursor.eat("\\u") {
            match self.cursor.hex(4) {
                Some(low) if (0xDC00..0xE000).contains(&low) => {
                    return Some(0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00));
                }
                _ => self.cursor.at = after,
            }
        }
        Some(code)
    }

    fn class(&mut self) -> Parsed<Node> {
        let open = self.cursor.at;
        self.cursor.at += 1;
        let negated = self.cursor.eat("^");
        let mut set = CharSet::empty();
        loop {
            if self.cursor.at_end() {
                return self.cursor.error_at(open, "this class is not closed");
            }
            if self.cursor.eat("]") {
                break;
            }
            let members = self.class_member(open)?;
            set = set.union(&members);
        }
        Ok(Node::Set(if negated { self.bounded(set.complement()) } else { set }))
    }

    /// Reads one member of a class or a range of members.
    fn class_member(&mut self, open: usize) -> Parsed<CharSet> {
        let start = self.cursor.at;
        let first = self.class_atom(open)?;
        let is_range = self.cursor.peek() == Some('-') && !matches!(self.cursor.peek_at(1), Some(']') | None);
        if !is_range {
            return Ok(first.set);
        }
        self.cursor.at += 1;
        let last = self.class_atom(open)?;
        match (first.code, last.code) {
            (Some(from), Some(to)) if from <= to => Ok(CharSet::of([(from, to)])),
            (Some(_), Some(_)) => self.cursor.error_at(start, "the ends of this range are out of order"),
            _ if self.unicode => self.cursor.error_at(start, "a class cannot be the end of a range"),
            _ => Ok(first.set.union(&last.set).union(&CharSet::single(u32::from('-')))),
        }
    }

    fn class_atom(&mut self, open: usize) -> Parsed<ClassAtom> {
        let start = self.cursor.at;
        let Some(unit) = self.cursor.next_unit() else {
            return self.cursor.error_at(open, "this class is not closed");
        };
        if unit != u32::from('\\') {
            return Ok(ClassAtom { set: CharSet::single(unit), code: Some(unit) });
        }
        let code = match self.cursor.peek() {
            Some('b') => {
                self.cursor.at += 1;
                0x08
            }
            _ => match self.class_escape(start)? {
                Some(set) => return Ok(ClassAtom { set, code: None }),
                None => self.character_escape(start, true)?,
            },
        };
        Ok(ClassAtom { set: CharSet::single(code), code: Some(code) })
    }
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    let first = characters.next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$');
    first && characters.all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

/// ECMA-262, LineTerminator.
fn line_terminators() -> CharSet {
    CharSet::chars(&[('\n', '\n'), ('\r', '\r'), ('\u{2028}', '\u{2029}')])
}

/// ECMA-262, WhiteSpace and LineTerminator: what `\s` stands for.
fn white_space() -> CharSet {
    CharSet::chars(&[
        ('\t', '\r'),
        (' ', ' '),
        ('\u{a0}', '\u{a0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{2000}', '\u{200a}'),
        ('\u{2028}', '\u{2029}'),
        ('\u{202f}', '\u{202f}'),
        ('\u{205f}', '\u{205f}'),
        ('\u{3000}', '\u{3000}'),
        ('\u{feff}', '\u{feff}'),
    ])
}
