//! A page of a listing, as services that speak XML have it: a flattened list of structures.

use farrier_runtime::{
    DecodeError, EncodeError, member,
    schema::{Member, Schema},
    serde::{
        DeserializableShape, DeserializableStruct, HasSchema, SerializableShape, SerializableStruct,
        ShapeDeserializer, ShapeSerializer,
    },
};
use serde::{Deserialize, Serialize};

structure! {
    Listing LISTING "test#Listing" {
        0 name: String = member!(0, "name").required();
        1 is_truncated: bool = member!(1, "isTruncated").required();
        2 contents: Vec<Object> = member!(2, "contents").required().xml_flattened();
    }
}

structure! {
    Object OBJECT "test#Object" {
        0 key: String = member!(0, "key").required();
        1 e_tag: String = member!(1, "eTag").required();
        2 size: i64 = member!(2, "size").required();
        3 storage_class: Option<String> = member!(3, "storageClass");
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
