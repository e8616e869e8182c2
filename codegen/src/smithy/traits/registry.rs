//! The list of the traits that Farrier knows.

use super::*;

/// How to read the value of a trait; none for one that Farrier does not know.
pub(in crate::smithy) fn reader(id: &str) -> Option<Reader> {
    READERS.iter().find(|(known, _)| *known == id).map(|(_, reader)| *reader)
}

fn read<T: SmithyTrait>(node: Node<'_>, notes: &mut Vec<Wrong>) -> Result<TraitValue, Broken> {
    match T::from_node(node, notes) {
        Ok(value) => Ok(TraitValue::Known(Box::new(value))),
        Err(wrong) => Err(Broken { wrong, ty: TypeId::of::<T>() }),
    }
}

macro_rules! readers {
    ($($name:ident)*) => { &[$(($name::ID, read::<$name> as Reader)),*] };
}

static READERS: &[(&str, Reader)] = readers! {
    Required UniqueItems Private Length Range IdRef Pattern EnumValue EnumDefinitions TraitDefinition ProtocolDefinition
    Default AddedDefault ClientOptional Input Output Sparse Error Mixin
    JsonName MediaType XmlName Ec2QueryName XmlFlattened XmlAttribute TimestampFormat XmlNamespace
    Documentation Title Since Tags ExternalDocumentation Internal Sensitive Unstable Deprecated
    Idempotent Readonly IdempotencyToken Streaming RequiresLength EventHeader EventPayload HostLabel Retryable
    Paginated RequestCompression Endpoint
    HttpHeader HttpQuery HttpPrefixHeaders HttpError HttpLabel HttpPayload HttpQueryParams HttpResponseCode
    HttpChecksumRequired Cors Http
    Auth OptionalAuth HttpBasicAuth HttpDigestAuth HttpBearerAuth UnsignedPayload HttpApiKeyAuth Sigv4 Sigv4a
    AwsService ClientEndpointDiscovery ClientDiscoveredEndpoint
    RestJson1 AwsJson1_0 AwsJson1_1 RestXml Rpcv2Cbor Rpcv2Json AwsQueryError HttpChecksum AwsQuery Ec2Query
    SimpleRestJson Discriminated Untagged UuidFormat OpenEnum AwsQueryCompatible S3UnwrappedXmlOutput
    Examples EndpointRuleSet EndpointTests StaticContextParams ContextParam OperationContextParams
    HttpRequestTests HttpResponseTests HttpMalformedRequestTests EventStreamTests Waitable
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_shape_ids_and_differ() {
        for (index, (id, _)) in READERS.iter().enumerate() {
            assert!(ShapeId::parse(id).is_ok(), "{id}");
            assert_eq!(READERS.iter().position(|(other, _)| other == id), Some(index), "{id}");
        }
    }
}
