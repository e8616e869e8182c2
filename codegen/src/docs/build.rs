//! Builds the tree from what the readers meet: elements that open and close, in whatever order, and text.
//!
//! An element that must not stand where it opens closes what is in its way, as browsers do; one that closes
//! without having been opened is ignored. Elements deeper than [`MAX_DEPTH`] are not entered.

use super::html;
use super::name::names;
use super::script::Script;
use super::tree::{Block, Inline, List, Target, is_blank, is_space, plain, push_text};

/// Elements within elements that are kept; deeper ones give only their text.
const MAX_DEPTH: usize = 24;

/// The longest text that `links` is asked for.
const LONGEST_NAME: usize = 200;

/// What can be opened and closed.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Element {
    Paragraph,
    /// Level 1 to 6.
    Heading(usize),
    /// With the first number of a list that counts.
    List(Option<u64>),
    Item,
    Definitions,
    Term,
    Description,
    /// With the bold words that lead it, such as `Note:`.
    Quote(Option<&'static str>),
    Preformatted,
    Table,
    Row,
    Cell,
    Strong,
    Emphasis,
    Code,
    /// With its `href`.
    Link(Option<String>),
    Script(Script),
}

impl Element {
    pub(super) fn is_inline(&self) -> bool {
        matches!(
            self,
            Element::Strong | Element::Emphasis | Element::Code | Element::Link(_) | Element::Script(_)
        )
    }

    fn is_like(&self, other: &Element) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// An open element (or, at the bottom, the whole text) and what it holds so far.
#[derive(Default)]
struct Frame {
    element: Option<Element>,
    blocks: Vec<Block>,
    /// The line being written.
    line: Vec<Inline>,
    /// Items of a list, cells of a row.
    items: Vec<Vec<Block>>,
    /// Rows of a table.
    rows: Vec<Vec<Vec<Block>>>,
    /// Text of `Code` and `Preformatted`.
    literal: String,
}

/// Takes elements and text, gives blocks.
pub(super) struct Builder<'a> {
    links: &'a dyn Fn(&str) -> Option<String>,
    root: Frame,
    open: Vec<Frame>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(links: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self { links, root: Frame::default(), open: Vec::new() }
    }

    /// Closes what is open and gives the blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        while !self.open.is_empty() {
            self.close_top();
        }
        flush(&mut self.root);
        self.root.blocks
    }

    pub(super) fn open(&mut self, element: Element) {
        if !element.is_inline() {
            self.make_room_for(&element);
        } else if self.in_literal() && !matches!(element, Element::Link(_)) {
            if let Element::Script(script) = element {
                self.text(script.mark());
            }
            return;
        }
        if self.open.len() < MAX_DEPTH {
            self.open.push(Frame { element: Some(element), ..Frame::default() });
        }
    }

    /// Closes the innermost open element of this kind and all within it.
    pub(super) fn close(&mut self, element: &Element) {
        if self.in_literal() && matches!(element, Element::Strong | Element::Emphasis | Element::Script(_)) {
            return;
        }
        let found =
            self.open.iter().rposition(|frame| frame.element.as_ref().is_some_and(|e| e.is_like(element)));
        let blocked = |at: usize| {
            let narrow = element.is_inline() || *element == Element::Paragraph;
            narrow
                && self.open.iter().skip(at + 1).any(|f| !f.element.as_ref().is_some_and(Element::is_inline))
        };
        match found.filter(|at| !blocked(*at)) {
            Some(at) => {
                while self.open.len() > at {
                    self.close_top();
                }
            }
            // `</p>` where the paragraph has ended already.
            None if *element == Element::Paragraph => self.end_line(),
            None => {}
        }
    }

    /// Text with its references already decoded; whitespace counts as one space except in literal text.
    pub(super) fn text(&mut self, text: &str) {
        if self.in_literal() {
            self.top().literal.push_str(text);
            return;
        }
        let mut done = 0;
        if !self.in_link() {
            for (start, name) in names(text) {
                let Some(path) = resolve(self.links, name) else { continue };
                let line = &mut self.top().line;
                push_text(line, text.get(done..start).unwrap_or_default());
                line.push(Inline::Link(Target::Item(path), vec![Inline::Code(name.to_owned())]));
                done = start + name.len();
            }
        }
        push_text(&mut self.top().line, text.get(done..).unwrap_or_default());
    }

    /// A whole code span, its outer spaces moved outside, as a link where `links` knows it.
    pub(super) fn code(&mut self, text: &str) {
        if self.in_literal() {
            self.text(text);
            return;
        }
        let code = text.trim_matches(is_space);
        let path = if self.in_link() { None } else { resolve(self.links, code) };
        let line = &mut self.top().line;
        if text.starts_with(is_space) {
            push_text(line, " ");
        }
        if !code.is_empty() {
            let code = Inline::Code(code.to_owned());
            line.push(match path {
                Some(path) => Inline::Link(Target::Item(path), vec![code]),
                None => code,
            });
        }
        if text.ends_with(is_space) {
            push_text(line, " ");
        }
    }

    /// A line break; two of them end the paragraph.
    pub(super) fn line_break(&mut self) {
        if self.in_literal() {
            self.text("\n");
            return;
        }
        let line = &mut self.top().line;
        let blank_since = line.iter().rev().take_while(|part| is_blank(std::slice::from_ref(*part)));
        if blank_since.clone().any(|part| *part == Inline::Break) {
            self.end_line();
        } else {
            line.push(Inline::Break);
        }
    }

    /// A thematic break.
    pub(super) fn rule(&mut self) {
        self.make_room_for(&Element::Paragraph);
        self.push_block(Block::Rule);
    }

    /// Whether text is being taken literally, so that unknown tags in it are text.
    pub(super) fn in_literal(&self) -> bool {
        matches!(
            self.open.last().and_then(|frame| frame.element.as_ref()),
            Some(Element::Code | Element::Preformatted)
        )
    }

    /// What names are resolved with.
    pub(super) fn links(&self) -> &'a dyn Fn(&str) -> Option<String> {
        self.links
    }

    fn top(&mut self) -> &mut Frame {
        self.open.last_mut().unwrap_or(&mut self.root)
    }

    fn in_link(&self) -> bool {
        self.open.iter().any(|frame| matches!(frame.element, Some(Element::Link(_))))
    }

    /// Ends the elements that cannot hold the block which is about to open, and opens those that it needs.
    fn make_room_for(&mut self, element: &Element) {
        self.end_line();
        let (own, holders): (&[Element], &[Element]) = match element {
            Element::Item => (&[Element::Item], &[Element::List(None)]),
            Element::Term | Element::Description => {
                (&[Element::Term, Element::Description], &[Element::Definitions])
            }
            Element::Row => (&[Element::Row], &[Element::Table]),
            Element::Cell => (&[Element::Cell], &[Element::Row]),
            _ => return,
        };
        let is = |frame: &Frame, kinds: &[Element]| {
            frame.element.as_ref().is_some_and(|e| kinds.iter().any(|kind| kind.is_like(e)))
        };
        match self.open.iter().rposition(|frame| is(frame, holders) || is(frame, own)) {
            Some(at) => {
                let keep =
                    if self.open.get(at).is_some_and(|frame| is(frame, holders)) { at + 1 } else { at };
                while self.open.len() > keep {
                    self.close_top();
                }
            }
            None => holders.iter().for_each(|holder| self.open(holder.clone())),
        }
    }

    /// Ends the inline elements, the paragraph or heading, and the line.
    fn end_line(&mut self) {
        while self.open.last().and_then(|frame| frame.element.as_ref()).is_some_and(|element| {
            element.is_inline()
                || matches!(element, Element::Paragraph | Element::Heading(_) | Element::Preformatted)
        }) {
            self.close_top();
        }
        let items_only = matches!(self.top().element, Some(Element::List(_) | Element::Definitions));
        let frame = self.top();
        if !items_only {
            flush(frame);
        } else {
            let stray = std::mem::take(&mut frame.line);
            self.push_line(stray);
        }
    }

    /// Adds a line as a paragraph, if it shows anything.
    fn push_line(&mut self, line: Vec<Inline>) {
        if !is_blank(&line) {
            self.push_block(Block::Paragraph(line));
        }
    }

    /// Adds a block to the open element; in a list, to its last item.
    fn push_block(&mut self, block: Block) {
        let frame = self.top();
        match frame.element {
            Some(Element::List(_) | Element::Definitions | Element::Row) => match frame.items.last_mut() {
                Some(item) => push_merging(item, block),
                None => frame.items.push(vec![block]),
            },
            _ => push_merging(&mut frame.blocks, block),
        }
    }

    fn close_top(&mut self) {
        let Some(mut frame) = self.open.pop() else { return };
        let Some(element) = frame.element.take() else { return };
        match element {
            Element::Strong if !is_blank(&frame.line) => self.top().line.push(Inline::Strong(frame.line)),
            Element::Emphasis if !is_blank(&frame.line) => self.top().line.push(Inline::Emphasis(frame.line)),
            Element::Strong | Element::Emphasis => push_text(&mut self.top().line, &plain(&frame.line)),
            Element::Script(script) => {
                let line = &mut self.top().line;
                let text = script.written(&plain(&frame.line), line);
                push_text(line, &text);
            }
            Element::Code => self.close_code(frame),
            Element::Link(href) => self.close_link(href, frame.line),
            Element::Heading(level) => self.close_heading(level, frame),
            Element::Preformatted => self.close_preformatted(&frame.literal),
            Element::Paragraph => {
                self.append(frame.blocks);
                self.push_line(frame.line);
            }
            Element::List(start) => self.close_list(start, frame),
            Element::Definitions => self.close_list(None, frame),
            Element::Item => self.close_item(frame),
            Element::Term => self.close_term(frame),
            Element::Description => self.close_description(frame),
            Element::Quote(lead) => self.close_quote(lead, frame),
            Element::Table => self.close_table(frame),
            Element::Row => self.close_row(frame),
            Element::Cell => {
                flush(&mut frame);
                self.close_part(frame.blocks);
            }
        }
    }

    fn append(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            self.push_block(block);
        }
    }

    /// Inline elements within code: only a link that is all of it survives, the rest is text.
    fn close_code(&mut self, frame: Frame) {
        let only_link = match frame.line.as_slice() {
            [Inline::Link(target, parts)] if frame.literal.chars().all(is_space) => Some((target, parts)),
            _ => None,
        };
        let parent_is_literal = self.in_literal();
        match only_link.filter(|_| !parent_is_literal && !self.in_link()) {
            Some((target, parts)) => {
                let code = vec![Inline::Code(plain(parts))];
                let link = Inline::Link(target.clone(), code);
                self.top().line.push(link);
            }
            None => {
                // A link is kept aside only where no text stood before it.
                let literal = match frame.line.is_empty() {
                    true => frame.literal,
                    false => plain(&frame.line) + &frame.literal,
                };
                self.code(&literal);
            }
        }
    }

    fn close_link(&mut self, href: Option<String>, line: Vec<Inline>) {
        let nested = self.in_link();
        if self.in_literal() {
            self.close_link_in_literal(href, &line);
            return;
        }
        let text = plain(&line);
        let name = text.trim_matches(is_space);
        let href = href.as_deref().unwrap_or_default();
        let target = match html::url(href) {
            Some(url) => Some(Target::Url(url)),
            None => html::api_page(href)
                .and_then(|page| resolve(self.links, page))
                .or_else(|| resolve(self.links, name))
                .map(Target::Item),
        };
        let label = unlinked(line);
        match target.filter(|_| !nested && !is_blank(&label)) {
            Some(Target::Item(path)) => {
                let link = Inline::Link(Target::Item(path), vec![Inline::Code(name.to_owned())]);
                self.spaced(&text, link);
            }
            Some(target) => self.top().line.push(Inline::Link(target, label)),
            // A shape that is not known here: still a name.
            None if href.is_empty() && looks_like_shape(name) => {
                self.spaced(&text, Inline::Code(name.to_owned()))
            }
            None => label.into_iter().for_each(|part| self.push_part(part)),
        }
    }

    /// A link that stands within code: kept aside until the code ends, see [`Self::close_code`].
    fn close_link_in_literal(&mut self, href: Option<String>, line: &[Inline]) {
        let text = plain(line);
        let target = href.as_deref().and_then(html::url).map(Target::Url);
        let target = target.or_else(|| resolve(self.links, &text).map(Target::Item));
        let frame = self.top();
        let first = frame.line.is_empty() && frame.literal.chars().all(is_space);
        match target.filter(|_| first && frame.element == Some(Element::Code)) {
            Some(target) => frame.line.push(Inline::Link(target, vec![Inline::Text(text)])),
            None => self.text(&text),
        }
    }

    /// Pushes a part with the outer spaces of the text that it stands for.
    fn spaced(&mut self, text: &str, part: Inline) {
        let line = &mut self.top().line;
        if text.starts_with(is_space) {
            push_text(line, " ");
        }
        line.push(part);
        if text.ends_with(is_space) {
            push_text(line, " ");
        }
    }

    fn push_part(&mut self, part: Inline) {
        match part {
            Inline::Text(text) => push_text(&mut self.top().line, &text),
            part => self.top().line.push(part),
        }
    }

    fn close_heading(&mut self, level: usize, frame: Frame) {
        if !is_blank(&frame.line) {
            self.push_block(Block::Heading(level, frame.line));
        }
    }

    fn close_preformatted(&mut self, literal: &str) {
        let text = literal.trim_end();
        let first = text.lines().take_while(|line| line.trim().is_empty()).count();
        let lines: Vec<&str> = text.lines().skip(first).map(str::trim_end).collect();
        if !lines.is_empty() {
            self.push_block(Block::Code(lines.join("\n")));
        }
    }

    fn close_list(&mut self, start: Option<u64>, mut frame: Frame) {
        if !is_blank(&frame.line) {
            frame.items.push(vec![Block::Paragraph(frame.line)]);
        }
        frame.items.retain(|item| !item.is_empty());
        if !frame.items.is_empty() {
            self.push_block(Block::List(List { start, items: frame.items }));
        }
    }

    fn close_item(&mut self, mut frame: Frame) {
        flush(&mut frame);
        self.close_part(frame.blocks);
    }

    /// Gives an item or cell to the list or row around it.
    fn close_part(&mut self, blocks: Vec<Block>) {
        let parent = self.top();
        match parent.element {
            Some(Element::List(_) | Element::Definitions | Element::Row) => parent.items.push(blocks),
            _ => self.append(blocks),
        }
    }

    /// A term begins an item: its text in bold.
    fn close_term(&mut self, mut frame: Frame) {
        flush(&mut frame);
        let mut lines = Vec::new();
        for block in &frame.blocks {
            if let Block::Paragraph(line) = block {
                lines.extend(line.iter().cloned());
            }
        }
        let first =
            if lines.is_empty() { frame.blocks } else { vec![Block::Paragraph(vec![Inline::Strong(lines)])] };
        self.close_part(first);
    }

    /// A description follows its term on one line, after a colon.
    fn close_description(&mut self, mut frame: Frame) {
        flush(&mut frame);
        let mut blocks = frame.blocks.into_iter().peekable();
        let parent = self.top();
        if let Some([Block::Paragraph(term)]) = parent.items.last_mut().map(Vec::as_mut_slice)
            && matches!(term.as_slice(), [Inline::Strong(_)])
        {
            if let Some(Block::Paragraph(first)) =
                blocks.next_if(|block| matches!(block, Block::Paragraph(_)))
            {
                let colon = !plain(term).trim_end().ends_with(':');
                push_text(term, if colon { ": " } else { " " });
                first.into_iter().for_each(|part| match part {
                    Inline::Text(text) => push_text(term, &text),
                    part => term.push(part),
                });
            }
            blocks.for_each(|block| self.push_block(block));
        } else {
            self.close_part(blocks.collect());
        }
    }

    fn close_quote(&mut self, lead: Option<&'static str>, mut frame: Frame) {
        flush(&mut frame);
        let mut blocks = frame.blocks;
        if blocks.is_empty() {
            return;
        }
        if let Some(lead) = lead {
            let lead = Inline::Strong(vec![Inline::Text(lead.to_owned())]);
            match blocks.first_mut() {
                Some(Block::Paragraph(line)) => {
                    line.splice(0..0, [lead, Inline::Text(" ".to_owned())]);
                }
                _ => blocks.insert(0, Block::Paragraph(vec![lead])),
            }
        }
        self.push_block(Block::Quote(blocks));
    }

    fn close_row(&mut self, mut frame: Frame) {
        flush(&mut frame);
        if !frame.blocks.is_empty() {
            frame.items.push(frame.blocks);
        }
        let parent = self.top();
        if parent.element == Some(Element::Table) {
            parent.rows.push(frame.items);
        } else {
            frame.items.into_iter().for_each(|cell| self.append(cell));
        }
    }

    /// What stood in the table outside its cells (a caption) goes before it.
    fn close_table(&mut self, mut frame: Frame) {
        flush(&mut frame);
        self.append(frame.blocks);
        frame.rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        if !frame.rows.is_empty() {
            self.push_block(Block::Table(frame.rows));
        }
    }
}

/// What `links` makes of a text that may be a name.
pub(super) fn resolve(links: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    let name = name.trim();
    let like_a_name = !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(is_space);
    // rustdoc finds raw identifiers by their bare names only.
    let path = if like_a_name { links(name)? } else { return None };
    Some(if path.contains("r#") { path.replace("r#", "") } else { path })
}

/// Adds a block; bulleted lists in succession are one, as Markdown would make them.
fn push_merging(blocks: &mut Vec<Block>, block: Block) {
    match (blocks.last_mut(), block) {
        (Some(Block::List(List { start: None, items })), Block::List(List { start: None, items: more })) => {
            items.extend(more);
        }
        (_, block) => blocks.push(block),
    }
}

/// Ends the line that is being written, as a paragraph if it shows anything.
fn flush(frame: &mut Frame) {
    let line = std::mem::take(&mut frame.line);
    if !is_blank(&line) {
        frame.blocks.push(Block::Paragraph(line));
    }
}

/// A line without its links: Markdown has none within links.
fn unlinked(line: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::with_capacity(line.len());
    for part in line {
        match part {
            Inline::Link(_, parts) => out.extend(unlinked(parts)),
            Inline::Strong(parts) => out.push(Inline::Strong(unlinked(parts))),
            Inline::Emphasis(parts) => out.push(Inline::Emphasis(unlinked(parts))),
            Inline::Text(text) => push_text(&mut out, &text),
            part => out.push(part),
        }
    }
    out
}

/// Whether the text of an `<a>` without a target is a shape's or member's name rather than prose.
fn looks_like_shape(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '$' | '_' | ':' | '.' | '#'))
        && name.chars().skip(1).any(|c| c.is_ascii_uppercase() || matches!(c, '$' | '_'))
}
