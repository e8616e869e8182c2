//! Schemas: constant data that codecs read.

use super::{
    docs, ident,
    tokens::{ToTokens, TokenStream, quote, quote_into, written},
};
use crate::ir::{
    Collection, CollectionKind, Direction, ShapeInfo, Structure, TimestampFormat, UnionForm, Wire, WireNames,
};

/// The name and traits of a member, as a table has them.
pub(super) fn wire(wire: &Wire) -> impl ToTokens {
    written(move |tokens| {
        wire.name.to_tokens(tokens);
        if let Some(json) = &wire.json_name {
            let json = json_escaped(json);
            quote_into!(tokens, json(#json));
        }
        traits(wire).to_tokens(tokens);
    })
}

/// What the traits of a member say.
fn traits(wire: &Wire) -> impl ToTokens {
    written(move |tokens| {
        if wire.required {
            quote_into!(tokens, .required());
        }
        if wire.sparse {
            quote_into!(tokens, .sparse());
        }
        if wire.sensitive {
            quote_into!(tokens, .sensitive());
        }
        if wire.event_header {
            quote_into!(tokens, .event_header());
        }
        if wire.event_payload {
            quote_into!(tokens, .event_payload());
        }
        if let Some(format) = wire.timestamp_format.map(timestamp_format) {
            quote_into!(tokens, .timestamp_format(#format));
        }
        if let Some(media_type) = &wire.media_type {
            quote_into!(tokens, .media_type(#media_type));
        }
        names(&wire.names).to_tokens(tokens);
        if wire.xml_attribute {
            quote_into!(tokens, .xml_attribute());
        }
        if wire.xml_flattened {
            quote_into!(tokens, .xml_flattened());
        }
        if let Some(collection) = &wire.collection {
            let name = ident(&collection.name);
            if collection.map {
                quote_into!(tokens, .map(&crate::schema::#name.0, &crate::schema::#name.1));
            } else {
                quote_into!(tokens, .list(&crate::schema::#name));
            }
        }
    })
}

/// What makes a structure an event.
pub(super) fn event(shape: &Structure) -> Option<TokenStream> {
    let event = shape.event.as_ref()?;
    let error = shape.error.as_ref().map(|_| quote!(.error()));
    let body = event.body.as_ref().map(
        |members| quote!(.with_event_body(::farrier_runtime::schema::MemberSet::Only(&[#(#members),*]))),
    );
    Some(quote!(#error #body))
}

/// The one way in which a shape travels, as its table has it.
pub(super) fn direction(info: &ShapeInfo) -> Option<TokenStream> {
    Some(match info.direction? {
        Direction::Write => quote!(write),
        Direction::Read => quote!(read),
        Direction::ReadUnchecked => quote!(read_unchecked),
    })
}

/// The names in XML and in the query protocols.
pub(super) fn names(names: &WireNames) -> Option<TokenStream> {
    if *names == WireNames::default() {
        return None;
    }
    let xml = names.xml.as_ref().map(|name| quote!(.xml(#name)));
    let namespace = names.namespace.as_ref().map(|(uri, prefix)| {
        let prefix = prefix.as_ref().map(|prefix| quote!(.prefix(#prefix)));
        quote!(.namespace(::farrier_runtime::schema::XmlNamespace::new(#uri) #prefix))
    });
    let ec2 = names.ec2.as_ref().map(|name| quote!(.ec2(#name)));
    Some(quote!(.wire_names(&::farrier_runtime::schema::WireNames::new() #xml #namespace #ec2)))
}

/// How a union is written, where it is not tagged.
pub(super) fn union_form(form: &UnionForm) -> Option<TokenStream> {
    match form {
        UnionForm::Tagged => None,
        UnionForm::Discriminated(name) => {
            let name = json_escaped(name);
            Some(quote!(.discriminated(#name)))
        }
        UnionForm::Untagged => Some(quote!(.untagged())),
    }
}

fn timestamp_format(format: TimestampFormat) -> TokenStream {
    let name = ident(match format {
        TimestampFormat::DateTime => "DateTime",
        TimestampFormat::HttpDate => "HttpDate",
        TimestampFormat::EpochSeconds => "EpochSeconds",
    });
    quote!(::farrier_runtime::types::TimestampFormat::#name)
}

/// The file of lists and maps.
pub(super) fn collections(collections: &[Collection]) -> TokenStream {
    let statics = collections.iter().map(collection);
    quote! {
        //! Schemas of lists and maps whose members have traits that codecs look at.
        #(#statics)*
    }
}

fn collection(collection: &Collection) -> TokenStream {
    let name = ident(&collection.name);
    match &collection.kind {
        CollectionKind::List(wire) => {
            let docs = docs(format!("The member of the list `{}`.", collection.id));
            let traits = traits(wire);
            quote! {
                #docs
                pub(crate) static #name: ::farrier_runtime::schema::Member =
                    ::farrier_runtime::schema::Member::element() #traits;
            }
        }
        CollectionKind::Map(key, value) => {
            let docs = docs(format!("The key and value of the map `{}`.", collection.id));
            let (key, value) = (traits(key), traits(value));
            quote! {
                #docs
                pub(crate) static #name: (::farrier_runtime::schema::Member, ::farrier_runtime::schema::Member) = (
                    ::farrier_runtime::schema::Member::value() #key,
                    ::farrier_runtime::schema::Member::value() #value,
                );
            }
        }
    }
}

/// The name as it stands between the quotes of a JSON string.
fn json_escaped(name: &str) -> String {
    let mut escaped = String::with_capacity(name.len());
    for character in name.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            control if u32::from(control) < 0x20 => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(control)))
            }
            other => escaped.push(other),
        }
    }
    escaped
}
