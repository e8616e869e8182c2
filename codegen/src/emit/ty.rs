//! Rust types.

use super::{
    ident,
    tokens::{TokenStream, quote},
};
use crate::ir::Type;

/// The type as a field has it.
pub(super) fn ty(ty: &Type) -> TokenStream {
    match ty {
        Type::Boolean => quote!(bool),
        Type::Byte => quote!(i8),
        Type::Short => quote!(i16),
        Type::Integer => quote!(i32),
        Type::Long => quote!(i64),
        Type::Float => quote!(f32),
        Type::Double => quote!(f64),
        Type::BigInteger => quote!(::farrier_runtime::BigInteger),
        Type::BigDecimal => quote!(::farrier_runtime::BigDecimal),
        Type::String => quote!(::std::string::String),
        Type::Blob => quote!(::farrier_runtime::Blob),
        Type::Timestamp => quote!(::farrier_runtime::Timestamp),
        Type::Document => quote!(::farrier_runtime::Document),
        Type::Shape(name) => shape(name),
        Type::Foreign(path) => super::module::outside(path),
        Type::List(member) => {
            let member = self::ty(member);
            quote!(::std::vec::Vec<#member>)
        }
        Type::Map { key, value } => {
            let (key, value) = (self::ty(key), self::ty(value));
            quote!(::farrier_runtime::Map<#key, #value>)
        }
        Type::Option(inner) => {
            let inner = self::ty(inner);
            quote!(::std::option::Option<#inner>)
        }
        Type::Boxed(inner) => {
            let inner = self::ty(inner);
            quote!(::std::boxed::Box<#inner>)
        }
    }
}

/// The path of a shape.
pub(super) fn shape(name: &str) -> TokenStream {
    let name = ident(name);
    quote!(crate::types::#name)
}
