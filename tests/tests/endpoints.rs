//! Endpoints that follow from rules of models are those that the models' own tests of the rules expect.

use std::fs;

use farrier_codegen::{Roles, Settings, generate};
use farrier_runtime::{
    client::{ClientService, EndpointRule},
    operation::ServiceSchema,
};
use farrier_tests::fixture;
use serde_json::Value;

static SCHEMA: ServiceSchema = ServiceSchema::new("example#Service", "1");

/// The client's service, as the generated crate has it.
fn service(name: &str, model: &str) -> ClientService {
    let model = fixture::load(&[(name, model)]).expect("a model");
    let mut settings = Settings::default();
    settings.roles = Roles { client: true, server: false };
    let files = generate(&model, &settings).expect("a crate").files;
    let client = files.get("src/client.rs").expect("a client");
    let (_, after) = client.split_once("pub static SERVICE: ").expect("a service");
    let (text, _) = after.split_once(';').expect("an end");
    let texts = |text: &str| -> Vec<&'static str> {
        let leaked: &'static str = String::leak(text.to_owned());
        leaked.split('"').skip(1).step_by(2).collect()
    };
    let (aws, rules) = text.split_once(".with_endpoints").unwrap_or((text, ""));
    let [sdk_id, prefix, ..] = texts(aws)[..] else { panic!("no service of AWS: {aws}") };
    let rules = rules.split("EndpointRule::new(").skip(1).map(|rule| {
        let strings = texts(rule);
        let mut parsed = EndpointRule::new(strings[0], strings[1]);
        if rule.contains(".signed_for(") {
            parsed = parsed.signed_for(strings[2]);
        }
        if rule.contains(".fips()") {
            parsed = parsed.fips();
        }
        if rule.contains(".dual_stack()") { parsed.dual_stack() } else { parsed }
    });
    let rules: Vec<EndpointRule> = rules.collect();
    ClientService::new(&SCHEMA).with_aws(sdk_id, prefix).with_endpoints(rules.leak())
}

/// What a model's tests of its rules expect of a region alone is not what comes; and how many these are.
fn differences(name: &str, model: &str) -> (Vec<String>, usize) {
    let document: Value = serde_json::from_str(model).expect("JSON");
    let shapes = document["shapes"].as_object().into_iter().flatten();
    let tests =
        shapes.filter_map(|(_, shape)| shape["traits"]["smithy.rules#endpointTests"]["testCases"].as_array());
    let service = service(name, model);
    let mut count = 0;
    let mut differences = Vec::new();
    for case in tests.flatten() {
        let Some(params) = case["params"].as_object() else { continue };
        let known = ["Region", "UseFIPS", "UseDualStack"];
        let Some(region) = params.get("Region").and_then(Value::as_str) else { continue };
        // What is asked of an operation's input is not followed, and what is no region builds no client.
        let is_label = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !params.keys().all(|param| known.contains(&&**param)) || !is_label {
            continue;
        }
        count += 1;
        let is = |param: &str| params.get(param).and_then(Value::as_bool).unwrap_or_default();
        let found = service.endpoint(region, is("UseFIPS"), is("UseDualStack"));
        let expected = &case["expect"]["endpoint"];
        let url = found.as_ref().map(|found| found.url.trim_end_matches('/'));
        let signed = expected["properties"]["authSchemes"][0]["signingRegion"].as_str();
        let is_signed =
            signed.is_none_or(|region| found.as_ref().is_some_and(|found| found.signing_region == region));
        if url != expected["url"].as_str().map(|url| url.trim_end_matches('/')) || !is_signed {
            differences.push(format!("{name}: {params:?}: {expected}, not {found:?}"));
        }
    }
    (differences, count)
}

/// A model whose rules have what rules have: the cases are the test's own.
const MODEL: &str = include_str!("../fixtures/endpoint_rules.json");

#[test]
fn rules_give_what_their_tests_expect() {
    let (differences, count) = differences("endpoint_rules.json", MODEL);
    assert!(differences.is_empty() && count > 10, "{count}: {differences:#?}");
}

/// Where AWS's models are beside the project, as in CI.
#[test]
fn aws_services_are_where_their_models_say() {
    let Ok(models) = fs::read_dir(fixture::root().join("../shared/aws-models")) else { return };
    let mut paths: Vec<_> = models.map(|entry| entry.expect("an entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let half = paths.len().div_ceil(2);
    let results: Vec<_> = std::thread::scope(|scope| {
        let of = |path: &std::path::PathBuf| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            differences(&name, &fs::read_to_string(path).expect("a model"))
        };
        let threads: Vec<_> = paths
            .chunks(half)
            .map(|paths| scope.spawn(move || paths.iter().map(of).collect::<Vec<_>>()))
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    let count: usize = results.iter().map(|(_, count)| count).sum();
    let differences: Vec<&String> = results.iter().flat_map(|(differences, _)| differences).collect();
    assert!(differences.is_empty(), "{} of {count}: {differences:#?}", differences.len());
}
