//! Tables: macro calls in braces, one line a row.

use super::{
    layout::{Layout, Range, STEP, WIDTH},
    sign::sign,
    token::Kind,
};

/// Writes what stands in the braces of a macro call, the opening one of which was written.
pub(super) fn write(layout: &mut Layout, open: usize, indent: usize) {
    let inside = open + 1..layout.pairs[open];
    let attributed =
        layout.tokens[inside.start].kind == Kind::Docs || layout.tokens[inside.start].is(sign!(#));
    let body = attributes_end(layout, inside.clone());
    let Some(block) = (body..inside.end).find(|at| layout.tokens[*at].is(sign!("{"))) else {
        if !attributed && !inside.clone().any(|at| layout.tokens[at].is(sign!(;))) {
            layout.out.push(' ');
            layout.flat(inside);
            return layout.out.push(' ');
        }
        rows(layout, inside, indent + STEP);
        return layout.newline(indent);
    };
    let inner = if attributed { indent + STEP } else { indent };
    if attributed {
        layout.newline(inner);
        layout.attributes(inside.start..body, inner);
    } else {
        layout.out.push(' ');
    }
    let close = layout.pairs[block];
    layout.flat(body..block);
    layout.out.push_str(" {");
    if block + 1 < close {
        rows(layout, block + 1..close, inner + STEP);
        layout.newline(inner);
    }
    layout.out.push('}');
    if close + 1 < inside.end {
        layout.out.push(' ');
        layout.flat(close + 1..inside.end);
    }
    if attributed {
        layout.newline(indent);
    } else {
        layout.out.push(' ');
    }
}

/// The rows of a block, each on its line: what ends in semicolons, or in commas where there are none.
fn rows(layout: &mut Layout, range: Range, indent: usize) {
    let mark = if range.clone().any(|at| layout.tokens[at].is(sign!(;))) { sign!(;) } else { sign!(,) };
    let mut from = range.start;
    while from < range.end {
        let mut end = from;
        while end < range.end && !layout.tokens[end].is(mark) {
            end = if layout.tokens[end].kind == Kind::Open { layout.pairs[end] + 1 } else { end + 1 };
        }
        let end = (end + 1).min(range.end);
        layout.newline(indent);
        let body = attributes_end(layout, from..end);
        layout.attributes(from..body, indent);
        row(layout, body..end, indent);
        from = end;
    }
}

/// A row, broken before its last column that lets it fit.
fn row(layout: &mut Layout, range: Range, indent: usize) {
    if indent + layout.width(&range) > WIDTH {
        let starts_column = |at: &usize| {
            // The rules of a check stand after its parameter.
            let rules = layout.tokens[at - 1].is(sign!(:)) && layout.tokens[at - 2].kind == Kind::Close;
            layout.tokens[*at].is(sign!(/)) || layout.tokens[*at].is(sign!(=>)) || rules
        };
        let breaks: Vec<usize> = range.clone().skip(2).filter(starts_column).collect();
        let fits = |at: &usize| indent + layout.width(&(range.start..*at)) <= WIDTH;
        if let Some(at) = breaks.iter().rev().copied().find(fits).or(breaks.first().copied()) {
            layout.flat(range.start..at);
            layout.newline(indent + STEP);
            return layout.flat(at..range.end);
        }
    }
    layout.flat(range);
}

/// Where the attributes end that the range begins with.
fn attributes_end(layout: &Layout, range: Range) -> usize {
    let mut at = range.start;
    while at < range.end {
        match &layout.tokens[at] {
            token if token.kind == Kind::Docs => at += 1,
            token if token.is(sign!(#)) => at = layout.pairs[at + 1] + 1,
            _ => break,
        }
    }
    at
}
