//! Any bytes as a structure with members of every kind, in XML: reading never panics, as client or as server, and what
//! was read is written and read again as the same value.

#![no_main]

use farrier_runtime::{
    codec::{
        Codec as _, Limits, Policy,
        xml::{Xml, XmlDocument},
    },
    schema::ROOT,
    serde::DeserializableShape as _,
    testing::{Arbitrary, round_trip},
    validate::MissingMembers,
};
use libfuzzer_sys::fuzz_target;

#[path = "../../tests/shapes/mod.rs"]
mod shapes;
#[path = "../../tests/without_documents/mod.rs"]
mod without_documents;

use shapes::Everything;

fuzz_target!(|bytes: &[u8]| {
    let mut missing = MissingMembers::default();
    let mut strict = Everything::empty();
    let strictly =
        Xml::REST.decode(bytes, &ROOT, &mut strict, Policy::Strict(&mut missing), Limits::default());
    let mut lenient = Everything::empty();
    let leniently = Xml::REST.decode(bytes, &ROOT, &mut lenient, Policy::Lenient, Limits::default());
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
    if let Ok(document) = XmlDocument::parse(bytes, Limits::default()) {
        let _ = (document.root(), document.text(&["Error", "Code"]));
    }
    // The same bytes as the stuff of a value.
    let mut value = Arbitrary::new(bytes).with_xml_text().generate();
    without_documents::drop_documents(&mut value);
    round_trip(&Xml::REST, &value).expect("survives");
});

fn stable(value: &Everything) {
    // What cannot be written: an unknown variant, a character that XML does not have, or a timestamp beyond its format.
    let Ok(written) = Xml::REST.encode(&ROOT, value) else { return };
    let mut again = Everything::empty();
    Xml::REST
        .decode(&written, &ROOT, &mut again, Policy::Lenient, Limits::default())
        .expect("what was written is read");
    let twice = Xml::REST.encode(&ROOT, &again).expect("what was read is written");
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&twice));
}
