//! What the form codec writes it reads back, whatever the shape holds, as far as a form can tell it.

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, query::Query},
    protocol::{AwsQuery, Ec2Query},
    schema::ROOT,
    serde::DeserializableShape as _,
    structure,
    testing::{Arbitrary, round_trip, round_trips},
};
use proptest::prelude::*;

mod shapes;
mod without_documents;

use shapes::{Choice, Everything};

/// Nothing in it has to be there.
#[derive(Debug)]
struct Optional {
    inner: Option<Box<Optional>>,
    list: Option<Vec<Optional>>,
    text: Option<String>,
    nothing: Option<Nothing>,
}

structure! { Optional: "test#Optional", new() {
    0: inner = "inner" / with_inner(Box<Optional>);
    1: list = "list" / with_list(Vec<Optional>);
    2: text = "text" / with_text(String);
    3: nothing = "nothing" / with_nothing(Nothing);
} }

/// Nothing is in it.
#[derive(Debug)]
struct Nothing {}

structure! { Nothing: "test#Nothing", new() {} }

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..600)
}

/// A value that a form can express.
fn arbitrary(bytes: &[u8]) -> Everything {
    let mut value = Arbitrary::new(bytes).with_form_values().generate();
    without_documents::drop_documents(&mut value);
    value
}

proptest! {
    #[test]
    fn arbitrary_values_survive_both_variants(bytes in bytes()) {
        let value = arbitrary(&bytes);
        for query in [Query::AWS, Query::EC2, Query::AWS.after(&[("Action", "A&B"), ("text", "=")])] {
            round_trip(&query, &value).map_err(TestCaseError::fail)?;
        }
    }

    #[test]
    fn values_with_nan_survive(bytes in bytes()) {
        let mut value = Arbitrary::new(&bytes).with_form_values().with_nan().generate();
        without_documents::drop_documents(&mut value);
        round_trip(&Query::AWS, &value).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn the_order_of_parameters_does_not_matter(bytes in bytes(), seed: u64) {
        let value = arbitrary(&bytes);
        for query in [Query::AWS, Query::EC2] {
            let text = String::from_utf8(query.encode(&ROOT, &value).expect("encodes")).expect("ASCII");
            let mut parameters: Vec<&str> = text.split('&').collect();
            parameters.sort_by_key(|parameter| {
                parameter.bytes().fold(seed | 1, |hash, byte| hash.wrapping_mul(0x100_0000_01B3) ^ u64::from(byte))
            });
            let mut decoded = Everything::empty();
            let shuffled = parameters.join("&");
            query
                .decode(shuffled.as_bytes(), &ROOT, &mut decoded, Policy::Lenient, Limits::default())
                .map_err(|error| TestCaseError::fail(format!("{error} in {shuffled}")))?;
            prop_assert_eq!(&decoded, &value, "{}", shuffled);
        }
    }

    #[test]
    fn what_is_written_is_the_form_that_serde_urlencoded_reads(bytes in bytes()) {
        let text = Query::AWS.encode(&ROOT, &arbitrary(&bytes)).expect("encodes");
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&text).expect("is a form");
        let ours: Vec<&[u8]> = text.split(|&byte| byte == b'&').collect();
        prop_assert_eq!(pairs.len(), ours.len());
        let names = pairs.iter().map(|(name, _)| name.split('.').next().unwrap_or_default());
        for name in names {
            prop_assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b':'), "{}", name);
        }
    }

    /// Whatever one changed byte makes of a message: reading it ends with a value that keeps its form, or with an
    /// error that has a place. Its form and not the value itself, since an absent map has that of an empty one.
    #[test]
    fn one_changed_byte_never_panics(bytes in bytes(), place: prop::sample::Index, byte: u8) {
        let mut text = Query::AWS.encode(&ROOT, &arbitrary(&bytes)).expect("encodes");
        let place = place.index(text.len());
        text[place] = byte;
        let mut decoded = Everything::empty();
        match Query::AWS.decode(&text, &ROOT, &mut decoded, Policy::Lenient, Limits::default()) {
            // A changed tag is an unknown variant, which cannot be written.
            Ok(()) => if let Ok(again) = Query::AWS.encode(&ROOT, &decoded) {
                let mut twice = Everything::empty();
                Query::AWS.decode(&again, &ROOT, &mut twice, Policy::Lenient, Limits::default()).expect("decodes");
                prop_assert_eq!(again, Query::AWS.encode(&ROOT, &twice).expect("encodes"));
            },
            Err(error) => prop_assert!(error.offset().is_some_and(|offset| offset <= text.len()), "{error}"),
        }
    }
}

#[test]
fn structures_of_which_nothing_has_to_be_there_survive() {
    round_trips::<Optional>(&AwsQuery::new());
    round_trips::<Optional>(&Ec2Query::new());
}

#[test]
fn unions_that_nest_survive() {
    for byte in 0..=255 {
        let mut choice: Choice = Arbitrary::new(&vec![byte; 400]).with_form_values().generate();
        without_documents::drop_documents_of(&mut choice);
        round_trip(&Query::AWS, &choice).expect("survives");
        round_trip(&Query::EC2, &choice).expect("survives");
    }
}
