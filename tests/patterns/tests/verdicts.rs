//! Patterns mean what their dialect says, in every plan, and no string holds the matcher.

use std::time::{Duration, Instant};

use farrier_codegen::pattern::{self as plan, Dialect, compile, compile_as, compile_with};
use farrier_patterns::{Pattern, load};
use proptest::prelude::*;
use serde_json::Value;

const STRATEGIES: [plan::Strategy; 4] =
    [plan::Strategy::Steps, plan::Strategy::Table, plan::Strategy::Counting, plan::Strategy::Backtracking];

/// The pattern in every plan that can express it.
fn all_plans(source: &str) -> Vec<(plan::Strategy, Pattern)> {
    let plan = |strategy| Some((strategy, load(&compile_with(source, strategy).expect("well-formed")?)));
    STRATEGIES.into_iter().filter_map(plan).collect()
}

fn cheapest(source: &str) -> Pattern {
    load(&compile(source).expect("well-formed"))
}

/// The verdicts are those of V8, with the flag `u` or, where that refuses a pattern, without it, and of
/// `java.util.regex` where both refuse; `cargo xtask patterns` reads the same format.
#[test]
fn every_plan_agrees_with_v8_and_java() {
    for line in include_str!("verdicts.jsonl").lines() {
        let verdict: Value = serde_json::from_str(line).expect("a line is a JSON object");
        let source = verdict["pattern"].as_str().expect("a pattern is text");
        let dialect = match compile(source).expect(source).dialect {
            Dialect::EcmaUnicode => "ecma-u",
            Dialect::EcmaAnnexB => "ecma-annex-b",
            Dialect::Java => "java",
        };
        assert_eq!(verdict["dialect"], dialect, "{source}");
        let plans = all_plans(source);
        assert!(!plans.is_empty(), "{source}");
        for (strategy, pattern) in plans {
            for (key, expected) in [("matches", true), ("rejects", false)] {
                for text in verdict[key].as_array().into_iter().flatten().filter_map(Value::as_str) {
                    assert_eq!(pattern.is_match(text), expected, "{source} on {text:?} by {strategy:?}");
                }
            }
        }
    }
}

#[test]
fn the_cheapest_exact_plan_is_chosen() {
    let cases = [
        ("^[a-zA-Z_0-9]{1,128}$", plan::Strategy::Steps),
        ("^[a-zA-Z_0-9][a-zA-Z_\\-0-9]*[a-zA-Z0-9]+$", plan::Strategy::Steps),
        ("^.*$", plan::Strategy::Steps),
        ("^(aws|aws-cn|aws-us-gov):[0-9]{12}$", plan::Strategy::Steps),
        ("^arn:aws[a-z-]*-x:", plan::Strategy::Steps),
        ("^(?!aws:)[a-z]+$", plan::Strategy::Table),
        ("[a-z]+", plan::Strategy::Table),
        ("^.{1,2000}(foo|bar)$", plan::Strategy::Counting),
        ("^(a|b)\\1$", plan::Strategy::Backtracking),
    ];
    for (source, strategy) in cases {
        assert_eq!(compile(source).expect("well-formed").matcher.strategy(), strategy, "{source}");
    }
}

#[test]
fn an_error_says_what_is_wrong_and_where() {
    let cases = [
        ("^[a-z", 1, "this class is not closed"),
        ("é(a", 2, "this group is not closed"),
        ("a)", 1, "this `)` closes no group"),
        ("a**", 2, "there is nothing before this quantifier"),
        ("[z-a]", 1, "the ends of this range are out of order"),
        ("a{2,1}", 1, "the numbers of the quantifier are out of order"),
        ("a\\", 1, "the pattern ends in a backslash"),
        ("(?<1>a)", 0, "the name of the group is not an identifier"),
        ("(?", 0, "ECMAScript has no such group"),
    ];
    for (source, offset, message) in cases {
        let error = compile(source).expect_err(source);
        assert_eq!((error.offset, error.message.as_str()), (offset, message), "{source}");
    }
    let deep = format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000));
    assert_eq!(compile(&deep).expect_err("too deep").message, "groups nest too deeply");
}

/// One string a plan, each of which takes an engine that goes back one step at a time longer than the universe has.
#[test]
fn a_hostile_string_is_answered_in_time() {
    let many = |text: &str| text.repeat(100_000);
    let cases = [
        ("^([a-z]+-?)+$", many("a") + "!"),
        ("^(a|aa)+$", many("a") + "b"),
        ("(x+x+)+y", many("x")),
        ("^(?!(a*)*b)(a*)*$", many("a") + "c"),
        ("^(.{1,900}x){1,3}y$", many("x")),
        ("^([a-z]{1,500}-?){1,200}$", "a".repeat(3_000) + "!"),
        ("^(a+)+\\1c$", "a".repeat(40) + "b"),
        ("(.*)(.*)(.*)\\3\\2\\1$x", many("ab")),
        ("^(?=(a+)+$)\\1b", "a".repeat(60) + "!"),
    ];
    for (source, text) in cases {
        let pattern = cheapest(source);
        let started = Instant::now();
        assert!(!pattern.is_match(&text), "{source}");
        let took = started.elapsed();
        assert!(took < Duration::from_secs(30), "{source} took {took:?}");
    }
}

#[test]
fn a_match_that_takes_too_many_steps_is_none_each_time() {
    let pattern = cheapest("^(a|b|ab)*c\\1$");
    let text = "ab".repeat(200);
    assert!(cheapest("^(a|b|ab)*c\\1$").is_match("ababcab"));
    assert_eq!([(); 3].map(|()| pattern.is_match(&text)), [false; 3]);
}

#[test]
fn counts_beyond_any_string_that_is_meant_end_the_same_way() {
    let pattern = cheapest("^https://([.\\-_a-zA-Z0-9]+/?){3,1016}$");
    assert!(pattern.is_match(&format!("https://{}", "ab/".repeat(500))));
    let started = Instant::now();
    assert!(!pattern.is_match(&format!("https://{}!", "a".repeat(10_000))));
    let took = started.elapsed();
    assert!(took < Duration::from_secs(30), "{took:?}");
}

/// A match of a run after each `/`, over and over: written out, the loop was too much work for long strings.
#[test]
fn a_large_loop_matches_long_strings() {
    let pattern = cheapest("^([^/]([!-~]+/){1,511})?[A-Za-z0-9_+=,.@-]{1,64}$");
    for length in [10_000, 20_000, 1_000_000] {
        assert!(pattern.is_match(&format!("x{}/end", "b///".repeat(length / 4))), "{length}");
        assert!(!pattern.is_match(&format!("x{}/", "b///".repeat(length / 4))), "{length}");
    }
    assert!(pattern.is_match(&format!("x{}end", "b/".repeat(511))));
}

/// Each loop is looked at once to choose how it is read, however deep they are in each other.
#[test]
fn loops_in_loops_compile() {
    let source = (0..40).fold("a".to_owned(), |body, _| format!("(?:{body}|b[c-e]?){{0,9}}"));
    assert!(compile(&format!("^(?:{source}-)+$")).is_ok());
}

#[test]
fn unicode_classes_stay_small() {
    for source in
        ["^[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*$", "^(?!aws:)[\\p{L}\\p{N}]{1,100}$", "\\p{Script=Greek}+\\P{L}"]
    {
        let plan = compile(source).expect("well-formed");
        if let farrier_codegen::pattern::Matcher::Table(table) = plan.matcher {
            assert!(table.size() < 8 * 1024, "{source}: {} bytes", table.size());
        }
    }
}

/// A pattern without anchors of what ECMAScript and the `regex` crate read alike.
fn common_body() -> impl Strategy<Value = String> {
    let atom = prop_oneof![
        4 => prop::sample::select(vec!["a", "b", "c", "-", "é", "😀"]).prop_map(str::to_owned),
        3 => prop::sample::select(vec!["[a-c]", "[^a]", "[b-]", "[a-zé]", "[^a-z😀]", "[0-9]"]).prop_map(str::to_owned),
    ];
    atom.prop_recursive(4, 24, 4, |inner| {
        let quantified = (inner.clone(), prop::sample::select(vec!["*", "+", "?", "{2}", "{0,2}", "{1,3}", "{2,}", "+?"]));
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| format!("({})", parts.join("|"))),
            3 => quantified.prop_map(|(part, quantifier)| format!("(?:{part}){quantifier}")),
        ]
    })
}

/// The same with anchors, or without.
fn common_pattern() -> impl Strategy<Value = String> {
    let anchors = prop::sample::select(vec![("^(?:", ")$"), ("^", ""), ("", "$"), ("", ""), ("^", "$")]);
    (common_body(), anchors).prop_map(|(body, (before, after))| format!("{before}{body}{after}"))
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[abc\\-é😀1z]{0,9}", 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn plans_agree_with_each_other_and_with_the_regex_crate(source in common_pattern(), texts in texts()) {
        let regex = regex::Regex::new(&source).expect("the pattern is common to both");
        for (strategy, pattern) in all_plans(&source) {
            for text in &texts {
                prop_assert_eq!(pattern.is_match(text), regex.is_match(text), "{} on {:?} by {:?}", source, text, strategy);
            }
        }
    }

    #[test]
    fn loops_whose_rounds_are_counted_agree_with_the_regex_crate(
        (before, after) in ("(|a|\\(\\?:b\\|a\\)\\*)", "(|b|\\[\\^a\\])"),
        (body, round) in prop_oneof![
            (common_body(), "[abc\\-é😀1]{1,4}"),
            prop::sample::select(vec![("ab", "ab"), ("[a-c]+-", "abc-"), ("(?:a|bc)d?", "bcd"), ("a{1,3}b", "aab"), ("a(?:-b?)*", "a-b")])
                .prop_map(|(body, round)| (body.to_owned(), round.to_owned())),
        ],
        (min, max) in prop::sample::select(vec![(0, 70), (1, 66), (3, 90), (65, 130)]),
        outer in prop::sample::select(vec!["", "?", "*", "{2}"]),
        texts in prop::collection::vec(("[abc\\-é]{0,3}", 0..9_usize, "[abc\\-é]{0,3}"), 1..12),
    ) {
        let source = format!("^{before}((?:{body}){{{min},{max}}}){outer}{after}$");
        let regex = regex::RegexBuilder::new(&source).size_limit(1 << 28).build().expect("common to both");
        // Around the bounds, of one loop and of two.
        let bounds: [usize; 8] = [min, min + 1, max - 1, max, max + 1, 2 * min, 2 * max, 2 * max + 1];
        let mut candidates: Vec<String> = bounds.iter().map(|count| round.repeat(*count)).collect();
        candidates.push(round.repeat(min.saturating_sub(1)));
        for (start, at, end) in &texts {
            candidates.push(format!("{start}{}{end}", candidates[*at]));
        }
        for (strategy, pattern) in all_plans(&source) {
            for text in &candidates {
                // Backtracking gives up.
                if strategy != plan::Strategy::Backtracking {
                    prop_assert_eq!(pattern.is_match(text), regex.is_match(text), "{} on {:?} by {:?}", source, text, strategy);
                }
            }
        }
    }

    #[test]
    fn look_around_means_the_same_in_every_plan(
        parts in prop::collection::vec(common_pattern(), 3),
        looks in prop::collection::vec(prop::sample::select(vec!["(?=", "(?!", "(?<=", "(?<!"]), 2),
        texts in texts(),
    ) {
        let source = format!("{}{}{}){}{})", parts[0], looks[0], parts[1], looks[1], parts[2]);
        let plans = all_plans(&source);
        for text in &texts {
            let answers: Vec<_> = plans.iter().map(|(strategy, pattern)| (strategy, pattern.is_match(text))).collect();
            prop_assert!(answers.windows(2).all(|pair| pair[0].1 == pair[1].1), "{} on {:?}: {:?}", source, text, answers);
        }
    }

    #[test]
    fn no_text_makes_the_compiler_panic(source in "[\\\\()\\[\\]{}|?*+^$.a-c0-9,:=!<>&p\\-é😀]{0,24}") {
        for dialect in [Dialect::EcmaUnicode, Dialect::EcmaAnnexB, Dialect::Java] {
            if let Ok(plan) = compile_as(&source, dialect) {
                let _ = load(&plan).is_match("abc-😀");
            }
        }
    }
}
