//! Members of one structure or union that would stand under one name in a message.
//!
//! Spec: <https://smithy.io/2.0/spec/protocol-traits.html#jsonname-trait>,
//! <https://smithy.io/2.0/spec/http-bindings.html#httpheader-trait>,
//! <https://smithy.io/2.0/spec/http-bindings.html#httpquery-trait>,
//! <https://smithy.io/2.0/spec/http-bindings.html#httpprefixheaders-trait>.

use std::collections::BTreeMap;

use super::Report;
use crate::smithy::{Member, Shape, ShapeKind, SmithyTrait, traits};

/// Checks the wire names of the members of a structure or union.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    let (ShapeKind::Structure(members) | ShapeKind::Union(members)) = &shape.kind else { return };
    if members.iter().all(|member| member.traits.is_empty()) {
        return;
    }
    let json = |member: &Member| {
        Some(member.traits.get::<traits::JsonName>().map_or(&member.name, |name| &name.0).clone())
    };
    if members.iter().any(|member| member.traits.has::<traits::JsonName>()) {
        distinct::<traits::JsonName>(members, "key in JSON", json, report);
    }
    let header =
        |member: &Member| member.traits.get::<traits::HttpHeader>().map(|name| name.0.to_ascii_lowercase());
    distinct::<traits::HttpHeader>(members, "header", header, report);
    let query = |member: &Member| member.traits.get::<traits::HttpQuery>().map(|name| name.0.clone());
    distinct::<traits::HttpQuery>(members, "query parameter", query, report);
    prefixes(members, report);
    header_names(members, report);
}

fn distinct<T: SmithyTrait>(
    members: &[Member],
    what: &str,
    name: impl Fn(&Member) -> Option<String>,
    report: &mut Report<'_>,
) {
    let mut seen: BTreeMap<String, &Member> = BTreeMap::new();
    for member in members {
        let Some(name) = name(member) else { continue };
        let Some(first) = seen.get(&name) else {
            seen.insert(name, member);
            continue;
        };
        // Of the two, the one that has the trait is at fault; the later one where both have it.
        let (faulty, other) = if member.traits.has::<T>() { (member, *first) } else { (*first, member) };
        let message = format!("`{}` and `{}` have the same {what} `{name}`", first.name, member.name);
        report.trait_error::<T>(&faulty.id, message, "give one of the two another name");
        report.related(report.model.trait_location(&other.id, T::ID));
    }
}

/// A header of a member must not be one of another member's map as well. A prefix that is empty means the headers that
/// are left, as Smithy's protocol tests have it.
fn prefixes(members: &[Member], report: &mut Report<'_>) {
    for prefixed in members {
        let Some(prefix) = prefixed.traits.get::<traits::HttpPrefixHeaders>() else { continue };
        let prefix = prefix.0.to_ascii_lowercase();
        for member in members.iter().filter(|_| !prefix.is_empty()) {
            let Some(traits::HttpHeader(header)) = member.traits.get() else { continue };
            if header.to_ascii_lowercase().starts_with(&prefix) {
                let message = format!(
                    "the header `{header}` of `{}` starts with the prefix `{prefix}` of `{}`",
                    member.name, prefixed.name
                );
                report.trait_error::<traits::HttpHeader>(
                    &member.id,
                    message,
                    "choose a header outside the prefix",
                );
                report.related(report.model.trait_location(&prefixed.id, traits::HttpPrefixHeaders::ID));
            }
        }
    }
}

fn header_names(members: &[Member], report: &mut Report<'_>) {
    for member in members {
        let Some(traits::HttpHeader(name)) = member.traits.get() else { continue };
        if name.is_empty() || !name.bytes().all(is_token_byte) {
            let message = format!("`{name}` is no name of a header");
            report.trait_error::<traits::HttpHeader>(
                &member.id,
                message,
                "use letters, digits and dashes, such as `x-request-id`",
            );
        }
    }
}

/// `tchar` of RFC 9110, section 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
