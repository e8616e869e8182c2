//! The conformance command on models of this repository: cases of every feature of restJson1, which all have to pass,
//! and cases that cannot pass, of which none may be missed.

use std::path::{Path, PathBuf};

use farrier::commands::conformance::{self, Report};

fn check(path: PathBuf, self_check: bool) -> Report {
    conformance::check(&[path], self_check).unwrap_or_else(|failure| panic!("{failure}"))
}

/// One test, since all runs share a folder.
#[test]
fn every_case_passes_and_none_that_is_altered_and_no_failure_is_missed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    for self_check in [false, true] {
        let report = check(folder.clone(), self_check);
        assert!(report.passed(), "self-check: {self_check}\n{}", report.text());
        assert!(report.entries.len() > 200, "{}", report.text());
    }
    broken_cases_are_failures();
    a_model_without_cases_is_a_failure();
}

fn a_model_without_cases_is_a_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("none.json"), r#"{ "smithy": "2.0", "shapes": {} }"#).expect("a file");
    let failure = conformance::check(&[folder.path().to_owned()], false).expect_err("no test");
    assert!(failure.to_string().starts_with("there is no protocol test in "), "{failure}");
}

fn broken_cases_are_failures() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.json");
    std::fs::write(&path, BROKEN).expect("a file");
    let report = check(path, false);
    let failed: Vec<(&str, &str)> =
        report.entries.iter().filter(|entry| !entry.passed).map(|entry| (&*entry.id, entry.role)).collect();
    let expected = [
        ("ForbiddenHeader", "client"),
        ("WrongMember", "client"),
        ("WrongProtocol", "client"),
        ("Orphan", "client"),
        ("EventStream", "client"),
        ("WrongMember", "server"),
        ("WrongRegex", "server"),
        ("MalformedRegex", "server"),
        ("WrongProtocol", "server"),
        ("Orphan", "server"),
        ("EventStream", "server"),
    ];
    for case in expected {
        assert!(failed.contains(&case), "{case:?} is missed:\n{}", report.text());
    }
    assert_eq!(failed.len(), expected.len(), "{}", report.text());
    assert!(
        report.text().contains("expected `{\"text\":\"b\"}`, got `{\"text\":\"a\"}`"),
        "{}",
        report.text()
    );
    assert!(report.entries.iter().any(|entry| entry.id == "Right" && entry.passed), "{}", report.text());
}

/// A model with cases that cannot pass: a wrong value, a protocol that nobody speaks, an operation without a service,
/// an event with another payload.
const BROKEN: &str = r##"{
    "smithy": "2.0",
    "shapes": {
        "farrier.broken#Broken": {
            "type": "service",
            "version": "1",
            "operations": [{ "target": "farrier.broken#Say" }, { "target": "farrier.broken#Listen" }],
            "traits": { "aws.protocols#restJson1": {} }
        },
        "farrier.broken#Say": {
            "type": "operation",
            "input": { "target": "farrier.broken#Text" },
            "traits": {
                "smithy.api#http": { "method": "POST", "uri": "/say" },
                "smithy.test#httpRequestTests": [
                    {
                        "id": "Right", "protocol": "aws.protocols#restJson1", "method": "POST", "uri": "/say",
                        "body": "{\"text\":\"a\"}", "bodyMediaType": "application/json", "params": { "text": "a" }
                    },
                    {
                        "id": "WrongMember", "protocol": "aws.protocols#restJson1", "method": "POST", "uri": "/say",
                        "body": "{\"text\":\"b\"}", "bodyMediaType": "application/json", "params": { "text": "a" }
                    },
                    {
                        "id": "ForbiddenHeader", "protocol": "aws.protocols#restJson1", "method": "POST", "uri": "/say",
                        "forbidHeaders": ["Content-Type"], "params": { "text": "a" }, "appliesTo": "client"
                    },
                    {
                        "id": "WrongProtocol", "protocol": "farrier.broken#smoke", "method": "POST", "uri": "/say",
                        "params": {}
                    }
                ],
                "smithy.test#httpMalformedRequestTests": [
                    {
                        "id": "WrongRegex", "protocol": "aws.protocols#restJson1",
                        "request": { "method": "POST", "uri": "/nowhere" },
                        "response": {
                            "code": 404,
                            "body": { "mediaType": "application/json", "assertion": { "messageRegex": "^somewhere$" } }
                        }
                    },
                    {
                        "id": "MalformedRegex", "protocol": "aws.protocols#restJson1",
                        "request": { "method": "POST", "uri": "/nowhere" },
                        "response": {
                            "code": 404,
                            "body": { "mediaType": "application/json", "assertion": { "messageRegex": "(" } }
                        }
                    }
                ]
            }
        },
        "farrier.broken#Listen": {
            "type": "operation",
            "output": { "target": "farrier.broken#Events" },
            "traits": {
                "smithy.api#http": { "method": "GET", "uri": "/listen" },
                "smithy.test#eventStreamTests": [
                    {
                        "id": "EventStream", "protocol": "aws.protocols#restJson1",
                        "events": [{
                            "type": "response", "params": { "said": { "text": "a" } }, "body": "{\"text\":\"b\"}",
                            "bodyMediaType": "application/json",
                            "headers": {
                                ":message-type": { "string": "event" }, ":event-type": { "string": "said" },
                                ":content-type": { "string": "application/json" }
                            }
                        }]
                    }
                ]
            }
        },
        "farrier.broken#Alone": {
            "type": "operation",
            "traits": {
                "smithy.api#http": { "method": "GET", "uri": "/alone" },
                "smithy.test#httpRequestTests": [
                    {
                        "id": "Orphan", "protocol": "aws.protocols#restJson1", "method": "GET", "uri": "/alone",
                        "params": {}
                    }
                ]
            }
        },
        "farrier.broken#smoke": {
            "type": "structure",
            "traits": { "smithy.api#trait": {}, "smithy.api#protocolDefinition": {} }
        },
        "farrier.broken#Text": { "type": "structure", "members": { "text": { "target": "smithy.api#String" } } },
        "farrier.broken#Events": {
            "type": "structure",
            "members": {
                "events": { "target": "farrier.broken#Event", "traits": { "smithy.api#httpPayload": {} } }
            }
        },
        "farrier.broken#Event": {
            "type": "union",
            "members": { "said": { "target": "farrier.broken#Text" } },
            "traits": { "smithy.api#streaming": {} }
        }
    }
}
"##;
