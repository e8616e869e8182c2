//! Reads the regular expressions of `java.util.regex.Pattern`, for what ECMAScript does not have.
//!
//! Strings are read as characters, classes are ASCII, and `$` also matches before a line terminator at the very end.

use super::{Cursor, digits, property, word, word_boundary};
use crate::pattern::PatternError;
use crate::pattern::ast::{BackReference, Node};
use crate::pattern::set::{CharSet, LAST};

/// How deep groups and classes may nest, so that no pattern exhausts the stack.
const MAX_DEPTH: usize = 200;

/// Reads `source`.
pub(super) fn parse(source: &str) -> Result<Node, PatternError> {
    let cursor = Cursor::new(source, false);
    let mut parser = Parser { cursor, opened: 0, names: Vec::new(), flags: Flags::default(), depth: 0 };
    let node = parser.disjunction()?;
    match parser.cursor.at_end() {
        true => Ok(node),
        false => parser.cursor.error("this `)` closes no group"),
    }
}

/// What `(?idmsux)` switches.
#[derive(Clone, Copy, Default)]
struct Flags {
    ignore_case: bool,
    unix_lines: bool,
    multiline: bool,
    dot_all: bool,
    unicode_case: bool,
    comments: bool,
}

impl Flags {
    fn line_terminators(self) -> CharSet {
        match self.unix_lines {
            true => CharSet::chars(&[('\n', '\n')]),
            false => {
                CharSet::chars(&[('\n', '\n'), ('\r', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')])
            }
        }
    }

    /// `^`.
    fn caret(self) -> Node {
        if !self.multiline {
            return Node::Start;
        }
        let terminators = self.line_terminators();
        let plain = Node::behind(Node::Set(terminators.difference(&CharSet::single(0x0D))));
        let after = match self.unix_lines {
            true => plain,
            // Between `\r` and `\n` no line starts.
            false => Node::alternation(vec![
                plain,
                Node::concat(vec![Node::behind(Node::literal("\r")), Node::not_ahead(Node::literal("\n"))]),
            ]),
        };
        // No line starts at the end of the string, of an empty one neither.
        Node::concat(vec![Node::alternation(vec![Node::Start, after]), Node::not_ahead(Node::End)])
    }

    /// `$`.
    fn dollar(self) -> Node {
        let line_feed = match self.unix_lines {
            true => Node::literal("\n"),
            // Between `\r` and `\n` no line ends.
            false => Node::concat(vec![Node::not_behind(Node::literal("\r")), Node::literal("\n")]),
        };
        let others = Node::Set(self.line_terminators().difference(&CharSet::single(0x0A)));
        let mut terminators = vec![line_feed, others];
        if !self.unix_lines {
            terminators.push(Node::literal("\r\n"));
        }
        let terminator = Node::alternation(terminators);
        let before = match self.multiline {
            true => Node::ahead(terminator),
            false => Node::ahead(Node::concat(vec![terminator, Node::End])),
        };
        Node::alternation(vec![Node::End, before])
    }
}

struct Parser {
    cursor: Cursor,
    opened: u32,
    names: Vec<(String, u32)>,
    flags: Flags,
    depth: usize,
}

type Parsed<T> = Result<T, PatternError>;

/// What an escape stands for.
enum Escaped {
    Character(u32),
    Set(CharSet),
    Node(Node),
}

impl Parser {
    fn disjunction(&mut self) -> Parsed<Node> {
        self.deeper()?;
        let mut alternatives = vec![self.sequence()?];
        while self.cursor.eat("|") {
            alternatives.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(Node::alternation(alternatives))
    }

    fn deeper(&mut self) -> Parsed<()> {
        if self.depth >= MAX_DEPTH {
            return self.cursor.error("groups nest too deeply");
        }
        self.depth += 1;
        Ok(())
    }

    fn sequence(&mut self) -> Parsed<Node> {
        let mut nodes = Vec::new();
        loop {
            self.skip_comments();
            match self.cursor.peek() {
                None | Some('|' | ')') => return Ok(Node::concat(nodes)),
                Some('*' | '+' | '?') => return self.cursor.error("there is nothing before this quantifier"),
                // A second quantifier in braces repeats the empty string between the two.
                Some('{') if self.quantifier_follows() => nodes.push(self.quantified(Node::Empty)?),
                Some('{') => {
                    return self.cursor.error("this `{` is not part of a quantifier and not escaped");
                }
                Some('\\') if self.cursor.eat("\\Q") => self.quotation(&mut nodes),
                Some(character) => {
                    if let Some(node) = self.atom(character)? {
                        let node = self.quantified(node)?;
                        nodes.push(node);
                    }
                }
            }
        }
    }

    /// Passes over white space and comments where the flag `x` says so.
    fn skip_comments(&mut self) {
        while self.flags.comments {
            match self.cursor.peek() {
                Some('#') => drop(self.cursor.take_while(|c| c != '\n')),
                Some(c) if c.is_ascii_whitespace() || c == '\x0b' => self.cursor.at += 1,
                _ => return,
            }
        }
    }

    fn quantifier_follows(&mut self) -> bool {
        let at = self.cursor.at;
        let follows = self.cursor.braces().is_some();
        self.cursor.at = at;
        follows
    }

    fn quantified(&mut self, node: Node) -> Parsed<Node> {
        self.skip_comments();
        let at = self.cursor.at;
        let Some((min, max)) = self.cursor.quantifier() else { return Ok(node) };
        if max.is_some_and(|max| max < min) {
            return self.cursor.error_at(at, "the numbers of the quantifier are out of order");
        }
        let possessive = self.cursor.eat("+");
        let lazy = !possessive && self.cursor.eat("?");
        let node = Node::Repeat { node: Box::new(node), min, max, lazy };
        Ok(if possessive { Node::Atomic(Box::new(node)) } else { node })
    }

    /// Reads `…\E`, after `\Q`; a quantifier repeats its last character.
    fn quotation(&mut self, nodes: &mut Vec<Node>) {
        while !self.cursor.at_end() && !self.cursor.eat("\\E") {
            if let Some(code) = self.cursor.next_unit() {
                nodes.push(self.set(CharSet::single(code)));
            }
        }
        if let Some(last) = nodes.pop() {
            match self.quantified(last.clone()) {
                Ok(node) => nodes.push(node),
                Err(_) => nodes.push(last),
            }
        }
    }

    /// Reads one atom; nothing where it only changes flags.
    fn atom(&mut self, character: char) -> Parsed<Option<Node>> {
        let node = match character {
            '(' => return self.parenthesis(),
            '[' => {
                let set = self.class()?;
                self.set(set)
            }
            '\\' => match self.escape()? {
                Escaped::Character(code) => self.set(CharSet::single(code)),
                Escaped::Set(set) => self.set(set),
                Escaped::Node(node) => node,
            },
            _ => {
                let code = self.cursor.next_unit().unwrap_or_default();
                match character {
                    '^' => self.flags.caret(),
                    '$' => self.flags.dollar(),
                    '.' if self.flags.dot_all => Node::Set(CharSet::all()),
                    '.' => Node::Set(self.flags.line_terminators().complement()),
                    _ => self.set(CharSet::single(code)),
                }
            }
        };
        Ok(Some(node))
    }

    fn set(&self, set: CharSet) -> Node {
        Node::Set(self.folded(set))
    }

    fn folded(&self, set: CharSet) -> CharSet {
        match (self.flags.ignore_case, self.flags.unicode_case) {
            (false, _) => set,
            (true, false) => property::ignore_ascii_case(&set),
            (true, true) => property::ignore_case(&set),
        }
    }

    fn parenthesis(&mut self) -> Parsed<Option<Node>> {
        let open = self.cursor.at;
        let outer = self.flags;
        let node = if self.cursor.eat("(?:") {
            self.body(open)?
        } else if self.cursor.eat("(?=") {
            Node::ahead(self.body(open)?)
        } else if self.cursor.eat("(?!") {
            Node::not_ahead(self.body(open)?)
        } else if self.cursor.eat("(?<=") {
            Node::behind(self.body(open)?)
        } else if self.cursor.eat("(?<!") {
            Node::not_behind(self.body(open)?)
        } else if self.cursor.eat("(?>") {
            Node::Atomic(Box::new(self.body(open)?))
        } else if self.cursor.eat("(?<") {
            let name = self.cursor.take_while(|c| c.is_ascii_alphanumeric());
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !self.cursor.eat(">") {
                return self.cursor.error_at(open, "the name of the group is not an identifier");
            }
            self.names.push((name, self.opened + 1));
            self.capture(open)?
        } else if self.cursor.eat("(?") {
            self.read_flags(open)?;
            if self.cursor.eat(")") {
                return Ok(None);
            }
            if !self.cursor.eat(":") {
                return self.cursor.error_at(open, "there is no such group");
            }
            self.body(open)?
        } else {
            self.cursor.at += 1;
            self.capture(open)?
        };
        self.flags = outer;
        Ok(Some(node))
    }

    fn read_flags(&mut self, open: usize) -> Parsed<()> {
        let mut value = true;
        while let Some(flag) = self.cursor.peek() {
            let flags = &mut self.flags;
            match flag {
                'i' => flags.ignore_case = value,
                'd' => flags.unix_lines = value,
                'm' => flags.multiline = value,
                's' => flags.dot_all = value,
                'u' => flags.unicode_case = value,
                'x' => flags.comments = value,
                '-' if value => value = false,
                ')' | ':' => return Ok(()),
                _ => return self.cursor.error(format!("there is no flag `{flag}`")),
            }
            self.cursor.at += 1;
        }
        self.cursor.error_at(open, "this group is not closed")
    }

    fn capture(&mut self, open: usize) -> Parsed<Node> {
        self.opened += 1;
        let number = self.opened;
        Ok(Node::Group(number, Box::new(self.body(open)?)))
    }

    /// Reads up to the `)`. Flags that change inside end with it.
    fn body(&mut self, open: usize) -> Parsed<Node> {
        let outer = self.flags;
        let node = self.disjunction()?;
        self.flags = outer;
        match self.cursor.eat(")") {
            true => Ok(node),
            false => self.cursor.error_at(open, "this group is not closed"),
        }
    }

    fn escape(&mut self) -> Parsed<Escaped> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        let Some(letter) = self.cursor.peek() else {
            return self.cursor.error_at(start, "the pattern ends in a backslash");
        };
        let node = match letter {
            'A' => Node::Start,
            'z' => Node::End,
            'Z' => Flags { multiline: false, ..self.flags }.dollar(),
            'b' => word_boundary(&letters_and_digits(), false),
            'B' => word_boundary(&letters_and_digits(), true),
            'R' => Node::alternation(vec![Node::literal("\r\n"), Node::Set(vertical_space())]),
            'k' => return self.named_reference(start),
            '1'..='9' => return Ok(Escaped::Node(self.numbered_reference())),
            _ => {
                return match self.set_escape(letter, start)? {
                    Some(set) => Ok(Escaped::Set(set)),
                    None => Ok(Escaped::Character(self.character_escape(letter, start)?)),
                };
            }
        };
        self.cursor.at += 1;
        Ok(Escaped::Node(node))
    }

    /// Reads as many digits as there are groups for.
    fn numbered_reference(&mut self) -> Node {
        let mut group = 0;
        while let Some(digit) = self.cursor.peek().and_then(|digit| digit.to_digit(10)) {
            let longer = group * 10 + digit;
            if group > 0 && longer > self.opened {
                break;
            }
            group = longer;
            self.cursor.at += 1;
        }
        self.reference(group)
    }

    fn reference(&self, group: u32) -> Node {
        match group > self.opened {
            true => Node::Set(CharSet::empty()),
            false => Node::BackReference(BackReference {
                group,
                ignore_case: self.flags.ignore_case,
                unset_matches: false,
            }),
        }
    }

    fn named_reference(&mut self, start: usize) -> Parsed<Escaped> {
        self.cursor.at += 1;
        let opened = self.cursor.eat("<");
        let name = self.cursor.take_while(|c| c.is_ascii_alphanumeric());
        let group = self.names.iter().find(|(known, _)| *known == name).map(|(_, group)| *group);
        match group {
            Some(group) if opened && self.cursor.eat(">") => Ok(Escaped::Node(self.reference(group))),
            _ => self.cursor.error_at(start, format!("there is no group named `{name}`")),
        }
    }

    /// Reads an escape that stands for a set, after the backslash.
    fn set_escape(&mut self, letter: char, start: usize) -> Parsed<Option<CharSet>> {
        let set = match letter.to_ascii_lowercase() {
            'd' => digits(),
            'w' => word(),
            's' => CharSet::chars(&[('\t', '\r'), (' ', ' ')]),
            'h' => horizontal_space(),
            'v' => vertical_space(),
            'p' => {
                self.cursor.at += 1;
                let name = self.property_name();
                let Some(set) = property::java(&name) else {
                    return self.cursor.error_at(start, format!("Java knows no property `{name}`"));
                };
                return Ok(Some(if letter == 'P' { set.complement() } else { set }));
            }
            _ => return Ok(None),
        };
        self.cursor.at += 1;
        Ok(Some(if letter.is_ascii_uppercase() { set.complement() } else { set }))
    }

    fn property_name(&mut self) -> String {
        if !self.cursor.eat("{") {
            return self.cursor.next_unit().and_then(char::from_u32).map_or(String::new(), String::from);
        }
        let name = self.cursor.take_while(|c| c != '}');
        if self.cursor.eat("}") { name } else { String::new() }
    }

    /// Reads an escape that stands for one character, after the backslash.
    fn character_escape(&mut self, letter: char, start: usize) -> Parsed<u32> {
        let own = self.cursor.next_unit().unwrap_or_default();
        let code = match letter {
            't' => Some(0x09),
            'n' => Some(0x0A),
            'f' => Some(0x0C),
            'r' => Some(0x0D),
            'a' => Some(0x07),
            'e' => Some(0x1B),
            'c' => self.cursor.next_unit().map(|unit| unit ^ 64),
            '0' => self.octal(),
            'x' if self.cursor.eat("{") => {
                let digits = self.cursor.take_while(|c| c.is_ascii_hexdigit());
                let code = u32::from_str_radix(&digits, 16).ok().filter(|code| *code <= LAST);
                code.filter(|_| self.cursor.eat("}"))
            }
            'x' => self.cursor.hex(2),
            'u' => self.unicode_escape(),
            _ if letter.is_ascii_alphabetic() => None,
            _ => Some(own),
        };
        match code {
            Some(code) => Ok(code),
            None => self.cursor.error_at(start, format!("this is no escape that starts with `\\{letter}`")),
        }
    }

    fn unicode_escape(&mut self) -> Option<u32> {
        let code = self.cursor.hex(4)?;
        let after = self.cursor.at;
        if (0xD800..0xDC00).contains(&code) && self.cursor.eat("\\u") {
            match self.cursor.hex(4) {
                Some(low) if (0xDC00..0xE000).contains(&low) => {
                    return Some(0x1_0000 + ((code - 0xD800) << 10) + (low - 0xDC00));
                }
                _ => self.cursor.at = after,
            }
        }
        Some(code)
    }

    fn octal(&mut self) -> Option<u32> {
        let mut value = self.cursor.peek()?.to_digit(8)?;
        self.cursor.at += 1;
        for _ in 0..2 {
            match self.cursor.peek().and_then(|digit| digit.to_digit(8)) {
                Some(digit) if value * 8 + digit <= 0o377 => value = value * 8 + digit,
                _ => break,
            }
            self.cursor.at += 1;
        }
        Some(value)
    }

    /// Reads a class: a union of members, of nested classes, and of intersections of those.
    fn class(&mut self) -> Parsed<CharSet> {
        self.deeper()?;
        let open = self.cursor.at;
        self.cursor.at += 1;
        let negated = self.cursor.eat("^");
        let mut whole: Option<CharSet> = None;
        let mut set: Option<CharSet> = None;
        loop {
            self.skip_comments();
            if self.cursor.at_end() {
                return self.cursor.error_at(open, "this class is not closed");
            }
            if self.cursor.eat("&&") {
                whole = meet(whole, set.take());
            } else if self.cursor.peek() == Some(']') && (set.is_some() || whole.is_some()) {
                self.cursor.at += 1;
                break;
            } else {
                let member =
                    if self.cursor.peek() == Some('[') { self.class()? } else { self.class_member(open)? };
                set = Some(set.map_or(member.clone(), |set| set.union(&member)));
            }
        }
        self.depth -= 1;
        let set = self.folded(meet(whole, set).unwrap_or_default());
        Ok(if negated { set.complement() } else { set })
    }

    fn class_member(&mut self, open: usize) -> Parsed<CharSet> {
        let start = self.cursor.at;
        if self.cursor.eat("\\Q") {
            let mut quoted = CharSet::empty();
            while !self.cursor.at_end() && !self.cursor.eat("\\E") {
                quoted = quoted.union(&CharSet::single(self.cursor.next_unit().unwrap_or_default()));
            }
            return Ok(quoted);
        }
        let first = match self.class_atom(open)? {
            Escaped::Character(code) => code,
            Escaped::Set(set) => return Ok(set),
            Escaped::Node(_) => return self.cursor.error_at(start, "this escape cannot stand in a class"),
        };
        // A hyphen before `]` or a nested class is one of the members.
        if self.cursor.peek() != Some('-') || matches!(self.cursor.peek_at(1), Some(']' | '[') | None) {
            return Ok(CharSet::single(first));
        }
        self.cursor.at += 1;
        match self.class_atom(open)? {
            Escaped::Character(last) if first <= last => Ok(CharSet::of([(first, last)])),
            _ => self.cursor.error_at(start, "the ends of this range are out of order"),
        }
    }

    fn class_atom(&mut self, open: usize) -> Parsed<Escaped> {
        match self.cursor.peek() {
            None => self.cursor.error_at(open, "this class is not closed"),
            Some('\\') => self.escape(),
            Some(_) => Ok(Escaped::Character(self.cursor.next_unit().unwrap_or_default())),
        }
    }
}

/// The intersection of what is there.
fn meet(left: Option<CharSet>, right: Option<CharSet>) -> Option<CharSet> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.intersection(&right)),
        (left, right) => left.or(right),
    }
}

/// What `\b` takes for words, which is more than `\w` does: `Character.isLetterOrDigit` and the underscore.
fn letters_and_digits() -> CharSet {
    let letters = ["L", "Nd"].into_iter().filter_map(property::java);
    letters.fold(CharSet::chars(&[('_', '_')]), |set, letters| set.union(&letters))
}

/// `\h`.
fn horizontal_space() -> CharSet {
    CharSet::chars(&[
        ('\t', '\t'),
        (' ', ' '),
        ('\u{a0}', '\u{a0}'),
        ('\u{1680}', '\u{1680}'),
        ('\u{180e}', '\u{180e}'),
        ('\u{2000}', '\u{200a}'),
        ('\u{202f}', '\u{202f}'),
        ('\u{205f}', '\u{205f}'),
        ('\u{3000}', '\u{3000}'),
    ])
}

/// `\v`.
fn vertical_space() -> CharSet {
    CharSet::chars(&[('\n', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')])
}
