//! Speed of the XML codec against quick-xml with derived code for the same types, as medians and their ratio.
//!
//! `cargo bench -p farrier-runtime --bench xml`. Rounds of the two take turns, so that both meet the same machine.

use farrier_runtime::{
    codec::{Codec as _, Limits, Policy, xml::Xml},
    schema::ROOT,
    serde::{DeserializableShape, SerializableShape},
};
use serde::{Serialize, de::DeserializeOwned};

#[macro_use]
mod job;
mod listing;
mod measure;

use job::Response;
use listing::Listing;
use measure::compare;

fn main() {
    measure::<Response>("a structure", &job::response());
    measure::<Listing>("a flattened list", &listing::listing());
}

/// Compares both directions of one value, whose text both write alike.
fn measure<T>(what: &str, value: &T)
where
    T: SerializableShape + DeserializableShape + Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let encoded = Xml::REST.encode(&ROOT, value).expect("encodes");
    let text = String::from_utf8(encoded).expect("UTF-8");
    assert_eq!(farrier::<T>(&text), *value);
    assert_eq!(quick::<T>(&text), *value);
    println!("{what}: {} bytes", text.len());
    compare("decode", "quick-xml", || farrier::<T>(&text), || quick::<T>(&text));
    compare(
        "encode",
        "quick-xml",
        || Xml::REST.encode(&ROOT, value).expect("encodes"),
        || quick_xml::se::to_string(value).expect("encodes"),
    );
}

fn farrier<T: DeserializableShape>(text: &str) -> T {
    let mut value = T::empty();
    Xml::REST
        .decode(text.as_bytes(), &ROOT, &mut value, Policy::Lenient, Limits::default())
        .expect("decodes");
    value
}

fn quick<T: DeserializeOwned>(text: &str) -> T {
    quick_xml::de::from_str(text).expect("decodes")
}
