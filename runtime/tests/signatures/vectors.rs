//! AWS's published test vectors of Signature Version 4 through a client: its signatures in headers, and in the query of
//! presigned requests.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use farrier_runtime::{Timestamp, client::Credentials, types::TimestampFormat};
use http::Uri;
use serde_json::Value;

use crate::raw_requests::{Given, Signer};

/// A vector: a request, who signs it, and what the signed requests are.
struct Vector {
    name: String,
    given: Given,
    context: Value,
    by_header: Signed,
    by_query: Signed,
}

/// A signed request, as far as it is about the signature.
struct Signed {
    /// The headers; for a query, its parameters.
    fields: Vec<(String, String)>,
}

impl Signed {
    fn field(&self, name: &str) -> Option<&str> {
        let named = self.fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// Whether the length of the body is signed, which a client leaves to whoever sends the request.
    fn covers_length(&self) -> bool {
        let signed = self.field("authorization").or_else(|| self.field("x-amz-signedheaders"));
        signed.expect("signed headers").contains("content-length")
    }
}

/// The vectors. `NOTICE` beside them says where they are from.
fn vectors() -> Vec<Vector> {
    let vectors: Value = serde_json::from_str(include_str!("vectors.json")).expect("JSON");
    vectors.as_array().expect("vectors").iter().map(vector).collect()
}

fn vector(vector: &Value) -> Vector {
    let text = |key: &str| vector[key].as_str().expect("a text");
    Vector {
        name: text("name").to_owned(),
        given: request(text("request")),
        context: vector["context"].clone(),
        by_header: Signed { fields: request(text("signed_by_header")).headers },
        by_query: Signed { fields: parameters(&request(text("signed_by_query")).uri) },
    }
}

/// Parses a request. What a URI cannot have is percent-encoded, and a folded header is put in one line.
fn request(text: &str) -> Given {
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
    let mut lines = head.lines();
    let line = lines.next().expect("a request line");
    let (method, rest) = line.split_once(' ').expect("a method");
    let target = rest.strip_suffix(" HTTP/1.1").expect("a version");
    let mut headers: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.strip_prefix(' '), headers.last_mut()) {
            (Some(folded), Some((_, value))) => *value = format!("{value} {}", folded.trim()),
            _ => {
                let (name, value) = line.split_once(':').expect("a header");
                headers.push((name.to_owned(), value.to_owned()));
            }
        }
    }
    let host = headers.iter().find(|(name, _)| name == "Host").expect("a host").1.clone();
    let is_allowed = |character: &char| character.is_ascii() && *character != ' ';
    let encode = |character: char| match is_allowed(&character) {
        true => character.to_string(),
        false => character.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
    };
    let target: String = target.chars().map(encode).collect();
    Given {
        method: method.parse().expect("a method"),
        uri: format!("https://{host}{target}").parse().expect("a URI"),
        headers,
        body: Bytes::from(body.trim_end_matches('\n').to_owned()),
    }
}

/// The query parameters as they are encoded, in the order of their names.
fn parameters(uri: &Uri) -> Vec<(String, String)> {
    let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let mut pairs: Vec<_> = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    pairs.sort();
    pairs
}

impl Vector {
    fn signer(&self) -> Signer {
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let keys = &self.context["credentials"];
        let mut credentials =
            Credentials::new(text(&keys["access_key_id"]), text(&keys["secret_access_key"]));
        // A token that is left out of the signature has no part in it.
        if let Some(token) = keys["token"].as_str().filter(|_| !self.omits_token()) {
            credentials = credentials.with_session_token(token);
        }
        let time = Timestamp::parse(&text(&self.context["timestamp"]), TimestampFormat::DateTime);
        let time = SystemTime::try_from(time.expect("a time")).expect("a time");
        Signer { credentials, region: text(&self.context["region"]), time }
    }

    fn omits_token(&self) -> bool {
        self.context["omit_session_token"] == true
    }

    fn check(&self) -> (bool, bool) {
        assert_eq!(self.context["service"], "service");
        let (normalize, hash) = (self.context["normalize"] == true, self.context["sign_body"] == true);
        // The vectors sign a path as it is sent, and most services encode it once more.
        let encode_twice = !self.given.uri.path().contains('%');
        match (encode_twice, normalize, hash) {
            (true, true, false) => self.check_as::<true, true, false>(),
            (true, true, true) => self.check_as::<true, true, true>(),
            (true, false, false) => self.check_as::<true, false, false>(),
            (false, true, false) => self.check_as::<false, true, false>(),
            (false, false, false) => self.check_as::<false, false, false>(),
            other => panic!("{}: no client is like this: {other:?}", self.name),
        }
    }

    /// Compares what a client sends and what it presigns; whether each was compared.
    fn check_as<const E: bool, const N: bool, const H: bool>(&self) -> (bool, bool) {
        let (signer, name) = (self.signer(), &self.name);
        let by_header = !self.by_header.covers_length();
        if by_header {
            let sent = signer.send::<E, N, H>(&self.given);
            for field in ["authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token"] {
                let ours = sent.headers.get(field).map(|value| value.to_str().expect("a text"));
                let theirs = self.by_header.field(field).filter(|_| !self.left_out(field));
                assert_eq!(ours, theirs, "{name}: {field}");
            }
        }
        let by_query = !self.by_query.covers_length();
        if by_query {
            let expiry = self.context["expiration_in_seconds"].as_u64().expect("an expiry");
            let uri = signer.presign::<E, N, H>(&self.given, Duration::from_secs(expiry));
            let mut theirs = self.by_query.fields.clone();
            theirs.retain(|(field, _)| !self.left_out(field));
            assert_eq!(parameters(&uri), theirs, "{name}");
        }
        (by_header, by_query)
    }

    fn left_out(&self, field: &str) -> bool {
        self.omits_token() && field.eq_ignore_ascii_case("x-amz-security-token")
    }
}

#[test]
fn signatures_are_those_of_awss_test_vectors() {
    let vectors = vectors();
    let checked: Vec<(bool, bool)> = vectors.iter().map(Vector::check).collect();
    let by_header = checked.iter().filter(|(by_header, _)| *by_header).count();
    let by_query = checked.iter().filter(|(_, by_query)| *by_query).count();
    println!("{} vectors, {by_header} signed by header, {by_query} by query", vectors.len());
    assert_eq!(vectors.len(), 38);
    // Two sign the length of a body.
    assert_eq!((by_header, by_query), (vectors.len() - 2, vectors.len() - 2));
}
