//! Messages of 400 bytes to a mebibyte: decoding allocates what a clone of the value does, and again for a list each time
//! that it grows, whose length nothing tells before; encoding grows one buffer.

use std::fmt::Debug;

use farrier_runtime::{
    codec::{Codec, Limits, Policy, cbor::Cbor, json::Json, query::Query, xml::Xml},
    schema::MemberSet,
    serde::{DeserializableShape, DeserializableStruct, SerializableStruct},
};

mod counting;
#[path = "../../tests/benches/json/messages.rs"]
mod messages;
#[path = "../../tests/benches/json/ours.rs"]
mod ours;

use counting::counted;

/// The allocations of decoding beside those of a clone, and of encoding beside those of a buffer that doubles.
fn beside<T>(codec: &dyn Codec, value: &T) -> [usize; 2]
where
    T: SerializableStruct + DeserializableStruct + DeserializableShape + Clone + PartialEq + Debug,
{
    let (bytes, encoding) = counted(|| codec.encode_members(value, MemberSet::All).expect("encodes"));
    let doublings = (bytes.capacity() / 512).ilog2() as usize;
    let mut read = T::empty();
    let ((), decoding) = counted(|| {
        codec
            .decode_members(&bytes, &mut read, MemberSet::All, Policy::Lenient, Limits::default())
            .expect("decodes");
    });
    assert_eq!(&read, value);
    let (_, needed) = counted(|| value.clone());
    [decoding - needed, encoding - 1 - doublings]
}

/// How often the lists of a message grow from four elements on: 10 jobs, 106 items, 2,400 entities.
const GROWTH: [usize; 4] = [0, 2, 5, 10];
/// The same in JSON, where a long list grows by what is left of the message.
const GROWTH_IN_JSON: [usize; 4] = [0, 2, 5, 7];

fn messages_beside(codec: &dyn Codec) -> [[usize; 2]; 4] {
    [
        beside(codec, &messages::job(7)),
        beside(codec, &messages::jobs()),
        beside(codec, &messages::scan()),
        beside(codec, &messages::entities()),
    ]
}

#[test]
fn json_and_cbor_allocate_what_the_value_needs() {
    for (codec, growth) in [(&Json::REST as &dyn Codec, GROWTH_IN_JSON), (&Cbor::RPC_V2, GROWTH)] {
        assert_eq!(messages_beside(codec), growth.map(|growth| [growth, 0]), "{}", codec.media_type());
    }
}

#[test]
fn xml_allocates_its_index_beside() {
    for ([decoding, encoding], growth) in messages_beside(&Xml::REST).into_iter().zip(GROWTH) {
        // The index is two lists, of which that of elements doubles.
        assert!(decoding <= growth + 12, "{decoding}");
        assert_eq!(encoding, 0);
    }
}

#[test]
fn forms_allocate_their_tree_and_the_texts_of_times_beside() {
    // Forms escape the colons of date-times, which are read from a copy without escapes.
    let times = [1, 10, 0, 4_800];
    for (([decoding, encoding], growth), times) in
        messages_beside(&Query::AWS).into_iter().zip(GROWTH).zip(times)
    {
        assert!(decoding <= growth + times + 12, "{decoding}");
        assert!(encoding <= 8, "what a name grows to: {encoding}");
    }
}
