//! What is emitted for each fixture, as text: a change of an emitter shows here in full.
//!
//! A snapshot has what its fixture is about and no more, so that it stays short enough to be read. That all of the
//! files compile is shown by `fixtures_compile.rs`, which takes every fixture whole.

use std::{collections::BTreeSet, error::Error};

use farrier_codegen::Roles;
use farrier_tests::{fixture, round_trips};

/// A test for each fixture, and the list of them. A fixture comes with the files of its snapshot, below `src/`, of which
/// `types` stands for all that have shapes; after a colon stand words, of which the head of an item must have one for the
/// item to be shown, or `names` for nothing but the names of types.
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
    client_object_storage: "client.rs: SERVICE", "operation.rs: GetObject";
    client_retries: "client.rs: calls", "types: Busy";
    client_signed_events: "client.rs";
    client_storage_control: "client.rs: SERVICE";
    constraints_collections: "checks.rs", "types: Collections Item";
    constraints_enums: "types: Enums", "checks.rs";
    constraints_http: "checks.rs", "types: DoInput Item", "server.rs";
    constraints_numbers: "checks.rs", "types: Numbers";
    constraints_shared: "checks.rs", "types: One Two";
    constraints_strings: "checks.rs", "types: Strings";
    constraints_unused: "types: Holder", "checks.rs", "types: names";
    constraints_unions: "checks.rs", "types: Choice Holder";
    deprecated: "lib.rs", "operation.rs: Old", "types: OldInput OldKind OldUnion";
    documentation: "types: Documented", "checks.rs";
    documented_service: "lib.rs",
        "operation.rs: names",
        "operation.rs: Get GetError",
        "types: GetOutput Gone";
    endpoint_discovery: "client.rs: SERVICE discover calls";
    endpoint_operations: "client.rs: SERVICE RULES calls";
    endpoint_rules: "client.rs: SERVICE";
    enum_trait: "types: Color Unnamed Holder";
    enums: "types: Suit Priority Card";
    errors: "operation.rs: Fail FailError", "types: NoMessage Lower Upper RequiredMessage WithHeader";
    errors_none: "operation.rs: Ping PingError", "lib.rs", "types/mod.rs", "server.rs";
    event_stream: "lib.rs", "operation.rs: names", "server.rs";
    event_stream_protocols: "lib.rs", "operation.rs: Talk", "types: Heard";
    event_stream_rpc: "types: Line Closed", "operation.rs: Talk";
    http_extras: "operation.rs: Send";
    http_host: "operation.rs: Get";
    http_payloads: "operation.rs: PutBlob PutCsv PutStructure", "types: names";
    http_request: "operation.rs: Get Put", "server.rs", "types: GetInput";
    http_response: "operation.rs: Get", "schema.rs", "types: GetOutput";
    http_token_places: "operation.rs: ByHeader ByQuery Needed Chosen Defaulted", "client.rs: calls", "types: NeededInput";
    http_unit: "operation.rs: Nothing UnitOnly";
    input_defaults: "types: PutInput PutOutput";
    large_variants: "lib.rs", "types: Choice";
    lists: "types: Lists", "schema.rs", "checks.rs";
    maps: "types: Maps Suit", "schema.rs";
    mixins: "types: Thing", "types: names";
    names_case: "types: Cases Kind Choice Arns";
    names_client: "client.rs: Client SERVICE calls",
        "client/pages.rs: impl",
        "client/waiters.rs: impl",
        "operation.rs: names",
        "operation.rs: use New NewError",
        "types: names";
    names_digits: "types: names", "types: V2fa Kind V3d S3Bucket2";
    names_keywords: "types: names", "types: Members Crate Type Enum Lower";
    names_long: "types: names", "operation.rs: names", "server.rs";
    names_members: "types/required.rs", "types: Required Defaulted";
    names_modules: "types: names", "operation.rs: names", "operation.rs: use Required2", "types: Schema";
    names_operations: "operation.rs: names", "server.rs: use Api", "operation.rs: use Thing ThingError GetThing GetThingError";
    names_prelude: "types: Option Result Error", "operation.rs: use Get GetError";
    names_runtime: "types: Unit2 Validate Route ErrorShape", "operation.rs: use Operation";
    names_values: "types: Value Values Number";
    no_protocol: "lib.rs", "operation.rs: Do";
    paginated: "client/pages.rs";
    object_storage: "lib.rs", "operation.rs: CopyObject";
    protocol_unspoken: "lib.rs";
    recursion: "types: names", "types: Direct Left Right Tree Branch Pair", "checks.rs";
    retryable_errors: "types: IdpCommunicationErrorException ExpiredTokenException";
    sensitive: "types: Secrets Card Choice Kind", "schema.rs", "checks.rs";
    protocols: "lib.rs", "operation.rs: PutThing PutThingError", "types: NoSuchThing Thing";
    serde_formats: "types: Everything";
    service_rename: "types: names", "types: GetOutput OtherThing";
    simple_types: "types: Simple";
    streaming: "operation.rs: Upload Download", "types: UploadInput DownloadOutput";
    structure: "lib.rs", "types: Sample Other";
    structure_default_presence: "types: DefaultOnTarget";
    structure_defaults: "types: Defaults";
    structure_empty: "types: Nothing";
    structure_required: "types/required.rs", "types: Five";
    union: "types: Choice Holder";
    unsent_defaults: "types: Disk";
    validation_exception: "server.rs", "types: ValidationException";
    validation_exception_empty: "server.rs";
    validation_exception_reason: "server.rs";
    waiters: "client/waiters.rs";
    wire_names: "types: Named Choice";
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
        let file = match path {
            "types" => round_trips::types(&files),
            _ => files.get(&format!("src/{path}")).ok_or_else(|| format!("no file src/{path}"))?.to_owned(),
        };
        let part = match words {
            "" => file,
            "names" => round_trips::defined(&file).join("\n"),
            _ => items(&file, words),
        };
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

/// The items of a file whose heads have one of the words, or that have a public function or enum of that name.
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
        let makes = |wanted: &str| {
            item.contains(&format!("pub fn {wanted}(")) || item.contains(&format!("pub enum {wanted}:"))
        };
        let makes = words.split(' ').any(makes);
        makes || named.any(|word| words.split(' ').any(|wanted| word == wanted))
    };
    items.retain(wanted);
    items.concat()
}
