//! Traits about the behaviour of operations, streaming and host prefixes.
//! Spec: <https://smithy.io/2.0/spec/behavior-traits.html>, <https://smithy.io/2.0/spec/streaming.html>,
//! <https://smithy.io/2.0/spec/endpoint-traits.html>.

use std::fmt;

use crate::smithy::{
    node::{Fields, FromNode, Node, Wrong},
    traits::SmithyTrait,
};

markers! {
    /// Sending the request twice does no more than once.
    Idempotent = "smithy.api#idempotent";
    /// The operation changes nothing.
    Readonly = "smithy.api#readonly";
    /// The client fills the member in with a unique text.
    IdempotencyToken = "smithy.api#idempotencyToken";
    /// The blob or union is a stream.
    Streaming = "smithy.api#streaming";
    /// The length of the stream must be known.
    RequiresLength = "smithy.api#requiresLength";
    /// The member is a header of its event.
    EventHeader = "smithy.api#eventHeader";
    /// The member is the payload of its event.
    EventPayload = "smithy.api#eventPayload";
    /// The member is a label of the host prefix.
    HostLabel = "smithy.api#hostLabel";
}

records! {
    /// The request may be sent again after this error.
    Retryable = "smithy.api#retryable" {
        /// Whether the error says that there are too many requests.
        throttling: bool = "throttling" or false,
    }
    /// The operation returns its results in pages. On a service: what its operations leave out.
    Paginated = "smithy.api#paginated" {
        /// The input's member for the token.
        input_token: Option<String> = "inputToken",
        /// The path of the output's member for the next token.
        output_token: Option<String> = "outputToken",
        /// The path of the output's member with the results.
        items: Option<String> = "items",
        /// The input's member for the size of a page.
        page_size: Option<String> = "pageSize",
    }
    /// The client compresses the request's body.
    RequestCompression = "smithy.api#requestCompression" {
        /// The content codings that the service takes, the best first.
        encodings: Vec<String> = "encodings",
    }
}

/// The prefix of the host's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its parts, in order.
    pub host_prefix: Vec<HostPart>,
}

/// A part of a host prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HostPart {
    /// Text.
    Literal(String),
    /// The value of the input's member of that name.
    Label(String),
}

impl SmithyTrait for Endpoint {
    const ID: &'static str = "smithy.api#endpoint";
}

impl FromNode for Endpoint {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let mut fields = Fields::new(node)?;
        let host_prefix = fields.take::<HostPrefix>("hostPrefix", notes)?.0;
        fields.finish(notes);
        Ok(Self { host_prefix })
    }
}

struct HostPrefix(Vec<HostPart>);

impl FromNode for HostPrefix {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let text = String::from_node(node, notes)?;
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some((literal, after)) = rest.split_once('{') {
            let label = after.split_once('}').filter(|(label, _)| !label.is_empty() && !label.contains('{'));
            let (label, after) =
                label.ok_or_else(|| broken(&text, "has a `{` that no label and `}` follow"))?;
            if !literal.is_empty() {
                parts.push(HostPart::Literal(literal.to_owned()));
            }
            parts.push(HostPart::Label(label.to_owned()));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(HostPart::Literal(rest.to_owned()));
        }
        if parts.is_empty() {
            return Err(broken(&text, "is empty"));
        }
        if parts.iter().any(|part| matches!(part, HostPart::Literal(text) if text.contains('}'))) {
            return Err(broken(&text, "has a `}` without a `{`"));
        }
        Ok(Self(parts))
    }
}

fn broken(text: &str, why: &str) -> Wrong {
    Wrong::new(format!("the host prefix `{text}` {why}")).help("write it like `{accountId}.data.`")
}

impl fmt::Display for Endpoint {
    /// The host prefix as in the model.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.host_prefix.iter().try_for_each(|part| match part {
            HostPart::Literal(text) => f.write_str(text),
            HostPart::Label(name) => write!(f, "{{{name}}}"),
        })
    }
}
