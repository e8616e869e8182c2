//! Members bound to labels, the query and headers: written by a client, read by a server, and back.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod http_support;

use bytes::Bytes;
use farrier_runtime::{
    Map, Timestamp,
    client::{self, ClientSettings, Endpoint, HostPrefix},
    http::{Labels, RequestReader, RequestWriter, ResponseReader, ResponseWriter},
    member,
    operation::{Body, Operation, OperationSchema, Unit},
    protocol::RestJson,
    schema::{Member, MemberSet},
    server::{self, Rejection, ServerRequest, ServerSettings},
    types::TimestampFormat,
    validate::MissingMembers,
};
use http::{HeaderMap, HeaderName, HeaderValue, Request, Response, Uri};
use http_support::{NoErrors, SERVICE};
use proptest::prelude::*;

const JSON: RestJson = RestJson::rest_json_1();

static DATE_TIME: Member = Member::element().timestamp_format(TimestampFormat::DateTime);

structure!(Everything, "test#Everything" {
    id: String = 0 member!(0, "id").required();
    when: Option<Timestamp> = 1 member!(1, "when");
    size: Option<i32> = 2 member!(2, "size");
    flags: Option<Vec<bool>> = 3 member!(3, "flags");
    ratio: Option<f64> = 4 member!(4, "ratio");
    params: Option<Map<String, Vec<String>>> = 5 member!(5, "params");
    names: Option<Vec<String>> = 6 member!(6, "names");
    dates: Option<Vec<Timestamp>> = 7 member!(7, "dates");
    epoch: Option<Timestamp> = 8 member!(8, "epoch").timestamp_format(TimestampFormat::EpochSeconds);
    typed: Option<String> = 9 member!(9, "typed").media_type("application/json");
    meta: Option<Map<String, String>> = 10 member!(10, "meta");
    token: Option<String> = 11 member!(11, "token").required();
    stamps: Option<Vec<Timestamp>> = 12 member!(12, "stamps").list(&DATE_TIME);
    byte: Option<i8> = 13 member!(13, "byte");
});

struct Bound;

impl Operation for Bound {
    type Input = Everything;
    type Output = Everything;
    type Error = NoErrors;
    const SCHEMA: OperationSchema = OperationSchema {
        service: &SERVICE,
        id: "test#Bound",
        method: "GET",
        uri: "/things/{id}?kind=all&raw",
        host_prefix: "",
        code: 200,
        input: Body::Members(MemberSet::NONE),
        output: Body::Members(MemberSet::NONE),
        checksum_required: false,
        gzip: false,
        unwrapped_output: false,
        idempotency_token: false,
        binds_host: true,
        input_content_type: false,
        output_content_type: false,
    };

    fn bind_host(_: &Everything, request: &mut RequestWriter<'_>) {
        request.host_prefix("api.");
    }

    fn bind_request(input: &Everything, request: &mut RequestWriter<'_>) {
        request.segment("things").label(0, &input.id);
        request.literal_query("kind", Some("all")).literal_query("raw", None);
        request.query("when", 1, &input.when);
        request.query("size", 2, &input.size);
        request.query("flag", 3, &input.flags);
        request.query("ratio", 4, &input.ratio);
        request.query_params(5, &input.params);
        request.header("X-Names", 6, &input.names);
        request.header("X-Dates", 7, &input.dates);
        request.header("X-Epoch", 8, &input.epoch);
        request.header("X-Typed", 9, &input.typed);
        request.prefix_headers("X-Meta-", 10, &input.meta);
        request.header("X-Token", 11, &input.token);
        request.header("X-Stamps", 12, &input.stamps);
        request.header("X-Byte", 13, &input.byte);
    }

    fn read_request(request: &mut RequestReader<'_>, input: &mut Everything) {
        request.label(0, &mut input.id);
        request.query("when", 1, &mut input.when);
        request.query("size", 2, &mut input.size);
        request.query("flag", 3, &mut input.flags);
        request.query("ratio", 4, &mut input.ratio);
        request.query_params(5, &mut input.params);
        request.header("X-Names", 6, &mut input.names);
        request.header("X-Dates", 7, &mut input.dates);
        request.header("X-Epoch", 8, &mut input.epoch);
        request.header("X-Typed", 9, &mut input.typed);
        request.prefix_headers("X-Meta-", 10, &mut input.meta);
        request.header("X-Token", 11, &mut input.token);
        request.header("X-Stamps", 12, &mut input.stamps);
        request.header("X-Byte", 13, &mut input.byte);
    }

    fn bind_response(output: &Everything, response: &mut ResponseWriter<'_>) {
        response.status(2, &output.size);
        response.header("X-Names", 6, &output.names);
        response.header("X-Dates", 7, &output.dates);
        response.prefix_headers("", 10, &output.meta);
        response.header("X-Token", 11, &output.token);
    }

    fn read_response(response: &mut ResponseReader<'_>, output: &mut Everything) {
        response.status(2, &mut output.size);
        response.header("X-Names", 6, &mut output.names);
        response.header("X-Dates", 7, &mut output.dates);
        response.prefix_headers("", 10, &mut output.meta);
        response.header("X-Token", 11, &mut output.token);
    }
}

fn input() -> Everything {
    Everything { id: "i".to_owned(), token: Some("t".to_owned()), ..Everything::default() }
}

fn encode(input: &Everything) -> Request<Bytes> {
    client::encode_request::<Bound>(&JSON, input, &ClientSettings::default()).unwrap()
}

fn decode(uri: &str, headers: &[(&str, &[u8])]) -> Result<(Everything, MissingMembers), Rejection> {
    let uri: Uri = uri.parse().unwrap();
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_bytes(value).unwrap());
    }
    let labels = Labels::of(Bound::SCHEMA.uri, uri.path()).unwrap();
    let body = Bytes::new();
    let request = ServerRequest { uri: &uri, headers: &map, body: &body, labels: &labels };
    server::decode_request::<Bound>(&JSON, &request, &ServerSettings::default())
}

fn header(name: &'static str, value: &str) -> Result<Everything, Rejection> {
    decode("/things/i", &[(name, value.as_bytes()), ("x-token", b"t")]).map(|(input, _)| input)
}

fn query(query: &str) -> Result<Everything, Rejection> {
    decode(&format!("/things/i?{query}"), &[("x-token", b"t")]).map(|(input, _)| input)
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Rejection>, path: &str) {
    match result {
        Err(Rejection::Malformed(error)) => assert_eq!(error.path(), path, "{error}"),
        other => panic!("expected an error at {path}, got {other:?}"),
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

#[test]
fn what_a_client_writes_a_server_reads() {
    let full = Everything {
        id: "a/b c%é\u{1f600}+..".to_owned(),
        when: Timestamp::new(1_576_540_098, 500_000_000),
        size: Some(-7),
        flags: Some(vec![true, false, true]),
        ratio: Some(1.5e-7),
        params: None,
        names: Some(strings(&["a", "b,c", "\"d\"", "", " e ", "f\\g", "ü"])),
        dates: Some(vec![Timestamp::from_seconds(1_576_540_098), Timestamp::EPOCH]),
        epoch: Some(Timestamp::from_seconds(1)),
        typed: Some("{\"a\": 1}".to_owned()),
        meta: Some(Map::from([("one".to_owned(), "1".to_owned()), ("two".to_owned(), "2, 3".to_owned())])),
        token: Some("t".to_owned()),
        stamps: Some(vec![Timestamp::EPOCH, Timestamp::from_seconds(1)]),
        byte: Some(-128),
    };
    let request = encode(&full);
    assert_eq!(request.method(), "GET");
    assert_eq!(request.uri().path(), "/things/a%2Fb%20c%25%C3%A9%F0%9F%98%80%2B..");
    assert_eq!(
        request.uri().query(),
        Some(
            "kind=all&raw&when=2019-12-16T23%3A48%3A18.5Z&size=-7&flag=true&flag=false&flag=true&ratio=1.5e-7"
        )
    );
    assert_eq!(request.headers()["x-names"], "a, \"b,c\", \"\\\"d\\\"\", \"\", \" e \", f\\g, ü");
    assert_eq!(request.headers()["x-dates"], "Mon, 16 Dec 2019 23:48:18 GMT, Thu, 01 Jan 1970 00:00:00 GMT");
    assert_eq!(request.headers()["x-epoch"], "1");
    assert_eq!(request.headers()["x-typed"], "eyJhIjogMX0=");
    assert_eq!(request.headers()["x-meta-two"], "2, 3");
    assert_eq!(request.headers()["x-stamps"], "1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z");

    let (parts, body) = request.into_parts();
    let labels = Labels::of(Bound::SCHEMA.uri, parts.uri.path()).unwrap();
    let request = ServerRequest { uri: &parts.uri, headers: &parts.headers, body: &body, labels: &labels };
    let (mut read, missing) =
        server::decode_request::<Bound>(&JSON, &request, &ServerSettings::default()).unwrap();
    assert!(missing.is_empty());
    // A server hands out every parameter, those of other members too.
    let params = read.params.take().unwrap();
    assert_eq!(params["flag"], ["true", "false", "true"]);
    assert_eq!(params["raw"], [""]);
    assert_eq!(read, full);
}

#[test]
fn an_absent_value_writes_nothing() {
    let request = encode(&input());
    assert_eq!(request.uri(), "/things/i?kind=all&raw");
    let names: Vec<&str> = request.headers().keys().map(HeaderName::as_str).collect();
    assert_eq!(names, ["x-token"]);
    assert!(request.body().is_empty());
}

#[test]
fn an_empty_list_is_an_empty_header_but_no_parameter() {
    let empty = Everything {
        names: Some(Vec::new()),
        typed: Some(String::new()),
        flags: Some(Vec::new()),
        token: Some(String::new()),
        ..input()
    };
    let request = encode(&empty);
    assert_eq!(request.headers()["x-names"], "");
    assert_eq!(request.headers()["x-token"], "");
    assert_eq!(request.uri().query(), Some("kind=all&raw"));
    assert_eq!(header("x-names", "").unwrap().names, Some(Vec::new()));
}

#[test]
fn a_label_that_is_empty_is_refused_before_anything_is_sent() {
    let settings = ClientSettings::default();
    let error = client::encode_request::<Bound>(&JSON, &Everything::default(), &settings).unwrap_err();
    assert_eq!(error.member(), "id");
}

#[test]
fn a_header_cannot_carry_control_characters() {
    for text in ["a\r\nX-Evil: 1", "a\nb", "\0"] {
        let input = Everything { token: Some(text.to_owned()), ..input() };
        let error = client::encode_request::<Bound>(&JSON, &input, &ClientSettings::default()).unwrap_err();
        assert_eq!(error.member(), "token");
        assert!(!error.to_string().contains("Evil"));
    }
    let meta = Some(Map::from([("a b".to_owned(), String::new())]));
    let error =
        client::encode_request::<Bound>(&JSON, &Everything { meta, ..input() }, &ClientSettings::default());
    assert_eq!(error.unwrap_err().member(), "meta");
}

#[test]
fn the_first_error_of_a_message_is_told() {
    let input = Everything { token: Some("\n".to_owned()), ..Everything::default() };
    let error = client::encode_request::<Bound>(&JSON, &input, &ClientSettings::default()).unwrap_err();
    assert_eq!(error.member(), "id");

    let headers: &[(&str, &[u8])] = &[("x-epoch", b"then")];
    refused(decode("/things/i?when=now&size=small", headers), "/when");
    refused(decode("/things/i?size=small", headers), "/size");
    refused(decode("/things/i", headers), "/epoch");

    let response = Response::builder().header("x-dates", "then").header("x-names", "\"").body(Bytes::new());
    let settings = ClientSettings::default();
    let error = client::decode_response::<Bound>(&JSON, &response.unwrap(), &settings).unwrap_err();
    assert!(error.0.to_string().contains("names"), "{error}");
}

#[test]
fn texts_in_base64_may_be_empty_elements_of_a_header() {
    static TEXT: Member = Member::element().media_type("application/json");
    structure!(Texts, "test#Texts" {
        texts: Option<Vec<String>> = 0 member!(0, "texts").list(&TEXT);
    });
    operation!(Listed: Texts => Texts, NoErrors, { output: Body::Members(MemberSet::NONE) }
        response |w, o| { w.header("X-Texts", 0, &o.texts); } |r, o| { r.header("X-Texts", 0, &mut o.texts); });
    for texts in [&[""][..], &["", "x"], &["x", "", "y"], &[]] {
        let output = Texts { texts: Some(strings(texts)) };
        let response = server::encode_response::<Listed>(&JSON, &output, &ServerSettings::default());
        let read = client::decode_response::<Listed>(&JSON, &response, &ClientSettings::default());
        assert_eq!(read, Ok(output), "{:?}", response.headers());
    }
}

#[test]
fn literals_of_a_query_are_sent_as_the_model_has_them() {
    operation!(Literal: Unit => Unit, NoErrors, {}
        request |w, _i| { w.segment("a%20b").literal_query("x:y", Some("%20z")).literal_query("raw", None); }
                |_r, _i| {});
    let request = client::encode_request::<Literal>(&JSON, &Unit, &ClientSettings::default()).unwrap();
    assert_eq!(request.uri(), "/a%20b?x:y=%20z&raw");
}

#[test]
fn a_binding_of_a_member_that_is_not_there_is_an_error() {
    operation!(Astray: Everything => Everything, NoErrors, {
        uri: "/things/{id}", output: Body::Members(MemberSet::NONE),
    }
        request |w, i| { w.header("X-Astray", 14, &i.id); } |r, i| { r.header("X-Astray", 14, &mut i.id); }
        response |w, o| { w.header("X-Astray", 14, &o.id); } |r, o| { r.header("X-Astray", 14, &mut o.id); });
    let settings = ClientSettings::default();
    let error = client::encode_request::<Astray>(&JSON, &input(), &settings).unwrap_err();
    assert_eq!(error.to_string(), "the structure has no such member");
    let response = server::encode_response::<Astray>(&JSON, &input(), &ServerSettings::default());
    assert_eq!(response.status(), 500);
    let error =
        client::decode_response::<Astray>(&JSON, &Response::new(Bytes::new()), &settings).unwrap_err();
    assert!(error.0.to_string().contains("the structure has no such member"), "{error}");
    let (headers, body, uri) = (HeaderMap::new(), Bytes::new(), Uri::from_static("/things/i"));
    let labels = Labels::of(Astray::SCHEMA.uri, uri.path()).unwrap();
    let request = ServerRequest { uri: &uri, headers: &headers, body: &body, labels: &labels };
    refused(server::decode_request::<Astray>(&JSON, &request, &ServerSettings::default()), "");
}

#[test]
fn named_parameters_and_literals_precede_those_of_a_map() {
    let params = Map::from([
        ("size".to_owned(), strings(&["9"])),
        ("kind".to_owned(), strings(&["none"])),
        ("ratio".to_owned(), strings(&["absent, so that the map's stands"])),
        ("a b".to_owned(), strings(&["c&d", "e=f"])),
    ]);
    let request = encode(&Everything { size: Some(1), params: Some(params), ..input() });
    assert_eq!(
        request.uri().query(),
        Some(
            "kind=all&raw&size=1&a%20b=c%26d&a%20b=e%3Df&ratio=absent%2C%20so%20that%20the%20map%27s%20stands"
        )
    );
}

#[test]
fn named_headers_precede_those_of_a_prefix_in_any_order() {
    let meta =
        Map::from([("x-token".to_owned(), "map".to_owned()), ("hello".to_owned(), "there".to_owned())]);
    let output = Everything { meta: Some(meta), token: Some("named".to_owned()), ..Everything::default() };
    let response = server::encode_response::<Bound>(&JSON, &output, &ServerSettings::default());
    assert_eq!(response.headers().get_all("x-token").iter().collect::<Vec<_>>(), ["named"]);
    assert_eq!(response.headers()["hello"], "there");
}

#[test]
fn a_host_prefix_goes_before_the_endpoint() {
    let endpoint = Endpoint::parse("https://example.com:8443/base/").unwrap();
    let settings = ClientSettings { endpoint: Some(endpoint), ..ClientSettings::default() };
    let request = client::encode_request::<Bound>(&JSON, &input(), &settings).unwrap();
    assert_eq!(request.uri(), "https://api.example.com:8443/base/things/i?kind=all&raw");
    assert_eq!(encode(&input()).extensions().get(), Some(&HostPrefix("api.".to_owned())));
    for url in ["example.com", "/base", "https://user@example.com", "https://example.com/?a=b", ""] {
        assert!(Endpoint::parse(url).is_err(), "{url}");
    }
}

#[test]
fn a_missing_required_member_is_recorded_and_not_refused() {
    let (_, missing) = decode("/things/i", &[]).unwrap();
    let mut expected = MissingMembers::default();
    expected.record([farrier_runtime::validate::Step::Member("token")]);
    assert_eq!(missing, expected);
}

#[test]
fn simple_values_are_read_exactly() {
    assert_eq!(query("size=12&size=13").unwrap().size, Some(12));
    assert_eq!(query("ratio=NaN").unwrap().ratio.map(f64::is_nan), Some(true));
    assert_eq!(query("ratio=-Infinity").unwrap().ratio, Some(f64::NEG_INFINITY));
    assert_eq!(query("ratio=1.5E3").unwrap().ratio, Some(1500.0));
    for text in ["true", "1.001", "2ABC", "0x42", "Infinity", "NaN", "%2B1", "", "-", "2147483648", "%201"] {
        refused(query(&format!("size={text}")), "/size");
    }
    for text in ["true", "2ABC", "0x42", "inf", "nan", "infinity", "1.", ".5", "1e", "1e999", "", "%2B1"] {
        refused(query(&format!("ratio={text}")), "/ratio");
    }
    for text in ["True", "TRUE", "1", "yes", "on", ""] {
        refused(query(&format!("flag=true&flag={text}")), "/flags/1");
    }
    for text in ["1515531081", "Tue,%2029%20Apr%202014%2018:30:38%20GMT", "1996-12-19T16:39:57-08:00", ""] {
        refused(query(&format!("when={text}")), "/when");
    }
    for text in ["128", "-129", "1 2", "one", ""] {
        refused(header("x-byte", text), "/byte");
    }
    assert_eq!(header("x-byte", " -128 ").unwrap().byte, Some(-128));
    for text in ["xyz", "YmxvYg=", "[][]", "-_=="] {
        refused(header("x-typed", text), "/typed");
    }
}

#[test]
fn header_lists_are_split_by_commas_outside_quotes() {
    let names = |text: &str| header("x-names", text).map(|input| input.names.unwrap_or_default());
    assert_eq!(names("a,b , c").unwrap(), ["a", "b", "c"]);
    assert_eq!(names("\"b,c\", \"\\\"def\\\"\", a").unwrap(), ["b,c", "\"def\"", "a"]);
    assert_eq!(names(",, a,,b,").unwrap(), ["a", "b"]);
    assert_eq!(names("\"\", a b\t").unwrap(), ["", "a b"]);
    refused(names("\"open, a"), "/names/0");
    refused(names("a, \"b\" c"), "/names/1");
    refused(names("\"a\\"), "/names/0");
    let dates = |text: &str| header("x-dates", text).map(|input| input.dates.unwrap_or_default());
    let date = Timestamp::from_seconds(1_576_540_098);
    assert_eq!(dates("Mon, 16 Dec 2019 23:48:18 GMT,Mon, 16 Dec 2019 23:48:18 GMT").unwrap(), [date, date]);
    assert_eq!(dates("\"Mon, 16 Dec 2019 23:48:18 GMT\"").unwrap(), [date]);
    refused(dates("Mon, 16 Dec 2019 23:48:18 GMT, Mon"), "/dates/1");
    refused(dates("2019-12-16T23:48:18Z"), "/dates/0");
}

#[test]
fn lines_of_one_header_are_one_list() {
    let (input, _) = decode(
        "/things/i",
        &[
            ("X-Names", b"a, b"),
            ("x-names", b""),
            ("x-NAMES", b"\"c,d\""),
            ("x-token", b"1"),
            ("x-token", b"2"),
        ],
    )
    .unwrap();
    assert_eq!(input.names.unwrap(), ["a", "b", "c,d"]);
    assert_eq!(input.token.unwrap(), "1, 2");
}

#[test]
fn text_that_is_not_utf_8_is_refused() {
    refused(decode("/things/%ff", &[]), "/id");
    refused(decode("/things/%e", &[]), "/id");
    refused(query("a=%ff"), "");
    refused(query("a=%g0"), "");
    refused(query("%=1"), "");
    refused(decode("/things/i", &[("x-token", b"\xff")]), "/token");
}

#[test]
fn the_query_is_decoded_with_plus_as_space_and_bounded_in_its_count() {
    let params = query("a+b=c+d&&e&=f&a+b=%2B").unwrap().params.unwrap();
    assert_eq!(params["a b"], ["c d", "+"]);
    assert_eq!(params["e"], [""]);
    assert_eq!(params[""], ["f"]);
    refused(query(&"a&".repeat(1_001)), "");
    assert_eq!(query(&"a&".repeat(1_000)).unwrap().params.unwrap()["a"].len(), 1_000);
}

#[test]
fn a_client_reads_headers_and_status() {
    let response = Response::builder()
        .status(201)
        .header("X-NAMES", "a, b")
        .header("x-names", "c")
        .header("x-dates", "Mon, 16 Dec 2019 23:48:18 GMT")
        .body(Bytes::new())
        .unwrap();
    let output = client::decode_response::<Bound>(&JSON, &response, &ClientSettings::default()).unwrap();
    assert_eq!(output.size, Some(201));
    assert_eq!(output.names.unwrap(), ["a", "b", "c"]);
    assert_eq!(output.token, None);
    assert_eq!(output.meta.unwrap()["x-names"], "a, b, c");
}

#[test]
fn a_status_that_is_none_becomes_an_internal_failure() {
    let output = Everything { size: Some(1_000), ..Everything::default() };
    let response = server::encode_response::<Bound>(&JSON, &output, &ServerSettings::default());
    assert_eq!(response.status(), 500);
    assert_eq!(response.headers()["x-amzn-errortype"], "InternalFailure");
    let output = Everything { size: Some(202), ..Everything::default() };
    let response = server::encode_response::<Bound>(&JSON, &output, &ServerSettings::default());
    assert_eq!(response.status(), 202);
}

#[test]
fn sizes_are_bounded() {
    let limits = farrier_runtime::http::HttpLimits::default();
    let check = |uri: &str, headers: &HeaderMap, body: usize| {
        ServerRequest::check_size(&uri.parse().unwrap(), headers, &Bytes::from(vec![0; body]), limits)
    };
    let none = HeaderMap::new();
    assert_eq!(check("/", &none, 0), Ok(()));
    assert_eq!(
        check(&format!("/{}", "a".repeat(limits.max_uri_bytes)), &none, 0),
        Err(Rejection::UriTooLong)
    );
    assert_eq!(check("/", &none, limits.max_body_bytes + 1), Err(Rejection::BodyTooLarge));
    let mut many = HeaderMap::new();
    for _ in 0..=limits.max_headers {
        many.append("a", HeaderValue::from_static("b"));
    }
    assert_eq!(check("/", &many, 0), Err(Rejection::HeadersTooLarge));
    let long = HeaderMap::from_iter([(
        HeaderName::from_static("a"),
        HeaderValue::from_bytes(&vec![b'a'; limits.max_header_bytes]).unwrap(),
    )]);
    assert_eq!(check("/", &long, 0), Err(Rejection::HeadersTooLarge));
}

#[test]
fn unit_has_nothing_to_bind() {
    struct Nothing;
    impl Operation for Nothing {
        type Input = Unit;
        type Output = Unit;
        type Error = NoErrors;
        const SCHEMA: OperationSchema = OperationSchema {
            id: "test#Nothing",
            method: "POST",
            uri: "/",
            input: Body::Unit,
            output: Body::Unit,
            ..Bound::SCHEMA
        };
    }
    let request = client::encode_request::<Nothing>(&JSON, &Unit, &ClientSettings::default()).unwrap();
    assert_eq!((request.uri().to_string().as_str(), request.headers().len()), ("/", 0));
    let response = server::encode_response::<Nothing>(&JSON, &Unit, &ServerSettings::default());
    assert_eq!(response.headers()["content-length"], "0");
    assert!(!response.headers().contains_key("content-type"));
}

/// Text that a header's line can carry: anything but control characters.
fn header_text() -> impl Strategy<Value = String> {
    "[^\\p{Cc}]{0,12}"
}

proptest! {
    #[test]
    fn any_text_comes_back_from_label_and_query(id in ".{1,20}", key in ".{0,8}", values in prop::collection::vec(".{0,12}", 1..4)) {
        let params = Map::from([(key.clone(), values.clone())]);
        let request = encode(&Everything { id: id.clone(), params: Some(params), ..input() });
        let (read, _) = decode(&request.uri().to_string(), &[("x-token", b"t")]).unwrap();
        prop_assert_eq!(read.id, id);
        // A key that the URI pattern has keeps the pattern's value.
        if key != "kind" && key != "raw" {
            prop_assert_eq!(&read.params.unwrap()[&key], &values);
        }
    }

    #[test]
    fn any_list_of_strings_comes_back_from_a_header(names in prop::collection::vec(header_text(), 0..5)) {
        let request = encode(&Everything { names: Some(names.clone()), ..input() });
        let line = request.headers()["x-names"].as_bytes().to_vec();
        let (read, _) = decode("/things/i", &[("x-names", &line), ("x-token", b"t")]).unwrap();
        prop_assert_eq!(read.names, Some(names));
    }

    #[test]
    fn any_number_and_timestamp_comes_back(
        size in any::<i32>(),
        byte in any::<i8>(),
        ratio in any::<f64>(),
        seconds in -62_135_596_800_i64..253_402_300_800,
        nanoseconds in 0_u32..1_000_000_000,
    ) {
        let when = Timestamp::new(seconds, nanoseconds);
        let value = Everything {
            size: Some(size), byte: Some(byte), ratio: Some(ratio), when, epoch: when,
            dates: Some(vec![Timestamp::from_seconds(seconds); 2]), stamps: when.map(|when| vec![when; 2]), ..input()
        };
        let request = encode(&value);
        let headers: Vec<(&str, &[u8])> =
            request.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let (mut read, _) = decode(&request.uri().to_string(), &headers).unwrap();
        read.params = None;
        if ratio.is_nan() {
            prop_assert!(read.ratio.is_some_and(f64::is_nan));
            read.ratio = value.ratio;
            prop_assert_eq!(format!("{read:?}"), format!("{value:?}"));
        } else {
            prop_assert_eq!(read, value);
        }
    }

    #[test]
    fn arbitrary_requests_do_not_panic(
        path in "/things/[ -~]{1,20}",
        headers in prop::collection::vec(
            (prop::sample::select(vec!["x-names", "x-dates", "x-epoch", "x-typed", "x-meta-a", "x-stamps", "x-byte"]),
             prop_oneof!["[a-z0-9,\" \\\\:=-]{0,30}".prop_map(String::into_bytes), prop::collection::vec(32_u8..=255, 0..20)]),
            0..6,
        ),
    ) {
        let headers: Vec<(&str, &[u8])> = headers
            .iter()
            .filter(|(_, value)| HeaderValue::from_bytes(value).is_ok())
            .map(|(name, value)| (*name, value.as_slice()))
            .collect();
        if let Ok(uri) = path.parse::<Uri>() && Labels::of(Bound::SCHEMA.uri, uri.path()).is_some() {
            let _ = decode(&path, &headers);
        }
    }
}
