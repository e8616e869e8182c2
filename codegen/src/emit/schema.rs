//! Schemas: constant data that codecs read.

use proc_macro2::Literal;

use super::{
    docs, ident,
    tokens::{TokenStream, quote},
};
use crate::ir::{
    Collection, CollectionKind, Direction, ShapeInfo, Structure, TimestampFormat, UnionForm, Wire, WireNames,
};

/// The name and traits of a member, as a table has them.
pub(super) fn wire(wire: &Wire) -> TokenStream {
    let name = &wire.name;
    let json = wire.json_name.as_ref().map(|json| {
        let json = json_escaped(json);
        quote!(json(#json))
    });
    let traits = traits(wire);
    quote!(#name #json #traits)
}

/// What the traits of a member say.
fn traits(wire: &Wire) -> TokenStream {
    let required = wire.required.then(|| quote!(.required()));
    let sparse = wire.sparse.then(|| quote!(.sparse()));
    let sensitive = wire.sensitive.then(|| quote!(.sensitive()));
    let event_header = wire.event_header.then(|| quote!(.event_header()));
    let event_payload = wire.event_payload.then(|| quote!(.event_payload()));
    let format = wire.timestamp_format.map(timestamp_format).map(|format| quote!(.timestamp_format(#format)));
    let media_type = wire.media_type.as_ref().map(|media_type| quote!(.media_type(#media_type)));
    let names = names(&wire.names);
    let attribute = wire.xml_attribute.then(|| quote!(.xml_attribute()));
    let flattened = wire.xml_flattened.then(|| quote!(.xml_flattened()));
    let collection = wire.collection.as_ref().map(|collection| {
        let name = ident(&collection.name);
        if collection.map {
            quote!(.map(&crate::schema::#name.0, &crate::schema::#name.1))
        } else {
            quote!(.list(&crate::schema::#name))
        }
    });
    quote!(#required #sparse #sensitive #event_header #event_payload #format #media_type #names #attribute #flattened #collection)
}

/// What makes a structure an event.
pub(super) fn event(shape: &Structure) -> Option<TokenStream> {
    let event = shape.event.as_ref()?;
    let error = shape.error.as_ref().map(|_| quote!(.error()));
    let body = event.body.as_ref().map(|members| {
        let members = members.iter().map(|index| Literal::usize_unsuffixed(*index));
        quote!(.with_event_body(::farrier_runtime::schema::MemberSet::Only(&[#(#members),*])))
    });
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
