//! Rust types.

use super::tokens::{ToTokens, TokenStream, absolute, quote_into};
use crate::ir::Type;

/// The type as a field has it.
impl ToTokens for Type {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Boolean => quote_into!(tokens, bool),
            Self::Byte => quote_into!(tokens, i8),
            Self::Short => quote_into!(tokens, i16),
            Self::Integer => quote_into!(tokens, i32),
            Self::Long => quote_into!(tokens, i64),
            Self::Float => quote_into!(tokens, f32),
            Self::Double => quote_into!(tokens, f64),
            Self::BigInteger => quote_into!(tokens, ::farrier_runtime::BigInteger),
            Self::BigDecimal => quote_into!(tokens, ::farrier_runtime::BigDecimal),
            Self::String => quote_into!(tokens, ::std::string::String),
            Self::Blob => quote_into!(tokens, ::farrier_runtime::Blob),
            Self::Timestamp => quote_into!(tokens, ::farrier_runtime::Timestamp),
            Self::Document => quote_into!(tokens, ::farrier_runtime::Document),
            Self::Shape(name) => shape(name).to_tokens(tokens),
            Self::Foreign(path) => super::module::outside(path).to_tokens(tokens),
            Self::List(member) => quote_into!(tokens, ::std::vec::Vec<#member>),
            Self::Map { key, value } => quote_into!(tokens, ::farrier_runtime::Map<#key, #value>),
            Self::Option(inner) => quote_into!(tokens, ::std::option::Option<#inner>),
            Self::Boxed(inner) => quote_into!(tokens, ::std::boxed::Box<#inner>),
        }
    }
}

/// The path of a shape.
pub(super) fn shape(name: &str) -> impl ToTokens {
    absolute("crate::types::", name)
}
