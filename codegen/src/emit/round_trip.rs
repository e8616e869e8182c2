//! `tests/round_trip.rs`: arbitrary values of every shape are encoded and decoded, one line a shape.

use std::collections::BTreeSet;

use super::{
    docs, ident,
    tokens::{TokenStream, quote},
};
use crate::ir::Shape;

/// The file.
pub(super) fn file(krate: &str, shapes: &[Shape], left_out: &BTreeSet<String>) -> TokenStream {
    let krate = ident(krate);
    let shapes: Vec<&Shape> = shapes.iter().filter(|shape| !left_out.contains(&shape.info().id)).collect();
    let calls = shapes.iter().map(|shape| {
        let name = ident(&shape.info().name);
        quote!(::farrier_runtime::testing::round_trips::<types::#name>(&PROTOCOL);)
    });
    let allow =
        shapes.iter().any(|shape| shape.info().deprecated.is_some()).then(|| quote!(#[allow(deprecated)]));
    let docs = docs("What is encoded is decoded to the same value, by a client and by a server.");
    quote! {
        //! Arbitrary values of every shape, encoded and decoded.

        use #krate::{PROTOCOL, types};

        #docs
        #[test]
        #allow
        fn every_shape_survives_encoding_and_decoding() {
            #(#calls)*
        }
    }
}
