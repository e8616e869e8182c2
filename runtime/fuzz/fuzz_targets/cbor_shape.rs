//! Any bytes as a structure with members of every kind, in CBOR: reading never panics, as client or as server, and what
//! was read is written and read again as the same value.

#![no_main]

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, cbor::Cbor},
    schema::ROOT,
    serde::DeserializableShape as _,
    testing::{arbitrary, round_trip},
    validate::MissingMembers,
};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/shapes/mod.rs"]
mod shapes;

use shapes::Everything;

const CBOR: Cbor = Cbor::RPC_V2;

fuzz_target!(|bytes: &[u8]| {
    let mut missing = MissingMembers::default();
    let mut strict = Everything::empty();
    let strictly = CBOR.decode(bytes, &ROOT, &mut strict, Policy::Strict(&mut missing), Limits::default());
    let mut lenient = Everything::empty();
    let leniently = CBOR.decode(bytes, &ROOT, &mut lenient, Policy::Lenient, Limits::default());
    match (strictly, leniently) {
        (Ok(()), Ok(())) => stable(&lenient),
        (Ok(()), Err(error)) => panic!("only a client refuses: {error}"),
        (Err(error), result) => {
            assert!(error.offset().is_some_and(|offset| offset <= bytes.len()));
            if result.is_ok() {
                stable(&lenient);
            }
        }
    }
    // The same bytes as the stuff of a value.
    round_trip(&CBOR, &arbitrary::<Everything>(bytes)).expect("survives");
});

fn stable(value: &Everything) {
    // What cannot be written: an unknown variant, or a timestamp beyond its format.
    let Ok(written) = CBOR.encode(&ROOT, value) else { return };
    let mut again = Everything::empty();
    CBOR.decode(&written, &ROOT, &mut again, Policy::Lenient, Limits::default()).expect("what was written is read");
    assert_eq!(written, CBOR.encode(&ROOT, &again).expect("what was read is written"));
}
