//! Any bytes as a structure with members of every kind, in XML: see `codec`.

#![no_main]

use farrier_runtime::{
    codec::{
        Limits,
        xml::{Xml, XmlDocument},
    },
    testing::{Arbitrary, round_trip},
};
use libfuzzer_sys::fuzz_target;

mod codec;
#[path = "../../tests/shapes/mod.rs"]
mod shapes;
#[path = "../../tests/without_documents/mod.rs"]
mod without_documents;

fuzz_target!(|bytes: &[u8]| {
    codec::check(&Xml::REST, bytes, true);
    if let Ok(document) = XmlDocument::parse(bytes, Limits::default()) {
        let _ = (document.root(), document.text(&["Error", "Code"]));
    }
    // The same bytes as the stuff of a value.
    let mut value = Arbitrary::new(bytes).with_xml_values().generate();
    without_documents::drop_documents(&mut value);
    round_trip(&Xml::REST, &value).expect("survives");
});
