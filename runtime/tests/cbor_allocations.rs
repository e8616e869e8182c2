//! Decoding allocates what the value needs, encoding its one buffer, whatever lengths a message claims.

use farrier_runtime::{
    Document, Map,
    codec::{Codec as _, Limits, Policy, cbor::Cbor},
    schema::{MemberSet, ROOT},
    serde::{DeserializableShape, DeserializableStruct},
    validate::MissingMembers,
};

mod counting;
#[path = "../benches/job/mod.rs"]
mod job;

use counting::counted;

fn decode(bytes: &[u8], value: &mut dyn DeserializableStruct, policy: Policy<'_>) -> usize {
    let (result, count) =
        counted(|| Cbor::RPC_V2.decode_members(bytes, value, MemberSet::All, policy, Limits::default()));
    result.expect("decodes");
    count
}

/// The allocations made before `bytes` are refused as a `T`. The error is one or two of them: itself and its path.
fn refused<T: DeserializableShape>(bytes: &[u8]) -> usize {
    let mut value = T::empty();
    let (result, count) =
        counted(|| Cbor::RPC_V2.decode(bytes, &ROOT, &mut value, Policy::Lenient, Limits::default()));
    assert!(result.is_err());
    count
}

#[test]
fn decoding_a_structure_allocates_its_strings_alone() {
    let bytes = Cbor::RPC_V2.encode_members(&job::response(), MemberSet::All).expect("encodes");
    let mut response = job::Response::empty();
    assert_eq!(decode(&bytes, &mut response, Policy::Lenient), 3, "the id, the ARN and the message");
    assert_eq!(response, job::response());

    let (mut strict, mut missing) = (job::Response::empty(), MissingMembers::default());
    assert_eq!(decode(&bytes, &mut strict, Policy::Strict(&mut missing)), 3);
    assert_eq!(strict, job::response());
}

#[test]
fn unknown_members_allocate_nothing() {
    let bytes = b"\xA2\x61x\x82\xA1\x61y\x63\xC3\xA9\n\xF6\x66status\xA1\x6EqueuedPosition\x07";
    assert_eq!(decode(bytes, &mut job::Response::empty(), Policy::Lenient), 0);
}

#[test]
fn encoding_allocates_its_buffer_alone() {
    let response = job::response();
    let (bytes, count) = counted(|| Cbor::RPC_V2.encode_members(&response, MemberSet::All).expect("encodes"));
    assert_eq!((count, bytes.capacity()), (1, 512));
}

#[test]
fn a_claimed_length_allocates_nothing() {
    for claim in
        [&b"\x9A\xFF\xFF\xFF\xFF"[..], b"\xBA\xFF\xFF\xFF\xFF", b"\x7B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"]
    {
        assert!(refused::<Vec<i64>>(claim) <= 3);
        assert!(refused::<Map<String, String>>(claim) <= 3);
        assert!(refused::<String>(claim) <= 3);
        assert!(refused::<Document>(claim) <= 3);
        assert!(refused::<job::Response>(claim) <= 3);
    }
}

#[test]
fn a_hostile_message_costs_memory_in_proportion_to_its_length() {
    let deep = [&b"\xA1\x61x"[..], &[0x81; 100], &[0x80]].concat();
    assert_eq!(decode(&deep, &mut job::Response::empty(), Policy::Lenient), 0);
    let many: Vec<u8> = std::iter::once(0xBF)
        .chain((0..1_000).flat_map(|key| [0x7B, 0, 0, 0, 0, 0, 0, 0, 2, b'a' + (key % 20) as u8, b'z', 0]))
        .chain([0xFF])
        .collect();
    assert_eq!(decode(&many, &mut job::Response::empty(), Policy::Lenient), 0);
    let tags: Map<String, String> = (0..100).map(|key| (key.to_string(), String::new())).collect();
    let bytes = Cbor::RPC_V2.encode(&ROOT, &tags).expect("encodes");
    let mut read: Map<String, String> = Map::new();
    let ((), count) = counted(|| {
        Cbor::RPC_V2.decode(&bytes, &ROOT, &mut read, Policy::Lenient, Limits::default()).expect("decodes");
    });
    assert!(count <= 100 + 100 / 5, "a string each, and the map's nodes: {count}");
}
