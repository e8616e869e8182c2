//! Any bytes as a structure with members of every kind, in JSON: see `codec`.

#![no_main]

use farrier_runtime::{
    codec::json::Json,
    testing::{arbitrary, round_trip},
};
use libfuzzer_sys::fuzz_target;

mod codec;
#[path = "../../tests/shapes/mod.rs"]
mod shapes;

use shapes::Everything;

fuzz_target!(|bytes: &[u8]| {
    codec::check(&Json::REST, bytes, true);
    // The same bytes as the stuff of a value.
    round_trip(&Json::REST, &arbitrary::<Everything>(bytes)).expect("survives");
});
