//! `Debug` for shapes with sensitive members, which it does not show.

use super::{
    ident,
    tokens::{TokenStream, quote},
};
use crate::ir::{Structure, Union};

/// `Debug` of a structure.
pub(super) fn structure(shape: &Structure) -> TokenStream {
    let name = ident(&shape.info.name);
    let text = &shape.info.name;
    let fields = shape.members.iter().map(|member| {
        let (field, text) = (ident(&member.field), crate::names::bare(&member.field));
        let value = if member.sensitive { redacted() } else { quote!(&self.#field) };
        quote!(.field(#text, #value))
    });
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.debug_struct(#text) #(#fields)* .finish()
            }
        }
    }
}

/// `Debug` of a union.
pub(super) fn union(shape: &Union) -> TokenStream {
    let name = ident(&shape.info.name);
    let arms = shape.variants.iter().map(|variant| {
        let (ident, text) = (ident(&variant.name), &variant.name);
        match (&variant.ty, variant.sensitive) {
            (None, _) => quote!(Self::#ident => f.write_str(#text),),
            (Some(_), true) => {
                let value = redacted();
                quote!(Self::#ident(_) => f.debug_tuple(#text).field(#value).finish(),)
            }
            (Some(_), false) => quote!(Self::#ident(value) => f.debug_tuple(#text).field(value).finish(),),
        }
    });
    let (unknown, unknown_text) = (ident(&shape.unknown), &shape.unknown);
    quote! {
        impl ::std::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    #(#arms)*
                    Self::#unknown(tag) => f.debug_tuple(#unknown_text).field(tag).finish(),
                }
            }
        }
    }
}

/// `Debug` of an enum whose values are sensitive.
pub(super) fn enumeration(name: &str) -> TokenStream {
    let (ident, text) = (ident(name), format!("{name}([redacted])"));
    quote! {
        impl ::std::fmt::Debug for #ident {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(#text) }
        }
    }
}

/// What stands for a value.
fn redacted() -> TokenStream {
    quote!(&format_args!("[redacted]"))
}
