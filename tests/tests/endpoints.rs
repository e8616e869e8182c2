//! Endpoints that follow from rules of models are those that the models' own tests of the rules expect.

use std::{collections::BTreeMap, fs};

use farrier_codegen::{Roles, Settings, generate, names};
use farrier_runtime::{
    client::{ClientService, EndpointRule},
    operation::ServiceSchema,
};
use farrier_tests::fixture;
use serde_json::Value;

static SCHEMA: ServiceSchema = ServiceSchema::new("example#Service", "1");

/// A client's service, as the generated crate has it, and as it is to operations that are elsewhere, by their names.
struct Services {
    service: ClientService,
    operations: BTreeMap<String, ClientService>,
}

impl Services {
    fn generated(name: &str, model: &str) -> Self {
        let model = fixture::load(&[(name, model)]).expect("a model");
        let mut settings = Settings::default();
        settings.roles = Roles { client: true, server: false };
        let files = generate(&model, &settings).expect("a crate").files;
        let client = files.get("src/client.rs").expect("a client");
        let item = |start: &str| {
            let (_, after) = client.split_once(start)?;
            after.split_once(';').map(|(item, _)| item)
        };
        let (aws, own) = match item("pub static SERVICE: ").expect("a service").split_once(".with_endpoints")
        {
            Some((aws, own)) => (aws, rules(own)),
            None => (item("pub static SERVICE: ").expect("a service"), &[][..]),
        };
        let [sdk_id, prefix, ..] = texts(aws)[..] else { panic!("no service of AWS: {aws}") };
        let service = |rules| ClientService::new(&SCHEMA).with_aws(sdk_id, prefix).with_endpoints(rules);
        let (_, calls) = client.split_once("calls! {").expect("a table");
        let elsewhere = calls.lines().filter_map(|line| {
            let (operation, traits) = line.trim().split_once(" => ")?;
            let (_, after) = traits.split_once(".endpoints(")?;
            let (constant, _) = after.split_once(')').expect("an end");
            let own = item(&format!("const {constant}: ")).expect("a constant");
            Some((operation.to_owned(), service(rules(own))))
        });
        Self { operations: elsewhere.collect(), service: service(own) }
    }
}

fn texts(text: &str) -> Vec<&'static str> {
    let leaked: &'static str = String::leak(text.to_owned());
    leaked.split('"').skip(1).step_by(2).collect()
}

fn rules(text: &str) -> &'static [EndpointRule] {
    let rules = text.split("EndpointRule::new(").skip(1).map(|rule| {
        let strings = texts(rule);
        let mut parsed = EndpointRule::new(strings[0], strings[1]);
        let text_of = |method: &str| Some(texts(rule.split_once(method)?.1)[0]);
        parsed = text_of(".signed_for(").map_or(parsed, |region| parsed.signed_for(region));
        parsed = text_of(".signed_as(").map_or(parsed, |name| parsed.signed_as(name));
        if rule.contains(".fips()") {
            parsed = parsed.fips();
        }
        if rule.contains(".dual_stack()") { parsed.dual_stack() } else { parsed }
    });
    rules.collect::<Vec<_>>().leak()
}

/// The operation that gives the rules these parameters and no other, whatever its input.
fn operation(document: &Value, given: &BTreeMap<&str, &Value>) -> Option<String> {
    let shapes = document["shapes"].as_object().into_iter().flatten();
    let found = shapes.filter(|(_, shape)| {
        let traits = &shape["traits"];
        let statics = traits["smithy.rules#staticContextParams"].as_object().into_iter().flatten();
        let statics: BTreeMap<&str, &Value> =
            statics.map(|(name, given)| (name.as_str(), &given["value"])).collect();
        let input = &document["shapes"][shape["input"]["target"].as_str().unwrap_or_default()];
        let mut members = input["members"].as_object().into_iter().flatten();
        shape["type"] == "operation"
            && statics == *given
            && traits["smithy.rules#operationContextParams"].is_null()
            && members.all(|(_, member)| member["traits"]["smithy.rules#contextParam"].is_null())
    });
    let mut names = found.filter_map(|(id, _)| id.split_once('#')).map(|(_, name)| names::type_name(name));
    names.next()
}

/// What a model's tests of its rules expect of a region, and of what operations give the rules whatever their input, is not
/// what comes; how many these are, and how many of them are of single operations.
fn differences(name: &str, model: &str) -> (Vec<String>, [usize; 2]) {
    let document: Value = serde_json::from_str(model).expect("JSON");
    let shapes = document["shapes"].as_object().into_iter().flatten();
    let tests =
        shapes.filter_map(|(_, shape)| shape["traits"]["smithy.rules#endpointTests"]["testCases"].as_array());
    let mut shapes = document["shapes"].as_object().into_iter().flatten();
    let signing_name =
        shapes.find_map(|(_, shape)| shape["traits"]["aws.auth#sigv4"]["name"].as_str()).unwrap_or_default();
    let services = Services::generated(name, model);
    let mut count = [0; 2];
    let mut differences = Vec::new();
    for case in tests.flatten() {
        let Some(params) = case["params"].as_object() else { continue };
        let known = ["Region", "UseFIPS", "UseDualStack"];
        let Some(region) = params.get("Region").and_then(Value::as_str) else { continue };
        // What is no region builds no client.
        let is_label = region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let given: BTreeMap<&str, &Value> = params
            .iter()
            .map(|(name, value)| (name.as_str(), value))
            .filter(|(name, _)| !known.contains(name))
            .collect();
        // What is asked of an operation's input is not followed.
        let service = if given.is_empty() {
            &services.service
        } else {
            let Some(operation) = operation(&document, &given) else { continue };
            services.operations.get(&operation).unwrap_or(&services.service)
        };
        if !is_label {
            continue;
        }
        count[usize::from(!given.is_empty())] += 1;
        let is = |param: &str| params.get(param).and_then(Value::as_bool).unwrap_or_default();
        let found = service.endpoint(region, is("UseFIPS"), is("UseDualStack"));
        let expected = &case["expect"]["endpoint"];
        let url = found.as_ref().map(|found| found.url.trim_end_matches('/'));
        let scheme = &expected["properties"]["authSchemes"][0];
        let signed_as = scheme["signingName"].as_str().filter(|name| *name != signing_name);
        let is_signed = found.as_ref().is_none_or(|found| {
            scheme["signingRegion"].as_str().is_none_or(|region| found.signing_region == region)
                && (scheme.is_null() || found.signing_name == signed_as)
        });
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
    let (differences, [count, _]) = differences("endpoint_rules.json", MODEL);
    assert!(differences.is_empty() && count > 10, "{count}: {differences:#?}");
}

/// A model whose operations are not all where the service is.
const OF_OPERATIONS: &str = include_str!("../fixtures/endpoint_operations.json");

#[test]
fn operations_are_where_what_they_give_the_rules_says() {
    let (differences, [_, count]) = differences("endpoint_operations.json", OF_OPERATIONS);
    assert!(differences.is_empty() && count > 5, "{count}: {differences:#?}");
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
    let count = |kind: usize| -> usize { results.iter().map(|(_, count)| count[kind]).sum() };
    let (services, operations) = (count(0), count(1));
    let differences: Vec<&String> = results.iter().flat_map(|(differences, _)| differences).collect();
    assert!(
        differences.is_empty() && operations > 0,
        "{} of {services} and {operations}: {differences:#?}",
        differences.len()
    );
}
