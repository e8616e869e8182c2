//! What programs have of this crate's generic functions and default methods for types that are not generated, compiled with
//! this crate.
//!
//! In development a program takes such a function from the crate that has it, so that no build of a program compiles it anew,
//! often in a unit of its own. In a release each is compiled where it is used, so that it can be inlined.

use std::fmt::Debug;

use crate::{
    failure::ErrorMetadata,
    serde::{DeserializableShape, SerializableShape},
    types::{Blob, Document, Map, Timestamp},
};

/// Compiles the tables of types for traits, by functions that nobody calls.
macro_rules! tables {
    ($($type:ty as $table:path;)*) => { $(
        const _: () = {
            #[used]
            static TABLE: for<'v> fn(&'v mut $type) -> &'v mut (dyn $table + 'v) = {
                fn table<'v>(value: &'v mut $type) -> &'v mut (dyn $table + 'v) {
                    value
                }
                table
            };
        };
    )* };
}

/// Compiles what members of these types need, optional ones too. Derived code shows references.
macro_rules! members {
    ($($type:ty),*) => {
        tables! { $(
            $type as SerializableShape;
            $type as DeserializableShape;
            $type as Debug;
            &'static $type as Debug;
            Option<$type> as SerializableShape;
            Option<$type> as DeserializableShape;
            Option<$type> as Debug;
            &'static Option<$type> as Debug;
        )* }
    };
}

members! {
    bool, i32, i64, f32, f64, String, Blob, Timestamp, Document, Vec<String>, Map<String, String>
}

tables! {
    &'static ErrorMetadata as Debug;
}

#[cfg(feature = "json")]
tables! {
    crate::protocol::AwsJson as crate::protocol::Protocol;
    crate::protocol::RestJson as crate::protocol::Protocol;
}

#[cfg(feature = "xml")]
tables! {
    crate::protocol::RestXml as crate::protocol::Protocol;
}

#[cfg(feature = "query")]
tables! {
    crate::protocol::AwsQuery as crate::protocol::Protocol;
    crate::protocol::Ec2Query as crate::protocol::Protocol;
}

#[cfg(any(feature = "json", feature = "cbor"))]
tables! {
    crate::protocol::RpcV2 as crate::protocol::Protocol;
}
