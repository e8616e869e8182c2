//! Reads HTML as it is found in models: tags that are known become elements, tags that are closed somewhere but
//! unknown are dropped, and everything else that looks like a tag (`<region>`) is text.

use super::build::{Builder, Element};
use super::entity::{decode, is_reference};
use super::script::Script;
use super::tree::is_space;
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A tag as it stands in the text.
struct Tag<'t> {
    /// Lower case.
    name: Cow<'t, str>,
    closing: bool,
    attributes: &'t str,
    /// The tag with its brackets.
    source: &'t str,
}

/// What a tag's name means.
enum Meaning {
    Element(Element),
    LineBreak,
    Rule,
    /// Known, without meaning for Markdown.
    Nothing,
    Unknown,
}

/// Tags that only HTML's prose has: one of them tells.
const TELLING: &[&str] = &[
    "blockquote",
    "dd",
    "div",
    "dl",
    "dt",
    "fullname",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "important",
    "li",
    "note",
    "ol",
    "p",
    "pre",
    "table",
    "ul",
];

/// Whether a text is to be read as HTML: it has a tag of a block and no blocks of Markdown around it, or tags and none of
/// the marks of Markdown.
pub(super) fn is_html(text: &str) -> bool {
    let mut inline = false;
    for (at, _) in text.match_indices('<') {
        // What follows a backslash or backtick is about a tag.
        let quoted = text.get(..at).is_some_and(|before| before.ends_with(['\\', '`']));
        let Some(tag) = text.get(at..).filter(|_| !quoted).and_then(tag) else { continue };
        if TELLING.contains(&&*tag.name) {
            return !has_blocks_of_markdown(text);
        }
        inline |= matches!(meaning(&tag), Meaning::Element(element) if element.is_inline());
    }
    inline && !has_marks_of_markdown(text)
}

/// What stands in a text's only `<p>`, without the spaces around it; it may hold other tags.
pub(super) fn only_paragraph(text: &str) -> Option<&str> {
    let text = text.trim_matches(is_space).strip_prefix("<p>")?.strip_suffix("</p>")?;
    Some(text.trim_matches(is_space))
}

fn has_marks_of_markdown(text: &str) -> bool {
    text.matches('`').nth(1).is_some()
        || text.matches("**").nth(1).is_some()
        || text.contains("](")
        || text.lines().any(starts_block)
}

/// Whether a text that begins with words has a block of Markdown behind an empty line, as HTML has none.
fn has_blocks_of_markdown(text: &str) -> bool {
    let mut is_behind_empty = false;
    !text.trim_start().starts_with('<')
        && text.lines().any(|line| {
            let is_empty = line.trim().is_empty();
            let begins = is_behind_empty && (starts_block(line) || line.starts_with("```"));
            is_behind_empty = is_empty;
            begins
        })
}

fn starts_block(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with(['#', '>']) || ["- ", "* ", "+ ", "1. "].iter().any(|mark| line.starts_with(mark))
}

/// Reads pieces of one text.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// Names of all closing tags of the text, looked for when the first unknown tag is met.
    closed: Option<BTreeSet<Cow<'t, str>>>,
    /// That a comment does not end has been found out.
    comments_end: bool,
    /// The same of a script or style.
    hidden_ends: bool,
}

impl<'t> Reader<'t> {
    /// A reader for pieces of `text`.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, closed: None, comments_end: true, hidden_ends: true }
    }

    /// Reads a piece.
    pub(super) fn read(&mut self, piece: &str, builder: &mut Builder<'_>) {
        let mut rest = piece;
        while let Some(at) = memchr(b'<', rest.as_bytes()) {
            let (before, from) = rest.split_at(at);
            self.text(before, builder);
            rest = match (self.comment(from), tag(from)) {
                (Some(length), _) => from.get(length..).unwrap_or_default(),
                (None, Some(tag)) => {
                    let after = from.get(tag.source.len()..).unwrap_or_default();
                    self.tag(&tag, builder);
                    if builder.in_literal() { after } else { self.after_hidden(&tag, after) }
                }
                (None, None) => {
                    builder.text("<");
                    from.get(1..).unwrap_or_default()
                }
            };
        }
        self.text(rest, builder);
    }

    /// Text between tags; what stands in backticks is meant as code there too.
    fn text(&self, text: &str, builder: &mut Builder<'_>) {
        if memchr2(b'`', b'&', text.as_bytes()).is_none() {
            return builder.text(text);
        }
        let mut rest = text;
        while let Some((before, code, after)) = backticked(rest).filter(|_| !builder.in_literal()) {
            builder.text(&decode(before));
            builder.code(&decode(code));
            rest = after;
        }
        builder.text(&decode(rest));
    }

    /// The length of a comment, declaration or processing instruction at the start of `from`.
    fn comment(&mut self, from: &str) -> Option<usize> {
        if !from.starts_with("<!") && !from.starts_with("<?") {
            return None;
        }
        if from.starts_with("<!--") && self.comments_end {
            match from.find("-->") {
                Some(end) => return Some(end + 3),
                None => self.comments_end = false,
            }
        }
        let end = from.bytes().skip(1).position(|byte| matches!(byte, b'<' | b'>'))? + 1;
        (from.as_bytes().get(end) == Some(&b'>')).then_some(end + 1)
    }

    /// Where reading goes on behind a tag that `after` follows: browsers show nothing of scripts and styles.
    fn after_hidden<'p>(&mut self, opening: &Tag<'_>, after: &'p str) -> &'p str {
        if opening.closing || !self.hidden_ends || !matches!(&*opening.name, "script" | "style") {
            return after;
        }
        let mut ends = after.match_indices("</").filter_map(|(at, _)| after.get(at..));
        let end = ends.find(|from| tag(from).is_some_and(|tag| tag.name == opening.name));
        self.hidden_ends = end.is_some();
        end.unwrap_or(after)
    }

    fn tag(&mut self, tag: &Tag<'_>, builder: &mut Builder<'_>) {
        match meaning(tag) {
            Meaning::Element(element) if builder.in_literal() && is_literal_in_code(&element) => {
                builder.text(&decode(tag.source));
            }
            Meaning::Element(element) if tag.closing => builder.close(&element),
            Meaning::Element(element) => builder.open(element),
            Meaning::LineBreak => {
                // `<br></br>` is one.
                if !tag.closing {
                    builder.line_break();
                }
            }
            Meaning::Rule => builder.rule(),
            Meaning::Nothing => {}
            Meaning::Unknown if builder.in_literal() || !self.is_markup(tag) => {
                builder.text(&decode(tag.source))
            }
            Meaning::Unknown => {}
        }
    }

    /// Whether an unknown tag is one of a pair.
    fn is_markup(&mut self, tag: &Tag<'_>) -> bool {
        let text = self.text;
        let closed = self.closed.get_or_insert_with(|| closing_names(text));
        closed.contains(&tag.name)
    }
}

fn closing_names(text: &str) -> BTreeSet<Cow<'_, str>> {
    text.match_indices("</").filter_map(|(at, _)| text.get(at..).and_then(tag)).map(|tag| tag.name).collect()
}

/// Headings and tables do not stand in code: there, their tags are what the code is about.
fn is_literal_in_code(element: &Element) -> bool {
    matches!(
        element,
        Element::Heading(_)
            | Element::List(_)
            | Element::Item
            | Element::Definitions
            | Element::Term
            | Element::Description
            | Element::Table
            | Element::Row
            | Element::Cell
    )
}

/// Splits at the first code in backticks: before, within, after.
fn backticked(text: &str) -> Option<(&str, &str, &str)> {
    let (before, from) = text.split_once('`')?;
    let fence = 1 + from.bytes().take_while(|byte| *byte == b'`').count();
    let from = from.get(fence - 1..)?;
    // Code of more than one backtick is too rare in HTML to be worth a search for its end.
    let (code, after) = if fence == 1 { from.split_once('`')? } else { return None };
    (!code.trim().is_empty() && !code.contains("\n\n")).then_some((before, code, after))
}

/// The tag at the start of a text that starts with `<`. A tag ends at the first `>` outside quotes and never
/// reaches over another `<`; since quotes only toggle three states, no text makes this quadratic.
fn tag(from: &str) -> Option<Tag<'_>> {
    let inner = from.strip_prefix('<')?;
    let (closing, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let name_end = inner
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.')))?;
    let (name, rest) = inner.split_at(name_end);
    let attributes_end = end_of_attributes(rest)?;
    let proper = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    let source = from.get(..from.len() - rest.len() + attributes_end + 1)?;
    proper.then(|| Tag {
        name: lower_case(name),
        closing,
        attributes: rest.get(..attributes_end).unwrap_or_default(),
        source,
    })
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

fn end_of_attributes(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at),
            (None, b'<') => return None,
            _ => {}
        }
    }
    None
}

fn meaning(tag: &Tag<'_>) -> Meaning {
    let element = match &*tag.name {
        "p" | "para" | "simpara" | "div" | "section" | "description" | "example" | "examples" | "caption"
        | "center" | "article" | "main" | "title" | "details" | "summary" => Element::Paragraph,
        "h1" | "fullname" => Element::Heading(1),
        "h2" => Element::Heading(2),
        "h3" => Element::Heading(3),
        "h4" => Element::Heading(4),
        "h5" => Element::Heading(5),
        "h6" => Element::Heading(6),
        "ul" | "itemizedlist" => Element::List(None),
        "ol" | "orderedlist" => {
            let start = attribute(tag.attributes, "start").and_then(|start| start.trim().parse().ok());
            Element::List(Some(start.unwrap_or(1)))
        }
        "li" | "listitem" => Element::Item,
        "dl" => Element::Definitions,
        "dt" => Element::Term,
        "dd" => Element::Description,
        "note" => Element::Quote(Some("Note:")),
        "important" => Element::Quote(Some("Important:")),
        "warning" => Element::Quote(Some("Warning:")),
        "caution" => Element::Quote(Some("Caution:")),
        "tip" => Element::Quote(Some("Tip:")),
        "blockquote" => Element::Quote(None),
        "pre" | "programlisting" | "screen" | "codeblock" | "request" | "response" => Element::Preformatted,
        "table" => Element::Table,
        "tr" => Element::Row,
        "td" | "th" => Element::Cell,
        "b" | "strong" => Element::Strong,
        "i" | "em" | "replaceable" | "var" | "cite" | "dfn" => Element::Emphasis,
        "code" | "tt" | "literal" | "kbd" | "samp" => Element::Code,
        "sup" => Element::Script(Script::Superscript),
        "sub" => Element::Script(Script::Subscript),
        "a" | "link" | "ulink" => {
            Element::Link(attribute(tag.attributes, "href").or_else(|| attribute(tag.attributes, "url")))
        }
        "br" => return Meaning::LineBreak,
        "hr" => return Meaning::Rule,
        "span" | "small" | "big" | "font" | "abbr" | "q" | "del" | "ins" | "s" | "strike" | "u" | "mark"
        | "body" | "thead" | "tbody" | "tfoot" | "colgroup" | "col" | "img" => {
            return Meaning::Nothing;
        }
        _ => return Meaning::Unknown,
    };
    Meaning::Element(element)
}

/// The value of an attribute, its references decoded.
fn attribute(attributes: &str, wanted: &str) -> Option<String> {
    let mut rest = attributes;
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.trim_end().rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix(['"', '\'']) {
            Some(quoted) if after.starts_with('"') => quoted.split_once('"').unwrap_or((quoted, "")),
            Some(quoted) => quoted.split_once('\'').unwrap_or((quoted, "")),
            None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
        };
        if name.eq_ignore_ascii_case(wanted) {
            return Some(decode(value).into_owned());
        }
        rest = next;
    }
    None
}

/// A link's target that means something outside the page that it was written for, encoded so that it can stand
/// between parentheses.
pub(super) fn url(href: &str) -> Option<String> {
    let href = href.trim();
    let address = ["https://", "http://", "mailto:"].iter().find_map(|scheme| {
        let start = href.get(..scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then(|| href.get(scheme.len()..)).flatten()
    })?;
    if !address.starts_with(|c: char| c.is_alphanumeric()) {
        return None;
    }
    if href.bytes().all(|byte| STANDS_IN_LINK[usize::from(byte)]) {
        return Some(href.to_owned());
    }
    let mut out = String::with_capacity(href.len());
    for (at, c) in href.char_indices() {
        match c {
            '&' if is_reference(href.get(at..).unwrap_or_default()) => out.push_str("\\&"),
            c if c.is_whitespace() || c.is_control() || ENCODED.contains(c) => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
            }
            c => out.push(c),
        }
    }
    Some(out)
}

/// What cannot stand between the parentheses of a link.
const ENCODED: &str = "<>()[]{}\\`|\"^";

/// The bytes that stand there as they are, as nearly all of an address do.
const STANDS_IN_LINK: [bool; 256] = {
    let mut stands = [false; 256];
    let mut byte = b'!';
    while byte <= b'~' {
        stands[byte as usize] = byte != b'&';
        byte += 1;
    }
    let mut at = 0;
    while at < ENCODED.len() {
        stands[ENCODED.as_bytes()[at] as usize] = false;
        at += 1;
    }
    stands
};

/// The operation or shape that a relative link to a page of the API reference names: `API_Foo.html` gives `Foo`.
pub(super) fn api_page(href: &str) -> Option<&str> {
    let page = href.rsplit('/').next()?.strip_prefix("API_")?;
    page.split_once(".html").map(|(name, _)| name)
}
