//! Any bytes as a form of a structure with members of every kind: reading never panics, as client or as server, in
//! both variants, and what was read is written and read again as the same value.

#![no_main]

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, query::Query},
    schema::ROOT,
    serde::DeserializableShape as _,
    testing::{Arbitrary, round_trip},
    validate::MissingMembers,
};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/form_values/mod.rs"]
mod form_values;
#[path = "../../tests/shapes/mod.rs"]
mod shapes;
#[path = "../../tests/without_documents/mod.rs"]
mod without_documents;

use shapes::Everything;

fuzz_target!(|bytes: &[u8]| {
    for query in [Query::AWS, Query::EC2] {
        let mut missing = MissingMembers::default();
        let mut strict = Everything::empty();
        let strictly =
            query.decode(bytes, &ROOT, &mut strict, Policy::Strict(&mut missing), Limits::default());
        let mut lenient = Everything::empty();
        let leniently = query.decode(bytes, &ROOT, &mut lenient, Policy::Lenient, Limits::default());
        if let Err(error) = &strictly {
            assert!(error.offset().is_some_and(|offset| offset <= bytes.len()));
        } else {
            assert!(leniently.is_ok(), "only a client refuses: {leniently:?}");
        }
        if leniently.is_ok() {
            stable(query, &lenient);
        }
    }
    // The same bytes as the stuff of a value.
    let mut value: Everything = Arbitrary::new(bytes).with_form_values().generate();
    without_documents::drop_documents(&mut value);
    form_values::fill_variants(&mut value);
    round_trip(&Query::AWS, &value).expect("survives");
    round_trip(&Query::EC2, &value).expect("survives");
});

fn stable(query: Query<'_>, value: &Everything) {
    // What cannot be written: an unknown variant, or a timestamp beyond its format.
    let Ok(written) = query.encode(&ROOT, value) else { return };
    let mut again = Everything::empty();
    // A union whose variant has nothing to write is not read again.
    if query.decode(&written, &ROOT, &mut again, Policy::Lenient, Limits::default()).is_err() {
        return;
    }
    let twice = query.encode(&ROOT, &again).expect("what was read is written");
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&twice));
}
