//! Decoding allocates what the value needs, encoding its one buffer.

use farrier_runtime::{
    Map,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::{MemberSet, ROOT},
    serde::{DeserializableShape as _, DeserializableStruct},
    validate::MissingMembers,
};

mod counting;
#[path = "../benches/job/mod.rs"]
mod job;

use counting::counted;

fn decode(text: &[u8], value: &mut dyn DeserializableStruct, policy: Policy<'_>) -> usize {
    let (result, count) =
        counted(|| Json::REST.decode_members(text, value, MemberSet::All, policy, Limits::default()));
    result.expect("decodes");
    count
}

#[test]
fn decoding_a_structure_allocates_its_strings_alone() {
    let text = Json::REST.encode_members(&job::response(), MemberSet::All).expect("encodes");
    let mut response = job::Response::empty();
    assert_eq!(decode(&text, &mut response, Policy::Lenient), 3, "the id, the ARN and the message");
    assert_eq!(response, job::response());

    let (mut strict, mut missing) = (job::Response::empty(), MissingMembers::default());
    assert_eq!(decode(&text, &mut strict, Policy::Strict(&mut missing)), 3);
    assert_eq!(strict, job::response());
}

#[test]
fn unknown_members_and_whitespace_allocate_nothing() {
    let text =
        br#" { "x" : [ { "y" : "\u00e9\n" , "z" : 1.5e3 } , null ] , "status" : { "queuedPosition" : 7 } } "#;
    assert_eq!(decode(text, &mut job::Response::empty(), Policy::Lenient), 0);
}

#[test]
fn encoding_allocates_its_buffer_alone() {
    let response = job::response();
    let (bytes, count) = counted(|| Json::REST.encode_members(&response, MemberSet::All).expect("encodes"));
    assert_eq!((count, bytes.capacity()), (1, 512));
    let (bytes, count) =
        counted(|| Json::REST.encode_members(&response, MemberSet::Only(&[0, 2])).expect("encodes"));
    assert_eq!((count, bytes.capacity()), (1, 512));
}

#[test]
fn deep_lists_allocate_in_proportion() {
    let list: Vec<Vec<i64>> = vec![vec![1, 2, 3]; 10];
    let text = Json::REST.encode(&ROOT, &list).expect("encodes");
    let mut read: Vec<Vec<i64>> = Vec::new();
    let ((), count) = counted(|| {
        Json::REST.decode(&text, &ROOT, &mut read, Policy::Lenient, Limits::default()).expect("decodes");
    });
    assert_eq!(read, list);
    assert_eq!(count, 10 + 3, "each list once, the outer one at 4, 8 and 16");
}

#[test]
fn a_hostile_message_costs_memory_in_proportion_to_its_length() {
    // Nothing is reserved for what a message promises, and nothing kept of what is skipped.
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(100), "]".repeat(100));
    assert_eq!(decode(deep.as_bytes(), &mut job::Response::empty(), Policy::Lenient), 0);
    let keys: String = (0..1_000).map(|key| format!("\"unknown{key}\":0,")).collect();
    let many = format!("{{{keys}\"x\":0}}");
    assert_eq!(decode(many.as_bytes(), &mut job::Response::empty(), Policy::Lenient), 0);
    let tags: Map<String, String> = (0..100).map(|key| (key.to_string(), String::new())).collect();
    let text = Json::REST.encode(&ROOT, &tags).expect("encodes");
    let mut read: Map<String, String> = Map::new();
    let ((), count) = counted(|| {
        Json::REST.decode(&text, &ROOT, &mut read, Policy::Lenient, Limits::default()).expect("decodes");
    });
    assert!(count <= 100 + 100 / 5, "a string each, and the map's nodes: {count}");
}
