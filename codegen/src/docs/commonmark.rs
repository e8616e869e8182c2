//! Reads CommonMark (with tables, as rustdoc does) through `pulldown-cmark`, HTML within it included.

use super::build::{Builder, Element, resolve};
use super::html;
use pulldown_cmark::{BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// Reads a whole text.
pub(super) fn read(text: &str, builder: &mut Builder<'_>) {
    let links = builder.links();
    // [`Foo`] without a definition is a link where it names a shape, text otherwise.
    let named = |link: BrokenLink<'_>| {
        let short = matches!(link.link_type, LinkType::Shortcut | LinkType::Collapsed);
        let path = resolve(links, link.reference.trim_matches('`')).filter(|_| short)?;
        Some((CowStr::from(path), CowStr::from("")))
    };
    let parser = Parser::new_with_broken_link_callback(text, Options::ENABLE_TABLES, Some(named));
    let mut html = html::Reader::new(text);
    for event in parser {
        match event {
            Event::Start(tag) => element(tag).into_iter().for_each(|element| builder.open(element)),
            Event::End(end) => closed(end).into_iter().for_each(|element| builder.close(&element)),
            Event::Text(text) => builder.text(&text),
            Event::Code(code) => builder.code(&code),
            Event::Html(piece) | Event::InlineHtml(piece) => html.read(&piece, builder),
            Event::SoftBreak => builder.text(" "),
            Event::HardBreak => builder.line_break(),
            Event::Rule => builder.rule(),
            // Extensions that are not switched on.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }
}

fn element(tag: Tag<'_>) -> Option<Element> {
    Some(match tag {
        Tag::Paragraph => Element::Paragraph,
        Tag::Heading { level, .. } => Element::Heading(level_of(level)),
        Tag::BlockQuote(_) => Element::Quote(None),
        Tag::CodeBlock(_) => Element::Preformatted,
        Tag::List(start) => Element::List(start),
        Tag::Item => Element::Item,
        Tag::Table(_) => Element::Table,
        Tag::TableHead | Tag::TableRow => Element::Row,
        Tag::TableCell => Element::Cell,
        Tag::Emphasis => Element::Emphasis,
        Tag::Strong => Element::Strong,
        Tag::Link { link_type: LinkType::ShortcutUnknown | LinkType::CollapsedUnknown, .. } => {
            Element::Link(None)
        }
        Tag::Link { dest_url, .. } => Element::Link(Some(dest_url.into_string())),
        // Of an image, the text stays.
        _ => return None,
    })
}

fn closed(end: TagEnd) -> Option<Element> {
    Some(match end {
        TagEnd::Paragraph => Element::Paragraph,
        TagEnd::Heading(level) => Element::Heading(level_of(level)),
        TagEnd::BlockQuote(_) => Element::Quote(None),
        TagEnd::CodeBlock => Element::Preformatted,
        TagEnd::List(_) => Element::List(None),
        TagEnd::Item => Element::Item,
        TagEnd::Table => Element::Table,
        TagEnd::TableHead | TagEnd::TableRow => Element::Row,
        TagEnd::TableCell => Element::Cell,
        TagEnd::Emphasis => Element::Emphasis,
        TagEnd::Strong => Element::Strong,
        TagEnd::Link => Element::Link(None),
        _ => return None,
    })
}

fn level_of(level: HeadingLevel) -> usize {
    level as usize
}
