//! Tokens on lines.
//!
//! What fits on a line stays on one. Else the line breaks at the first of these that it has: blocks (which always
//! do), arms and assignments, binary operators, chains of calls, and brackets, of which the last ones break first.

use super::{
    block::{self, Block},
    sign::{Sign, sign},
    spacing::{self, Role, Spacing},
    table,
    token::{Kind, Token},
};

/// How wide a line may be.
pub(super) const WIDTH: usize = 110;

/// What stands before the inside of something.
const INDENTATION: &str = "    ";

/// How much deeper that is.
pub(super) const STEP: usize = INDENTATION.len();

/// A range of tokens.
pub(super) type Range = std::ops::Range<usize>;

/// Tokens, with what layout asks of them, and the text so far.
pub(super) struct Layout<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    spaces: Vec<Spacing>,
    /// The other bracket, for brackets.
    pub(super) pairs: Vec<usize>,
    /// What stands in braces that always break, by the opening one.
    blocks: Vec<Option<Block>>,
    /// What stands before each token, and before the end.
    totals: Vec<Total>,
    pub(super) out: String,
    /// Where the current line begins in the text.
    line: usize,
}

/// What stands before a place.
#[derive(Clone, Copy)]
struct Total {
    /// The width of all tokens, spaces included.
    width: usize,
    /// How many of the tokens cannot stand within a line.
    breaks: usize,
}

/// The text of a file, behind the lines that come first.
pub(super) fn text(header: &str, tokens: Vec<Token>) -> String {
    let mut layout = Layout::new(header, tokens);
    layout.units(0..layout.tokens.len(), 0, Block::Items, false);
    layout.out.push('\n');
    layout.out
}

impl<'t> Layout<'t> {
    fn new(header: &str, tokens: Vec<Token<'t>>) -> Self {
        let spaces = spacing::spaces(&tokens);
        let pairs = block::pairs(&tokens);
        let blocks = block::blocks(&tokens, &pairs, &spaces);
        let mut totals = Vec::with_capacity(tokens.len() + 1);
        let mut sum = Total { width: 0, breaks: 0 };
        totals.extend(tokens.iter().zip(&spaces).zip(&blocks).map(|((token, spacing), block)| {
            let before = sum;
            sum.width += token.text.len() + usize::from(spacing.space);
            sum.breaks += usize::from(block.is_some() || matches!(token.kind, Kind::Docs | Kind::InnerDocs));
            before
        }));
        totals.push(sum);
        let mut out = String::with_capacity(header.len() + sum.width + sum.width / 2);
        out.push_str(header);
        Self { tokens, spaces, pairs, blocks, totals, line: out.len(), out }
    }

    /// How wide the tokens are on one line.
    pub(super) fn width(&self, range: &Range) -> usize {
        self.totals[range.end].width - self.totals[range.start].width
    }

    pub(super) fn column(&self) -> usize {
        self.out.len() - self.line
    }

    fn has_breaks(&self, range: &Range) -> bool {
        self.totals[range.end].breaks > self.totals[range.start].breaks
    }

    /// Whether the tokens, and so much behind them, fit on the current line.
    fn fits(&self, range: &Range, tail: usize) -> bool {
        !self.has_breaks(range) && self.column() + self.width(range) + tail <= WIDTH
    }

    pub(super) fn newline(&mut self, indent: usize) {
        self.out.push('\n');
        self.line = self.out.len();
        // It is a number of steps.
        (0..indent / STEP).for_each(|_| self.out.push_str(INDENTATION));
    }

    fn space(&mut self, at: usize) {
        if self.spaces[at].space {
            self.out.push(' ');
        }
    }

    /// Writes tokens on the current line; the first without the space before it.
    pub(super) fn flat(&mut self, range: Range) {
        self.out.reserve(self.width(&range));
        let mut tokens = self.tokens[range.clone()].iter().zip(&self.spaces[range]);
        self.out.push_str(tokens.next().map_or("", |(first, _)| first.text));
        for (token, spacing) in tokens {
            if spacing.space {
                self.out.push(' ');
            }
            self.out.push_str(token.text);
        }
    }

    /// Writes each unit from the start of a line on; the text ends within the last one. `comma`: the last of a list has
    /// one, too.
    pub(super) fn units(&mut self, range: Range, indent: usize, block: Block, comma: bool) {
        let mut at = range.start;
        let mut previous: Option<Shape> = None;
        while at < range.end {
            let body = self.attributes_end(at);
            let end = if self.is_inner(at) { body } else { self.unit_end(body, range.end, block) };
            let shape = self.shape(at..end, body, indent);
            if let Some(previous) = &previous
                && block == Block::Items
                && shape.is_apart(previous)
            {
                self.out.push('\n');
            }
            if self.column() > 0 {
                self.newline(indent);
            }
            self.attributes(at..body, indent);
            if body < end {
                self.unit(body..end, indent, block, comma || end < range.end);
            }
            previous = Some(shape);
            at = end;
        }
    }

    /// Writes one unit, with what separates it from the next.
    fn unit(&mut self, range: Range, indent: usize, block: Block, comma: bool) {
        let separator = match block {
            Block::List => sign!(,),
            _ => sign!(;),
        };
        let separated = self.tokens[range.end - 1].is(separator);
        let body = range.start..range.end - usize::from(separated);
        self.run(body.clone(), indent, 1);
        let last = body.end.saturating_sub(1);
        let is_block = self.tokens[last].is(sign!("}")) && self.blocks[self.pairs[last]].is_some();
        let written = match block {
            // An arm that ends in a block needs none, and behind `..` none may stand.
            Block::List => (separated || comma) && !is_block && !self.tokens[body.start].is(sign!(..)),
            _ => separated,
        };
        if written {
            self.out.push_str(separator.token().text);
        }
    }

    /// Where the attributes end that begin there.
    fn attributes_end(&self, mut at: usize) -> usize {
        let inner = self.is_inner(at);
        loop {
            match self.tokens.get(at) {
                Some(token) if token.kind == Kind::InnerDocs => at += 1,
                Some(token) if token.kind == Kind::Docs && !inner => at += 1,
                Some(token) if token.is(sign!(#)) && self.is_inner_attribute(at) => {
                    return self.pairs[at + 2] + 1;
                }
                Some(token) if token.is(sign!(#)) && !inner => at = self.pairs[at + 1] + 1,
                _ => return at,
            }
            if inner {
                return at;
            }
        }
    }

    /// Whether documentation or an attribute of the whole begins there.
    fn is_inner(&self, at: usize) -> bool {
        self.tokens[at].kind == Kind::InnerDocs || self.is_inner_attribute(at)
    }

    fn is_inner_attribute(&self, at: usize) -> bool {
        self.tokens[at].is(sign!(#)) && self.tokens.get(at + 1).is_some_and(|next| next.is(sign!(!)))
    }

    /// Writes attributes, each on its line, and goes to the next line where there are any and something follows.
    pub(super) fn attributes(&mut self, range: Range, indent: usize) {
        let mut at = range.start;
        while at < range.end {
            let end = match self.tokens[at].kind {
                Kind::Docs => self.docs(at, "///", indent),
                Kind::InnerDocs => self.docs(at, "//!", indent),
                _ => {
                    let open = if self.is_inner_attribute(at) { at + 2 } else { at + 1 };
                    let end = self.pairs[open] + 1;
                    self.flat(at..end);
                    end
                }
            };
            if end < range.end || !self.is_inner(at) {
                self.newline(indent);
            }
            at = end;
        }
    }

    fn docs(&mut self, at: usize, sign: &str, indent: usize) -> usize {
        let mut rest = self.tokens[at].text;
        loop {
            let end = memchr::memchr(b'\n', rest.as_bytes());
            let line = &rest[..end.unwrap_or(rest.len())];
            self.out.push_str(sign);
            if !line.is_empty() {
                self.out.push(' ');
                self.out.push_str(line);
            }
            let Some(end) = end else { return at + 1 };
            rest = &rest[end + 1..];
            self.newline(indent);
        }
    }

    /// Where the unit ends that begins there.
    fn unit_end(&self, start: usize, end: usize, block: Block) -> usize {
        let (mut at, mut angles) = (start, 0_usize);
        while at < end {
            let token = &self.tokens[at];
            match token.kind {
                Kind::Open => {
                    let close = self.pairs[at];
                    let next = self.tokens.get(close + 1).filter(|_| close + 1 < end);
                    if token.is(sign!("{")) && !next.is_some_and(block::continues) {
                        return close + 1;
                    }
                    at = close;
                }
                Kind::Operator if self.spaces[at].role == Role::Angle => {
                    angles = if token.is(sign!(<)) { angles + 1 } else { angles.saturating_sub(1) };
                }
                Kind::Operator
                    if angles == 0 && token.is(if block == Block::List { sign!(,) } else { sign!(;) }) =>
                {
                    return at + 1;
                }
                _ => {}
            }
            at += 1;
        }
        end
    }

    /// Writes tokens from the current line on, as lines that stand in by `indent`, with `tail` behind them.
    pub(super) fn run(&mut self, range: Range, indent: usize, tail: usize) {
        if range.is_empty() {
            return;
        }
        if self.fits(&range, tail) {
            return self.flat(range);
        }
        let block = self.outermost(&range).find(|at| self.blocks[*at].is_some());
        if let Some(open) = block {
            return self.around_block(range, open, indent, tail);
        }
        let sign = self.operators(&range, &[sign!(=>), sign!(=), sign!(+=), sign!(|=)]).next();
        if let Some(sign) = sign {
            return self.around_sign(range, sign, indent, tail);
        }
        for operator in [sign!(||), sign!(&&), sign!(|)] {
            // One at the start was broken before already.
            let all: Vec<usize> =
                self.operators(&range, &[operator]).filter(|at| *at > range.start).collect();
            if !all.is_empty() {
                return self.before_each(range, &all, indent, tail);
            }
        }
        let calls = self.calls(&range);
        if calls.len() > 1 && !self.ends_in_break(&range) {
            return self.before_each(range, &calls, indent, tail);
        }
        self.brackets(range, indent, tail);
    }

    fn around_block(&mut self, range: Range, open: usize, indent: usize, tail: usize) {
        self.run(range.start..open, indent, 2);
        if open > range.start {
            self.space(open);
        }
        self.out.push('{');
        let close = self.pairs[open];
        match self.blocks[open] {
            Some(Block::Table) => table::write(self, open, indent),
            block => {
                self.units(open + 1..close, indent + STEP, block.unwrap_or(Block::Statements), true);
                self.newline(indent);
            }
        }
        self.out.push('}');
        if close + 1 < range.end {
            self.space(close + 1);
        }
        self.run(close + 1..range.end, indent, tail);
    }

    fn around_sign(&mut self, range: Range, sign: usize, indent: usize, tail: usize) {
        let right = sign + 1..range.end;
        self.run(range.start..sign, indent, 3);
        self.out.push(' ');
        self.flat(sign..sign + 1);
        if self.is_breakable(&right) {
            self.out.push(' ');
            self.run(right, indent, tail);
        } else {
            self.newline(indent + STEP);
            self.flat(right);
        }
    }

    /// Breaks before each of these places.
    fn before_each(&mut self, range: Range, places: &[usize], indent: usize, tail: usize) {
        let mut from = range.start;
        // What is no wider than a step stays with what follows it.
        let places = match places {
            [first, rest @ ..] if self.tokens[*first].is(sign!(.)) && self.width(&(from..*first)) <= STEP => {
                rest
            }
            places => places,
        };
        for (index, place) in places.iter().chain([&range.end]).enumerate() {
            let indent = if index == 0 { indent } else { indent + STEP };
            if index > 0 {
                self.newline(indent);
            }
            self.run(from..*place, indent, if *place == range.end { tail } else { 0 });
            from = *place;
        }
    }

    /// Breaks brackets, the last ones first.
    fn brackets(&mut self, range: Range, indent: usize, tail: usize) {
        let mut opens: Vec<usize> = self.outermost(&range).filter(|at| self.pairs[*at] > at + 2).collect();
        // Of a function the parameters break, and its result only where there are none.
        if let Some(arrow) = self.operators(&range, &[sign!(->)]).next()
            && opens.first().is_some_and(|open| *open < arrow)
        {
            opens.retain(|open| *open < arrow);
        }
        let mut at = range.start;
        for (index, open) in opens.iter().copied().enumerate() {
            let rest = at..range.end;
            if self.fits(&rest, tail + 1) {
                break;
            }
            if open > at {
                if at > range.start {
                    self.space(at);
                }
                self.flat(at..open);
            }
            if open > range.start {
                self.space(open);
            }
            let (close, next) = (self.pairs[open], opens.get(index + 1));
            let group = open..close + 1;
            match next {
                Some(next) if self.fits(&(open..next + 1), 0) => self.flat(group),
                _ => self.bracket(open, indent, if next.is_none() { tail } else { 0 }),
            }
            at = close + 1;
        }
        if at < range.end {
            if at > range.start {
                self.space(at);
            }
            self.flat(at..range.end);
        }
    }

    /// Writes a bracket and what is in it on several lines.
    fn bracket(&mut self, open: usize, indent: usize, tail: usize) {
        let close = self.pairs[open];
        let inside = open + 1..close;
        self.flat(open..open + 1);
        let elements = self.elements(&inside);
        let last = elements.last().cloned().unwrap_or(inside.clone());
        let is_path = open > 0 && self.tokens[open - 1].is(sign!(::));
        if is_path || elements.iter().all(|element| element.len() < 3) && elements.len() > 4 {
            self.fill(&elements, indent);
        } else if !self.tokens[open].is(sign!("{")) && self.holds_on(&elements, &last) {
            let before = inside.start..last.start;
            if !before.is_empty() {
                self.flat(before);
                self.space(last.start);
            }
            self.run(last.start..close, indent, tail + 1);
        } else {
            let called = open > 0 && (self.tokens[open - 1].is_word() || self.tokens[open - 1].is(sign!(>)));
            let comma = self.tokens[open].is(sign!("{"))
                || called
                || elements.len() > 1
                || self.tokens[close - 1].is(sign!(,));
            self.units(inside, indent + STEP, Block::List, comma);
            self.newline(indent);
        }
        self.flat(close..close + 1);
    }

    /// Whether the last element may begin on the bracket's own line: the only one that breaks, or the only one.
    fn holds_on(&self, elements: &[Range], last: &Range) -> bool {
        let before = elements.first().map_or(last.start, |first| first.start)..last.start;
        if elements.len() == 1 {
            let is_chain = self.calls(last).len() > 1 && !self.ends_in_break(last);
            return self.is_breakable(last) && !is_chain;
        }
        let head = self.outermost(last).next().map_or(last.start, |open| open + 1);
        self.has_breaks(last) && self.fits(&(before.start..head), 1)
    }

    /// As many elements on a line as fit.
    fn fill(&mut self, elements: &[Range], indent: usize) {
        self.newline(indent + STEP);
        for (index, element) in elements.iter().enumerate() {
            if index > 0 {
                if self.column() + self.width(element) + 2 > WIDTH {
                    self.newline(indent + STEP);
                } else {
                    self.out.push(' ');
                }
            }
            self.run(element.clone(), indent + STEP, 1);
            self.out.push(',');
        }
        self.newline(indent);
    }

    /// The opening brackets that stand in no other of the range.
    fn outermost<'a>(&'a self, range: &Range) -> impl Iterator<Item = usize> + use<'a> {
        let (mut at, end) = (range.start, range.end);
        std::iter::from_fn(move || {
            while at < end {
                let here = at;
                at += 1;
                if self.tokens[here].kind == Kind::Open {
                    at = self.pairs[here] + 1;
                    return Some(here);
                }
            }
            None
        })
    }

    /// The places of tokens that stand in no bracket, also no angle brackets.
    fn places<'a>(&'a self, range: &Range) -> impl Iterator<Item = usize> + use<'a> {
        let (mut at, end, mut angles) = (range.start, range.end, 0_usize);
        std::iter::from_fn(move || {
            while at < end {
                let here = at;
                at = if self.tokens[here].kind == Kind::Open { self.pairs[here] + 1 } else { here + 1 };
                if self.spaces[here].role == Role::Angle {
                    angles =
                        if self.tokens[here].is(sign!(<)) { angles + 1 } else { angles.saturating_sub(1) };
                } else if angles == 0 {
                    return Some(here);
                }
            }
            None
        })
    }

    /// The places of these operators between operands.
    fn operators<'a>(
        &'a self,
        range: &Range,
        operators: &'a [Sign],
    ) -> impl Iterator<Item = usize> + use<'a> {
        self.places(range).filter(move |at| {
            self.spaces[*at].role == Role::Binary
                && operators.iter().any(|operator| self.tokens[*at].is(*operator))
        })
    }

    /// The dots of calls of methods.
    fn calls(&self, range: &Range) -> Vec<usize> {
        let is_call = |at: &usize| {
            let after = self.tokens.get(at + 2);
            self.tokens[*at].is(sign!(.))
                && after.is_some_and(|after| after.is(sign!("(")) || after.is(sign!(::)))
        };
        self.places(range).filter(is_call).collect()
    }

    /// Whether only the last bracket has something that breaks, and what stands before it fits.
    fn ends_in_break(&self, range: &Range) -> bool {
        let Some(last) = self.outermost(range).last() else { return false };
        let before = range.start..last + 1;
        self.has_breaks(&(last..range.end)) && self.fits(&before, 0)
    }

    /// Whether there is a place to break at.
    fn is_breakable(&self, range: &Range) -> bool {
        let bracket = self.outermost(range).any(|at| self.pairs[at] > at + 2);
        bracket
            || self.operators(range, &[sign!(=>), sign!(=), sign!(||), sign!(&&), sign!(|)]).next().is_some()
    }

    /// What commas separate, without the commas.
    fn elements(&self, range: &Range) -> Vec<Range> {
        let mut elements = Vec::new();
        let mut from = range.start;
        for at in self.places(range).filter(|at| self.tokens[*at].is(sign!(,))) {
            elements.push(from..at);
            from = at + 1;
        }
        if from < range.end {
            elements.push(from..range.end);
        }
        elements
    }

    fn shape(&self, range: Range, body: usize, indent: usize) -> Shape<'t> {
        let mut words = range.clone().skip(body - range.start).map(|at| &self.tokens[at]);
        let first = words.find(|token| {
            !token.is(sign!(pub)) && !token.is(sign!("(")) && !token.is(sign!(crate)) && !token.is(sign!(")"))
        });
        let declares = first.is_some_and(|first| {
            first.is(sign!(mod)) || first.is(sign!(use)) && !self.tokens[body].is(sign!(use))
        });
        Shape {
            tall: body > range.start && body < range.end
                || self.has_breaks(&(body..range.end))
                || indent + self.width(&range) > WIDTH,
            sort: match first {
                Some(_) if declares => "mod",
                Some(first) => first.text,
                None => self.tokens[range.start].kind.sort(),
            },
        }
    }
}

/// How a unit looks, as far as blank lines go.
struct Shape<'t> {
    /// Whether it takes more than a line.
    tall: bool,
    /// Its first keyword: units of one sort stand together.
    sort: &'t str,
}

impl Shape<'_> {
    fn is_apart(&self, previous: &Self) -> bool {
        let imports = self.sort == "use" && previous.sort == "use";
        !imports && (self.tall || previous.tall || self.sort != previous.sort)
    }
}
