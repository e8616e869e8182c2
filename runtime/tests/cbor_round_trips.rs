//! What the CBOR codec writes it reads back, whatever the shape holds, and others read it, too.

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, cbor::Cbor},
    schema::ROOT,
    serde::DeserializableShape as _,
    testing::{Arbitrary, arbitrary, round_trip},
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
        for cbor in [Cbor::RPC_V2, Cbor::RPC_V2.for_errors()] {
            round_trip(&cbor, &value).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn values_with_nan_survive(bytes in bytes()) {
        let value: Everything = Arbitrary::new(&bytes).with_nan().generate();
        round_trip(&Cbor::RPC_V2, &value).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn what_is_written_is_one_item_to_other_readers(bytes in bytes()) {
        let value: Everything = arbitrary(&bytes);
        let written = Cbor::RPC_V2.encode(&ROOT, &value).expect("encodes");
        let mut decoder = minicbor::Decoder::new(&written);
        prop_assert!(decoder.skip().is_ok());
        prop_assert_eq!(decoder.position(), written.len());
    }

    /// What another library writes of the same value: lengths in front, and shorter floats.
    #[test]
    fn what_others_write_of_a_message_is_the_same_message(bytes in bytes()) {
        let value: Everything = arbitrary(&bytes);
        let written = Cbor::RPC_V2.encode(&ROOT, &value).expect("encodes");
        // It reads no bignum beyond 128 bits.
        let tree: Result<ciborium::Value, _> = ciborium::from_reader(&*written);
        prop_assume!(tree.is_ok());
        let tree = tree.expect("reads");
        let mut other = Vec::new();
        ciborium::into_writer(&tree, &mut other).expect("writes");
        let mut decoded = Everything::empty();
        Cbor::RPC_V2.decode(&other, &ROOT, &mut decoded, Policy::Lenient, Limits::default()).expect("decodes");
        prop_assert_eq!(Cbor::RPC_V2.encode(&ROOT, &decoded).expect("encodes"), written);
    }

    /// Whatever one changed byte makes of a message: reading it ends with a value that survives, or with an error
    /// that has a place.
    #[test]
    fn one_changed_byte_never_panics(bytes in bytes(), place: prop::sample::Index, byte: u8) {
        let value: Everything = arbitrary(&bytes);
        let mut message = Cbor::RPC_V2.encode(&ROOT, &value).expect("encodes");
        let place = place.index(message.len());
        message[place] = byte;
        let mut decoded = Everything::empty();
        match Cbor::RPC_V2.decode(&message, &ROOT, &mut decoded, Policy::Lenient, Limits::default()) {
            // A changed tag is an unknown variant, which cannot be written.
            Ok(()) => if let Ok(again) = Cbor::RPC_V2.encode(&ROOT, &decoded) {
                let mut twice = Everything::empty();
                Cbor::RPC_V2.decode(&again, &ROOT, &mut twice, Policy::Lenient, Limits::default()).expect("decodes");
                // NaN equals nothing: the bytes are compared.
                prop_assert_eq!(Cbor::RPC_V2.encode(&ROOT, &twice).expect("encodes"), again);
            },
            Err(error) => prop_assert!(error.offset().is_some_and(|offset| offset <= message.len()), "{error}"),
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
        round_trip(&Cbor::RPC_V2, &choice).expect("survives");
    }
}
