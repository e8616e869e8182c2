//! Any bytes as a structure with members of every kind, in CBOR: see `codec`.

#![no_main]

use farrier_runtime::{
    codec::cbor::Cbor,
    testing::{arbitrary, round_trip},
};
use libfuzzer_sys::fuzz_target;

mod codec;
#[path = "../../tests/shapes/mod.rs"]
mod shapes;

use shapes::Everything;

fuzz_target!(|bytes: &[u8]| {
    codec::check(&Cbor::RPC_V2, bytes, true);
    // The same bytes as the stuff of a value.
    round_trip(&Cbor::RPC_V2, &arbitrary::<Everything>(bytes)).expect("survives");
});
