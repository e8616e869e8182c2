//! Any bytes as a structure with members of every kind: reading never panics, as client or as server, and what was
//! read is written and read again as the same value.

#![no_main]

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::ROOT,
    serde::DeserializableShape as _,
    testing::{arbitrary, round_trip},
    validate::MissingMembers,
};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/shapes/mod.rs"]
mod shapes;

use shapes::Everything;

fuzz_target!(|bytes: &[u8]| {
    let mut missing = MissingMembers::default();
    let mut strict = Everything::empty();
    let strictly =
        Json::REST.decode(bytes, &ROOT, &mut strict, Policy::Strict(&mut missing), Limits::default());
    let mut lenient = Everything::empty();
    let leniently = Json::REST.decode(bytes, &ROOT, &mut lenient, Policy::Lenient, Limits::default());
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
    round_trip(&Json::REST, &arbitrary::<Everything>(bytes)).expect("survives");
});

fn stable(value: &Everything) {
    // What cannot be written: an unknown variant, or a timestamp beyond its format.
    let Ok(written) = Json::REST.encode(&ROOT, value) else { return };
    let mut again = Everything::empty();
    Json::REST
        .decode(&written, &ROOT, &mut again, Policy::Lenient, Limits::default())
        .expect("what was written is read");
    let twice = Json::REST.encode(&ROOT, &again).expect("what was read is written");
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&twice));
}
