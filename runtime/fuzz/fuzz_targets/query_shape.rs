//! Any bytes as a form of a structure with members of every kind, in both variants: see `codec`.

#![no_main]

use farrier_runtime::{
    codec::query::Query,
    testing::{Arbitrary, round_trip},
};
use libfuzzer_sys::fuzz_target;

mod codec;
#[path = "../../tests/shapes/mod.rs"]
mod shapes;
#[path = "../../tests/without_documents/mod.rs"]
mod without_documents;

use shapes::Everything;

fuzz_target!(|bytes: &[u8]| {
    let mut value: Everything = Arbitrary::new(bytes).with_form_values().generate();
    without_documents::drop_documents(&mut value);
    for query in [Query::AWS, Query::EC2] {
        // A union whose variant has nothing to write is not read again.
        codec::check(&query, bytes, false);
        // The same bytes as the stuff of a value.
        round_trip(&query, &value).expect("survives");
    }
});
