//! Splits Rust source into words, signs and strings, each with its line.
//!
//! Comes in: the text of a file. Goes out: [`Source`]. Always holds: comments and `#[cfg(test)]` modules are left out; a
//! text that is no Rust gives some tokens, never a panic.

/// The tokens of one file.
#[derive(Debug, Default)]
pub(super) struct Source {
    /// Words, `::` and single signs, in order.
    pub(super) tokens: Vec<Token>,
    /// The contents of string literals, in order.
    pub(super) strings: Vec<Token>,
}

/// A piece of text and the line that it starts on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) line: usize,
    pub(super) text: String,
}

impl Source {
    pub(super) fn read(text: &str) -> Self {
        let mut lexer = Lexer { rest: text, line: 1 };
        let mut source = Self::default();
        while let Some(piece) = lexer.next() {
            match piece {
                Piece::Code(token) => source.tokens.push(token),
                Piece::Text(token) => source.strings.push(token),
            }
        }
        source.leave_out_tests();
        source
    }

    /// Inline test modules are no part of what is built: they may read files and name services.
    fn leave_out_tests(&mut self) {
        const START: [&str; 8] = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
        let matches = |window: &[Token]| window.iter().map(|token| token.text.as_str()).eq(START);
        while let Some(start) = self.tokens.windows(START.len()).position(matches) {
            let end = start + START.len() + module_length(self.tokens.iter().skip(start + START.len()));
            let removed: Vec<Token> = self.tokens.drain(start..end).collect();
            if let (Some(first), Some(last)) = (removed.first(), removed.last()) {
                self.strings.retain(|string| !(first.line..=last.line).contains(&string.line));
            }
        }
    }
}

/// How many tokens a module has after the word `mod`: up to its `;`, its last brace, or the end.
fn module_length<'a>(tokens: impl Iterator<Item = &'a Token>) -> usize {
    let (mut depth, mut length) = (0_usize, 0);
    for token in tokens {
        length += 1;
        match token.text.as_str() {
            "{" => depth += 1,
            "}" if depth > 1 => depth -= 1,
            "}" => break,
            ";" if depth == 0 => break,
            _ => {}
        }
    }
    length
}

enum Piece {
    Code(Token),
    Text(Token),
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Option<Piece> {
        loop {
            let blank = self.rest.len() - self.rest.trim_start().len();
            self.take(blank);
            if self.rest.starts_with("//") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.block_comment();
            } else {
                break;
            }
        }
        let first = self.rest.chars().next()?;
        let line = self.line;
        if let Some(text) = self.string() {
            return Some(Piece::Text(Token { line, text: text.to_owned() }));
        }
        let length = if is_word(first) {
            self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len())
        } else if self.rest.starts_with("::") {
            2
        } else {
            self.character().unwrap_or(first.len_utf8())
        };
        Some(Piece::Code(Token { line, text: self.take(length).to_owned() }))
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let (mut depth, mut length) = (0_usize, 0);
        while let Some(rest) = self.rest.get(length..).filter(|rest| !rest.is_empty()) {
            if rest.starts_with("/*") {
                (depth, length) = (depth + 1, length + 2);
            } else if rest.starts_with("*/") {
                (depth, length) = (depth - 1, length + 2);
                if depth == 0 {
                    break;
                }
            } else {
                length += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        self.take(length);
    }

    /// Takes a string literal, raw or not, of bytes or of text.
    fn string(&mut self) -> Option<&'a str> {
        let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
            let after = self.rest.strip_prefix(*prefix).unwrap_or_default();
            let hashes = after.trim_start_matches('#');
            hashes.starts_with('"') && (hashes.len() == after.len() || prefix.ends_with('r'))
        })?;
        let after = self.rest.get(prefix.len()..)?;
        let hashes = after.len() - after.trim_start_matches('#').len();
        let start = prefix.len() + hashes + 1;
        let body = self.rest.get(start..)?;
        let end = if prefix.ends_with('r') {
            body.find(&format!("\"{}", "#".repeat(hashes))).unwrap_or(body.len())
        } else {
            quote(body)
        };
        let text = body.get(..end)?;
        self.take(start + end + 1 + hashes);
        Some(text)
    }

    /// The length of a character literal; a lifetime is none.
    fn character(&self) -> Option<usize> {
        let body = self.rest.strip_prefix('\'')?;
        let mut chars = body.chars();
        let length = match chars.next()? {
            '\\' => body.char_indices().skip(2).find(|(_, c)| *c == '\'')?.0,
            c if chars.next() == Some('\'') => c.len_utf8(),
            _ => return None,
        };
        Some(length + 2)
    }
}

/// Where the quote stands that ends a string with escapes.
fn quote(body: &str) -> usize {
    let mut escaped = false;
    for (index, character) in body.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return index,
            _ => {}
        }
    }
    body.len()
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(tokens: &[Token]) -> Vec<&str> {
        tokens.iter().map(|token| token.text.as_str()).collect()
    }

    #[test]
    fn comments_are_left_out_and_strings_set_apart() {
        let source =
            Source::read("a::b /* x /* y */ z */ \"s // \\\" t\" // end\n'\"' 'l r#\"raw \" \"# '\\'' é");
        assert_eq!(texts(&source.tokens), ["a", "::", "b", "'\"'", "'", "l", "'\\''", "é"]);
        assert_eq!(texts(&source.strings), ["s // \\\" t", "raw \" "]);
    }

    #[test]
    fn lines_are_counted_through_strings_and_comments() {
        let source = Source::read("\"a\nb\"\n/*\n*/ x\nb\"bytes\" y");
        let lines: Vec<_> =
            source.tokens.iter().chain(&source.strings).map(|t| (t.line, t.text.as_str())).collect();
        assert_eq!(lines, [(4, "x"), (5, "y"), (1, "a\nb"), (5, "bytes")]);
    }

    #[test]
    fn inline_test_modules_are_left_out() {
        let inline = "a\n#[cfg(test)]\nmod tests {\n fn f() { \"s\"; }\n}\nb \"t\"\n#[cfg(test)]\nmod c;\nd";
        let source = Source::read(inline);
        assert_eq!(texts(&source.tokens), ["a", "b", "d"]);
        assert_eq!(texts(&source.strings), ["t"]);
        assert_eq!(texts(&Source::read("a #[cfg(test)] mod open {").tokens), ["a"]);
    }

    #[test]
    fn what_is_no_rust_ends() {
        for text in ["\"open", "r#\"open", "/* open", "'", "'\\", "b", "r", "r#", "\u{1F600}'é"] {
            Source::read(text);
        }
    }
}
