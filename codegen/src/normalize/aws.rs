//! What single AWS services do differently from what their models say: data only, a row a service.
//!
//! Comes in: a service's `sdkId`. Goes out: its row, or one in which nothing differs. Sources: [the customisations
//! that Smithy documents](https://smithy.io/2.0/aws/customizations/index.html), and what the AWS SDKs do for API Gateway,
//! EC2, Route 53, S3 and S3 Control.

use crate::smithy::{Shape, ShapeKind, traits};

/// What a service does differently.
#[derive(Clone, Debug, Default)]
pub(crate) struct Customization {
    /// Headers that every request has.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Headers with a hash of the body, on requests whose body is bytes.
    pub(crate) body_hashes: &'static [(&'static str, BodyHash)],
    /// Members bound to labels, by name, and the text that stands for an empty one.
    pub(crate) label_defaults: &'static [(&'static str, &'static str)],
    /// Shapes of IDs, by name, that outputs have as paths (`/hostedzone/Z1`) and of which labels take the last segment.
    pub(crate) path_ids: &'static [&'static str],
    /// Headers of responses that may have a text which is no date, as that of a cache's `Expires` may.
    pub(crate) lenient_dates: &'static [&'static str],
    /// Whether a client does not send defaults, whichever members have them.
    pub(crate) unsent_defaults: bool,
    /// Errors after which a request may be sent again, by name.
    pub(crate) retryable_errors: &'static [&'static str],
    /// The input's member that has the URL to send the request to.
    pub(crate) endpoint_member: Option<&'static str>,
    /// Whether paths are signed as they are sent, and the hash of a body is a header too.
    pub(crate) object_storage_signatures: bool,
    /// Whether keys may end with a slash, and an operation that takes long (CopyObject, UploadPartCopy,
    /// CompleteMultipartUpload) may answer 200 with an error.
    pub(crate) object_storage: bool,
    /// The label that clients put into the host's name where they can.
    pub(crate) host_label: Option<HostLabel>,
}

/// A label that may be in the host's name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct HostLabel {
    /// The member bound to it.
    pub(crate) member: &'static str,
    /// What AWS's configuration calls the group of settings about it.
    pub(crate) settings: &'static str,
}

/// A hash of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyHash {
    /// SHA-256.
    Sha256,
    /// The root of a tree of SHA-256 hashes, one for each MiB.
    Sha256Tree,
}

/// A row.
struct Row {
    sdk_id: &'static str,
    headers: &'static [(&'static str, Value)],
    body_hashes: &'static [(&'static str, BodyHash)],
    label_defaults: &'static [(&'static str, &'static str)],
    path_ids: &'static [&'static str],
    lenient_dates: &'static [&'static str],
    unsent_defaults: bool,
    retryable_errors: &'static [&'static str],
    endpoint_member: Option<&'static str>,
    object_storage_signatures: bool,
    object_storage: bool,
    host_label: Option<HostLabel>,
}

/// A row in which nothing differs.
const PLAIN: Row = Row {
    sdk_id: "",
    headers: &[],
    body_hashes: &[],
    label_defaults: &[],
    path_ids: &[],
    lenient_dates: &[],
    unsent_defaults: false,
    retryable_errors: &[],
    endpoint_member: None,
    object_storage_signatures: false,
    object_storage: false,
    host_label: None,
};

/// The value of a header.
enum Value {
    Text(&'static str),
    /// The version of the service.
    ServiceVersion,
}

const ROWS: &[Row] = &[
    // Without it, API Gateway answers in a form of its own (application/hal+json).
    Row { sdk_id: "API Gateway", headers: &[("Accept", Value::Text("application/json"))], ..PLAIN },
    // Its numbers and booleans mean something else than nothing: in the SDKs of AWS for Rust and Kotlin, too, all are
    // optional.
    Row { sdk_id: "EC2", unsent_defaults: true, ..PLAIN },
    // https://smithy.io/2.0/aws/customizations/glacier-customizations.html
    Row {
        sdk_id: "Glacier",
        headers: &[("X-Amz-Glacier-Version", Value::ServiceVersion)],
        body_hashes: &[
            ("X-Amz-Content-Sha256", BodyHash::Sha256),
            ("X-Amz-Sha256-Tree-Hash", BodyHash::Sha256Tree),
        ],
        // The account of the credentials.
        label_defaults: &[("accountId", "-")],
        ..PLAIN
    },
    // https://smithy.io/2.0/aws/customizations/machinelearning-customizations.html
    Row { sdk_id: "Machine Learning", endpoint_member: Some("PredictEndpoint"), ..PLAIN },
    // Outputs have these IDs with `/hostedzone/` and the like before them, which AWS's SDKs for Rust, Kotlin and Swift take
    // off where they are labels.
    Row { sdk_id: "Route 53", path_ids: &["ChangeId", "DelegationSetId", "ResourceId"], ..PLAIN },
    // https://smithy.io/2.0/aws/customizations/s3-customizations.html
    Row {
        sdk_id: "S3",
        // What stands there is what the object was stored with: often `0`, which the SDKs of AWS let pass.
        lenient_dates: &["Expires"],
        host_label: Some(HostLabel { member: "Bucket", settings: "s3" }),
        object_storage_signatures: true,
        object_storage: true,
        ..PLAIN
    },
    // boto3 signs its requests as those of S3 (`s3v4`).
    Row { sdk_id: "S3 Control", object_storage_signatures: true, ..PLAIN },
    // An identity provider could not be reached; the documentation says to try again.
    Row { sdk_id: "STS", retryable_errors: &["IDPCommunicationErrorException"], ..PLAIN },
];

/// The row of a service, looked up by its `sdkId`.
pub(super) fn customization(service: &Shape) -> Customization {
    let sdk_id = service.traits.get::<traits::AwsService>().map(|service| service.sdk_id.as_str());
    let version = match &service.kind {
        ShapeKind::Service(service) => service.version.as_str(),
        _ => "",
    };
    let Some(row) = ROWS.iter().find(|row| Some(row.sdk_id) == sdk_id) else {
        return Customization::default();
    };
    let value = |value: &Value| match value {
        Value::Text(text) => (*text).to_owned(),
        Value::ServiceVersion => version.to_owned(),
    };
    Customization {
        headers: row.headers.iter().map(|(name, text)| (*name, value(text))).collect(),
        body_hashes: row.body_hashes,
        label_defaults: row.label_defaults,
        path_ids: row.path_ids,
        lenient_dates: row.lenient_dates,
        unsent_defaults: row.unsent_defaults,
        retryable_errors: row.retryable_errors,
        endpoint_member: row.endpoint_member,
        object_storage_signatures: row.object_storage_signatures,
        object_storage: row.object_storage,
        host_label: row.host_label,
    }
}
