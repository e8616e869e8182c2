//! Bodies on their way: streams, compression, checksums and hashes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod http_support;

use std::{
    future::Future,
    io::{Read as _, Write as _},
    pin::pin,
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use farrier_runtime::{
    Blob, EncodeError,
    client::{self, ClientSettings, RequestCompression},
    http::{BodyHash, Labels},
    member,
    operation::{Body, FailureKind, Payload, Unit},
    protocol::RestJson,
    schema::MemberSet,
    server::{self, Rejection, ServerRequest, ServerSettings},
    stream::{ByteStream, StreamError},
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use http::HeaderMap;
use http_support::NoErrors;

const JSON: RestJson = RestJson::rest_json_1();

structure!(Head, "test#Head" { encoding: Option<String> = 0 member!(0, "encoding"); });
structure!(Upload, "test#Upload" {
    encoding: Option<String> = 0 member!(0, "encoding");
    data: Option<Blob> = 1 member!(1, "data");
});

const ANY_LENGTH: Payload = Payload::Stream { media_type: None, requires_length: false };
const KNOWN_LENGTH: Payload = Payload::Stream { media_type: Some("text/plain"), requires_length: true };

operation!(Stream: Head => Head, NoErrors, {
    input: Body::Payload(ANY_LENGTH), output: Body::Payload(ANY_LENGTH), gzip: true,
    unwrapped_output: false,
    idempotency_token: false,
    binds_host: false,
}
    request |w, i| { w.header("Content-Encoding", 0, &i.encoding); }
            |r, i| { r.header("Content-Encoding", 0, &mut i.encoding); });
operation!(Sized: Head => Head, NoErrors, {
    input: Body::Payload(KNOWN_LENGTH), output: Body::Payload(KNOWN_LENGTH),
});
operation!(Put: Upload => Unit, NoErrors, { input: Body::Payload(Payload::Blob(None)), gzip: true }
request |w, i| {
    w.header("Content-Encoding", 0, &i.encoding);
    w.payload(1, &i.data);
} |r, i| {
    r.header("Content-Encoding", 0, &mut i.encoding);
    r.payload(1, &mut i.data);
});

/// Runs a future whose sources are always ready.
fn run<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

fn pieces(pieces: &[&'static str]) -> ByteStream {
    let pieces: Vec<Result<Bytes, std::io::Error>> =
        pieces.iter().map(|piece| Ok(Bytes::from_static(piece.as_bytes()))).collect();
    ByteStream::from_pieces(pieces.into_iter())
}

fn collect(stream: ByteStream) -> Result<String, StreamError> {
    run(stream.collect(1 << 20)).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
}

fn off() -> ClientSettings {
    ClientSettings { request_compression: RequestCompression::Off, ..ClientSettings::default() }
}

fn server_request<'a>(headers: &'a HeaderMap, body: &'a Bytes, labels: &'a Labels<'a>) -> ServerRequest<'a> {
    static URI: std::sync::LazyLock<http::Uri> = std::sync::LazyLock::new(http::Uri::default);
    ServerRequest { uri: &URI, headers, body, labels }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_stream_is_sent_and_read_piece_by_piece() {
    let body = pieces(&["blobby ", "", "blob ", "blob"]);
    let request = client::encode_streaming_request::<Stream>(&JSON, &Head::default(), body, &off()).unwrap();
    assert_eq!(request.headers()["content-type"], "application/octet-stream");
    assert!(!request.headers().contains_key("content-length"));
    let (parts, body) = request.into_parts();
    let (labels, empty) = (Labels::new(), Bytes::new());
    let head = server_request(&parts.headers, &empty, &labels);
    let (_, missing, mut body) =
        server::decode_streaming_request::<Stream>(&JSON, &head, body, &ServerSettings::default()).unwrap();
    assert!(missing.is_empty());
    assert_eq!(run(body.next()).unwrap().unwrap(), "blobby ");
    assert_eq!(run(body.next()).unwrap().unwrap(), "blob ");
    assert_eq!(collect(body).unwrap(), "blob");
}

#[test]
fn a_known_length_is_told_and_an_unknown_one_refused_where_it_is_required() {
    let send = |body| client::encode_streaming_request::<Sized>(&JSON, &Head::default(), body, &off());
    let request = send(ByteStream::from("blob")).unwrap();
    assert_eq!(request.headers()["content-length"], "4");
    assert_eq!(request.headers()["content-type"], "text/plain");
    assert!(send(pieces(&["blob"])).unwrap_err().to_string().contains("length"));
    // An absent stream is an empty body without a type.
    let request = send(ByteStream::empty()).unwrap();
    assert!(request.headers().is_empty());

    let answer = |body| {
        let settings = ServerSettings::default();
        server::encode_streaming_response::<Sized>(&JSON, &Head::default(), body, &settings)
    };
    let response = answer(ByteStream::from("blob"));
    assert_eq!(response.headers()["content-length"], "4");
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(answer(pieces(&["blob"])).status(), 500);
}

#[test]
fn a_client_gets_the_stream_or_the_error() {
    let settings = ClientSettings::default();
    let decode = |response| run(client::decode_streaming_response::<Stream>(&JSON, response, &settings));
    let (_, body) = decode(http::Response::new(pieces(&["a", "b"]))).unwrap();
    assert_eq!(collect(body).unwrap(), "ab");

    let error = |body| http::Response::builder().status(503).body(body).unwrap();
    match decode(error(pieces(&["no", "pe"]))) {
        Err(error) => {
            assert_eq!(error.0.kind(), FailureKind::Unmodelled);
            assert_eq!((error.0.status(), error.0.body()), (503, b"nope".as_slice()));
        }
        other => panic!("{other:?}"),
    }
    let endless = ByteStream::from_pieces(std::iter::repeat_with(|| {
        Ok::<_, std::io::Error>(Bytes::from_static(&[b' '; 65_536]))
    }));
    let error = decode(error(endless)).unwrap_err();
    assert_eq!(error.0.kind(), FailureKind::Decode);
}

#[test]
fn a_stream_that_fails_tells_so() {
    let failing = [Ok(Bytes::from_static(b"a")), Err(std::io::Error::other("disk"))];
    let stream = ByteStream::new(ByteStream::from_pieces(failing.into_iter()));
    assert!(matches!(collect(stream), Err(StreamError::Source(_))));
    assert!(matches!(run(pieces(&["abc", "d"]).collect(3)), Err(StreamError::TooLong)));
    assert_eq!(run(pieces(&["abc", "d"]).collect(4)).unwrap(), "abcd");
}

#[test]
fn a_compressed_stream_is_decompressed_as_it_is_read() {
    let head = Head { encoding: Some("custom".to_owned()) };
    let body = pieces(&["blobby ", "blob"]);
    let request =
        client::encode_streaming_request::<Stream>(&JSON, &head, body, &ClientSettings::default()).unwrap();
    assert_eq!(request.headers()["content-encoding"], "custom, gzip");
    assert!(!request.headers().contains_key("content-length"));
    let (parts, body) = request.into_parts();
    let compressed = run(body.collect(1 << 20)).unwrap();
    let mut plain = String::new();
    GzDecoder::new(&compressed[..]).read_to_string(&mut plain).unwrap();
    assert_eq!(plain, "blobby blob");

    let receive = |bytes: Bytes| {
        let (labels, empty) = (Labels::new(), Bytes::new());
        let head = server_request(&parts.headers, &empty, &labels);
        server::decode_streaming_request::<Stream>(
            &JSON,
            &head,
            ByteStream::from(bytes),
            &ServerSettings::default(),
        )
        .unwrap()
    };
    let (input, _, body) = receive(compressed.clone());
    assert_eq!(input.encoding.as_deref(), Some("custom"));
    assert_eq!(collect(body).unwrap(), "blobby blob");
    for broken in [compressed.slice(..compressed.len() - 5), Bytes::from_static(b"not gzip")] {
        let (_, _, body) = receive(broken);
        assert!(matches!(collect(body), Err(StreamError::Encoding)));
    }
}

#[test]
fn a_decompressed_stream_comes_in_pieces_of_bounded_size() {
    let bomb = gzip(&vec![0; 16 << 20]);
    let headers = HeaderMap::from_iter([(http::header::CONTENT_ENCODING, "gzip".parse().unwrap())]);
    let (labels, empty) = (Labels::new(), Bytes::new());
    let head = server_request(&headers, &empty, &labels);
    let (_, _, mut body) = server::decode_streaming_request::<Stream>(
        &JSON,
        &head,
        ByteStream::from(bomb),
        &ServerSettings::default(),
    )
    .unwrap();
    let (mut total, mut largest) = (0, 0);
    while let Some(piece) = run(body.next()) {
        let piece = piece.unwrap();
        total += piece.len();
        largest = largest.max(piece.len());
    }
    assert_eq!(total, 16 << 20);
    assert!(largest <= 8 << 20, "{largest}");
}

#[test]
fn a_body_is_compressed_from_the_threshold_on() {
    let send = |length: usize, encoding: Option<&str>, settings: &ClientSettings| {
        let input =
            Upload { encoding: encoding.map(str::to_owned), data: Some(Blob::from(vec![b'a'; length])) };
        client::encode_request::<Put>(&JSON, &input, settings)
    };
    let settings = ClientSettings::default();
    let plain = send(10_239, None, &settings).unwrap();
    assert!(!plain.headers().contains_key("content-encoding"));
    let request = send(10_240, Some("custom"), &settings).unwrap();
    assert_eq!(request.headers()["content-encoding"], "custom, gzip");
    assert_eq!(request.headers()["content-length"], request.body().len().to_string());
    assert!(request.body().len() < 1_000);
    assert_eq!(send(10_240, None, &settings).unwrap().headers()["content-encoding"], "gzip");
    assert!(!send(10_240, None, &off()).unwrap().headers().contains_key("content-encoding"));
    let beyond = ClientSettings { request_compression: RequestCompression::From(10_485_761), ..off() };
    assert!(send(1, None, &beyond).is_err());

    let (labels, body) = (Labels::new(), request.body());
    let received = server::decode_request::<Put>(
        &JSON,
        &server_request(request.headers(), body, &labels),
        &ServerSettings::default(),
    );
    let (input, _) = received.unwrap();
    assert_eq!(input.encoding.as_deref(), Some("custom"));
    assert_eq!(input.data.unwrap().len(), 10_240);
}

#[test]
fn a_body_that_grows_beyond_the_limit_is_refused() {
    let settings = ServerSettings::default();
    let headers = HeaderMap::from_iter([(http::header::CONTENT_ENCODING, "GZIP".parse().unwrap())]);
    let receive = |body: Vec<u8>| {
        let (labels, body) = (Labels::new(), Bytes::from(body));
        server::decode_request::<Put>(&JSON, &server_request(&headers, &body, &labels), &settings)
    };
    let limit = settings.http.max_body_bytes;
    assert_eq!(receive(gzip(&vec![0; limit])).unwrap().0.data.unwrap().len(), limit);
    assert_eq!(receive(gzip(&vec![0; limit + 1])).unwrap_err(), Rejection::BodyTooLarge);
    assert!(matches!(receive(b"not gzip".to_vec()), Err(Rejection::Malformed(_))));
    // A header without a body is only a header.
    assert_eq!(receive(Vec::new()).unwrap().0, Upload::default());
}

#[test]
fn a_checksum_is_that_of_the_body_as_sent() {
    operation!(Checked: Upload => Unit, NoErrors, {
        input: Body::Payload(Payload::Blob(None)), checksum_required: true,
    }
        request |w, i| { w.payload(1, &i.data); } |_r, _i| {});
    operation!(Empty: Head => Unit, NoErrors, {
        input: Body::Members(MemberSet::NONE), checksum_required: true,
    });
    operation!(Given: Head => Unit, NoErrors, {
        input: Body::Members(MemberSet::NONE), checksum_required: true,
    }
        request |w, _i| { w.constant_header("X-Amz-Checksum-Crc32", "AAAAAA=="); } |_r, _i| {});
    operation!(Asked: Head => Unit, NoErrors, {
        input: Body::Members(MemberSet::NONE), checksum_required: true,
    }
        request |w, _i| { w.constant_header("X-Amz-Checksum-Mode", "ENABLED"); } |_r, _i| {});
    let input = Upload {
        data: Some(Blob::from(b"The quick brown fox jumps over the lazy dog".to_vec())),
        encoding: None,
    };
    let request = client::encode_request::<Checked>(&JSON, &input, &ClientSettings::default()).unwrap();
    assert_eq!(request.headers()["content-md5"], "nhB9nTcrtoJr2B01QqQZ1g==");
    let request =
        client::encode_request::<Empty>(&JSON, &Head::default(), &ClientSettings::default()).unwrap();
    assert_eq!(request.headers()["content-md5"], "1B2M2Y8AsgTpgAmY7PhCfg==");
    // Another that the caller gives stands for it; what only says something of checksums does not.
    let request =
        client::encode_request::<Given>(&JSON, &Head::default(), &ClientSettings::default()).unwrap();
    assert!(!request.headers().contains_key("content-md5"));
    let send = |body| {
        operation!(CheckedStream: Head => Unit, NoErrors, {
            input: Body::Payload(ANY_LENGTH), checksum_required: true,
        });
        let settings = ClientSettings::default();
        client::encode_streaming_request::<CheckedStream>(&JSON, &Head::default(), body, &settings)
    };
    let request = send(ByteStream::from("The quick brown fox jumps over the lazy dog")).unwrap();
    assert_eq!(request.headers()["content-md5"], "nhB9nTcrtoJr2B01QqQZ1g==");
    let error = send(pieces(&["a", "b"])).unwrap_err();
    assert!(error.to_string().contains("needs a checksum of the body"), "{error}");
    let request =
        client::encode_request::<Asked>(&JSON, &Head::default(), &ClientSettings::default()).unwrap();
    assert!(request.headers().contains_key("content-md5"));
}

#[test]
fn hashes_of_the_body_stand_in_the_headers_that_a_service_asks_for() {
    const SHA256: &str = "x-amz-content-sha256";
    const TREE: &str = "x-amz-sha256-tree-hash";
    operation!(Archive: Head => Unit, NoErrors, { input: Body::Payload(KNOWN_LENGTH) }
        request |w, _i| {
            w.constant_header("X-Amz-Glacier-Version", "2012-06-01");
            w.body_hash_header("X-Amz-Content-Sha256", BodyHash::Sha256);
            w.body_hash_header("X-Amz-Sha256-Tree-Hash", BodyHash::Sha256Tree);
        } |_r, _i| {});
    let send = |body| client::encode_streaming_request::<Archive>(&JSON, &Head::default(), body, &off());
    let request = send(ByteStream::from("hello world")).unwrap();
    let hello = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
    assert_eq!(request.headers()["x-amz-glacier-version"], "2012-06-01");
    assert_eq!(request.headers()[SHA256], hello);
    assert_eq!(request.headers()[TREE], hello);

    // Three leaves: ((1, 2), 3). The hash of a MiB of zeros and that of one zero byte are known.
    let request = send(ByteStream::from(vec![0; (2 << 20) + 1])).unwrap();
    let digest = |parts: &[&[u8]]| -> Vec<u8> {
        use sha2::{Digest as _, Sha256};
        parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part)).finalize().to_vec()
    };
    let (leaf, last) = (digest(&[&vec![0; 1 << 20]]), digest(&[&[0]]));
    let root = digest(&[&digest(&[&leaf, &leaf]), &last]);
    let root: String = root.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(request.headers()[TREE], root);

    let empty = send(ByteStream::empty()).unwrap();
    assert!(!empty.headers().contains_key(SHA256));
    let error: EncodeError = send(pieces(&["a"])).unwrap_err();
    assert!(error.to_string().contains("in memory"));
}
