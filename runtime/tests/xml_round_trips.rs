//! What the XML codec writes it reads back, whatever the shape holds.

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, xml::Xml},
    schema::{ROOT, XmlNamespace},
    serde::DeserializableShape as _,
    testing::{Arbitrary, round_trip},
};
use proptest::prelude::*;

mod shapes;
mod without_documents;

use shapes::{Choice, Everything};

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..600)
}

/// A value that XML can express: without documents.
fn arbitrary(bytes: &[u8]) -> Everything {
    let mut value = Arbitrary::new(bytes).with_xml_values().generate();
    without_documents::drop_documents(&mut value);
    value
}

proptest! {
    #[test]
    fn arbitrary_values_survive(bytes in bytes()) {
        let value = arbitrary(&bytes);
        for xml in [Xml::REST, Xml::QUERY.with_namespace(Some(XmlNamespace::new("urn:a\"<b>&c")))] {
            round_trip(&xml, &value).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn values_with_nan_survive(bytes in bytes()) {
        let mut value = Arbitrary::new(&bytes).with_xml_values().with_nan().generate();
        without_documents::drop_documents(&mut value);
        round_trip(&Xml::REST, &value).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn what_is_written_is_the_xml_that_quick_xml_reads(bytes in bytes()) {
        let text = Xml::REST.encode(&ROOT, &arbitrary(&bytes)).expect("encodes");
        let mut reader = quick_xml::Reader::from_str(std::str::from_utf8(&text).expect("UTF-8"));
        reader.config_mut().enable_all_checks(true);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => return Err(TestCaseError::fail(format!("{error}: {}", String::from_utf8_lossy(&text)))),
            }
        }
    }

    /// Whatever one changed byte makes of a message: reading it ends with a value that survives, or with an error
    /// that has a place.
    #[test]
    fn one_changed_byte_never_panics(bytes in bytes(), place: prop::sample::Index, byte: u8) {
        let mut text = Xml::REST.encode(&ROOT, &arbitrary(&bytes)).expect("encodes");
        let place = place.index(text.len());
        text[place] = byte;
        let mut decoded = Everything::empty();
        match Xml::REST.decode(&text, &ROOT, &mut decoded, Policy::Lenient, Limits::default()) {
            // A changed tag is an unknown variant, and a character may be none of XML's: neither can be written.
            Ok(()) => if let Ok(again) = Xml::REST.encode(&ROOT, &decoded) {
                let mut twice = Everything::empty();
                Xml::REST.decode(&again, &ROOT, &mut twice, Policy::Lenient, Limits::default()).expect("decodes");
                prop_assert_eq!(decoded, twice);
            },
            Err(error) => prop_assert!(error.offset().is_some_and(|offset| offset <= text.len()), "{error}"),
        }
    }
}

#[test]
fn unions_that_nest_survive() {
    for byte in 0..=255 {
        let mut choice: Choice = Arbitrary::new(&vec![byte; 400]).with_xml_values().generate();
        without_documents::drop_documents_of(&mut choice);
        round_trip(&Xml::REST, &choice).expect("survives");
    }
}
