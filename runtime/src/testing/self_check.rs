//! The check of the checks: each leaf of a case's expectation is altered in turn, and the case has to fail. So a
//! comparison that passes something over cannot stay unseen.

use super::case::{Assertion, ExpectedBody, MalformedRequestTest, Outcome, RequestTest, ResponseTest};
use crate::{
    codec::{Codec as _, Limits, Policy, json::Json},
    pattern::Pattern,
    schema::ROOT,
    types::{Document, Number},
};

/// Runs the altered cases; what passes all the same is the outcome.
pub(super) fn check<C>(altered: Vec<(String, C)>, outcome: impl Fn(&C) -> Outcome) -> Outcome {
    for (what, case) in altered {
        if outcome(&case).is_ok() {
            return Err(format!("self-check: passes though {what} was altered"));
        }
    }
    Ok(())
}

/// The altered cases of a client's request.
pub(super) fn request_client(case: &RequestTest, outcome: impl Fn(&RequestTest) -> Outcome) -> Outcome {
    let mut altered = Vec::new();
    let mut alter = |what: &str, change: &dyn Fn(&mut RequestTest)| {
        let mut case = case.clone();
        change(&mut case);
        altered.push((what.to_owned(), case));
    };
    alter("the method", &|case| case.method.push('X'));
    alter("the URI", &|case| case.uri.push('x'));
    if case.resolved_host.is_some() {
        alter("the host", &|case| case.resolved_host = Some("altered.test".to_owned()));
    }
    for at in 0..case.query_params.len() {
        alter("a query parameter", &|case| case.query_params[at].push('x'));
    }
    for at in 0..case.headers.len() {
        alter("a header", &|case| case.headers[at].1.push('x'));
    }
    for at in 0..case.require_headers.len() {
        alter("a required header", &|case| case.require_headers[at].push('x'));
    }
    for at in 0..case.require_query_params.len() {
        alter("a required query parameter", &|case| case.require_query_params[at].push('x'));
    }
    if let (Some((name, _)), false) = (case.headers.first(), case.forbid_headers.is_empty()) {
        alter("a forbidden header", &|case| case.forbid_headers = vec![name.clone()]);
    }
    if let (Some(parameter), false) = (case.query_params.first(), case.forbid_query_params.is_empty()) {
        let name = parameter.split('=').next().unwrap_or_default();
        alter("a forbidden query parameter", &|case| case.forbid_query_params = vec![name.to_owned()]);
    }
    for body in case.body.iter().flat_map(|body| bodies(body, case.media_type())) {
        alter("the body", &|case| case.body = Some(body.clone()));
    }
    check(altered, outcome)
}

/// The altered cases of a server's response.
pub(super) fn response_server(case: &ResponseTest, outcome: impl Fn(&ResponseTest) -> Outcome) -> Outcome {
    let mut altered = Vec::new();
    let mut alter = |what: &str, change: &dyn Fn(&mut ResponseTest)| {
        let mut case = case.clone();
        change(&mut case);
        altered.push((what.to_owned(), case));
    };
    alter("the status", &|case| case.code += 1);
    for at in 0..case.headers.len() {
        alter("a header", &|case| case.headers[at].1.push('x'));
    }
    for at in 0..case.require_headers.len() {
        alter("a required header", &|case| case.require_headers[at].push('x'));
    }
    if let (Some((name, _)), false) = (case.headers.first(), case.forbid_headers.is_empty()) {
        alter("a forbidden header", &|case| case.forbid_headers = vec![name.clone()]);
    }
    for body in case.body.iter().flat_map(|body| bodies(body, case.media_type())) {
        alter("the body", &|case| case.body = Some(body.clone()));
    }
    check(altered, outcome)
}

/// The altered cases of a malformed request.
pub(super) fn malformed(
    case: &MalformedRequestTest,
    outcome: impl Fn(&MalformedRequestTest) -> Outcome,
) -> Outcome {
    let mut altered = Vec::new();
    let mut alter = |what: &str, change: &dyn Fn(&mut MalformedRequestTest)| {
        let mut case = case.clone();
        change(&mut case);
        altered.push((what.to_owned(), case));
    };
    alter("the status", &|case| case.code += 1);
    for at in 0..case.response_headers.len() {
        alter("a header", &|case| case.response_headers[at].1.push('x'));
    }
    if let Some(ExpectedBody { media_type, assertion: Assertion::Contents(contents) }) = &case.response_body {
        for body in bodies(contents, Some(media_type)) {
            let body = ExpectedBody { media_type, assertion: Assertion::Contents(body) };
            alter("the body", &|case| case.response_body = Some(body.clone()));
        }
    }
    if let Some(ExpectedBody { media_type, assertion: Assertion::MessageRegex(_) }) = &case.response_body {
        let body = ExpectedBody { media_type, assertion: Assertion::MessageRegex(&UNHEARD) };
        alter("the regular expression of the message", &|case| case.response_body = Some(body.clone()));
    }
    check(altered, outcome)
}

/// A pattern that no message matches.
static UNHEARD: Pattern = Pattern::steps("^QUFB$", |text| text.literal("QUFB").end());

/// The altered params of an expected value, but for members that the case cannot compare.
pub(super) fn params(
    params: &str,
    ignored: Vec<&'static str>,
    outcome: impl Fn(&Document) -> Outcome,
) -> Outcome {
    let mut document = json(params).ok_or("the params are no JSON")?;
    if let Document::Map(map) = &mut document {
        let kept: Vec<String> =
            map.keys().filter(|name| !ignored.contains(&name.as_str())).cloned().collect();
        let leaves = kept.iter().flat_map(|name| {
            let value = map.get(name).map(leaves).unwrap_or_default();
            let map = &*map;
            value.into_iter().map(move |value| {
                let mut map = map.clone();
                map.insert(name.clone(), value);
                (format!("params.{name}"), Document::Map(map))
            })
        });
        return check(leaves.collect(), outcome);
    }
    Ok(())
}

/// A body with each of its leaves altered in turn.
pub(super) fn bodies(body: &str, media_type: Option<&str>) -> Vec<String> {
    #[cfg(feature = "cbor")]
    if media_type == Some("application/cbor") && !body.is_empty() {
        let bytes = crate::codec::base64::decode(body.as_bytes()).unwrap_or_default();
        let altered = crate::codec::cbor::altered(&bytes).unwrap_or_default();
        return altered.iter().map(|bytes| crate::codec::base64::encode(bytes)).collect();
    }
    #[cfg(feature = "xml")]
    if media_type.is_some_and(super::xml::is_xml) && !body.is_empty() {
        return super::xml::altered(body);
    }
    let is_json = media_type.is_some_and(|kind| kind == "application/json" || kind.ends_with("+json"));
    let document = if is_json && !body.is_empty() { json(body) } else { None };
    let Some(document) = document else { return vec![format!("{body}QUFB")] };
    leaves(&document).iter().filter_map(written).collect()
}

/// A JSON text with each of its leaves altered in turn.
#[cfg(feature = "event-stream")]
pub(super) fn texts(text: &str) -> Vec<String> {
    json(text).iter().flat_map(leaves).filter_map(|altered| written(&altered)).collect()
}

/// A document as JSON.
fn written(document: &Document) -> Option<String> {
    Json::REST.encode(&ROOT, document).ok().and_then(|bytes| String::from_utf8(bytes).ok())
}

fn json(text: &str) -> Option<Document> {
    let mut document = Document::Null;
    let decoded =
        Json::REST.decode(text.as_bytes(), &ROOT, &mut document, Policy::Lenient, Limits::default());
    decoded.is_ok().then_some(document)
}

/// The tree with each of its leaves altered in turn. An empty list or map is a leaf, and gets an entry.
fn leaves(document: &Document) -> Vec<Document> {
    match document {
        Document::Null => vec![Document::String("QUFB".to_owned())],
        Document::Boolean(value) => vec![Document::Boolean(!value)],
        Document::Number(Number::Integer(value)) => vec![Document::Number(Number::Integer(value ^ 1))],
        Document::Number(Number::Double(value)) => vec![Document::Number(Number::Double(value * 2.0 + 1.5))],
        Document::Number(_) => vec![Document::Number(Number::Integer(3))],
        Document::String(text) => vec![Document::String(format!("{text}QUFB"))],
        Document::List(elements) if elements.is_empty() => {
            vec![Document::List(vec![Document::String("QUFB".to_owned())])]
        }
        Document::Map(entries) if entries.is_empty() => {
            vec![Document::Map([("QUFB".to_owned(), Document::String("QUFB".to_owned()))].into())]
        }
        Document::List(elements) => (0..elements.len())
            .flat_map(|at| leaves(&elements[at]).into_iter().map(move |leaf| (at, leaf)))
            .map(|(at, leaf)| {
                let mut elements = elements.clone();
                elements[at] = leaf;
                Document::List(elements)
            })
            .collect(),
        Document::Map(entries) => entries
            .iter()
            .flat_map(|(name, value)| leaves(value).into_iter().map(move |leaf| (name, leaf)))
            .map(|(name, leaf)| {
                let mut entries = entries.clone();
                entries.insert(name.clone(), leaf);
                Document::Map(entries)
            })
            .collect(),
    }
}
