//! What the JSON codec writes it reads back, whatever the shape holds.

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::ROOT,
    serde::DeserializableShape as _,
    testing::{Arbitrary, arbitrary, round_trip},
    types::TimestampFormat,
};
use proptest::prelude::*;

mod shapes;

use shapes::{Choice, Everything};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..600)
}

proptest! {
    #[test]
    fn arbitrary_values_survive_every_variant_of_the_codec(bytes in bytes()) {
        let value: Everything = arbitrary(&bytes);
        let date_times = Json::REST.with_default_timestamp(TimestampFormat::DateTime);
        let all = [Json::REST, Json::AWS_JSON_1_0, Json::AWS_JSON_1_1, Json::RPC_V2, Json::SIMPLE_REST];
        for json in all.into_iter().chain([date_times, Json::REST.for_errors()]) {
            round_trip(&json, &value).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn values_with_nan_survive(bytes in bytes()) {
        let value: Everything = Arbitrary::new(&bytes).with_nan().generate();
        round_trip(&Json::REST, &value).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn what_is_written_is_the_json_that_serde_json_reads(bytes in bytes()) {
        let value: Everything = arbitrary(&bytes);
        let text = Json::REST.encode(&ROOT, &value).expect("encodes");
        let read: Result<serde_json::Value, _> = serde_json::from_slice(&text);
        prop_assert!(read.is_ok(), "{:?}: {}", read, String::from_utf8_lossy(&text));
    }

    /// Whatever one changed byte makes of a message: reading it ends with a value that survives, or with an error
    /// that has a place.
    #[test]
    fn one_changed_byte_never_panics(bytes in bytes(), place: prop::sample::Index, byte: u8) {
        let value: Everything = arbitrary(&bytes);
        let mut text = Json::REST.encode(&ROOT, &value).expect("encodes");
        let place = place.index(text.len());
        text[place] = byte;
        let mut decoded = Everything::empty();
        match Json::REST.decode(&text, &ROOT, &mut decoded, Policy::Lenient, Limits::default()) {
            // A changed tag is an unknown variant, which cannot be written.
            Ok(()) => if Json::REST.encode(&ROOT, &decoded).is_ok() {
                // A required member that is missing now is written as empty.
                let again = Json::REST.encode(&ROOT, &decoded).expect("encodes");
                let mut twice = Everything::empty();
                Json::REST.decode(&again, &ROOT, &mut twice, Policy::Lenient, Limits::default()).expect("decodes");
                prop_assert_eq!(decoded, twice);
            },
            Err(error) => prop_assert!(error.offset().is_some_and(|offset| offset <= text.len()), "{error}"),
        }
    }
}

#[test]
fn no_bytes_make_the_simplest_value_and_few_make_unions_that_end() {
    let value: Everything = arbitrary(&[]);
    assert_eq!(value, Everything::empty());
    for byte in 0..=255 {
        // Every byte asks for the variant that nests, while it lasts.
        let choice: Choice = arbitrary(&vec![byte; 400]);
        round_trip(&Json::REST, &choice).expect("survives");
    }
}

#[test]
fn arbitrary_values_cover_what_they_are_for() {
    let mut seen = [false; 8];
    let mut unknown = false;
    for seed in 0_u64..400 {
        let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
        let bytes: Vec<u8> = (0..600)
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                (state >> 24) as u8
            })
            .collect();
        let value: Everything = arbitrary(&bytes);
        seen[0] |= value.long == i64::MIN;
        seen[1] |= value.text.contains('😀');
        seen[2] |= value.text.is_empty();
        seen[3] |= value.lists.as_ref().is_some_and(|lists| lists.contains(&None));
        seen[4] |= value.child.is_some();
        seen[5] |= value.maps.as_ref().is_some_and(|maps| maps.contains_key(""));
        seen[6] |= value.epoch.is_some_and(|epoch| epoch.nanoseconds() > 0);
        seen[7] |= matches!(value.choice, Some(Choice::Many(_)));
        let value: Everything = Arbitrary::new(&bytes).with_unknown_variants().generate();
        unknown |= matches!(value.choice, Some(Choice::Unknown(_)));
    }
    assert_eq!((seen, unknown), ([true; 8], true));
}
