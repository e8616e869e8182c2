//! `src/serde.rs`: the shapes in serde's formats, one line a shape.

use super::{
    ident,
    tokens::{TokenStream, quote},
};
use crate::ir::{Protocol, SerdeForm, Shape};

/// The file.
pub(super) fn file(form: SerdeForm, shapes: &[Shape]) -> TokenStream {
    let form = ident(constant(form));
    let rows = shapes.iter().map(|shape| {
        let name = ident(&shape.info().name);
        quote!(#name;)
    });
    quote! {
        //! `Serialize` and `Deserialize` of every shape.

        ::farrier_runtime::serde_shapes! { #form: crate::types { #(#rows)* } }
    }
}

/// The constant of the runtime that has the names and formats.
fn constant(form: SerdeForm) -> &'static str {
    match form {
        SerdeForm::Protocol(Protocol::AwsJson1_0 | Protocol::AwsJson1_1) => "AWS_JSON",
        SerdeForm::Protocol(Protocol::RestJson1) => "REST_JSON",
        SerdeForm::Protocol(Protocol::RpcV2Json) => "RPC_V2_JSON",
        SerdeForm::Protocol(Protocol::SimpleRestJson) => "SIMPLE_REST_JSON",
        SerdeForm::Protocol(_) | SerdeForm::Members => "MEMBERS",
    }
}
