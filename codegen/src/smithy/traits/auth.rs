//! Authentication traits.
//! Spec: <https://smithy.io/2.0/spec/authentication-traits.html>, <https://smithy.io/2.0/aws/aws-auth.html>.

use crate::smithy::ShapeId;

values! {
    /// The authentication schemes, the preferred first; empty for none.
    Auth(Vec<ShapeId>) = "smithy.api#auth";
}

markers! {
    /// The operation takes requests without authentication too.
    OptionalAuth = "smithy.api#optionalAuth";
    /// Basic authentication, RFC 7617.
    HttpBasicAuth = "smithy.api#httpBasicAuth";
    /// Digest authentication, RFC 7616.
    HttpDigestAuth = "smithy.api#httpDigestAuth";
    /// Bearer tokens, RFC 6750.
    HttpBearerAuth = "smithy.api#httpBearerAuth";
    /// The signature does not cover the payload.
    UnsignedPayload = "aws.auth#unsignedPayload";
}

records! {
    /// Authentication by a key in a header or query parameter.
    HttpApiKeyAuth = "smithy.api#httpApiKeyAuth" {
        /// The name of the header or parameter.
        name: String = "name",
        /// Where it is.
        location: ApiKeyLocation = "in",
        /// The scheme before the key in the `authorization` header.
        scheme: Option<String> = "scheme",
    }
    /// AWS Signature Version 4.
    Sigv4 = "aws.auth#sigv4" {
        /// The name of the service in the signature.
        name: String = "name",
    }
    /// AWS Signature Version 4A.
    Sigv4a = "aws.auth#sigv4a" {
        /// The name of the service in the signature.
        name: String = "name",
    }
}

words! {
    /// Where an API key is sent.
    ApiKeyLocation {
        /// In a header.
        Header = "header",
        /// In a query parameter.
        Query = "query",
    }
}
