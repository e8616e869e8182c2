//! The model's documentation, turned into Markdown that rustdoc renders without a warning.
//!
//! In comes the value of `smithy.api#documentation`: CommonMark that may contain HTML, which in AWS's models means
//! HTML with its habits (`<p>`, `<note>`, `<a>Shape</a>`, placeholders such as `<region>` that are no tags at all).
//! Out goes plain Markdown: no HTML, no bare URL, no bracket that could be taken for a link, every code block
//! marked `text` so that no doctest arises, lines of about [`WIDTH`](wrap::WIDTH) columns.
//!
//! Always: every text is accepted, misnested tags as well; time is linear in its length and nesting bounded; the
//! same text gives the same lines.
//!
//! Two readers fill one tree through [`build`]: [`html`] where the text has tags that CommonMark would not give a
//! meaning to, [`commonmark`] (by `pulldown-cmark`, the parser that rustdoc itself uses) otherwise. [`render`]
//! writes the tree. The HTML reader is our own: an HTML5 parser's tree of whole documents costs several times
//! this one's time and code, and would lose the placeholders, which it must take for elements.

mod build;
mod code;
mod commonmark;
mod entity;
mod html;
mod inline;
mod name;
mod render;
mod script;
mod summary;
mod tree;
mod wrap;

pub use code::code;
pub use summary::summary;

/// Converts one documentation text.
///
/// `links` is asked for what the text names without a URL (`<a>Foo</a>`, `<code>Foo</code>`, `` `Foo` ``,
/// `<a>Foo$bar</a>`, and words of several parts such as `FooBar`): it returns the path of the item as seen from where
/// the documentation will stand, such as `crate::types::Foo`, or `None` for anything else. For an item of the same module
/// it should return the bare name: where that equals the text the short form ``[`Foo`]`` is written, as rustdoc wants it.
/// (A private module whose items are re-exported does not count as theirs.) Raw identifiers lose their `r#`, by which
/// rustdoc finds nothing.
///
/// The result has no trailing newline and is empty where the text has nothing to show.
pub fn to_markdown(documentation: &str, links: &dyn Fn(&str) -> Option<String>) -> String {
    plain_markdown(documentation, links).unwrap_or_else(|| tree_markdown(documentation, links))
}

/// [`to_markdown`] of a text that is one paragraph of words which need no look, as most texts of AWS's models are.
pub(crate) fn plain_markdown(documentation: &str, links: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let text = html::only_paragraph(documentation)?;
    let names_nothing = || name::names(text).all(|(_, name)| links(name).is_none());
    render::plain_paragraph(text).filter(|_| names_nothing())
}

/// HTML as plain text on one line, without links and with code in backticks, as messages have it. A text that is no HTML
/// stays as it is.
pub fn to_text(documentation: &str) -> String {
    match html::is_html(documentation) {
        true => tree::text(&blocks(documentation, &|_| None)),
        false => documentation.to_owned(),
    }
}

/// [`to_markdown`] of any text, by its tree.
pub(crate) fn tree_markdown(documentation: &str, links: &dyn Fn(&str) -> Option<String>) -> String {
    render::markdown(&blocks(documentation, links))
}

fn blocks(documentation: &str, links: &dyn Fn(&str) -> Option<String>) -> Vec<tree::Block> {
    let mut builder = build::Builder::new(links);
    if html::is_html(documentation) {
        html::Reader::new(documentation).read(documentation, &mut builder);
    } else {
        commonmark::read(documentation, &mut builder);
    }
    builder.finish()
}

#[cfg(test)]
mod tests {
    use super::{plain_markdown, to_markdown, tree_markdown};
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        #[test]
        fn a_plain_paragraph_is_what_its_tree_would_be(
            words in prop::collection::vec("[A-Za-z]{1,12}|[0-9]{1,2}[.)]|[-+>#=:;,.!/&é]{1,3}", 0..40),
            (before, after) in ("[ \n]{0,2}(<p>)?[ \n]{0,2}", "[ \n]{0,2}(</p>)?[ \n]?(<p>a</p>)?"),
        ) {
            let text = format!("{before}{}{after}", words.join(" "));
            prop_assert_eq!(to_markdown(&text, &|_| None), tree_markdown(&text, &|_| None));
        }
    }

    #[test]
    fn a_plain_paragraph_needs_no_tree() {
        assert_eq!(plain_markdown(" <p>One, two.\n</p>", &|_| None).as_deref(), Some("One, two."));
        assert_eq!(plain_markdown("<p>One <i>two</i>.</p>", &|_| None), None);
    }
}
