//! Traits about what stands on the wire: names and formats.
//! Spec: <https://smithy.io/2.0/spec/protocol-traits.html>.

values! {
    /// The key of the member in JSON.
    JsonName(String) = "smithy.api#jsonName";
    /// The name of the member that tells the variant of the union, of alloy.
    Discriminated(String) = "alloy#discriminated";
    /// The content type of a blob or string.
    MediaType(String) = "smithy.api#mediaType";
    /// The name of the element or attribute in XML.
    XmlName(String) = "smithy.api#xmlName";
    /// The key of the member in the EC2 query protocol.
    Ec2QueryName(String) = "aws.protocols#ec2QueryName";
}

markers! {
    /// The elements stand in the containing element, without one of their own around them.
    XmlFlattened = "smithy.api#xmlFlattened";
    /// The member is an attribute of its element.
    XmlAttribute = "smithy.api#xmlAttribute";
}

words! {
    /// The format of a timestamp.
    TimestampFormat = "smithy.api#timestampFormat" {
        /// RFC 3339.
        DateTime = "date-time",
        /// `IMF-fixdate` of RFC 9110, section 5.6.7.
        HttpDate = "http-date",
        /// Seconds since the epoch, as a number with optional decimals.
        EpochSeconds = "epoch-seconds",
    }
}

records! {
    /// An XML namespace.
    XmlNamespace = "smithy.api#xmlNamespace" {
        /// Its URI.
        uri: String = "uri",
        /// Its prefix; the default namespace without one.
        prefix: Option<String> = "prefix",
    }
}
