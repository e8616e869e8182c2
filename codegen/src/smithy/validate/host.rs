//! Labels of host prefixes.
//!
//! Spec: <https://smithy.io/2.0/spec/endpoint-traits.html>.

use std::collections::BTreeSet;

use super::Report;
use crate::smithy::{Operation, Shape, SmithyTrait as _, index, traits};

/// Checks that the labels of an operation's host prefix and the members for them belong together.
pub(super) fn check(shape: &Shape, operation: &Operation, report: &mut Report<'_>) {
    let Some(endpoint) = shape.traits.get::<traits::Endpoint>() else { return };
    let place = report.model.trait_location(&shape.id, traits::Endpoint::ID).inside(["hostPrefix"]);
    if !is_start_of_host(endpoint) {
        let message = format!("the host prefix `{endpoint}` is no start of a host's name");
        let help = "use letters, digits and dashes, up to 63 between dots, such as `data.{accountId}.`";
        report.error_at(place.clone(), &shape.id, message, help);
    }
    let Some(members) = report.message_members(operation.input.as_ref()) else { return };
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
                format!(
                    "the label `{label}` of the host prefix `{endpoint}` is a member without the trait `hostLabel`"
                ),
                format!(
                    "add the traits `smithy.api#hostLabel` and `smithy.api#required` to the member `{label}`"
                ),
            ),
            None => (
                format!("the label `{label}` of the host prefix `{endpoint}` is no member of the input"),
                format!(
                    "add a required member `{label}` with the trait `smithy.api#hostLabel`, or correct the prefix"
                ),
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

/// Whether the prefix, with something for its labels, starts a host of RFC 3986, section 3.2.2, as DNS limits it.
fn is_start_of_host(endpoint: &traits::Endpoint) -> bool {
    let parts = endpoint.host_prefix.iter().map(|part| match part {
        traits::HostPart::Literal(text) => text.as_str(),
        traits::HostPart::Label(_) => "label",
    });
    let host: String = parts.collect();
    let labels: Vec<&str> = host.strip_suffix('.').unwrap_or(&host).split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    labels.iter().all(is_label) && !host.starts_with('-')
}
