//! What holds of every text, judged by the parser that rustdoc uses, with rustdoc's extensions.

use farrier_codegen::docs::{summary, to_markdown};
use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use std::time::{Duration, Instant};

const KNOWN: &str = "crate::types::Foo";

fn links(name: &str) -> Option<String> {
    match name {
        "Foo" => Some(KNOWN.to_owned()),
        "Bar" => Some("Bar".to_owned()),
        _ => None,
    }
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
}

/// Why rustdoc would complain, if it would.
fn complaint(markdown: &str) -> Option<String> {
    // rustdoc resolves every reference that has no definition.
    let mut broken = Vec::new();
    let callback = |link: pulldown_cmark::BrokenLink<'_>| {
        if link.reference.trim_matches('`') == "Bar" {
            return Some(("https://bar".into(), "".into()));
        }
        broken.push(link.reference.to_string());
        None
    };
    let mut complaint = None;
    for event in Parser::new_with_broken_link_callback(markdown, options(), Some(callback)) {
        let bad = match &event {
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => true,
            Event::Start(Tag::CodeBlock(kind)) => {
                !matches!(kind, CodeBlockKind::Fenced(info) if &**info == "text")
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let schemes = ["http://", "https://", "mailto:"];
                **dest_url != *KNOWN && !schemes.iter().any(|s| dest_url.to_ascii_lowercase().starts_with(s))
            }
            Event::Start(
                Tag::Image { .. } | Tag::Strikethrough | Tag::FootnoteDefinition(_) | Tag::HtmlBlock,
            ) => true,
            _ => false,
        };
        if bad {
            complaint = Some(format!("{event:?}"));
        }
    }
    complaint.or_else(|| broken.pop())
}

/// The words that a reader of the rendered page sees.
fn visible(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => {}
            _ => {}
        }
    }
    out.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Text rich in what HTML and Markdown give a meaning to.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "</?(p|ul|ol|li|dl|dt|dd|note|b|i|code|a|pre|table|tr|td|h1|br|region)>",
        "<a href=\"(https://x.y/[a-z()&;]{0,4}|#z|API_Foo.html)\">",
        "(Foo|Bar|`Foo`|\\[Bar\\]|\\[x\\]\\(y\\)|\\[`Foo`\\])[:(]?",
        "[-*_`#>+=|~!&;\\[\\]()<\\\\:.0-9 \n\"'a-c]{1,8}",
        "https?://[a-z.{}()*_]{0,8}",
        "&(lt|gt|amp|nbsp|#[0-9]{1,4});?",
        "[ \n]{1,3}",
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn as_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

proptest! {
    #[test]
    fn rustdoc_has_nothing_to_complain_of(text in hostile()) {
        let markdown = to_markdown(&text, &links);
        prop_assert_eq!(complaint(&markdown), None, "{}", markdown);
        prop_assert_eq!(complaint(&summary(&markdown)), None, "{}", summary(&markdown));
    }

    #[test]
    fn html_too_has_nothing_to_complain_of(text in hostile()) {
        let markdown = to_markdown(&format!("<p>{text}"), &links);
        prop_assert_eq!(complaint(&markdown), None, "{}", markdown);
    }

    #[test]
    fn escaped_text_reads_as_it_was(text in "[-*_#>+=|~!&;\\[\\]()<\\\\:.0-9 \"'a-cé“/]{0,60}") {
        let markdown = to_markdown(&format!("<p>{}</p>", as_html(&text)), &|_| None);
        let expected: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        prop_assert_eq!(visible(&markdown), expected, "{}", markdown);
    }

    #[test]
    fn text_in_a_narrow_list_reads_as_it_was(words in proptest::collection::vec("[-+#=>*_0-9.):|a]{1,4}", 0..80)) {
        let text = words.join(" ");
        let markdown = to_markdown(&format!("<ul><li><note>{}</note></li></ul>", as_html(&text)), &|_| None);
        let words: String = words.concat();
        let expected = if words.is_empty() { String::new() } else { format!("Note:{words}") };
        prop_assert_eq!(visible(&markdown), expected, "{}", markdown);
    }

    #[test]
    fn a_line_has_all_words_that_fit(
        words in proptest::collection::vec("[a-zé“_/&-]{0,8}[a-z]{1,20}(<code>c d</code>)?", 1..60), spaces in " |\n  "
    ) {
        let markdown = to_markdown(&format!("<p>{}</p>", words.join(&spaces)), &|_| None);
        let lines: Vec<&str> = markdown.lines().collect();
        let columns = |text: &str| text.chars().count();
        for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
            // A space in code stays in its line.
            let next = next.replace("c d", "c.d");
            let word = next.split(' ').next().unwrap_or_default();
            prop_assert!(columns(line) <= 100 && columns(line) + 1 + columns(word) > 100, "{}", markdown);
        }
        let expected: String = words.concat().replace("<code>", "").replace("</code>", "").replace(' ', "");
        prop_assert_eq!(visible(&markdown), expected, "{}", markdown);
    }

    #[test]
    fn emphasis_marks_are_never_seen(
        parts in proptest::collection::vec(("[a(. \"]{0,3}", "</?(b|i|code)>"), 0..12)
    ) {
        let html: String = parts.iter().map(|(text, tag)| format!("{text}{tag}")).collect();
        let markdown = to_markdown(&format!("<p>{html}</p>"), &|_| None);
        prop_assert!(!visible(&markdown).contains(['*', '_', '`']), "{}", markdown);
    }

    #[test]
    fn converting_again_changes_nothing_to_complain_of(text in hostile()) {
        let once = to_markdown(&text, &|_| None);
        prop_assert_eq!(complaint(&to_markdown(&once, &|_| None)), None);
    }
}

#[test]
fn time_is_linear_in_hostile_text() {
    let pieces = [
        "<a \"",
        "<a '<b \"",
        "<!--",
        "<!-- <!",
        "`a ``",
        "<x ",
        "</x",
        "&",
        "&#",
        "[",
        "![",
        "*a _b",
        "<b>",
        "<p><b>",
        "<ul><li>",
        "<li>",
        "<code>`",
        "http://(",
        "http://a.",
        "<table>",
        "<td>",
        "\\",
        "<br>",
        "<dt>",
        "<a>",
        "|",
        "]",
        "<a href=\"http://x\">",
        "- ",
        "> ",
        "`",
        "((((",
        "http://a))))",
        "a\n\n",
        "\r",
        "<pre>",
        "<y></y>",
    ];
    for piece in pieces {
        let text = piece.repeat(200_000 / piece.len());
        for text in [format!("<p>{text}"), text] {
            let start = Instant::now();
            let _ = summary(&to_markdown(&text, &links));
            let elapsed = start.elapsed();
            assert!(elapsed < Duration::from_secs(5), "{piece:?} took {elapsed:?}");
        }
    }
}
