//! Names in XML, and members of one structure or union that would be one element or attribute in it.
//!
//! Spec: <https://smithy.io/2.0/spec/protocol-traits.html#xml-bindings>.

use std::collections::BTreeMap;

use super::Report;
use crate::smithy::{Member, Model, Shape, ShapeId, ShapeKind, SmithyTrait as _, Traits, index, traits};

/// Checks all structures and unions of a model with an XML protocol. Other models may have left such traits behind, as
/// that of Amazon SQS has.
pub(super) fn check(report: &mut Report<'_>) {
    let model = report.model;
    for shape in model.shapes() {
        name(&shape.id, &shape.traits, report);
        for member in shape.members() {
            name(&member.id, &member.traits, report);
        }
    }
    if is_written_as_xml(model) {
        for shape in model.shapes() {
            if let ShapeKind::Structure(members) | ShapeKind::Union(members) = &shape.kind {
                distinct(members, report);
            }
        }
    }
}

/// A name in XML is one, perhaps with a prefix.
fn name(id: &ShapeId, traits: &Traits, report: &mut Report<'_>) {
    let is_part = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
    };
    let Some(traits::XmlName(text)) = traits.get() else { return };
    if text.split(':').count() > 2 || !text.split(':').all(is_part) {
        let message = format!("`{text}` is no name in XML");
        let help = "write letters, digits, `_` and `-`, with a letter or `_` first, behind a prefix and `:` if need be";
        report.trait_error::<traits::XmlName>(id, message, help);
    }
}

/// Whether a service has a protocol of XML documents; a model without services might be a part of one that has.
fn is_written_as_xml(model: &Model) -> bool {
    let has_xml = |service: &Shape| {
        let traits = &service.traits;
        traits.has::<traits::RestXml>()
            || traits.has::<traits::AwsQuery>()
            || traits.has::<traits::Ec2Query>()
    };
    model.services().next().is_none() || model.services().any(has_xml)
}

fn distinct(members: &[Member], report: &mut Report<'_>) {
    if !members.iter().any(|member| member.traits.has::<traits::XmlName>()) {
        return;
    }
    let mut seen: BTreeMap<(&str, bool), &Member> = BTreeMap::new();
    for member in members
        .iter()
        .filter(|member| !index::is_bound_to_request(member) && !index::is_bound_to_response(member))
    {
        let name = member.traits.get::<traits::XmlName>().map_or(member.name.as_str(), |name| &name.0);
        let is_attribute = member.traits.has::<traits::XmlAttribute>();
        let Some(first) = seen.get(&(name, is_attribute)).copied() else {
            seen.insert((name, is_attribute), member);
            continue;
        };
        // Of the two, the one that has the trait is at fault; the later one where both have it.
        let (faulty, other) =
            if member.traits.has::<traits::XmlName>() { (member, first) } else { (first, member) };
        let what = if is_attribute { "attribute" } else { "element" };
        let message = format!("`{}` and `{}` have the same {what} in XML `{name}`", first.name, member.name);
        report.trait_error::<traits::XmlName>(&faulty.id, message, "give one of the two another name");
        report.related(report.model.trait_location(&other.id, traits::XmlName::ID));
    }
}
