//! HTTP binding traits.
//! Spec: <https://smithy.io/2.0/spec/http-bindings.html>.

use std::fmt;

use crate::smithy::{
    node::{Fields, FromNode, Node, Wrong},
    traits::SmithyTrait,
};

values! {
    /// The member is this header.
    HttpHeader(String) = "smithy.api#httpHeader";
    /// The member is this query parameter.
    HttpQuery(String) = "smithy.api#httpQuery";
    /// The member is a map of the headers with this prefix.
    HttpPrefixHeaders(String) = "smithy.api#httpPrefixHeaders";
    /// The status of the error.
    HttpError(u16) = "smithy.api#httpError";
}

markers! {
    /// The member is a label of the URI.
    HttpLabel = "smithy.api#httpLabel";
    /// The member is the whole body.
    HttpPayload = "smithy.api#httpPayload";
    /// The member is a map of query parameters.
    HttpQueryParams = "smithy.api#httpQueryParams";
    /// The member is the response's status.
    HttpResponseCode = "smithy.api#httpResponseCode";
    /// The request needs a checksum of its body.
    HttpChecksumRequired = "smithy.api#httpChecksumRequired";
}

records! {
    /// Cross-origin resource sharing of a service.
    Cors = "smithy.api#cors" {
        /// The origin that may access it.
        origin: String = "origin" or "*".to_owned(),
        /// How many seconds a browser may keep the answer to a preflight request.
        max_age: u64 = "maxAge" or 600,
        /// Headers beyond the bound ones that requests may have.
        additional_allowed_headers: Vec<String> = "additionalAllowedHeaders" or Vec::new(),
        /// Headers beyond the bound ones that scripts may read.
        additional_exposed_headers: Vec<String> = "additionalExposedHeaders" or Vec::new(),
    }
}

/// Method, URI and status of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Http {
    /// The method, such as `PUT`.
    pub method: String,
    /// The URI's pattern.
    pub uri: UriPattern,
    /// The status of a success: 200 unless the model says otherwise.
    pub code: u16,
}

/// A pattern of request targets: a path with labels, and literal query parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UriPattern {
    /// The segments of the path; none for `/`. A slash at the end is an empty literal.
    pub segments: Vec<Segment>,
    /// Literal query parameters: names, and values where there is a `=`.
    pub query: Vec<(String, Option<String>)>,
    text: String,
}

/// A segment of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// This text.
    Literal(String),
    /// The value of the input's member of that name.
    Label(String),
    /// The same, slashes included.
    GreedyLabel(String),
}

impl SmithyTrait for Http {
    const ID: &'static str = "smithy.api#http";
}

impl FromNode for Http {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let mut fields = Fields::new(node)?;
        let method: String = fields.take("method", notes)?;
        if method.is_empty() || !method.bytes().all(is_token_byte) {
            let message = format!("`{method}` is no HTTP method");
            return Err(Wrong { path: vec!["method".to_owned()], ..Wrong::new(message) });
        }
        let uri = fields.take("uri", notes)?;
        let code = fields.take_or("code", 200, notes)?;
        if !(100..=999).contains(&code) {
            let wrong =
                Wrong::new(format!("{code} is no HTTP status")).help("give three digits, such as 200");
            return Err(Wrong { path: vec!["code".to_owned()], ..wrong });
        }
        fields.finish(notes);
        Ok(Self { method, uri, code })
    }
}

/// `tchar` of RFC 9110, section 5.6.2.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

impl FromNode for UriPattern {
    fn from_node(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<Self, Wrong> {
        let text = String::from_node(node, notes)?;
        match parse_uri(&text) {
            Ok((segments, query)) => Ok(Self { segments, query, text }),
            Err(why) => Err(Wrong::new(format!("the URI pattern `{text}` {why}"))
                .help("write it like `/things/{thingId}/rest`")),
        }
    }
}

type Parts = (Vec<Segment>, Vec<(String, Option<String>)>);

fn parse_uri(text: &str) -> Result<Parts, String> {
    let (path, query) = text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)));
    let path = path.strip_prefix('/').ok_or("does not start with `/`")?;
    if text.contains('#') {
        return Err("has a fragment (`#`)".to_owned());
    }
    if text.ends_with('?') {
        return Err("ends with `?`".to_owned());
    }
    // RFC 3986, section 3.3 and 3.4; and the braces of labels.
    let is_of_uri =
        |character: &char| character.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?%{}".contains(*character);
    if let Some(character) = text.chars().find(|character| !is_of_uri(character)) {
        return Err(format!("has the character `{character}`, which no URI has but percent-encoded"));
    }
    let is_escape = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    if !text.split('%').skip(1).all(is_escape) {
        return Err("has a `%` without two hexadecimal digits".to_owned());
    }
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return Err("has a dot segment, which clients take away".to_owned());
    }
    let mut segments = Vec::new();
    for (index, part) in path.split('/').enumerate() {
        if part.is_empty() && index + 1 < path.split('/').count() {
            return Err("has an empty segment".to_owned());
        }
        segments.push(parse_segment(part)?);
    }
    if segments == [Segment::Literal(String::new())] {
        segments.clear();
    }
    let query = query.map(parse_query).transpose()?.unwrap_or_default();
    Ok((segments, query))
}

fn parse_segment(text: &str) -> Result<Segment, String> {
    let Some(label) = text.strip_prefix('{') else {
        return if text.contains(['{', '}']) {
            Err(format!("has a label that is no whole segment in `{text}`"))
        } else {
            Ok(Segment::Literal(text.to_owned()))
        };
    };
    let label =
        label.strip_suffix('}').ok_or_else(|| format!("has a label that is no whole segment in `{text}`"))?;
    let (name, greedy) = label.strip_suffix('+').map_or((label, false), |name| (name, true));
    if !crate::smithy::shape_id::is_identifier(name) {
        return Err(format!("has the label `{name}`, which is no member name"));
    }
    Ok(if greedy { Segment::GreedyLabel(name.to_owned()) } else { Segment::Label(name.to_owned()) })
}

fn parse_query(text: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let mut query = Vec::new();
    for part in text.split('&').filter(|part| !part.is_empty()) {
        if part.contains(['{', '}']) {
            return Err("has a label in its query".to_owned());
        }
        let (name, value) =
            part.split_once('=').map_or((part, None), |(name, value)| (name, Some(value.to_owned())));
        query.push((name.to_owned(), value));
    }
    Ok(query)
}

impl UriPattern {
    /// The names of the labels, in order.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Literal(_) => None,
            Segment::Label(name) | Segment::GreedyLabel(name) => Some(name.as_str()),
        })
    }
}

impl fmt::Display for UriPattern {
    /// The pattern as in the model.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
