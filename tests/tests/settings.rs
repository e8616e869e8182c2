//! What the settings of a crate change in it, and what is said of mistakes in them.

use farrier_codegen::{Docs, Roles, Settings, generate};
use farrier_tests::{fixture, round_trips};

const MODEL: &str = r#"{
    "smithy": "2.0",
    "shapes": {
        "example#Weather": {
            "type": "service", "version": "1", "operations": [{ "target": "example#Get" }],
            "traits": { "aws.protocols#restJson1": {}, "smithy.api#documentation": "<p>Weather.</p><p>More.</p>" }
        },
        "example#Get": {
            "type": "operation", "output": { "target": "example#GetOutput" },
            "traits": {
                "smithy.api#http": { "method": "GET", "uri": "/weather" },
                "smithy.waiters#waitable": {
                    "Clear": { "acceptors": [{ "state": "success", "matcher": { "output": {
                        "path": "sky", "expected": "CLEAR", "comparator": "stringEquals" } } }] },
                    "Identified": { "acceptors": [{ "state": "success", "matcher": { "output": {
                        "path": "contains(stations[].id, 'a')", "expected": "true", "comparator": "booleanEquals" } } }] },
                    "Located": { "acceptors": [{ "state": "success", "matcher": { "output": {
                        "path": "station != `null`", "expected": "true", "comparator": "booleanEquals" } } }] }
                }
            }
        },
        "example#GetOutput": {
            "type": "structure",
            "members": {
                "station": { "target": "example#Station" },
                "stations": { "target": "example#Stations" },
                "sky": {
                    "target": "example#Sky",
                    "traits": { "smithy.api#documentation": "<p>See <a>Sky</a>.</p><p>And look up.</p>" }
                }
            }
        },
        "example#Stations": { "type": "list", "member": { "target": "example#Station" } },
        "example#Station": {
            "type": "structure",
            "members": {
                "id": { "target": "example#Id" },
                "operator": { "target": "example#Operator" }
            }
        },
        "example#Operator": {
            "type": "structure",
            "members": { "name": { "target": "smithy.api#String", "traits": { "smithy.api#sensitive": {} } } }
        },
        "example#Id": {
            "type": "string", "traits": { "smithy.api#pattern": "^[a-f0-9-]+$", "smithy.api#length": { "max": 36 } }
        },
        "example#Sky": {
            "type": "enum", "members": { "CLEAR": { "target": "smithy.api#Unit" } },
            "traits": { "smithy.api#documentation": "<p>The sky.</p><p>It is above.</p>" }
        }
    }
}"#;

/// The files of the crate with other settings.
fn files(change: impl FnOnce(&mut Settings)) -> Result<farrier_codegen::Files, String> {
    let model = fixture::load(&[("model.json", MODEL)])?;
    let mut settings = Settings::default();
    change(&mut settings);
    generate(&model, &settings).map(|generated| generated.files).map_err(|problem| problem.to_string())
}

fn file(path: &str, change: impl FnOnce(&mut Settings)) -> String {
    let files = files(change).expect("a crate");
    files.get(path).unwrap_or_else(|| panic!("no {path}")).to_owned()
}

fn problem(change: impl FnOnce(&mut Settings)) -> String {
    files(change).map(drop).expect_err("a problem")
}

#[test]
fn every_type_derives_what_is_asked_of_all_and_a_single_one_what_is_asked_of_it() {
    let change = |settings: &mut Settings| {
        settings.derives = vec!["::std::hash::Hash".to_owned()];
        settings.shape_derives = [("example#GetOutput".to_owned(), vec!["Eq".to_owned()])].into();
    };
    let output = file("src/types/structures.rs", change);
    assert!(output.contains("#[derive(Debug, Hash, Eq)]"), "{output}");
    let plain = file("src/types/structures.rs", |_| {});
    assert!(plain.contains("#[derive(Debug)]"), "{plain}");
}

#[test]
fn what_is_derived_already_is_not_derived_again() {
    let hashed = |settings: &mut Settings| settings.derives = vec!["Eq".to_owned(), "Hash".to_owned()];
    let enums = file("src/types/enums.rs", hashed);
    assert!(enums.contains("#[derive(Clone, Debug, PartialEq)]"), "the table has them: {enums}");
    let derived = |shape: &str| [(shape.to_owned(), vec!["std::default::Default".to_owned()])].into();
    let defaults = |settings: &mut Settings| settings.shape_derives = derived("GetOutput");
    let output = file("src/types/structures.rs", defaults);
    assert!(output.contains("#[derive(Debug)]"), "the table has it: {output}");
    let of_all = |paths: &[&str]| {
        let paths: Vec<String> = paths.iter().map(ToString::to_string).collect();
        problem(move |settings| settings.derives = paths)
    };
    assert!(of_all(&["std::fmt::Debug"]).contains("`std::fmt::Debug` is what every type has already"));
    assert!(of_all(&["Eq", "Hash", "std::cmp::Eq"]).contains("`std::cmp::Eq` is derived by `Eq` already"));
    let of_one = problem(|settings| {
        settings.derives = vec!["Eq".to_owned()];
        settings.shape_derives = [("Sky".to_owned(), vec!["Eq".to_owned()])].into();
    });
    assert!(of_one.contains("`Eq` is derived by `Eq` already: leave one of the two out"), "{of_one}");
    let of_enum = problem(|settings| settings.shape_derives = derived("Sky"));
    for message in [of_all(&["Default"]), of_enum] {
        assert!(
            message.contains("`example#Sky` is an enum or union, which cannot derive `Default`"),
            "{message}"
        );
    }
}

#[test]
fn a_shape_is_named_once() {
    let both = |value: &str| {
        [("Sky", value), ("example#Sky", value)].map(|(shape, value)| (shape.to_owned(), value.to_owned()))
    };
    let renamed = problem(|settings| {
        settings.rename = [("Sky", "One"), ("example#Sky", "Two")]
            .map(|(shape, name)| (shape.to_owned(), name.to_owned()))
            .into();
    });
    assert!(renamed.contains("named twice, by its name and by its ID"), "{renamed}");
    let derived = problem(|settings| {
        settings.shape_derives = both("Ord").map(|(shape, path)| (shape, vec![path])).into();
    });
    assert!(derived.contains("named twice, by its name and by its ID"), "{derived}");
    let alike = problem(|settings| settings.rename = both("Clouds").into());
    assert!(alike.contains("named twice, by its name and by its ID"), "{alike}");
    let replaced = problem(|settings| settings.shape_types = both("units::Sky").into());
    assert!(replaced.contains("named twice, by its name and by its ID"), "{replaced}");
}

#[test]
fn a_renamed_shape_has_its_new_name_everywhere_and_its_own_on_the_wire() {
    let change = |settings: &mut Settings| {
        settings.rename = [("Sky".to_owned(), "Clouds".to_owned())].into();
    };
    assert!(file("src/types/enums.rs", change).contains("pub enum Clouds"));
    let output = file("src/types/structures.rs", change);
    assert!(output.contains("pub sky: Option<Clouds>"), "{output}");
    assert!(output.contains("= \"sky\""), "{output}");
    assert!(output.contains("[`Clouds`]") || output.contains("Clouds)"), "links follow: {output}");
}

#[test]
fn documentation_is_kept_whole_as_summaries_or_not_at_all() {
    let docs = |docs| file("src/types/enums.rs", move |settings| settings.docs = docs);
    let (all, summary, none) = (docs(Docs::All), docs(Docs::Summary), docs(Docs::None));
    assert!(all.contains("The sky.") && all.contains("It is above."), "{all}");
    assert!(summary.contains("The sky.") && !summary.contains("It is above."), "{summary}");
    assert!(none.contains("/// `example#Sky`") && !none.contains("The sky."), "{none}");
}

#[test]
fn mistakes_are_told_with_their_mend() {
    let rename = |shape: &str, name: &str| {
        let (shape, name) = (shape.to_owned(), name.to_owned());
        problem(move |settings| settings.rename = [(shape, name)].into())
    };
    assert!(rename("sky", "Clouds").contains("no type for a shape `sky`: is `Sky` meant?"));
    assert!(rename("Fog", "Clouds").contains("name a structure, union or enum that the crate has"));
    assert!(rename("Sky", "the sky").contains("`the sky` is no name of a Rust type: `TheSky` would be"));
    assert!(
        rename("Sky", "GetOutput").contains("the type of `example#GetOutput` is called `GetOutput` already")
    );
    let path = problem(|settings| settings.derives = vec!["Eq, Hash".to_owned()]);
    assert!(path.contains("`Eq, Hash` is no path of a derive macro"), "{path}");
    let twice = problem(|settings| {
        let names = [("Sky", "Clouds"), ("GetOutput", "Clouds")];
        settings.rename = names.map(|(shape, name)| (shape.to_owned(), name.to_owned())).into();
    });
    assert!(twice.contains("is called `Clouds` already"), "{twice}");
    let service = problem(|settings| settings.service = Some("Whether".to_owned()));
    assert!(service.contains("no service `Whether`: is `Weather` meant?"), "{service}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let operations = problem(|settings| {
        settings.operations = Some(["Get", "Gett", "example#Put"].map(str::to_owned).into());
        settings.module = Some("no module".to_owned());
    });
    let [module, gett, put] = operations.lines().collect::<Vec<_>>()[..] else { panic!("{operations}") };
    assert!(module.starts_with("`module`: `no module` is no path"), "{module}");
    assert!(gett.contains("no operation `Gett`: is `Get` meant?"), "{gett}");
    assert!(put.contains("no operation `example#Put`: it has Get"), "{put}");

    let shapes = problem(|settings| {
        settings.rename = [("Fog", "Mist"), ("Sky", "sky")].map(|(a, b)| (a.to_owned(), b.to_owned())).into();
        settings.derives = ["Eq", "Clone", "a b"].map(str::to_owned).into();
        settings.shape_derives = [("Statoin".to_owned(), vec!["Eq".to_owned(), "Hash()".to_owned()])].into();
        let types = [("GetOutput", "mine::Own"), ("Station", "Own"), ("Id", "mine::Id")];
        settings.shape_types = types.map(|(a, b)| (a.to_owned(), b.to_owned())).into();
    });
    let starts = [
        "`rename`: the crate has no type for a shape `Fog`",
        "`rename`: `sky` is no name of a Rust type",
        "`shape-derives`: `Eq` is derived by `Eq` already",
        "`shape-derives`: `Hash()` is no path of a derive macro",
        "`shape-derives`: the crate has no type for a shape `Statoin`: is `Station` meant?",
        "`derives`: `Clone` is what every type has already",
        "`derives`: `a b` is no path of a derive macro",
        "`shape-types`: `Own` is no path of a type",
        "`shape-types`: `GetOutput` cannot be replaced: it is a message of the operation `Get`",
    ];
    assert_eq!(shapes.lines().count(), starts.len(), "{shapes}");
    for (line, start) in shapes.lines().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn a_type_of_ones_own_stands_in_place_of_a_shape() {
    let change = |settings: &mut Settings| {
        settings.shape_types = [("Id".to_owned(), "uuid::Uuid".to_owned())].into();
        settings.dependencies = [("uuid".to_owned(), "\"1\"".to_owned())].into();
    };
    let station = file("src/types/structures.rs", change);
    assert!(station.contains("use uuid::Uuid;") && station.contains("pub id: Option<Uuid>"), "{station}");
    assert!(station.contains("/ with_id(Uuid) => Validate::check"), "it checks itself: {station}");
    assert!(file("Cargo.toml", change).contains("\nuuid = \"1\"\n"));
    let files = files(change).expect("a crate");
    assert!(files.get("src/checks.rs").is_none(), "nobody asks for the shape's own checks");
}

#[test]
fn what_only_a_replaced_shape_reaches_is_not_generated() {
    let change = |settings: &mut Settings| {
        settings.shape_types = [("example#Station".to_owned(), "::stations::Station".to_owned())].into();
    };
    let all = files(change).expect("a crate");
    let types = round_trips::types(&all);
    assert!(!types.contains("struct Station") && !types.contains("struct Operator"), "{types}");
    let output = file("src/types/structures.rs", change);
    assert!(output.contains("pub station: Option<Station>"), "{output}");
    assert!(output.contains("pub stations: Option<Vec<Station>>"), "{output}");
    assert!(!output.contains("derive(Clone, Debug"), "what the type shows may be sensitive: {output}");
}

#[test]
fn waiters_that_would_look_into_a_type_of_ones_own_are_left_out() {
    let waiters = |shape: Option<&'static str>| {
        let change = |settings: &mut Settings| {
            settings.shape_types =
                shape.map(|shape| (shape.to_owned(), "mine::Own".to_owned())).into_iter().collect();
        };
        let text = file("src/client/waiters.rs", change);
        ["clear", "identified", "located"].map(|name| text.contains(&format!("pub async fn {name}(")))
    };
    assert_eq!(waiters(None), [true, true, true]);
    assert_eq!(waiters(Some("Sky")), [false, true, true]);
    assert_eq!(waiters(Some("Id")), [true, false, true]);
    assert_eq!(waiters(Some("Station")), [true, false, true]);
}

#[test]
fn a_waiter_whose_path_has_no_code_is_left_out_with_a_warning() {
    const WAITABLE: &str = r#"{ "smithy": "2.0", "shapes": {
        "a#Service": { "type": "service", "version": "1", "operations": [{ "target": "a#Get" }],
            "traits": { "aws.protocols#awsJson1_0": {} } },
        "a#Get": { "type": "operation", "output": { "target": "a#Output" },
            "traits": { "smithy.waiters#waitable": {
                "Reversed": { "acceptors": [
                    { "state": "success", "matcher": { "success": true } },
                    { "state": "failure", "matcher": { "output": {
                        "path": "reverse(name)", "expected": "x", "comparator": "stringEquals" } } }] },
                "There": { "acceptors": [{ "state": "success", "matcher": { "success": true } }] } } } },
        "a#Output": { "type": "structure", "members": { "name": { "target": "smithy.api#String" } } } } }"#;
    let model = fixture::load(&[("model.json", WAITABLE)]).expect("a model");
    let warnings = model.warnings().expect("a warning").to_string();
    assert!(warnings.contains("the path `reverse(name)` of the waiter `Reversed` has no code"), "{warnings}");
    let files = generate(&model, &Settings::default()).expect("a crate").files;
    let waiters = files.get("src/client/waiters.rs").expect("waiters");
    assert!(waiters.contains("fn there(") && !waiters.contains("fn reversed("), "{waiters}");
}

#[test]
fn pages_that_would_look_into_a_type_of_ones_own_are_left_out() {
    const PAGED: &str = r#"{ "smithy": "2.0", "shapes": {
        "a#Service": { "type": "service", "version": "1", "operations": [{ "target": "a#List" }],
            "traits": { "aws.protocols#awsJson1_0": {} } },
        "a#List": { "type": "operation", "input": { "target": "a#Input" }, "output": { "target": "a#Output" },
            "traits": { "smithy.api#paginated": {
                "inputToken": "from", "outputToken": "page.next", "items": "page.items" } } },
        "a#Input": { "type": "structure", "members": { "from": { "target": "smithy.api#String" } } },
        "a#Output": { "type": "structure", "members": { "page": { "target": "a#Page" } } },
        "a#Page": { "type": "structure", "members": { "next": { "target": "a#Next" }, "items": { "target": "a#Items" } } },
        "a#Items": { "type": "list", "member": { "target": "smithy.api#String" } },
        "a#Next": { "type": "string" } } }"#;
    let model = fixture::load(&[("model.json", PAGED)]).expect("a model");
    let pages = |shape: Option<&str>| {
        let mut settings = Settings::default();
        settings.shape_types =
            shape.map(|shape| (shape.to_owned(), "mine::Own".to_owned())).into_iter().collect();
        let files = generate(&model, &settings).expect("a crate").files;
        files.get("src/client/pages.rs").map(|text| text.contains(".with_items("))
    };
    assert_eq!(pages(None), Some(true));
    assert_eq!(pages(Some("Page")), None);
    assert_eq!(pages(Some("Next")), None, "another type than that of `from`");
    assert_eq!(pages(Some("Items")), Some(false));
}

#[test]
fn a_module_has_its_types_and_those_of_its_crate() {
    let change = |settings: &mut Settings| {
        settings.module = Some("api::weather".to_owned());
        settings.shape_types = [("Id".to_owned(), "crate::ids::Id".to_owned())].into();
    };
    let structures = file("types/structures.rs", change);
    assert!(structures.contains("use crate::{api::weather::types::Sky, ids::Id};"), "{structures}");
    assert!(structures.contains("(crate::api::weather::types::Sky)"), "links too: {structures}");
    assert!(files(change).expect("a module").get("Cargo.toml").is_none());
    let root = file("mod.rs", change);
    assert!(root.contains("//! It needs these features of `farrier-runtime`: `json`.\n"), "{root}");
}

#[test]
fn types_are_those_of_serde_behind_a_feature() {
    let serde = |settings: &mut Settings| settings.serde = true;
    let text = file("src/serde.rs", serde);
    assert!(
        text.contains("serde_shapes! { REST_JSON: crate::types {\n    GetOutput;\n    Operator;\n"),
        "{text}"
    );
    assert!(file("src/lib.rs", serde).contains("#[cfg(feature = \"serde\")]\nmod serde;"));
    assert!(file("src/lib.rs", serde).contains("With the feature `serde`, each type implements"));
    assert!(file("Cargo.toml", serde).contains("\nserde = [\"farrier-runtime/serde\"]\n"));
    assert!(!file("Cargo.toml", serde).contains("default = [\"client\", \"hyper\", \"serde\"]"));
    let module = |settings: &mut Settings| {
        settings.serde = true;
        settings.module = Some("api::weather".to_owned());
    };
    assert!(file("mod.rs", module).contains("with_serde! {\n    mod serde;\n}"));
    assert!(file("serde.rs", module).contains("serde_shapes! { REST_JSON: weather::types {"));
    let plain = files(|_| {}).expect("a crate");
    assert!(
        plain.get("src/serde.rs").is_none() && !plain.get("Cargo.toml").unwrap_or_default().contains("serde")
    );
    let twice = problem(|settings| {
        settings.serde = true;
        settings.derives = vec!["serde::Deserialize".to_owned()];
    });
    assert!(twice.contains("`serde::Deserialize` is derived, and `serde = true` has it too"), "{twice}");
}

#[test]
fn serde_has_the_names_of_the_first_protocol_with_json() {
    let form = |traits: &str| {
        let model = MODEL.replace(r#""aws.protocols#restJson1": {}"#, traits);
        let model = fixture::load(&[("model.json", &model)]).expect("a model");
        let mut settings = Settings::default();
        settings.serde = true;
        let files = generate(&model, &settings).expect("a crate").files;
        let text = files.get("src/serde.rs").unwrap_or_default().to_owned();
        let (_, rest) = text.split_once("serde_shapes! { ").expect("the shapes");
        rest.split(':').next().unwrap_or_default().to_owned()
    };
    assert_eq!(form(r#""aws.protocols#awsJson1_1": {}"#), "AWS_JSON");
    assert_eq!(form(r#""smithy.protocols#rpcv2Json": {}"#), "RPC_V2_JSON");
    assert_eq!(form(r#""alloy#simpleRestJson": {}"#), "SIMPLE_REST_JSON");
    assert_eq!(form(r#""aws.protocols#restXml": {}"#), "MEMBERS");
    assert_eq!(form(r#""smithy.protocols#rpcv2Cbor": {}, "aws.protocols#awsJson1_0": {}"#), "AWS_JSON");
}

#[test]
fn what_cannot_be_replaced_is_told() {
    let replace = |shape: &str, path: &str| {
        let (shape, path) = (shape.to_owned(), path.to_owned());
        problem(move |settings| settings.shape_types = [(shape, path)].into())
    };
    let message = replace("GetOutput", "my::Output");
    assert!(message.contains("it is a message of the operation `Get`"), "{message}");
    assert!(replace("id", "my::Id").contains("the crate has no shape `id`: is `Id` meant?"));
    assert!(replace("smithy.api#String", "my::Text").contains("is Smithy's own"));
    assert!(replace("Id", "Id").contains("`Id` is no path of a type"));
    assert!(replace("Id", "Vec<u8>").contains("`Vec<u8>` is no path of a type"));
    assert!(replace("Id", "crate::Id").contains("would be in the generated crate"));
}

#[test]
fn chosen_operations_keep_what_they_reach_and_nothing_else() {
    let more = MODEL
        .replace(r#"[{ "target": "example#Get" }]"#, r#"[{ "target": "example#Get" }, { "target": "example#Put" }]"#)
        .replace(
            r#""example#Get": {"#,
            r#""example#Put": {
                "type": "operation", "input": { "target": "example#PutInput" },
                "traits": { "smithy.api#http": { "method": "PUT", "uri": "/weather" } }
            },
            "example#PutInput": { "type": "structure", "members": { "only": { "target": "example#OnlyHere" } } },
            "example#OnlyHere": { "type": "structure", "members": {} },
            "example#Get": {"#,
        );
    let model = fixture::load(&[("model.json", &more)]).expect("a model");
    let mut settings = Settings::default();
    let names = |settings: &Settings| {
        let files = generate(&model, settings).expect("a crate").files;
        let operations = files.get("src/operation.rs").unwrap_or_default();
        round_trips::defined(&(round_trips::types(&files) + operations))
    };
    let all = names(&settings);
    settings.operations = Some(vec!["Get".to_owned()]);
    let chosen = names(&settings);
    for only_of_put in ["Put", "PutError", "PutInput", "OnlyHere"] {
        assert!(all.iter().any(|name| name == only_of_put), "{only_of_put} of {all:?}");
        assert!(!chosen.iter().any(|name| name == only_of_put), "{only_of_put} of {chosen:?}");
    }
    assert!(chosen.iter().any(|name| name == "Sky"), "{chosen:?}");
}

#[test]
fn an_operation_that_tells_a_client_where_others_are_stays_with_them() {
    let text = include_str!("../fixtures/endpoint_discovery.json");
    let model = fixture::load(&[("endpoint_discovery.json", text)]).expect("a model");
    let chosen = |operation: &str, roles: Roles| {
        let mut settings = Settings::default();
        settings.operations = Some(vec![operation.to_owned()]);
        settings.roles = roles;
        let files = generate(&model, &settings).expect("a crate").files;
        round_trips::defined(files.get("src/operation.rs").expect("operations"))
    };
    let (client, server) = (Roles { client: true, server: false }, Roles { client: false, server: true });
    let needed = ["DescribeEndpoints", "DescribeEndpointsError", "Query", "QueryError"];
    assert_eq!(chosen("Query", client), needed);
    assert_eq!(chosen("Query", server), ["Query", "QueryError"]);
    assert_eq!(chosen("ListTides", client), ["ListTides", "ListTidesError"]);
}

#[test]
fn what_a_client_alone_reads_has_defaults_and_no_setters() {
    let rain =
        r#""rain": { "target": "smithy.api#Integer", "traits": { "smithy.api#default": 3 } }, "sky": {"#;
    let model = fixture::load(&[("model.json", &MODEL.replace(r#""sky": {"#, rain))]).expect("a model");
    let output = |roles: Roles| {
        let mut settings = Settings::default();
        settings.roles = roles;
        let files = generate(&model, &settings).expect("a crate").files;
        files.get("src/types/structures.rs").expect("structures").to_owned()
    };
    let client = output(Roles { client: true, server: false });
    assert!(client.contains(r#"2: rain = "rain" default(3);"#) && !client.contains("with_"), "{client}");
    for roles in [Roles { client: false, server: true }, Roles { client: true, server: true }] {
        let output = output(roles);
        assert!(output.contains(r#"2: rain = "rain" / with_rain(i32) or 3;"#), "{output}");
    }
}

#[test]
fn the_default_transport_speaks_http2_where_the_model_prefers_it() {
    let speaks = |model: &str, versions: &str| {
        let protocol = r#""aws.protocols#restJson1": {}"#;
        let changed = model.replace(protocol, &format!(r#""aws.protocols#restJson1": {versions}"#));
        assert!(changed.contains(versions));
        let model = fixture::load(&[("model.json", &changed)]).expect("a model");
        let mut settings = Settings::default();
        let files = generate(&model, &settings).expect("a crate").files;
        let speaks = files.get("Cargo.toml").is_some_and(|it| it.contains("farrier-runtime/http2"));
        settings.module = Some("weather".to_owned());
        let files = generate(&model, &settings).expect("a module").files;
        let says = files.iter().any(|(_, text)| text.contains("where that has `hyper`, also `http2`"));
        assert_eq!(says, speaks, "what a module says that it needs");
        speaks
    };
    let events = include_str!("../fixtures/event_stream.json");
    for (versions, alone, with_events) in [
        ("{}", false, false),
        (r#"{ "http": ["http/1.1", "h2"] }"#, false, false),
        (r#"{ "http": ["h2", "http/1.1"] }"#, true, true),
        (r#"{ "http": ["http/1.1", "h2"], "eventStreamHttp": ["h2"] }"#, false, true),
    ] {
        assert_eq!((speaks(MODEL, versions), speaks(events, versions)), (alone, with_events), "{versions}");
    }
}

#[test]
fn a_slash_at_the_end_of_a_uri_is_sent_and_not_routed() {
    let model = MODEL.replace(r#""uri": "/weather""#, r#""uri": "/weather/""#);
    assert_ne!(model, MODEL);
    let model = fixture::load(&[("model.json", &model)]).expect("a model");
    let files = generate(&model, &Settings::default()).expect("a crate").files;
    let server = files.get("src/server.rs").expect("a server");
    assert!(server.contains(r#""weather""#) && !server.contains(r#""""#), "{server}");
    let operation = files.get("src/operation.rs").expect("operations");
    assert!(operation.contains(r#""/weather/""#), "{operation}");
}

#[test]
fn a_checksum_that_aws_requires_is_required() {
    let required = |traits: &str| {
        let http = r#""smithy.api#http": { "method": "GET", "uri": "/weather" }"#;
        let model = MODEL.replace(http, &format!("{http}, {traits}"));
        assert_ne!(model, MODEL);
        let model = fixture::load(&[("model.json", &model)]).expect("a model");
        let files = generate(&model, &Settings::default()).expect("a crate").files;
        let operation = files.get("src/operation.rs").unwrap_or_default().contains("checksum_required");
        assert_eq!(files.get("Cargo.toml").unwrap_or_default().contains("\"checksum\""), operation);
        operation
    };
    assert!(required(r#""smithy.api#httpChecksumRequired": {}"#));
    assert!(required(r#""aws.protocols#httpChecksum": { "requestChecksumRequired": true }"#));
    assert!(!required(r#""aws.protocols#httpChecksum": { "requestChecksumRequired": false }"#));
}

#[test]
fn a_title_stays_without_documentation() {
    let traits = r#""aws.protocols#restJson1": {}"#;
    let model = MODEL.replace(traits, &format!(r#"{traits}, "smithy.api#title": "Weather [beta]""#));
    let model = fixture::load(&[("model.json", &model)]).expect("a model");
    let mut settings = Settings::default();
    settings.docs = Docs::None;
    let files = generate(&model, &settings).expect("a crate").files;
    assert!(files.get("src/lib.rs").unwrap_or_default().contains("//! Weather \\[beta\\]\n"));
}

#[test]
fn a_module_says_which_features_its_client_and_its_protocols_need() {
    let generated = |fixture: &str| {
        let fixtures = fixture::all().expect("fixtures");
        let fixture = fixtures.into_iter().find(|it| it.name == fixture).expect("the fixture");
        let module = |settings: &mut Settings| settings.module = Some("api".to_owned());
        let files = fixture.generate_with(module).expect("a module");
        let root = files.get("mod.rs").expect("a root");
        let needs = root.lines().skip_while(|line| !line.contains("It needs these features")).take(2);
        needs.map(|line| line.trim_start_matches("//! ")).collect::<Vec<_>>().join(" ")
    };
    let paginated = generated("paginated");
    assert!(paginated.contains("`json`; where that has `client`, also `pagination`."), "{paginated}");
    let protocols = generated("protocols");
    assert!(["`json`", "`query`", "`xml`"].iter().all(|feature| protocols.contains(feature)), "{protocols}");
}

#[test]
fn a_model_without_a_service_gives_types_only() {
    let model = r#"{ "smithy": "2.0", "shapes": { "example#Sky": {
        "type": "structure", "members": { "blue": { "target": "smithy.api#Boolean" } } } } }"#;
    let model = fixture::load(&[("model.json", model)]).expect("a model");
    let generated = generate(&model, &Settings::default()).expect("a crate");
    assert_eq!((generated.summary.services, generated.summary.operations), (0, 0));
    let sources: Vec<&str> =
        generated.files.iter().map(|(path, _)| path).filter(|path| path.starts_with("src/")).collect();
    assert_eq!(sources, ["src/lib.rs", "src/types/mod.rs", "src/types/structures.rs"]);
}

#[test]
fn values_of_own_types_are_not_made_up_for_round_trips() {
    let change = |settings: &mut Settings| {
        settings.protocol_tests = true;
        settings.shape_types = [("Id".to_owned(), "uuid::Uuid".to_owned())].into();
        settings.dependencies = [("uuid".to_owned(), "\"1\"".to_owned())].into();
    };
    let tests = file("tests/round_trip.rs", change);
    assert!(tests.contains("types::Operator>") && !tests.contains("types::Station>"), "{tests}");
    assert!(!tests.contains("types::GetOutput>"), "{tests}");
}
