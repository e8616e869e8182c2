//! What single AWS services do differently from what their models say: data only, a row a service.
//!
//! Comes in: a service's `sdkId`. Goes out: its row, or one in which nothing differs. Sources: [the customisations
//! that Smithy documents](https://smithy.io/2.0/aws/customizations/index.html), and those of the AWS SDKs for API
//! Gateway.

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
    /// The input's member that has the URL to send the request to.
    pub(crate) endpoint_member: Option<&'static str>,
    /// The one endpoint in each partition, of services that have such: partition, host, region of signatures.
    pub(crate) global_endpoints: &'static [(&'static str, &'static str, &'static str)],
    /// Whether the endpoints follow no common pattern.
    pub(crate) own_addressing: bool,
    /// Whether paths are signed as they are sent, and the hash of a body is a header too; keys may end with a slash, and
    /// an operation that takes long (CopyObject, UploadPartCopy, CompleteMultipartUpload) may answer 200 with an error.
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
    endpoint_member: Option<&'static str>,
    global_endpoints: &'static [(&'static str, &'static str, &'static str)],
    own_addressing: bool,
    object_storage: bool,
    host_label: Option<HostLabel>,
}

/// A row in which nothing differs.
const PLAIN: Row = Row {
    sdk_id: "",
    headers: &[],
    body_hashes: &[],
    label_defaults: &[],
    endpoint_member: None,
    global_endpoints: &[],
    own_addressing: false,
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
    // https://docs.aws.amazon.com/general/latest/gr/rande.html lists the services with one endpoint for all regions.
    Row {
        sdk_id: "CloudFront",
        global_endpoints: &[
            ("aws", "cloudfront.amazonaws.com", "us-east-1"),
            ("aws-cn", "cloudfront.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
        ],
        ..PLAIN
    },
    Row {
        sdk_id: "Global Accelerator",
        global_endpoints: &[("aws", "globalaccelerator.us-west-2.amazonaws.com", "us-west-2")],
        ..PLAIN
    },
    Row {
        sdk_id: "IAM",
        global_endpoints: &[
            ("aws", "iam.amazonaws.com", "us-east-1"),
            ("aws-cn", "iam.cn-north-1.amazonaws.com.cn", "cn-north-1"),
            ("aws-us-gov", "iam.us-gov.amazonaws.com", "us-gov-west-1"),
            ("aws-iso", "iam.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
            ("aws-iso-b", "iam.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
            ("aws-iso-e", "iam.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
            ("aws-iso-f", "iam.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
        ],
        ..PLAIN
    },
    Row {
        sdk_id: "Organizations",
        global_endpoints: &[
            ("aws", "organizations.us-east-1.amazonaws.com", "us-east-1"),
            ("aws-cn", "organizations.cn-northwest-1.amazonaws.com.cn", "cn-northwest-1"),
            ("aws-us-gov", "organizations.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ],
        ..PLAIN
    },
    Row {
        sdk_id: "Route 53",
        global_endpoints: &[
            ("aws", "route53.amazonaws.com", "us-east-1"),
            ("aws-cn", "route53.amazonaws.com.cn", "cn-northwest-1"),
            ("aws-us-gov", "route53.us-gov.amazonaws.com", "us-gov-west-1"),
            ("aws-iso", "route53.c2s.ic.gov", "us-iso-east-1"),
            ("aws-iso-b", "route53.sc2s.sgov.gov", "us-isob-east-1"),
        ],
        ..PLAIN
    },
    Row {
        sdk_id: "Shield",
        global_endpoints: &[("aws", "shield.us-east-1.amazonaws.com", "us-east-1")],
        ..PLAIN
    },
    Row { sdk_id: "WAF", global_endpoints: &[("aws", "waf.amazonaws.com", "us-east-1")], ..PLAIN },
    // https://smithy.io/2.0/aws/customizations/machinelearning-customizations.html
    Row { sdk_id: "Machine Learning", endpoint_member: Some("PredictEndpoint"), ..PLAIN },
    // https://smithy.io/2.0/aws/customizations/s3-customizations.html
    Row {
        sdk_id: "S3",
        host_label: Some(HostLabel { member: "Bucket", settings: "s3" }),
        own_addressing: true,
        object_storage: true,
        ..PLAIN
    },
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
        endpoint_member: row.endpoint_member,
        global_endpoints: row.global_endpoints,
        own_addressing: row.own_addressing,
        object_storage: row.object_storage,
        host_label: row.host_label,
    }
}
