//! Traits that the prelude does not have.
//!
//! Spec: <https://smithy.io/2.0/trait-index.html>. A trait of any other namespace is kept as it is: models rarely come
//! with the definitions of the traits that their tools read.

use super::Report;
use crate::{
    near::near,
    smithy::{Shape, ShapeId, TraitValue, Traits},
};

/// Every trait of the prelude, without the namespace.
const PRELUDE: [&str; 77] = [
    "addedDefault",
    "auth",
    "authDefinition",
    "box",
    "clientOptional",
    "cors",
    "default",
    "deprecated",
    "documentation",
    "endpoint",
    "enum",
    "enumValue",
    "error",
    "eventHeader",
    "eventPayload",
    "examples",
    "externalDocumentation",
    "hostLabel",
    "http",
    "httpApiKeyAuth",
    "httpBasicAuth",
    "httpBearerAuth",
    "httpChecksumRequired",
    "httpDigestAuth",
    "httpError",
    "httpHeader",
    "httpLabel",
    "httpPayload",
    "httpPrefixHeaders",
    "httpQuery",
    "httpQueryParams",
    "httpResponseCode",
    "idRef",
    "idempotencyToken",
    "idempotent",
    "input",
    "internal",
    "jsonName",
    "length",
    "mediaType",
    "mixin",
    "nestedProperties",
    "noReplace",
    "notProperty",
    "optionalAuth",
    "output",
    "paginated",
    "pattern",
    "private",
    "property",
    "protocolDefinition",
    "range",
    "readonly",
    "recommended",
    "references",
    "requestCompression",
    "required",
    "requiresLength",
    "resourceIdentifier",
    "retryable",
    "sensitive",
    "since",
    "sparse",
    "streaming",
    "suppress",
    "tags",
    "timestampFormat",
    "title",
    "trait",
    "traitValidators",
    "uniqueItems",
    "unitType",
    "unstable",
    "xmlAttribute",
    "xmlFlattened",
    "xmlName",
    "xmlNamespace",
];

/// Checks the traits of a shape and its members.
pub(super) fn check(shape: &Shape, report: &mut Report<'_>) {
    check_traits(&shape.id, &shape.traits, report);
    for member in shape.members() {
        check_traits(&member.id, &member.traits, report);
    }
}

fn check_traits(id: &ShapeId, traits: &Traits, report: &mut Report<'_>) {
    for (trait_id, value) in traits.iter() {
        let is_unknown = matches!(value, TraitValue::Raw(_)) && trait_id.namespace() == "smithy.api";
        if !is_unknown || PRELUDE.contains(&trait_id.name()) || report.model.shape(trait_id).is_some() {
            continue;
        }
        let help = match near(trait_id.name(), PRELUDE) {
            Some(near) => format!("did you mean `smithy.api#{near}`?"),
            None => "remove it, or write the namespace that defines it".to_owned(),
        };
        let location = report.model.trait_location(id, trait_id.as_str());
        report.error_at(location, id, format!("the trait `{trait_id}` is not defined"), help);
    }
}
