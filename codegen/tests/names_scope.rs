//! What spellings become that share a scope.

use farrier_codegen::names::{Case, RESERVED_METHODS, Scope, unknown_variant_name};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn fields(spellings: &[&str]) -> Vec<String> {
    Scope::new(Case::Field).names(spellings)
}

#[test]
fn the_plainest_spelling_keeps_the_name_and_the_others_say_theirs() {
    assert_eq!(
        fields(&["FOO_BAR", "foo_bar", "fooBar", "FooBar", "foo-bar", "other"]),
        ["foo_bar_upper", "foo_bar_snake", "foo_bar", "foo_bar_pascal", "foo_bar_kebab", "other"]
    );
    assert_eq!(
        Scope::new(Case::Variant).names(&["gzip", "GZIP", "Gzip"]),
        ["Gzip", "GzipUpper", "GzipPascal"]
    );
    assert_eq!(Scope::new(Case::Constant).names(&["gzip", "GZIP"]), ["GZIP", "GZIP_UPPER"]);
}

#[test]
fn spellings_of_one_style_are_told_apart_by_a_hash_of_their_own() {
    let names = fields(&["foo:bar", "foo.bar", "foo/bar"]);
    assert_eq!(names, ["foo_bar_hffed", "foo_bar", "foo_bar_h571d"]);
    assert_eq!(fields(&["foo:bar", "foo.bar"]), ["foo_bar_hffed", "foo_bar"]);
}

#[test]
fn keywords_collide_like_other_names() {
    assert_eq!(fields(&["type", "Type"]), ["r#type", "type_pascal"]);
    assert_eq!(fields(&["self", "Self"]), ["self_", "self_pascal"]);
}

#[test]
fn shapes_of_one_name_are_told_apart_by_their_namespaces() {
    let wanted =
        ["aws.tests.shared#Foo", "aws.tests.restjson#Foo"].map(|id| (id.to_owned(), "Foo".to_owned()));
    assert_eq!(Scope::new(Case::Type).assign(wanted.to_vec()), ["FooShared", "Foo"]);
}

#[test]
fn shape_ids_are_told_apart_by_the_style_of_the_shape() {
    let wanted = ["a.b#FooBar", "a.b#fooBar"].map(|id| (id.to_owned(), "FooBar".to_owned()));
    assert_eq!(Scope::new(Case::Type).assign(wanted.to_vec()), ["FooBarPascal", "FooBar"]);
}

#[test]
fn a_told_apart_name_never_takes_a_modelled_one() {
    let names = fields(&["FooBar", "fooBar", "fooBarPascal"]);
    assert_eq!(names[1..], ["foo_bar", "foo_bar_pascal"]);
    assert!(names[0].starts_with("foo_bar_h"), "{}", names[0]);
}

#[test]
fn reserved_names_give_way_with_an_underscore() {
    let mut scope = Scope::new(Case::Method);
    scope.reserve("new").reserve("new_");
    for name in RESERVED_METHODS {
        scope.reserve(name);
    }
    assert_eq!(scope.name("plain"), "plain");
    assert_eq!(scope.name("plain"), "plain_", "what was named is taken");
    assert_eq!(scope.names(&["new", "asRef", "plain"]), ["new__", "as_ref_", "plain__"]);
}

#[test]
fn helpers_keep_to_the_name_that_they_want() {
    let wanted = ["type", "Type"].map(|key| (key.to_owned(), "with_type".to_owned()));
    assert_eq!(Scope::new(Case::Method).assign(wanted.to_vec()), ["with_type", "with_type_pascal"]);
}

#[test]
fn the_added_variant_gives_way_to_the_modelled_ones() {
    assert_eq!(unknown_variant_name(&["Active"]), "Unknown");
    assert_eq!(unknown_variant_name(&["Unknown"]), "UnknownValue");
    assert_eq!(unknown_variant_name(&["Unknown", "UnknownValue", "UnknownVariant"]), "UnknownVariant2");
}

/// Spellings that often meet in one name.
fn spellings() -> impl Strategy<Value = BTreeSet<String>> {
    let one = prop_oneof![
        "(foo|FOO|Foo)[_.:-]?(bar|Bar|BAR)(_?(h|upper|pascal|snake))?",
        "(self|type|Self|Type|TYPE|_type)_?",
        "[a-cA-C_.]{0,3}",
        any::<String>(),
    ];
    proptest::collection::btree_set(one, 0..24)
}

proptest! {
    #[test]
    fn names_of_a_scope_are_distinct_identifiers(spellings in spellings(), reserved in spellings()) {
        for case in [Case::Type, Case::Field, Case::Constant] {
            let mut scope = Scope::new(case);
            let reserved: Vec<_> = reserved.iter().map(|text| case.name(text)).collect();
            reserved.iter().for_each(|name| { scope.reserve(name); });
            let names = scope.names(&spellings.iter().collect::<Vec<_>>());
            let distinct: BTreeSet<_> = names.iter().chain(&reserved).collect();
            prop_assert_eq!(distinct.len(), names.len() + reserved.iter().collect::<BTreeSet<_>>().len());
            for name in &names {
                prop_assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "{name}");
            }
        }
    }

    #[test]
    fn the_order_of_the_spellings_does_not_matter(spellings in spellings()) {
        let forwards: Vec<_> = spellings.iter().collect();
        let backwards: Vec<_> = spellings.iter().rev().collect();
        let mut names = Scope::new(Case::Field).names(&backwards);
        names.reverse();
        prop_assert_eq!(Scope::new(Case::Field).names(&forwards), names);
    }

    #[test]
    fn an_unrelated_spelling_moves_no_name(spellings in spellings(), at in 0_usize..24) {
        let mut with: Vec<String> = spellings.iter().cloned().collect();
        let before = Scope::new(Case::Field).names(&with);
        let at = at.min(with.len());
        with.insert(at, "somethingElse".to_owned());
        let mut after = Scope::new(Case::Field).names(&with);
        prop_assert_eq!(after.remove(at), "something_else");
        prop_assert_eq!(before, after);
    }

    #[test]
    fn a_colliding_spelling_moves_one_name_at_most(added in "(foo|FOO|Foo)[_.:-]?(bar|Bar|BAR)") {
        let model = ["FOO_BAR", "foo_bar", "Foo:Bar", "foo.bar", "foo-bar", "unrelated"];
        if model.contains(&added.as_str()) {
            return Ok(());
        }
        let before = Scope::new(Case::Field).names(&model);
        let mut with: Vec<&str> = model.to_vec();
        with.push(&added);
        let after = Scope::new(Case::Field).names(&with);
        let moved = before.iter().zip(&after).filter(|(before, after)| before != after).count();
        prop_assert!(moved <= 1, "{before:?} {after:?}");
    }
}
