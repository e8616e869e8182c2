//! Tests of generated crates, as text: every value comes back as it was encoded.
//!
//! Comes in: the names and files of crates. Goes out: a test crate that uses them all. Always holds: every type and
//! every operation that a crate exports has a test.

use std::fmt::Write as _;

use farrier_codegen::Files;

/// The test crate `round_trips` of these crates, which lie beside it. `modules` are files of it, by their paths in its
/// source: the root's own, and what is below these.
#[must_use]
pub fn package(crates: &[(String, Files)], modules: &[(&str, &str)]) -> Files {
    let tests: String = crates.iter().map(|(name, files)| tests(name, files)).collect();
    let mut package = Files::new();
    let mut declared = String::new();
    for (path, text) in modules {
        package.insert(format!("src/{path}"), *text);
        let name = path.strip_suffix("/mod.rs").or_else(|| path.strip_suffix(".rs"));
        if let Some(name) = name.filter(|name| !name.contains('/')) {
            let _ = writeln!(declared, "mod {name};");
        }
    }
    package.insert("Cargo.toml", manifest(crates));
    package.insert("src/lib.rs", format!("{SUPPORT}\n{declared}{tests}"));
    package
}

/// The manifest of the test crate.
fn manifest(crates: &[(String, Files)]) -> String {
    let mut text = "[package]\nname = \"round_trips\"\nversion = \"0.1.0\"\nedition.workspace = true\n\
         publish = false\n\n[dependencies]\nbytes = \"1\"\nciborium = \"0.2\"\nfutures-core = \"0.3\"\nhmac = \"0.12\"\nhttp = \"1\"\n\
         serde = { version = \"1\", features = [\"derive\"] }\n\
         serde_json = { version = \"1\", features = [\"float_roundtrip\"] }\nserde_path_to_error = \"0.1\"\n\
         sha2 = \"0.10\"\ntoml = \"1\"\ntower-service = \"0.3\"\n\
         farrier-runtime = { workspace = true, features = [\"testing\"] }\n\
         tower = { version = \"0.5\", default-features = false, features = [\"util\"] }\n"
        .to_owned();
    for (name, files) in crates {
        let features: Vec<String> = features(files).iter().map(|feature| format!("{feature:?}")).collect();
        let _ = writeln!(text, "{name} = {{ path = \"../{name}\", features = [{}] }}", features.join(", "));
    }
    text
}

/// The features of a crate: its roles, and its protocols when it has several.
fn features(files: &Files) -> Vec<&str> {
    let manifest = files.get("Cargo.toml").unwrap_or_default();
    let (_, table) = manifest.split_once("[features]\n").unwrap_or_default();
    let lines = table.lines().take_while(|line| !line.starts_with('['));
    lines.filter_map(|line| Some(line.split_once(" = ")?.0)).filter(|feature| *feature != "default").collect()
}

/// The tests of one crate.
fn tests(name: &str, files: &Files) -> String {
    let root = files.get("src/lib.rs").unwrap_or_default();
    // The roles of a crate are features, too.
    let has_several = root.contains("protocols! {");
    let has_protocol = has_several || root.contains("pub static PROTOCOL");
    let protocols = match (has_several, has_protocol) {
        (true, _) => format!("{name}::PROTOCOLS"),
        (false, true) => format!("&[&{name}::PROTOCOL]"),
        (false, false) => "&[]".to_owned(),
    };
    let mut text = String::new();
    for ty in defined(&types(files)) {
        let _ = writeln!(text, "    shape::<{name}::types::{ty}>(\"{name}::{ty}\", json({protocols}));");
    }
    let mut tests = format!("\n#[test]\nfn {name}_types() {{\n{text}}}\n");
    let operations = operations(files.get("src/operation.rs").unwrap_or_default());
    if has_protocol && !operations.is_empty() {
        let _ = writeln!(tests, "\n#[test]\nfn {name}_operations() {{");
        for operation in operations {
            let arguments = |protocol: &str| {
                format!(
                    "operation::<{name}::operation::{operation}>({protocol}, &{name}::server::OPERATIONS)"
                )
            };
            let _ = if has_several {
                writeln!(
                    tests,
                    "    {name}::PROTOCOLS.iter().for_each(|protocol| {});",
                    arguments("*protocol")
                )
            } else {
                writeln!(tests, "    {};", arguments(&format!("&{name}::PROTOCOL")))
            };
        }
        tests.push_str("}\n");
    }
    tests
}

/// All that the crate has of its shapes.
pub fn types(files: &Files) -> String {
    type_files(files).collect()
}

/// The texts of the files that have the crate's shapes.
pub fn type_files(files: &Files) -> impl Iterator<Item = &str> {
    files
        .iter()
        .filter(|(path, _)| path.strip_prefix("src/types/").is_some_and(has_shapes))
        .map(|(_, text)| text)
}

/// Whether a file of this name in `types` has shapes.
pub fn has_shapes(name: &str) -> bool {
    name != "mod.rs" && name != "required.rs"
}

/// The names of the types that a text defines.
pub fn defined(text: &str) -> Vec<String> {
    let name = |line: &str| {
        let line = line.trim_start();
        let rest = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))?;
        rest.split(|character: char| !character.is_alphanumeric() && character != '_')
            .next()
            .map(str::to_owned)
    };
    text.lines().filter_map(name).collect()
}

/// The names of the types that stand for operations.
fn operations(text: &str) -> Vec<String> {
    let name = |line: &str| line.strip_prefix("pub struct ")?.strip_suffix(';').map(str::to_owned);
    text.lines().filter_map(name).collect()
}

/// What the tests call.
const SUPPORT: &str = r#"//! Every value comes back as it was encoded.
#![cfg(test)]
#![allow(deprecated)]

use std::fmt::Debug;

use bytes::Bytes;
use farrier_runtime::{
    client::{self, Addressing, AddressingStyle, ClientSettings, Endpoint},
    operation::{Body, ClientOperation, Payload, ServerOperation},
    protocol::{Protocol, RestJson},
    serde::{DeserializableShape, SerializableShape},
    server::{self, Operations, ServerRequest, ServerSettings},
    testing::{Arbitrary, round_trip},
};
use serde::{Serialize, de::DeserializeOwned};

/// How many values are tried of each shape.
const VALUES: u64 = 200;

/// Bytes that a value is made from: none, then ever more.
fn bytes(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..seed * 4).map(next).collect()
}

/// The protocol whose JSON a crate has in serde's formats, but for one whose unions `alloy` writes otherwise.
fn json<'a>(protocols: &[&'a dyn Protocol]) -> Option<&'a dyn Protocol> {
    let json = protocols.iter().find(|protocol| protocol.codec().media_type().contains("json"));
    json.copied().filter(|protocol| protocol.id() != "alloy#simpleRestJson")
}

fn shape<T>(name: &str, json: Option<&dyn Protocol>)
where
    T: SerializableShape + DeserializableShape + Serialize + DeserializeOwned + PartialEq + Debug,
{
    for seed in 0..VALUES {
        let value: T = Arbitrary::new(&bytes(seed)).generate();
        if let Err(error) = round_trip(RestJson::rest_json_1().codec(), &value) {
            panic!("{name}, value {seed}: {error}");
        }
        let value: T = Arbitrary::new(&bytes(seed)).with_plain_numbers().generate();
        serde_behaviour::survives(&format!("{name}, value {seed}"), &value, json);
    }
}

/// Sends arbitrary inputs and outputs. What bindings cannot express (an empty list in a header, say) is lost on the
/// first way, and nothing on the second.
fn operation<O: ClientOperation + ServerOperation>(protocol: &dyn Protocol, operations: &Operations)
where
    O::Input: PartialEq + Debug,
    O::Output: PartialEq + Debug,
{
    let id = O::SCHEMA.id;
    let mut sent = [0, 0];
    for seed in 0..VALUES {
        let bytes = bytes(seed);
        if let Some(once) = request::<O>(protocol, operations, &Arbitrary::new(&bytes).with_whole_seconds().generate()) {
            let twice = request::<O>(protocol, operations, &once);
            assert_eq!(twice.as_ref(), Some(&once), "input {seed} of {id}");
            sent[0] += 1;
        }
        if let Some(once) = response::<O>(protocol, &Arbitrary::new(&bytes).with_whole_seconds().generate()) {
            let twice = response::<O>(protocol, &once);
            assert_eq!(twice.as_ref(), Some(&once), "output {seed} of {id}");
            sent[1] += 1;
        }
    }
    let expected = [&O::SCHEMA.input, &O::SCHEMA.output].map(|body| !is_stream(body));
    assert_eq!(sent.map(|count| count > 0), expected, "{id}: {sent:?} were sent");
}

fn is_stream(body: &Body) -> bool {
    matches!(body, Body::Payload(Payload::Stream { .. } | Payload::Events))
}

fn request<O: ClientOperation + ServerOperation>(protocol: &dyn Protocol, operations: &Operations, input: &O::Input) -> Option<O::Input> {
    if is_stream(&O::SCHEMA.input) {
        return None;
    }
    let endpoint = Endpoint::parse("https://example.com").ok();
    // Nothing here has a host that could be told from one with a label before it.
    let addressing = Addressing { style: AddressingStyle::Path, ..Addressing::default() };
    let settings = ClientSettings { endpoint, addressing, ..ClientSettings::default() };
    let request = client::encode_request::<O>(protocol, input, &settings).ok()?;
    let (uri, headers, body) = (request.uri(), request.headers(), request.body());
    let route = protocol.route(operations, (&request).into(), body).unwrap_or_else(|error| {
        panic!("{}: {error:?} for {uri}", O::SCHEMA.id)
    });
    let received = ServerRequest { uri, headers, body, labels: &route.labels };
    match server::decode_request::<O>(protocol, &received, &ServerSettings::default()) {
        Ok((input, missing)) if missing.is_empty() => Some(input),
        other => panic!("{}: {request:?} became {:?}", O::SCHEMA.id, other.map(|(_, missing)| missing)),
    }
}

fn response<O: ClientOperation + ServerOperation>(protocol: &dyn Protocol, output: &O::Output) -> Option<O::Output> {
    if is_stream(&O::SCHEMA.output) {
        return None;
    }
    let response: http::Response<Bytes> =
        server::encode_response::<O>(protocol, output, &ServerSettings::default());
    let names_errors_in_header = protocol.id() == RestJson::rest_json_1().id();
    if response.headers().contains_key("x-amzn-errortype") || (!names_errors_in_header && response.status() == 500) {
        // The output has what the response cannot express.
        return None;
    }
    match client::decode_response::<O>(protocol, &response, &ClientSettings::default()) {
        Ok(output) => Some(output),
        Err(error) => panic!("{}: {response:?} became {error:?}", O::SCHEMA.id),
    }
}
"#;
