//! Labels of host prefixes.
//!
//! Spec: <https://smithy.io/2.0/spec/endpoint-traits.html>.

use std::collections::BTreeSet;

use super::Report;
use crate::smithy::{Operation, Shape, SmithyTrait as _, index, traits};

/// Checks that the labels of an operation's host prefix and the members for them belong together.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let Some(endpoint) = shape.traits.get::<traits::Endpoint>() else { return };
    let location = || report.model.trait_location(&shape.id, traits::Endpoint::ID).inside(["hostPrefix"]);
    let place = location();
    let members = report.structure(operation.input.as_ref()).map_or(&[][..], index::structure_members);
    let mut labels = BTreeSet::new();
    for label in index::host_labels(endpoint) {
        if !labels.insert(label) {
            let message = format!("the host prefix `{endpoint}` has the label `{label}` twice");
            report.error_at(place.clone(), &shape.id, message, "remove one of the two");
        }
        let member = members.iter().find(|member| member.name == label);
        let (message, help) = match member.map(|member| member.traits.has::<traits::HostLabel>()) {
            Some(true) => continue,
            Some(false) => (
                format!("the label `{label}` of the host prefix `{endpoint}` is a member without the trait `hostLabel`"),
                format!("add the traits `smithy.api#hostLabel` and `smithy.api#required` to the member `{label}`"),
            ),
            None => (
                format!("the label `{label}` of the host prefix `{endpoint}` is no member of the input"),
                format!("add a required member `{label}` with the trait `smithy.api#hostLabel`, or correct the prefix"),
            ),
        };
        report.error_at(place.clone(), &shape.id, message, help);
    }
    for member in members.iter().filter(|member| member.traits.has::<traits::HostLabel>()) {
        if !labels.contains(member.name.as_str()) {
            let message = format!(
                "`{}` has the trait `hostLabel`, but the host prefix `{endpoint}` of `{}` has no such label",
                member.name, shape.id
            );
            let help = format!("add `{{{}}}` to the host prefix, or remove the trait", member.name);
            report.trait_error::<traits::HostLabel>(&member.id, message, help);
            report.related(place.clone());
        }
    }
}
