//! What documentation texts become.

use farrier_codegen::docs::{summary, to_markdown, to_text};

/// Knows the shapes `Foo`, `Thing` and `DBInstance`, and the members `Foo$bar` and `Foo$type`.
fn links(name: &str) -> Option<String> {
    match name {
        "Foo" => Some("crate::types::Foo".to_owned()),
        "Foo$bar" => Some("crate::types::Foo::bar".to_owned()),
        "DBInstance" => Some("crate::types::DbInstance".to_owned()),
        "Foo$type" => Some("crate::types::Foo::r#type".to_owned()),
        "Thing" => Some("Thing".to_owned()),
        _ => None,
    }
}

#[track_caller]
fn becomes(documentation: &str, expected: &str) {
    assert_eq!(to_markdown(documentation, &links), expected);
}

#[test]
fn paragraphs_lose_their_tags_and_their_indentation() {
    becomes("<p>One\n      two.</p>\n\n   <p class=\"x\">Three.</p>", "One two.\n\nThree.");
    becomes("Text before.<p>And within", "Text before.\n\nAnd within");
    becomes("<p></p>\n<p> </p>", "");
    becomes("", "");
}

#[test]
fn lists_are_tight_where_their_items_are_lines() {
    becomes("<p>Either:</p><ul><li><p>a</p></li><li>b</li></ul>", "Either:\n\n- a\n- b");
    becomes("<ol><li>a</li><li><p>b</p><p>c</p></li></ol>", "1. a\n\n2. b\n\n   c");
    becomes("<ol start=\"9\"><li>a</li><li>b</li></ol>", "9. a\n10. b");
    becomes("<ol start='-1'><li>a</li></ol>", "1. a");
    becomes("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c");
}

#[test]
fn scripts_and_styles_are_not_shown() {
    becomes("<p>a<script>if (b < c) { d(\"</p>\") }</script>e</p>", "ae");
    becomes("<STYLE type=\"text/css\">p > a {}</STYLE ><p>b</p><style></style>", "b");
    becomes("<p>The <code><script></code> element</p>", "The `<script>` element");
    becomes("<p>a <script> b</p>", "a \\<script> b");
}

#[test]
fn lists_in_succession_stay_what_they_are() {
    becomes("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n- b");
    becomes("<ol><li>a</li></ol><ol><li>b</li></ol>", "1. a\n\n1) b");
}

#[test]
fn misnested_and_unclosed_tags_lose_no_text() {
    becomes("<ul><li>a<li>b</ul>c", "- a\n- b\n\nc");
    becomes("<li>a</li><li>b</li>", "- a\n- b");
    becomes("<b>a<p>b</b></p> c</i>", "**a**\n\nb\n\nc");
    becomes("<p>a</li></ul></note>b", "ab");
    becomes("<p><code>a</p><p>b</p>", "`a`\n\nb");
}

#[test]
fn definitions_become_items_led_by_their_term() {
    becomes(
        "<dl><dt>A</dt><dd><p>First.</p><p>More.</p></dd><dt><code>b</code></dt><dd>Second.</dd><dt>C:</dt><dd>x</dd></dl>",
        "- **A**: First.\n\n  More.\n\n- **`b`**: Second.\n\n- **C:** x",
    );
    becomes("<dd>alone</dd>", "- alone");
}

#[test]
fn notes_are_quotes_led_by_their_kind() {
    becomes("<note><p>Mind.</p><p>More.</p></note>", "> **Note:** Mind.\n>\n> More.");
    becomes("<important>\n<ul><li>a</li></ul></important>", "> **Important:**\n>\n> - a");
    becomes("<note></note>a", "a");
}

#[test]
fn code_keeps_its_text() {
    becomes("<p><code>a*b_c&lt;d&gt;</code></p>", "`a*b_c<d>`");
    becomes("<p><code>a`b</code> and <code>`</code></p>", "``a`b`` and `` ` ``");
    becomes("<p>x<code> a  b </code>y</p>", "x `a b` y");
    becomes("<p><code>arn:<i>region</i>:<b>x</b></code></p>", "`arn:region:x`");
    becomes("<p><code></code>a <code> </code>b</p>", "a b");
}

#[test]
fn placeholders_that_look_like_tags_are_text() {
    becomes("<p>arn:aws:<region>:<account-id></p>", "arn:aws:\\<region>:\\<account-id>");
    becomes(
        "<p><code>&lt;a&gt;<region></code> and <code><h1>x</h1></code></p>",
        "`<a><region>` and `<h1>x</h1>`",
    );
    becomes("<p>a < b > c, 1<2</p>", "a \\< b > c, 1\\<2");
    becomes("<p>a<unknown x='1'>b</unknown>c</p>", "abc");
    becomes("<p>a<!-- <p>no</p> -->b<!-- c", "ab\\<!-- c");
}

#[test]
fn preformatted_text_is_never_a_doctest() {
    becomes(
        "<p>As:</p><pre><code>\n{\n  \"a\": 1 \n}\n</code></pre>",
        "As:\n\n```text\n{\n  \"a\": 1\n}\n```",
    );
    becomes("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```");
    becomes("    indented", "```text\nindented\n```");
    becomes("<pre>a\n```\nb</pre>", "````text\na\n```\nb\n````");
}

#[test]
fn emphasis_is_written_where_it_counts() {
    becomes("<p><b>a</b> <i>b</i> <strong>c <em>d</em></strong></p>", "**a** *b* **c _d_**");
    becomes("<p>a<b> b </b>c</p>", "a **b** c");
    becomes("<p>un<i>believ</i>able</p>", "un*believ*able");
    becomes("<p>x<b>\"y\"</b>z <b>a</b><i>b</i></p>", "x\"y\"z ab");
    becomes("<p>x<b><i>y</i>!</b>z <b></b></p>", "xy!z");
    becomes("<p><b><b>a</b></b> <i><b><i>c</i></b></i></p>", "**a** *__c__*");
    becomes("<p><i> <i>a</i> b</i> <b>c <i><b>d</b></i></b></p>", "*a b* **c _d_**");
}

#[test]
fn marks_of_the_sentence_follow_what_is_before_them() {
    becomes(
        "<p><code>a</code> , <i>b</i> ; <a href=\"http://a.b\">c</a>\n .</p>",
        "`a`, *b*; [c](http://a.b).",
    );
    becomes(
        "<p>Of - _ . / and <code>a</code> .b or <code>c</code> : d</p>",
        "Of - \\_ . / and `a` .b or `c` : d",
    );
}

#[test]
fn links_keep_their_address() {
    becomes(
        "<p>See <a href=\"https://a.b/c_(d)?x=1&amp;copy;\">the <code>x</code> page</a>.</p>",
        "See [the `x` page](https://a.b/c_%28d%29?x=1\\&copy;).",
    );
    becomes("<a href='HTTPS://a.b/'>a]b</a>", "[a\\]b](HTTPS://a.b/)");
    becomes("<a href=\"https://a.b/\">https://a.b/</a>", "<https://a.b/>");
    becomes("<p>x!<a href=\"http://a.b\">y</a></p>", "x\\![y](http://a.b)");
    becomes("<p><code><a href=\"http://a.b\">y</a></code></p>", "[`y`](http://a.b)");
}

#[test]
fn links_that_lead_nowhere_are_text() {
    becomes(
        "<p><a href=\"#x\">y</a> <a href=\"javascript:x\">y</a> <a href=\"https://\">y</a> <a></a></p>",
        "y y y",
    );
    becomes("[text](other.md), [text], ![image](x.png)", "text, \\[text\\], image");
}

#[test]
fn shapes_that_are_named_become_links() {
    becomes(
        "<p>A <a>Foo</a>, <code>Foo</code> or <a>Foo$bar</a>.</p>",
        "A [`Foo`](crate::types::Foo), [`Foo`](crate::types::Foo) or [`Foo$bar`](crate::types::Foo::bar).",
    );
    becomes("<code><a>DBInstance</a></code>", "[`DBInstance`](crate::types::DbInstance)");
    becomes("<a href=\"API_Foo.html\">the page</a>", "[`the page`](crate::types::Foo)");
    becomes(
        "`Foo`, [`Foo`], [Foo] and [`Bar`]",
        "[`Foo`](crate::types::Foo), [`Foo`](crate::types::Foo), [`Foo`](crate::types::Foo) and \\[`Bar`\\]",
    );
    becomes("<a>Foo$type</a>", "[`Foo$type`](crate::types::Foo::type)");
    becomes("<p><a>OtherShape</a> and <a>plain words</a></p>", "`OtherShape` and plain words");
}

#[test]
fn words_that_name_shapes_become_links_where_they_cannot_mean_anything_else() {
    becomes("<p>A DBInstance, or Foo.</p>", "A [`DBInstance`](crate::types::DbInstance), or Foo.");
    becomes(
        "A *DBInstance* (DBInstance).",
        "A *[`DBInstance`](crate::types::DbInstance)* ([`DBInstance`](crate::types::DbInstance)).",
    );
    becomes("<p><a href=\"https://a.example\">the DBInstance</a></p>", "[the DBInstance](https://a.example)");
    becomes(
        "<p>DBInstances, MyDBInstance, a/DBInstance and DBInstance.xml</p>",
        "DBInstances, MyDBInstance, a/DBInstance and DBInstance.xml",
    );
}

#[test]
fn a_shape_of_the_same_module_takes_the_short_form() {
    becomes("<p><a>Thing</a>(s): <code>Thing</code>: x</p>", "[`Thing`]\\(s): [`Thing`]\\: x");
}

#[test]
fn addresses_in_text_become_links_or_code() {
    becomes("See https://a.b/c_d. (http://x.y/z)", "See <https://a.b/c_d>. (<http://x.y/z>)");
    becomes("https://{bucket}.s3.amazonaws.com, http://", "`https://{bucket}.s3.amazonaws.com`, http://");
    becomes("<p><a href=\"http://x.y\">see http://z.y now</a></p>", "[see http://z.y now](http://x.y)");
}

#[test]
fn marks_of_markdown_in_html_are_text() {
    becomes(
        "<p>*.foo, _x_, a_b, [c], `d, ~e~, |f|, \\g, &amp;lt; AT&amp;T</p>",
        "\\*.foo, \\_x\\_, a_b, \\[c\\], \\`d, \\~e\\~, \\|f\\|, \\\\g, \\&lt; AT&T",
    );
    becomes(
        "<p># a</p><p>1. b</p><p>- c</p><p>+ d</p><p>> e</p><p>===</p><p>--x a -- b</p>",
        "\\# a\n\n1\\. b\n\n\\- c\n\n\\+ d\n\n\\> e\n\n\\===\n\n\\--x a -- b",
    );
    becomes("<p>The `code` here</p>", "The `code` here");
}

#[test]
fn a_mark_that_comes_to_start_a_line_is_escaped_there() {
    let text = format!("<p>{} - b</p>", "a".repeat(99));
    becomes(&text, &format!("{}\n\\- b", "a".repeat(99)));
}

#[test]
fn lines_are_wrapped_between_words_only() {
    let text = to_markdown(&format!("<ul><li>{}</li></ul>", "word ".repeat(60)), &links);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert_eq!(text.lines().count(), 4, "{text}");
    assert!(text.lines().skip(1).all(|line| line.starts_with("  word")), "{text}");
    becomes(&format!("<code>{}</code>", "a b ".repeat(60)), &format!("`{}`", "a b ".repeat(60).trim_end()));
}

#[test]
fn breaks_stay_and_two_end_the_paragraph() {
    becomes("<p>a<br>b<br/> <br/>c<br></p>", "a\\\nb\n\nc");
    becomes("a  \nb", "a\\\nb");
}

#[test]
fn tables_of_lines_are_tables_and_others_are_lists() {
    becomes(
        "<table><tr><th>A</th><th>B</th></tr><tr><td><code>x|y</code></td></tr></table>",
        "| A | B |\n| --- | --- |\n| `x\\|y` |  |",
    );
    becomes("<table><tr><td>A</td><td><ul><li>x</li></ul></td></tr></table>", "- A\n  - x");
    becomes("| a | b |\n|---|---|\n| c | d |", "| a | b |\n| --- | --- |\n| c | d |");
}

#[test]
fn what_stands_above_or_below_the_line_is_told_from_what_stands_in_it() {
    becomes(
        "<p>2<sup>63</sup>-1, CO<sub>2</sub>, x<sup>max</sup> and a<sub>i</sub>.</p>",
        "2⁶³-1, CO₂, x^max and a_i.",
    );
    becomes(
        "<p>The 1<sup>st</sup> of May<sup> </sup>, <code>2<sup>10</sup></code>.</p>",
        "The 1st of May , `2^10`.",
    );
    becomes("<p><sup>1</sup> Since 2020.</p>", "1 Since 2020.");
}

#[test]
fn messages_are_one_line_of_text() {
    let text = "<p>Use <code>B</code>, see <a href=\"https://a.example/b\">the <b>guide</b></a>.</p><ul><li>Now</li></ul>";
    assert_eq!(to_text(text), "Use `B`, see the guide. Now");
    assert_eq!(to_text("Use `B` or\n*that*."), "Use `B` or\n*that*.");
    assert_eq!(to_text(""), "");
}

#[test]
fn headings_keep_their_level() {
    becomes("<fullname>A Service</fullname><p>x</p><h3>B #</h3>", "# A Service\n\nx\n\n### B \\#");
    becomes("## A\ntext", "## A\n\ntext");
}

#[test]
fn markdown_survives() {
    let text = "A **bold** and *soft* word, `code`, a [link](https://a.b).\n\n- one\n- two\n\n1. first\n2. second\n\n> quoted";
    becomes(text, text);
    becomes("`<p>` opens a paragraph, **so**.", "`<p>` opens a paragraph, **so**.");
    becomes("Use <b>bold</b> and `code` in **one**.", "Use **bold** and `code` in **one**.");
}

#[test]
fn nesting_is_bounded() {
    for text in
        ["<ul><li>", "<b><i>", "<note>", "<table><tr><td>", "> ", "- ", "<dl><dd>", "<a href='http://a.b'>"]
    {
        let text = to_markdown(&format!("{}deep", text.repeat(20_000)), &links);
        assert!(text.contains("deep"), "{text}");
        assert!(text.len() < 10_000, "{}", text.len());
    }
}

#[test]
fn characters_that_rustc_refuses_are_left_out() {
    becomes("<p>a\u{202e}b\u{0}c</p><pre>d\u{2066}e\u{7}\tf</pre>", "a b c\n\n```text\nde\tf\n```");
}

#[test]
fn the_summary_is_the_first_sentence() {
    let cases = [
        ("Gets `a. B` things. And more.\n\nMore.", "Gets `a. B` things."),
        ("Uses e.g. This. Next.", "Uses e.g. This."),
        ("See [v1. Two](https://a.b). Next.", "See [v1. Two](https://a.b)."),
        ("One\nparagraph only\n\nSecond.", "One paragraph only"),
        ("# Title\n\n> **Note:** x.\n\nText. More", "Text."),
        ("Version 1.2 of it. Yes", "Version 1.2 of it."),
        ("**Bold. Still.** Then. Next", "**Bold. Still.** Then."),
        ("- a\n- b", ""),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(summary(text), expected);
    }
}

#[test]
fn html_blocks_within_commonmark_leave_the_rest_of_it() {
    let table = "<table><tr><th>A</th></tr><tr><td>b</td></tr></table>";
    becomes(
        &format!("Intro `a`.\n\n- a\n- b\n\n{table}\n\n```\ncode {{\n x\n}}\n```\n\n# H"),
        "Intro `a`.\n\n- a\n- b\n\n| A |\n| --- |\n| b |\n\n```text\ncode {\n x\n}\n```\n\n# H",
    );
    becomes("**Note:** see <p>\n\n1. x\n2. y", "**Note:** see\n\n1. x\n2. y");
    // HTML as it is found in models has no such blocks.
    becomes("See <p>1 &lt; 2</p>\n- a", "See\n\n1 \\< 2\n\n\\- a");
}
