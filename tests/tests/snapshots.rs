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
    auth_other: "client.rs";
    client_auth: "client.rs: Client SERVICE calls";
    client_auth_header: "client.rs: SERVICE";
    client_auth_query: "client.rs: SERVICE";
    client_object_storage: "client.rs: SERVICE", "operation/get_object.rs: Operation";
    client_retries: "client.rs: calls", "types/busy.rs";
    client_signed_events: "client.rs";
    constraints_collections: "checks.rs", "types/collections.rs", "types/item.rs";
    constraints_enums: "types/enums.rs", "checks.rs";
    constraints_http: "checks.rs", "types/do_input.rs", "types/item.rs", "server.rs";
    constraints_numbers: "checks.rs", "types/numbers.rs";
    constraints_shared: "checks.rs", "types/one.rs", "types/two.rs";
    constraints_strings: "checks.rs", "types/strings.rs";
    constraints_unused: "types/holder.rs", "checks.rs", "types/mod.rs";
    constraints_unions: "checks.rs", "types/choice.rs", "types/holder.rs";
    deprecated: "lib.rs", "operation/old.rs: struct Operation", "types/old_input.rs", "types/old_kind.rs",
        "types/old_union.rs";
    documentation: "types/documented.rs", "checks.rs";
    documented_service: "lib.rs", "operation/mod.rs", "operation/get.rs: struct enum", "types/get_output.rs",
        "types/gone.rs";
    enum_trait: "types/color.rs", "types/unnamed.rs", "types/holder.rs";
    enums: "types/suit.rs", "types/priority.rs", "types/card.rs";
    errors: "operation/fail.rs", "types/no_message.rs", "types/lower.rs",
        "types/upper.rs", "types/required_message.rs",
        "types/with_header.rs";
    errors_none: "operation/ping.rs", "lib.rs", "types/mod.rs", "server.rs";
    event_stream: "lib.rs", "operation/mod.rs", "server.rs";
    event_stream_protocols: "lib.rs", "operation/talk.rs: Operation", "types/heard.rs";
    event_stream_rpc: "types/line.rs", "types/closed.rs: structure", "operation/talk.rs: Operation";
    http_extras: "operation/send.rs: Operation";
    http_host: "operation/get.rs: Operation";
    http_payloads: "operation/put_blob.rs: Operation", "operation/put_csv.rs: Operation", "operation/put_structure.rs: Operation",
        "types/mod.rs";
    http_request: "operation/get.rs: Operation", "operation/put.rs: Operation", "server.rs", "types/get_input.rs";
    http_response: "operation/get.rs: Operation", "schema.rs", "types/get_output.rs";
    http_token_places: "operation/by_header.rs: Operation", "operation/by_query.rs: Operation",
        "operation/needed.rs: Operation", "types/needed_input.rs";
    http_unit: "operation/nothing.rs: Operation", "operation/unit_only.rs: Operation";
    input_defaults: "types/put_input.rs", "types/put_output.rs";
    large_variants: "lib.rs", "types/choice.rs";
    lists: "types/lists.rs", "schema.rs", "checks.rs";
    maps: "types/maps.rs", "schema.rs", "types/suit.rs";
    mixins: "types/thing.rs", "types/mod.rs";
    names_case: "types/cases.rs", "types/kind.rs", "types/choice.rs", "types/arns.rs";
    names_client: "client.rs: Client SERVICE calls", "client/pages.rs: impl", "client/waiters.rs: impl", "operation/mod.rs",
        "operation/new.rs: use struct enum From", "types/mod.rs";
    names_digits: "types/mod.rs", "types/v2fa.rs", "types/kind.rs", "types/v3d.rs", "types/s3_bucket2.rs";
    names_keywords: "types/mod.rs", "types/members.rs", "types/crate_.rs", "types/type.rs",
        "types/enum.rs", "types/lower.rs";
    names_long: "types/mod.rs", "operation/mod.rs", "server.rs";
    names_members: "types/required.rs", "types/required_.rs", "types/defaulted.rs";
    names_modules: "types/mod.rs", "operation/mod.rs", "operation/required2.rs: use Operation", "types/schema.rs";
    names_operations: "operation/mod.rs", "operation/thing.rs: use struct enum From", "operation/get_thing.rs: use enum From Unhandled";
    names_prelude: "types/option.rs", "types/result.rs", "types/error.rs",
        "operation/get.rs: use enum Operation";
    names_runtime: "types/unit2.rs", "types/validate.rs", "types/route.rs", "operation/operation_.rs: use struct Operation",
        "types/error_shape.rs";
    names_values: "types/value.rs", "types/values.rs", "types/number.rs";
    no_protocol: "lib.rs", "operation/do.rs: Operation";
    paginated: "client/pages.rs";
    object_storage: "lib.rs", "operation/copy_object.rs: Operation";
    protocol_unspoken: "lib.rs";
    recursion: "types/mod.rs", "types/direct.rs", "types/left.rs", "types/right.rs",
        "types/tree.rs", "types/branch.rs", "types/pair.rs", "checks.rs";
    sensitive: "types/secrets.rs", "types/card.rs", "types/choice.rs",
        "types/kind.rs", "schema.rs", "checks.rs";
    protocols: "lib.rs", "operation/put_thing.rs", "types/no_such_thing.rs", "types/thing.rs";
    serde_formats: "types/everything.rs";
    service_rename: "types/mod.rs", "types/get_output.rs", "types/other_thing.rs";
    simple_types: "types/simple.rs";
    streaming: "operation/upload.rs: Operation", "operation/download.rs: Operation", "types/upload_input.rs",
        "types/download_output.rs";
    structure: "lib.rs", "types/sample.rs", "types/other.rs";
    structure_default_presence: "types/default_on_target.rs";
    structure_defaults: "types/defaults.rs";
    structure_empty: "types/nothing.rs";
    structure_required: "types/required.rs", "types/five.rs";
    union: "types/choice.rs", "types/holder.rs";
    validation_exception: "server.rs", "types/validation_exception.rs";
    validation_exception_empty: "server.rs";
    validation_exception_reason: "server.rs";
    waiters: "client/waiters.rs";
    wire_names: "types/named.rs", "types/choice.rs";
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
