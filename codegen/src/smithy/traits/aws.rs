//! Traits of AWS services, and protocols.
//! Spec: <https://smithy.io/2.0/aws/aws-core.html>, <https://smithy.io/2.0/aws/protocols/index.html>,
//! <https://smithy.io/2.0/additional-specs/protocols/index.html>.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::smithy::ShapeId;

records! {
    /// An AWS service.
    AwsService = "aws.api#service" {
        /// The name that identifies the service to SDKs, such as `IoTTwinMaker`.
        sdk_id: String = "sdkId",
        /// The start of the host's name; the namespace of ARNs where absent.
        endpoint_prefix: Option<String> = "endpointPrefix",
        /// The service's part of an ARN.
        arn_namespace: Option<String> = "arnNamespace",
        /// The name in CloudFormation.
        cloud_formation_name: Option<String> = "cloudFormationName",
        /// The source of its CloudTrail events.
        cloud_trail_event_source: Option<String> = "cloudTrailEventSource",
        /// The name of its documentation.
        doc_id: Option<String> = "docId",
        /// The version of the API, in older models.
        api_version: Option<Value> = "apiVersion",
        /// A name for people, in older models.
        aws_product_name: Option<Value> = "awsProductName",
        /// A name for people, in older models.
        name: Option<Value> = "name",
        /// A name for people, in older models.
        service_name: Option<Value> = "serviceName",
        /// An identifier, in older models.
        sdk_service_id: Option<Value> = "sdkServiceId",
    }
    /// What stands for a parameter of endpoint rules.
    StaticContextParam {
        /// A text, a boolean or a list of texts.
        value: Value = "value",
    }
    /// The member's value is what endpoint rules ask for.
    ContextParam = "smithy.rules#contextParam" {
        /// The name of the parameter.
        name: String = "name",
    }
    /// A service that says where its operations are.
    ClientEndpointDiscovery = "aws.api#clientEndpointDiscovery" {
        /// The operation that is asked.
        operation: ShapeId = "operation",
        /// The error that tells that an endpoint is no longer valid.
        error: Option<ShapeId> = "error",
    }
    /// An operation that is where the service says.
    ClientDiscoveredEndpoint = "aws.api#clientDiscoveredEndpoint" {
        /// Whether it has to be sent there.
        required: bool = "required" or false,
    }
    /// The AWS restJson1 protocol.
    RestJson1 = "aws.protocols#restJson1" {
        /// The versions of HTTP, as ALPN protocol IDs, the best first.
        http: Vec<String> = "http" or Vec::new(),
        /// The same for operations with event streams.
        event_stream_http: Vec<String> = "eventStreamHttp" or Vec::new(),
    }
    /// The AWS JSON 1.0 protocol.
    AwsJson1_0 = "aws.protocols#awsJson1_0" {
        /// The versions of HTTP, as ALPN protocol IDs, the best first.
        http: Vec<String> = "http" or Vec::new(),
        /// The same for operations with event streams.
        event_stream_http: Vec<String> = "eventStreamHttp" or Vec::new(),
    }
    /// The AWS JSON 1.1 protocol.
    AwsJson1_1 = "aws.protocols#awsJson1_1" {
        /// The versions of HTTP, as ALPN protocol IDs, the best first.
        http: Vec<String> = "http" or Vec::new(),
        /// The same for operations with event streams.
        event_stream_http: Vec<String> = "eventStreamHttp" or Vec::new(),
    }
    /// The AWS restXml protocol.
    RestXml = "aws.protocols#restXml" {
        /// The versions of HTTP, as ALPN protocol IDs, the best first.
        http: Vec<String> = "http" or Vec::new(),
        /// The same for operations with event streams.
        event_stream_http: Vec<String> = "eventStreamHttp" or Vec::new(),
        /// Whether errors stand without an `ErrorResponse` around them.
        no_error_wrapping: bool = "noErrorWrapping" or false,
    }
    /// The Smithy RPC v2 CBOR protocol.
    Rpcv2Cbor = "smithy.protocols#rpcv2Cbor" {
        /// The versions of HTTP, as ALPN protocol IDs, the best first.
        http: Vec<String> = "http" or Vec::new(),
        /// The same for operations with event streams.
        event_stream_http: Vec<String> = "eventStreamHttp" or Vec::new(),
    }
    /// The Smithy RPC v2 JSON protocol.
    Rpcv2Json = "smithy.protocols#rpcv2Json" {
        /// The versions of HTTP, as ALPN protocol IDs, the best first.
        http: Vec<String> = "http" or Vec::new(),
        /// The same for operations with event streams.
        event_stream_http: Vec<String> = "eventStreamHttp" or Vec::new(),
    }
    /// The code and status of an error in the query protocols.
    AwsQueryError = "aws.protocols#awsQueryError" {
        /// The code.
        code: String = "code",
        /// The status.
        http_response_code: u16 = "httpResponseCode",
    }
    /// What the client and the service compute checksums of.
    HttpChecksum = "aws.protocols#httpChecksum" {
        /// The input's member that names the algorithm of the request's checksum.
        request_algorithm_member: Option<String> = "requestAlgorithmMember",
        /// Whether the request must have a checksum.
        request_checksum_required: bool = "requestChecksumRequired" or false,
        /// The input's member that asks for a checksum of the response.
        request_validation_mode_member: Option<String> = "requestValidationModeMember",
        /// The algorithms of the response's checksum, in the order of preference.
        response_algorithms: Vec<String> = "responseAlgorithms" or Vec::new(),
    }
}

values! {
    /// The rules for the service's endpoint, as the model has them.
    /// Spec: <https://smithy.io/2.0/additional-specs/rules-engine/specification.html>.
    EndpointRuleSet(Value) = "smithy.rules#endpointRuleSet";
    /// What the operation gives these rules, whatever its input, by the names of parameters.
    /// Spec: <https://smithy.io/2.0/additional-specs/rules-engine/parameters.html>.
    StaticContextParams(BTreeMap<String, StaticContextParam>) = "smithy.rules#staticContextParams";
}

markers! {
    /// The AWS query protocol.
    AwsQuery = "aws.protocols#awsQuery";
    /// The EC2 query protocol.
    Ec2Query = "aws.protocols#ec2Query";
    /// The simpleRestJson protocol of alloy.
    SimpleRestJson = "alloy#simpleRestJson";
    /// The union is written as the variant's value, without a tag.
    Untagged = "alloy#untagged";
    /// The text is a UUID.
    UuidFormat = "alloy#uuidFormat";
    /// The enum has values that the model does not list.
    OpenEnum = "alloy#openEnum";
    /// Errors carry the code of the query protocol in a header.
    AwsQueryCompatible = "aws.protocols#awsQueryCompatible";
    /// The payload stands without the output's element around it.
    S3UnwrappedXmlOutput = "aws.customizations#s3UnwrappedXmlOutput";
    /// The service has tests of these rules, which are not kept.
    EndpointTests = "smithy.rules#endpointTests" (unread);
    /// The rules ask for values of the operation's input.
    OperationContextParams = "smithy.rules#operationContextParams" (unread);
}

impl AwsService {
    /// The first label of the hosts of the service whose shape has this name: the endpoint prefix, which is the
    /// namespace of ARNs where absent, which is the shape's name in lower case.
    pub fn host_label(&self, shape_name: &str) -> String {
        let given = self.endpoint_prefix.as_ref().or(self.arn_namespace.as_ref());
        given.cloned().unwrap_or_else(|| shape_name.to_ascii_lowercase())
    }
}
