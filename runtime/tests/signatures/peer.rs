//! Signatures of arbitrary requests are those of the AWS SDK's own signer.

use std::time::{Duration, SystemTime};

use aws_sigv4::{
    http_request::{
        PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
        SigningSettings, UriPathNormalizationMode, sign,
    },
    sign::v4,
};
use bytes::Bytes;
use farrier_runtime::client::Credentials;
use proptest::{collection::vec, option, prelude::*, sample::select, string::string_regex};

use crate::raw_requests::{Given, Signer};

pub(crate) const KEYS: (&str, &str) = ("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");

/// What is signed, by whom and when.
#[derive(Clone, Debug)]
struct Case {
    given: Given,
    token: Option<String>,
    region: String,
    seconds: u64,
}

fn cases() -> impl Strategy<Value = Case> {
    let segment = prop_oneof![
        select(vec!["", ".", "..", ".a", "a.", "%2F", "%20", "%2e", "b+c", "~-_", "*", "'()", "a:b@c"])
            .prop_map(str::to_owned),
        text("[a-zA-Z0-9]{1,8}"),
    ];
    let query =
        vec(text("([a-cA-C]|%20|%2B|%C3%A9|[+*!'():@/?~_.-]){0,5}(=([a-z=]|%3D|%2f|[+~]){0,5})?"), 0..5);
    let name = select(vec![
        "accept",
        "content-length",
        "content-type",
        "user-agent",
        "x-amz-checksum-mode",
        "x-amz-date",
        "x-amz-meta-a",
        "x-amz-meta-b",
        "x-amz-user-agent",
        "x-amzn-trace-id",
    ]);
    let headers = vec((name.prop_map(str::to_owned), text("[ a-z,;\"=]{0,12}")), 0..6);
    let host = select(vec!["example.com", "example.com:443", "example.com:8443"]);
    let request =
        (select(vec!["GET", "PUT", "POST"]), host, vec(segment, 0..6), query, headers, any::<Vec<u8>>());
    let given = request.prop_map(|(method, host, segments, query, headers, body)| Given {
        method: method.parse().expect("a method"),
        uri: format!("https://{host}/{}?{}", segments.join("/"), query.join("&")).parse().expect("a URI"),
        headers,
        body: Bytes::from(body),
    });
    // To the end of the year 9999.
    (given, option::of(text("[!-~]{1,40}")), text("[a-z0-9-]{1,12}"), 0..253_402_300_800_u64)
        .prop_map(|(given, token, region, seconds)| Case { given, token, region, seconds })
}

fn text(pattern: &str) -> impl Strategy<Value = String> {
    string_regex(pattern).expect("a pattern")
}

impl Case {
    fn signer(&self) -> Signer {
        let mut credentials = Credentials::new(KEYS.0, KEYS.1);
        if let Some(token) = &self.token {
            credentials = credentials.with_session_token(token);
        }
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(self.seconds);
        Signer { credentials, region: self.region.clone(), time }
    }

    /// Compares the headers, then the query, of a service whose signatures are like this.
    fn check<const E: bool, const N: bool, const H: bool>(&self) {
        let sent = self.signer().send::<E, N, H>(&self.given);
        for (name, value) in self.by_peer(&Self::settings::<E, N, H>(None)) {
            let ours = sent.headers.get(&name).map(|value| value.to_str().expect("a text"));
            assert_eq!(ours, Some(value.as_str()), "{name} of {self:?}");
        }
        let expires_in = Duration::from_secs(60);
        let uri = self.signer().presign::<E, N, H>(&self.given, expires_in);
        let query = uri.query().expect("a query");
        let signature = query.rsplit_once("&X-Amz-Signature=").expect("a signature").1;
        let theirs = self.by_peer(&Self::settings::<E, N, H>(Some(expires_in)));
        let named = theirs.iter().find(|(name, _)| name == "X-Amz-Signature").expect("a signature");
        assert_eq!(signature, named.1, "in the query of {self:?}");
    }

    fn settings<const E: bool, const N: bool, const H: bool>(
        expires_in: Option<Duration>,
    ) -> SigningSettings {
        let mut settings = SigningSettings::default();
        settings.percent_encoding_mode =
            if E { PercentEncodingMode::Double } else { PercentEncodingMode::Single };
        settings.uri_path_normalization_mode = UriPathNormalizationMode::from(N);
        settings.expires_in = expires_in;
        if expires_in.is_some() {
            settings.signature_location = SignatureLocation::QueryParams;
        } else if H {
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        settings.excluded_headers.get_or_insert_default().push("content-length".into());
        settings
    }

    /// The headers or parameters that the SDK's signer adds.
    fn by_peer(&self, settings: &SigningSettings) -> Vec<(String, String)> {
        let keys =
            aws_credential_types::Credentials::new(KEYS.0, KEYS.1, self.token.clone(), None, "test").into();
        let parameters = v4::SigningParams::builder()
            .identity(&keys)
            .region(&self.region)
            .name("service")
            .time(self.signer().time)
            .settings(settings.clone())
            .build()
            .expect("parameters");
        let (method, uri) = (self.given.method.as_str(), self.given.uri.to_string());
        let headers = self.given.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new(method, uri, headers, SignableBody::Bytes(&self.given.body));
        let signed = sign(request.expect("a request"), &parameters.into()).expect("a signature");
        let (headers, parameters) = signed.into_parts().0.into_parts();
        let headers = headers.iter().map(|header| (header.name().to_owned(), header.value().to_owned()));
        let parameters = parameters.into_iter().map(|(name, value)| (name.to_owned(), value.into_owned()));
        headers.chain(parameters).collect()
    }
}

proptest! {
    #[test]
    fn signatures_are_those_of_the_sdk(case in cases()) {
        case.check::<true, true, false>();
        case.check::<false, false, true>();
        case.check::<true, false, true>();
        case.check::<false, true, false>();
    }
}
