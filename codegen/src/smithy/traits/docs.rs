//! Documentation traits.
//! Spec: <https://smithy.io/2.0/spec/documentation-traits.html>.

use std::collections::BTreeMap;

values! {
    /// Documentation, in CommonMark; AWS's models have HTML.
    Documentation(String) = "smithy.api#documentation";
    /// A title for people, without markup.
    Title(String) = "smithy.api#title";
    /// The version or date since which the shape exists.
    Since(String) = "smithy.api#since";
    /// Tags.
    Tags(Vec<String>) = "smithy.api#tags";
    /// Links to further documentation, by name.
    ExternalDocumentation(BTreeMap<String, String>) = "smithy.api#externalDocumentation";
}

markers! {
    /// The shape is not for customers.
    Internal = "smithy.api#internal";
    /// The value must not be shown.
    Sensitive = "smithy.api#sensitive";
    /// The operation has examples, which are not kept.
    Examples = "smithy.api#examples" (unread);
    /// The shape may change.
    Unstable = "smithy.api#unstable";
    /// The model has no name for this value of an enum: loading has made the member's of its value and place.
    Unnamed = "farrier.synthetic#unnamed";
}

records! {
    /// The shape should no longer be used.
    Deprecated = "smithy.api#deprecated" {
        /// Why, and what to use instead.
        message: Option<String> = "message",
        /// Since when.
        since: Option<String> = "since",
    }
}
