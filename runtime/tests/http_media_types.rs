//! Which media types a server takes and gives, and what of a body each side sends, for every kind of body.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod http_support;

use bytes::Bytes;
use farrier_runtime::{
    Blob,
    client::{self, ClientSettings},
    http::Labels,
    member,
    operation::{Body, ClientOperation, Payload, ServerOperation, Unit},
    protocol::RestJson,
    schema::MemberSet,
    server::{self, Rejection, ServerRequest, ServerSettings},
};
use http::{HeaderMap, HeaderName, HeaderValue};
use http_support::NoErrors;

const JSON: RestJson = RestJson::rest_json_1();

structure!(Empty, "test#Empty" {});
structure!(Document, "test#Document" { hi: Option<String> = 0 member!(0, "hi"); });
structure!(Header, "test#Header" { header: Option<String> = 0 member!(0, "header"); });
structure!(BlobPayload, "test#BlobPayload" {
    content_type: Option<String> = 0 member!(0, "contentType");
    payload: Option<Blob> = 1 member!(1, "payload");
});
structure!(TextPayload, "test#TextPayload" { payload: Option<String> = 0 member!(0, "payload"); });
structure!(StructurePayload, "test#StructurePayload" { payload: Option<Document> = 0 member!(0, "payload"); });

operation!(UnitOperation: Unit => Unit, NoErrors, {});
operation!(EmptyOperation: Empty => Empty, NoErrors, {
    input: Body::Members(MemberSet::All), output: Body::Members(MemberSet::All),
});
operation!(Members: Document => Document, NoErrors, {
    input: Body::Members(MemberSet::All), output: Body::Members(MemberSet::All),
});
operation!(AllBound: Header => Header, NoErrors, {
    input: Body::Members(MemberSet::NONE), output: Body::Members(MemberSet::NONE),
}
    request |w, i| { w.header("header", 0, &i.header); }
            |r, i| { r.header("header", 0, &mut i.header); });

macro_rules! payload_operation {
    ($name:ident, $shape:ident, $member:literal, $payload:expr $(, $header:literal)?) => {
        operation!($name: $shape => $shape, NoErrors, {
            input: Body::Payload($payload), output: Body::Payload($payload),
        }
            request |w, i| {
                $(w.header($header, 0, &i.content_type);)?
                w.payload($member, &i.payload);
            } |r, i| {
                $(r.header($header, 0, &mut i.content_type);)?
                r.payload($member, &mut i.payload);
            }
            response |w, o| { w.payload($member, &o.payload); }
                     |r, o| { r.payload($member, &mut o.payload); });
    };
}

payload_operation!(AnyBlob, BlobPayload, 1, Payload::Blob(None), "Content-Type");
payload_operation!(Jpeg, BlobPayload, 1, Payload::Blob(Some("image/jpeg")));
payload_operation!(Text, TextPayload, 0, Payload::Text(None));
payload_operation!(Structure, StructurePayload, 0, Payload::Structure);
payload_operation!(Union, StructurePayload, 0, Payload::Union);

fn receive<O: ClientOperation + ServerOperation>(
    headers: &[(&str, &str)],
    body: &'static str,
) -> Result<O::Input, Rejection> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap());
    }
    let (uri, body, labels) = ("/".parse().unwrap(), Bytes::from_static(body.as_bytes()), Labels::new());
    let request = ServerRequest { uri: &uri, headers: &map, body: &body, labels: &labels };
    server::decode_request::<O>(&JSON, &request, &ServerSettings::default()).map(|(input, _)| input)
}

const WRONG: Option<Rejection> = Some(Rejection::UnsupportedMediaType);

/// What a server says to a body `{}` of this content type, with an empty one behind it.
fn content_types<O: ClientOperation + ServerOperation>(
    content_type: Option<&str>,
) -> (Option<Rejection>, Option<Rejection>) {
    let headers: Vec<(&str, &str)> = content_type.map(|value| ("content-type", value)).into_iter().collect();
    (receive::<O>(&headers, "{}").err(), receive::<O>(&headers, "").err())
}

#[test]
fn a_server_takes_the_content_type_that_the_model_implies() {
    let json = Some("application/json");
    let with_parameters = Some("Application/JSON; charset=utf-8");
    let other = Some("application/hal+json");
    for (name, answer) in [
        ("members", content_types::<Members> as fn(Option<&str>) -> _),
        ("structure", content_types::<Structure>),
        ("union", content_types::<Union>),
    ] {
        assert_eq!(answer(json), (None, None), "{name}");
        assert_eq!(answer(with_parameters), (None, None), "{name}");
        assert_eq!(answer(other), (WRONG, WRONG), "{name}");
        assert_eq!(answer(None), (WRONG, None), "{name}");
    }
    assert_eq!(content_types::<Text>(Some("text/plain")), (None, None));
    assert_eq!(content_types::<Text>(json), (WRONG, WRONG));
    assert_eq!(content_types::<Text>(None), (WRONG, None));
    assert_eq!(content_types::<Jpeg>(Some("image/jpeg")), (None, None));
    assert_eq!(content_types::<Jpeg>(json), (WRONG, WRONG));
    for content_type in [json, other, None] {
        assert_eq!(content_types::<AnyBlob>(content_type), (None, None));
    }
}

#[test]
fn a_member_that_is_the_content_type_says_what_the_body_is() {
    structure!(Typed, "test#Typed" {
        content_type: Option<String> = 0 member!(0, "contentType");
        payload: Option<String> = 1 member!(1, "payload");
    });
    operation!(Page: Typed => Typed, NoErrors, {
        input: Body::Payload(Payload::Text(None)), output: Body::Payload(Payload::Text(None)),
        input_content_type: true, output_content_type: true,
    }
        request |w, i| { w.header("Content-Type", 0, &i.content_type).payload(1, &i.payload); }
                |r, i| { r.header("Content-Type", 0, &mut i.content_type).payload(1, &mut i.payload); });
    let headers = [("content-type", "text/html"), ("accept", "text/html")];
    let page = receive::<Page>(&headers, "<p>").unwrap();
    assert_eq!((page.content_type.as_deref(), page.payload.as_deref()), (Some("text/html"), Some("<p>")));
    let input = Typed { content_type: Some("text/html".to_owned()), payload: Some("<p>".to_owned()) };
    let sent = client::encode_request::<Page>(&JSON, &input, &ClientSettings::default()).unwrap();
    assert_eq!(sent.headers().get_all("content-type").iter().collect::<Vec<_>>(), ["text/html"]);
}

#[test]
fn without_a_modelled_body_a_content_type_needs_the_body_to_be_empty() {
    let json = Some("application/json");
    assert_eq!(content_types::<UnitOperation>(json), (WRONG, None));
    assert_eq!(content_types::<UnitOperation>(None), (None, None));
    assert_eq!(content_types::<AllBound>(json), (WRONG, None));
    assert_eq!(content_types::<AllBound>(None), (None, None));
    // A structure without members may come as an empty object.
    assert_eq!(content_types::<EmptyOperation>(json), (None, None));
    assert_eq!(content_types::<EmptyOperation>(None), (None, None));
    assert_eq!(content_types::<EmptyOperation>(Some("text/plain")), (WRONG, WRONG));
}

#[test]
fn a_server_refuses_to_answer_what_the_client_does_not_accept() {
    fn accept<O: ClientOperation + ServerOperation>(accept: &'static str) -> Option<Rejection> {
        receive::<O>(&[("accept", accept)], "").err()
    }
    let unacceptable = Some(Rejection::NotAcceptable);
    for (name, answer) in [
        ("members", accept::<Members> as fn(&'static str) -> _),
        ("no members", accept::<EmptyOperation>),
        ("bound", accept::<AllBound>),
        ("structure", accept::<Structure>),
    ] {
        assert_eq!(answer("application/json"), None, "{name}");
        assert_eq!(answer("text/html, */*;q=0.1"), None, "{name}");
        assert_eq!(answer("application/hal+json"), unacceptable, "{name}");
    }
    assert_eq!(accept::<Text>("application/json"), unacceptable);
    assert_eq!(accept::<Text>("text/*"), None);
    assert_eq!(accept::<Jpeg>("application/json"), unacceptable);
    assert_eq!(accept::<AnyBlob>("image/jpeg"), None);
    assert_eq!(accept::<UnitOperation>("application/json"), None);
}

/// Content type, content length and body of a request.
fn sent<O: ClientOperation + ServerOperation>(input: &O::Input) -> (Option<String>, Option<String>, String) {
    let request = client::encode_request::<O>(&JSON, input, &ClientSettings::default()).unwrap();
    let header =
        |name| request.headers().get(name).map(|value: &HeaderValue| value.to_str().unwrap().to_owned());
    let body = String::from_utf8(request.body().to_vec()).unwrap();
    (header("content-type"), header("content-length"), body)
}

/// The same of a response.
fn answered<O: ClientOperation + ServerOperation>(
    output: &O::Output,
) -> (Option<String>, Option<String>, String) {
    let response = server::encode_response::<O>(&JSON, output, &ServerSettings::default());
    let header =
        |name| response.headers().get(name).map(|value: &HeaderValue| value.to_str().unwrap().to_owned());
    let body = String::from_utf8(response.body().to_vec()).unwrap();
    (header("content-type"), header("content-length"), body)
}

fn message(content_type: &str, body: &str) -> (Option<String>, Option<String>, String) {
    (Some(content_type.to_owned()), Some(body.len().to_string()), body.to_owned())
}

fn nothing() -> (Option<String>, Option<String>, String) {
    (None, None, String::new())
}

fn empty() -> (Option<String>, Option<String>, String) {
    (None, Some("0".to_owned()), String::new())
}

#[test]
fn a_request_has_a_body_when_a_member_is_in_it() {
    let json = message("application/json", "{}");
    assert_eq!(sent::<UnitOperation>(&Unit), nothing());
    assert_eq!(sent::<EmptyOperation>(&Empty {}), nothing());
    assert_eq!(sent::<AllBound>(&Header::default()), nothing());
    assert_eq!(sent::<Members>(&Document::default()), json);
    assert_eq!(sent::<Structure>(&StructurePayload::default()), json, "an absent structure is an empty one");
    assert_eq!(sent::<Union>(&StructurePayload::default()), nothing());
    assert_eq!(sent::<Text>(&TextPayload::default()), nothing());
    assert_eq!(sent::<AnyBlob>(&BlobPayload::default()), nothing());
    assert_eq!(sent::<Text>(&TextPayload { payload: Some("raw".to_owned()) }), message("text/plain", "raw"));
    let blob = |content_type: Option<&str>| BlobPayload {
        content_type: content_type.map(str::to_owned),
        payload: Some(Blob::from(b"1234".to_vec())),
    };
    assert_eq!(sent::<AnyBlob>(&blob(None)), message("application/octet-stream", "1234"));
    assert_eq!(sent::<AnyBlob>(&blob(Some("image/jpg"))), message("image/jpg", "1234"));
    assert_eq!(sent::<Jpeg>(&blob(None)), message("image/jpeg", "1234"));
}

#[test]
fn a_response_has_a_document_unless_there_is_no_output() {
    let json = message("application/json", "{}");
    assert_eq!(answered::<UnitOperation>(&Unit), empty());
    assert_eq!(answered::<EmptyOperation>(&Empty {}), json);
    assert_eq!(answered::<AllBound>(&Header::default()), json);
    assert_eq!(answered::<Members>(&Document::default()), json);
    assert_eq!(answered::<Structure>(&StructurePayload::default()), empty());
    assert_eq!(answered::<Union>(&StructurePayload::default()), empty());
    assert_eq!(
        answered::<Text>(&TextPayload { payload: Some("raw".to_owned()) }),
        message("text/plain", "raw")
    );
}

#[test]
fn statuses_without_a_body_have_none() {
    operation!(NoContent: Document => Document, NoErrors, { output: Body::Members(MemberSet::All), code: 204 });
    operation!(Head: Document => Document, NoErrors, { output: Body::Members(MemberSet::All), method: "HEAD" });
    assert_eq!(answered::<NoContent>(&Document::default()), nothing());
    let (content_type, length, body) = answered::<Head>(&Document::default());
    assert_eq!(
        (content_type.as_deref(), length.as_deref(), body.as_str()),
        (Some("application/json"), Some("2"), "")
    );
}

#[test]
fn a_payload_is_read_as_it_stands_and_an_empty_one_is_absent() {
    let text = receive::<Text>(&[("content-type", "text/plain")], "r\u{e9}").unwrap();
    assert_eq!(text.payload.as_deref(), Some("r\u{e9}"));
    assert_eq!(receive::<Text>(&[("content-type", "text/plain")], "").unwrap().payload, None);
    assert_eq!(receive::<AnyBlob>(&[], "1234").unwrap().payload.as_deref(), Some(b"1234".as_slice()));
    assert_eq!(receive::<AnyBlob>(&[], "").unwrap().payload, None);
    // A client cannot tell an absent structure from an empty one, so that a server takes it as absent.
    let json = [("content-type", "application/json")];
    assert_eq!(receive::<Structure>(&json, " { } ").unwrap().payload, None);
}

#[test]
fn text_payloads_must_be_utf_8() {
    let body = Bytes::from_static(b"ab\xff");
    let response = http::Response::new(body);
    match client::decode_response::<Text>(&JSON, &response, &ClientSettings::default()) {
        Err(failure) => {
            let error = failure.0.decode_error().expect("a body that cannot be decoded");
            assert_eq!((error.path(), error.offset()), ("/payload", Some(2)));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_required_payload_that_is_empty_is_present_for_bytes_and_missing_otherwise() {
    structure!(Required, "test#Required" { payload: Option<Blob> = 0 member!(0, "payload").required(); });
    structure!(RequiredStructure, "test#RequiredStructure" {
        payload: Document = 0 member!(0, "payload").required();
    });
    operation!(RequiredBlob: Required => Unit, NoErrors, { input: Body::Payload(Payload::Blob(None)) }
        request |w, i| { w.payload(0, &i.payload); }
                |r, i| { r.payload(0, &mut i.payload); });
    operation!(RequiredDocument: RequiredStructure => Unit, NoErrors, { input: Body::Payload(Payload::Structure) }
        request |w, i| { w.payload(0, &i.payload); }
                |r, i| { r.payload(0, &mut i.payload); });
    assert_eq!(receive::<RequiredBlob>(&[], "").unwrap().payload, Some(Blob::default()));
    let (uri, headers, body, labels) = ("/".parse().unwrap(), HeaderMap::new(), Bytes::new(), Labels::new());
    let request = ServerRequest { uri: &uri, headers: &headers, body: &body, labels: &labels };
    let (_, missing) =
        server::decode_request::<RequiredDocument>(&JSON, &request, &ServerSettings::default()).unwrap();
    assert!(!missing.is_empty());
}
