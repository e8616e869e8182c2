//! Tables: macro calls in braces, which the formatter cannot know, one line a row.
//!
//! Before the formatter runs, a placeholder takes the place of each table; afterwards the table's own text does.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::Item;

/// How wide a line may be.
pub(super) const WIDTH: usize = 110;

/// What names a placeholder, before its number.
const PLACEHOLDER: &str = "__FARRIER_TABLE_";

/// Takes the tables out of the file, and leaves placeholders.
pub(super) fn take(file: &mut syn::File) -> Vec<String> {
    let mut tables = Vec::new();
    take_from(&mut file.items, 0, &mut tables);
    tables
}

fn take_from(items: &mut [Item], depth: usize, tables: &mut Vec<String>) {
    for item in items {
        match item {
            Item::Macro(table) if table.ident.is_none() => {
                let name = Ident::new(&format!("{PLACEHOLDER}{}", tables.len()), Span::call_site());
                tables.push(self::text(&table.mac, &"    ".repeat(depth)));
                *item = syn::parse_quote!(const #name: () = (););
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &mut module.content {
                    take_from(items, depth + 1, tables);
                }
            }
            _ => {}
        }
    }
}

/// Puts the tables where their placeholders are.
pub(super) fn put(text: &str, tables: &[String]) -> String {
    let mut whole = String::with_capacity(text.len() + tables.iter().map(String::len).sum::<usize>());
    for line in text.lines() {
        let number = line.trim().strip_prefix("const ").and_then(|line| line.strip_prefix(PLACEHOLDER));
        let number = number.and_then(|line| line.split(':').next()).and_then(|number| number.parse().ok());
        match number.and_then(|number: usize| tables.get(number)) {
            Some(table) => whole.push_str(table),
            None => {
                whole.push_str(line);
                whole.push('\n');
            }
        }
    }
    whole
}

/// The text of one table: its head, and what is in braces row by row.
fn text(table: &syn::Macro, indent: &str) -> String {
    let tokens: Vec<TokenTree> = table.tokens.clone().into_iter().collect();
    let mut text = format!("{indent}{}! {{", line(table.path.to_token_stream()));
    let is_block =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let attributed = matches!(tokens.first(), Some(TokenTree::Punct(pound)) if pound.as_char() == '#');
    let Some(block) = tokens.iter().position(is_block) else {
        text.push('\n');
        rows(&mut text, tokens, &format!("{indent}    "));
        text.push_str(&format!("{indent}}}\n"));
        return text;
    };
    let inner = if attributed { format!("{indent}    ") } else { indent.to_owned() };
    let (attributes, head) = split_attributes(&tokens[..block]);
    if attributed {
        text.push('\n');
        push_attributes(&mut text, &attributes, &inner);
        text.push_str(&inner);
    } else {
        text.push(' ');
    }
    text.push_str(&line(head.iter().cloned().collect()));
    let TokenTree::Group(group) = &tokens[block] else { return text };
    if group.stream().is_empty() {
        text.push_str(" {}");
    } else {
        text.push_str(" {\n");
        rows(&mut text, group.stream().into_iter().collect(), &format!("{inner}    "));
        text.push_str(&format!("{inner}}}"));
    }
    let rest = line(tokens[block + 1..].iter().cloned().collect());
    if !rest.is_empty() {
        text.push_str(&format!(" {rest}"));
    }
    text.push_str(&if attributed { format!("\n{indent}}}\n") } else { " }\n".to_owned() });
    text
}

/// The rows of a block, each on its line: what ends in semicolons, or in commas where there are none.
fn rows(text: &mut String, tokens: Vec<TokenTree>, indent: &str) {
    let is =
        |token: &TokenTree, mark: char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark);
    let mark = if tokens.iter().any(|token| is(token, ';')) { ';' } else { ',' };
    for row in tokens.split_inclusive(|token| is(token, mark)) {
        let (attributes, row) = split_attributes(row);
        push_attributes(text, &attributes, indent);
        push_row(text, row, indent);
    }
}

/// A row, broken before its last column that lets it fit.
fn push_row(text: &mut String, row: &[TokenTree], indent: &str) {
    let whole = line(row.iter().cloned().collect());
    let starts_column = |at: usize| match (&row[at - 1], &row[at]) {
        (_, TokenTree::Punct(slash)) if slash.as_char() == '/' => true,
        // The rules of a check, after its parameter.
        (TokenTree::Punct(colon), _) if colon.as_char() == ':' => {
            at > 1 && matches!(row[at - 2], TokenTree::Group(_))
        }
        (_, TokenTree::Punct(equals)) => equals.as_char() == '=' && equals.spacing() == Spacing::Joint,
        _ => false,
    };
    if indent.len() + whole.len() > WIDTH {
        let fits = |at: &usize| indent.len() + line(row[..*at].iter().cloned().collect()).len() <= WIDTH;
        let breaks: Vec<usize> = (1..row.len()).filter(|at| starts_column(*at)).collect();
        if let Some(at) = breaks.iter().rev().copied().find(fits).or(breaks.first().copied()) {
            text.push_str(&format!("{indent}{}\n", line(row[..at].iter().cloned().collect())));
            text.push_str(&format!("{indent}    {}\n", line(row[at..].iter().cloned().collect())));
            return;
        }
    }
    text.push_str(&format!("{indent}{whole}\n"));
}

/// The attributes in front, and the rest.
fn split_attributes(mut tokens: &[TokenTree]) -> (Vec<TokenStream>, &[TokenTree]) {
    let mut attributes = Vec::new();
    while let [TokenTree::Punct(pound), TokenTree::Group(attribute), rest @ ..] = tokens {
        if pound.as_char() != '#' {
            break;
        }
        attributes.push(attribute.stream());
        tokens = rest;
    }
    (attributes, tokens)
}

/// The attributes, each on its line; documentation as comments.
fn push_attributes(text: &mut String, attributes: &[TokenStream], indent: &str) {
    for attribute in attributes {
        let documentation =
            syn::parse2::<syn::MetaNameValue>(attribute.clone()).ok().and_then(|value| match &value.value {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. })
                    if value.path.is_ident("doc") =>
                {
                    Some(text.value())
                }
                _ => None,
            });
        match documentation {
            Some(documentation) => text.push_str(&format!("{indent}///{documentation}\n")),
            None => text.push_str(&format!("{indent}#[{}]\n", line(attribute.clone()))),
        }
    }
}

/// A token, as far as the spaces around it go.
enum Piece {
    Word(String),
    Operator(String),
    Open(char),
    Close(char),
}

/// Tokens on one line, spaced as one would by hand.
fn line(tokens: TokenStream) -> String {
    let mut pieces = Vec::new();
    flatten(tokens, &mut pieces);
    let mut text = String::new();
    let mut before: Option<&Piece> = None;
    let mut is_operand = false;
    for piece in &pieces {
        let unary = std::mem::replace(&mut is_operand, !matches!(piece, Piece::Operator(_) | Piece::Open(_)));
        if before.is_some_and(|before| wants_space(before, piece)) && !text.ends_with('\u{1}') {
            text.push(' ');
        }
        match piece {
            Piece::Word(word) => text.push_str(word),
            Piece::Operator(operator) => {
                text.push_str(operator);
                // A sign, reference or dereference holds on to what follows it.
                if !unary && matches!(operator.as_str(), "-" | "*" | "&") {
                    text.push('\u{1}');
                }
            }
            Piece::Open(bracket) | Piece::Close(bracket) => text.push(*bracket),
        }
        before = Some(piece);
    }
    text.replace('\u{1}', "")
}

fn flatten(tokens: TokenStream, pieces: &mut Vec<Piece>) {
    let mut operator = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(punct) => {
                operator.push(punct.as_char());
                // Angle brackets stand alone, however many follow each other.
                let joined = punct.spacing() == Spacing::Joint && !matches!(punct.as_char(), '<' | '>');
                if !joined {
                    pieces.push(Piece::Operator(std::mem::take(&mut operator)));
                }
            }
            TokenTree::Ident(word) => pieces.push(Piece::Word(word.to_string())),
            TokenTree::Literal(word) => pieces.push(Piece::Word(word.to_string())),
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::Brace => ('{', '}'),
                    Delimiter::None => {
                        flatten(group.stream(), pieces);
                        continue;
                    }
                };
                pieces.push(Piece::Open(open));
                flatten(group.stream(), pieces);
                pieces.push(Piece::Close(close));
            }
        }
    }
}

fn wants_space(before: &Piece, piece: &Piece) -> bool {
    let tight = |operator: &str| matches!(operator, "::" | "." | "<" | "!" | "'" | "#" | ".." | "?");
    match (before, piece) {
        (Piece::Open('{'), Piece::Close('}')) => false,
        (Piece::Open('{'), _) | (_, Piece::Close('}')) => true,
        (Piece::Open(_), _) | (_, Piece::Close(_)) => false,
        (_, Piece::Open('{')) => true,
        (Piece::Operator(before), _) if tight(before) => false,
        (_, Piece::Operator(operator)) => match operator.as_str() {
            "," | ";" | "." | "?" | ":" | ">" | ".." | "..=" => false,
            "::" => {
                !matches!(before, Piece::Word(_)) && !matches!(before, Piece::Operator(text) if text == ">")
            }
            "<" => matches!(before, Piece::Operator(_)),
            "!" => !matches!(before, Piece::Word(_)),
            _ => true,
        },
        (Piece::Operator(before), Piece::Open(_)) => !matches!(before.as_str(), ">" | "&"),
        (Piece::Word(_) | Piece::Close(_), Piece::Open(_)) => false,
        (Piece::Operator(before), Piece::Word(_)) => before != "..=",
        (Piece::Word(_) | Piece::Close(_), Piece::Word(_)) => true,
    }
}
