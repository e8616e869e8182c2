//! A page of a listing, as services that speak XML have it: a flattened list of structures.

use farrier_runtime::structure;
use serde::{Deserialize, Serialize};

shape! {
    Listing { name: String, is_truncated: bool, contents: Vec<Object>, }
    "test#Listing", new(..) {
        0: name(String) = "name".required();
        1: is_truncated(bool) = "isTruncated".required();
        2: contents(Vec<Object>) = "contents".required().xml_flattened();
    }
}

shape! {
    Object { key: String, e_tag: String, size: i64, storage_class: Option<String>, }
    "test#Object", new(..) {
        0: key(String) = "key".required();
        1: e_tag(String) = "eTag".required();
        2: size(i64) = "size".required();
        3: storage_class = "storageClass" / with_storage_class(String);
    }
}

/// A page of a hundred objects, some of whose keys have characters that are escaped.
pub(crate) fn listing() -> Listing {
    let object = |at: i64| Object {
        key: format!("photos/2024/{}/IMG_{at:05}.jpg", if at % 8 == 0 { "Tom & Jerry" } else { "holiday" }),
        e_tag: format!("{:032x}", at * 0x9E37_79B9),
        size: at * 123_457,
        storage_class: Some("STANDARD".to_owned()),
    };
    Listing { name: "bucket".to_owned(), is_truncated: true, contents: (0..100).map(object).collect() }
}
