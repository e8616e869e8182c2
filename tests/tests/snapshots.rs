//! What is emitted for each fixture, as text: a change of an emitter shows here in full.
//!
//! A snapshot has what its fixture is about and no more, so that it stays short enough to be read. That all of the
//! files compile is shown by `fixtures_compile.rs`, which takes every fixture whole.

use std::{collections::BTreeSet, error::Error};

use farrier_codegen::Roles;
use farrier_tests::fixture;

/// A test for each fixture, and the list of them. A fixture comes with the files of its snapshot, below `src/`; after a
/// colon stand words, of which the head of an item must have one for the item to be shown.
macro_rules! snapshots {
    ($($fixture:ident: $($shown:literal),+;)+) => {
        $(
            #[test]
            fn $fixture() -> Result<(), Box<dyn Error>> {
                snapshot(stringify!($fixture), &[$($shown),+])
            }
        )+

        const FIXTURES: &[&str] = &[$(stringify!($fixture)),+];
    };
}

snapshots! {
    constraints_collections: "checks.rs", "types/collections.rs: Validate", "types/item.rs: Validate";
    constraints_enums: "types/enums.rs: struct Validate", "checks.rs";
    constraints_http: "checks.rs", "types/do_input.rs: Validate", "types/item.rs: Validate", "server.rs";
    constraints_numbers: "checks.rs", "types/numbers.rs: struct Validate";
    constraints_shared: "checks.rs", "types/one.rs: Validate", "types/two.rs: Validate";
    constraints_strings: "checks.rs", "types/strings.rs: struct Validate";
    constraints_unused: "types/holder.rs: struct Validate", "checks.rs", "types/mod.rs";
    constraints_unions: "checks.rs", "types/choice.rs: enum Validate", "types/holder.rs: Validate";
    deprecated: "lib.rs", "operation/old.rs: struct Operation", "types/old_input.rs", "types/old_kind.rs: enum values",
        "types/old_union.rs: enum";
    documentation: "types/documented.rs: struct", "checks.rs";
    documented_service: "lib.rs", "operation/mod.rs", "operation/get.rs: struct enum", "types/get_output.rs: struct",
        "types/gone.rs: struct";
    enum_trait: "types/color.rs", "types/unnamed.rs: enum", "types/holder.rs: struct new";
    enums: "types/suit.rs", "types/priority.rs", "types/card.rs: Validate";
    errors: "operation/fail.rs: enum Error From", "types/no_message.rs: Error Display", "types/lower.rs: Error Display",
        "types/upper.rs: Error Display", "types/required_message.rs: Error Display",
        "types/with_header.rs: struct Error Display";
    errors_none: "operation/ping.rs", "lib.rs", "types/mod.rs", "server.rs";
    event_stream: "lib.rs", "operation/mod.rs", "server.rs";
    event_stream_rpc: "types/line.rs", "types/closed.rs: structure", "operation/talk.rs: Operation";
    http_extras: "operation/send.rs: Operation";
    http_host: "operation/get.rs: Operation";
    http_payloads: "operation/put_blob.rs: Operation", "operation/put_csv.rs: Operation", "operation/put_structure.rs: Operation",
        "types/mod.rs";
    http_request: "operation/get.rs: Operation", "operation/put.rs: Operation", "server.rs", "types/get_input.rs: struct";
    http_response: "operation/get.rs: Operation", "schema.rs", "types/get_output.rs: struct MEMBERS";
    http_token_places: "operation/by_header.rs: Operation", "operation/by_query.rs: Operation",
        "operation/needed.rs: Operation", "types/needed_input.rs: struct new Validate";
    http_unit: "operation/nothing.rs: Operation", "operation/unit_only.rs: Operation";
    input_defaults: "types/put_input.rs", "types/put_output.rs: struct new";
    large_variants: "lib.rs", "types/choice.rs: enum";
    lists: "types/lists.rs: struct MEMBERS SCHEMA Validate", "schema.rs", "checks.rs";
    maps: "types/maps.rs: struct MEMBERS Validate", "schema.rs", "types/suit.rs: Ord MapKey enum";
    mixins: "types/thing.rs: struct new MEMBERS", "types/mod.rs";
    names_case: "types/cases.rs: struct", "types/kind.rs: enum From", "types/choice.rs: enum MEMBERS", "types/arns.rs: struct";
    names_digits: "types/mod.rs", "types/v2fa.rs: struct", "types/kind.rs: enum", "types/v3d.rs: enum", "types/s3_bucket2.rs: struct";
    names_keywords: "types/mod.rs", "types/members.rs: struct SerializableStruct", "types/crate_.rs: enum", "types/type.rs: struct",
        "types/enum.rs: enum From", "types/lower.rs: struct";
    names_long: "types/mod.rs", "operation/mod.rs", "server.rs";
    names_members: "types/required.rs: RequiredMany", "types/required_.rs: struct new Validate", "types/defaulted.rs: struct";
    names_modules: "types/mod.rs", "operation/mod.rs", "operation/required2.rs: use Operation", "types/schema.rs: use MEMBERS Validate";
    names_operations: "operation/mod.rs", "operation/thing.rs: use struct enum From", "operation/get_thing.rs: use enum From Unhandled";
    names_prelude: "types/option.rs", "types/result.rs: use enum DeserializableUnion", "types/error.rs: use struct Display",
        "operation/get.rs: use enum Operation";
    names_runtime: "types/unit2.rs: use struct", "types/validate.rs", "types/route.rs: use", "operation/operation_.rs: use struct Operation",
        "types/error_shape.rs: use Error";
    names_values: "types/value.rs: enum From", "types/values.rs: enum", "types/number.rs: enum From";
    no_protocol: "lib.rs", "operation/do.rs: Operation";
    recursion: "types/mod.rs", "types/direct.rs: struct new Validate", "types/left.rs: struct", "types/right.rs: struct",
        "types/tree.rs: struct Validate", "types/branch.rs: enum Validate", "types/pair.rs: struct new", "checks.rs";
    sensitive: "types/secrets.rs: struct Debug MEMBERS Validate", "types/card.rs: struct Debug MEMBERS", "types/choice.rs: enum Debug",
        "types/kind.rs: enum Debug", "schema.rs", "checks.rs";
    service_rename: "types/mod.rs", "types/get_output.rs: struct SCHEMA", "types/other_thing.rs: struct SCHEMA";
    simple_types: "types/simple.rs: struct MEMBERS SCHEMA impl";
    streaming: "operation/upload.rs: Operation", "operation/download.rs: Operation", "types/upload_input.rs: struct MEMBERS",
        "types/download_output.rs: struct MEMBERS";
    structure: "lib.rs", "types/sample.rs", "types/other.rs: struct";
    structure_default_presence: "types/default_on_target.rs: struct new MEMBERS DeserializableStruct Validate";
    structure_defaults: "types/defaults.rs: struct new MEMBERS";
    structure_empty: "types/nothing.rs";
    structure_required: "types/required.rs", "types/five.rs: struct new";
    union: "types/choice.rs", "types/holder.rs: struct";
    validation_exception: "server.rs", "types/validation_exception.rs: struct new MEMBERS";
    validation_exception_empty: "server.rs";
    validation_exception_reason: "server.rs";
    wire_names: "types/named.rs: struct MEMBERS", "types/choice.rs: MEMBERS";
}

#[test]
fn every_fixture_has_a_snapshot() -> Result<(), Box<dyn Error>> {
    let found: BTreeSet<String> = fixture::all()?.into_iter().map(|fixture| fixture.name).collect();
    let listed: BTreeSet<String> = FIXTURES.iter().map(|name| (*name).to_owned()).collect();
    assert_eq!(found, listed);
    Ok(())
}

fn snapshot(name: &str, shown: &[&str]) -> Result<(), Box<dyn Error>> {
    let fixture =
        fixture::all()?.into_iter().find(|fixture| fixture.name == name).ok_or("no such fixture")?;
    let files = fixture.generate(Roles::default())?;
    let mut text = String::new();
    for shown in shown {
        let (path, words) = shown.split_once(": ").unwrap_or((shown, ""));
        let file = files.get(&format!("src/{path}")).ok_or_else(|| format!("no file src/{path}"))?;
        let part = if words.is_empty() { file.to_owned() } else { items(file, words) };
        if part.is_empty() {
            return Err(format!("{path} has no item with {words}").into());
        }
        text.push_str(&format!("//// {shown}\n{part}\n"));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(format!("../../fixtures/{name}.json"));
    settings.bind(|| insta::assert_snapshot!(name, text));
    Ok(())
}

/// The items of a file whose heads have one of the words, or that have a public function of that name.
fn items(file: &str, words: &str) -> String {
    let mut items: Vec<String> = Vec::new();
    let mut begins = true;
    for line in file.lines() {
        if begins && !line.is_empty() && !line.starts_with([' ', '}', ')']) {
            items.push(String::new());
        }
        if let Some(item) = items.last_mut() {
            item.push_str(line);
            item.push('\n');
        }
        begins = line.is_empty();
    }
    let wanted = |item: &String| {
        let head = item.lines().find(|line| !line.starts_with(['/', '#'])).unwrap_or_default();
        let mut named = head.split(|character: char| !character.is_alphanumeric());
        let makes = words.split(' ').any(|wanted| item.contains(&format!("pub fn {wanted}(")));
        makes || named.any(|word| words.split(' ').any(|wanted| word == wanted))
    };
    items.retain(wanted);
    items.concat()
}
