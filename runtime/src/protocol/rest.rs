//! What the REST protocols share: every binding, the rules for bodies and their media types.

use bytes::Bytes;
use http::{HeaderValue, StatusCode, header};

use super::{
    IncomingRequest, IncomingResponse, OutgoingRequest, OutgoingResponse, body,
    message::{self, assemble, insert_missing},
};
use crate::{
    client::{Addressing, AddressingStyle, ClientSettings},
    codec::{Codec, Limits, Policy},
    error::{DecodeError, EncodeError},
    http::{
        Query, RequestParts, RequestReader, RequestSource, RequestWriter, ResponseReader, ResponseSource,
        ResponseWriter, accepts, media_type_matches,
    },
    operation::{Body, DeserializableError, ErrorSchema, OperationSchema, Payload, SerializableError, Unit},
    schema::{Member, MemberSet},
    serde::{DeserializableStruct, SerializableStruct},
    server::{Operations, Rejection, RequestHead, RouteMatch, ServerRequest, ServerSettings},
    stream::ByteStream,
    validate::MissingMembers,
};

/// A REST protocol: bindings, with the bodies of a codec. Its functions are those of
/// [`Protocol`](super::Protocol), for protocols to call.
pub struct Rest<'a> {
    /// The codec of bodies.
    pub codec: &'a dyn Codec,
    /// Whether a client sends an empty structure for a structure payload that is absent.
    pub empty_structure_for_absent: bool,
    /// Whether a response whose members all travel elsewhere has an empty structure as its body.
    pub empty_structure_in_responses: bool,
    /// Whether a string or blob that is the payload is the body as it stands, and not in the codec's form.
    pub raw_payloads: bool,
}

impl Rest<'_> {
    /// Finds the operation by method and URI.
    ///
    /// # Errors
    /// When no operation has them.
    pub fn route<'a>(operations: &Operations, head: RequestHead<'a>) -> Result<RouteMatch<'a>, Rejection> {
        let (router, path, query) = (operations.router(), head.uri.path(), head.uri.query());
        let found = if operations.service().is_object_storage() {
            router.find_with_slash(head.method, path, query)
        } else {
            router.find(head.method, path, query)
        };
        Ok(found?)
    }

    /// Encodes a request.
    ///
    /// # Errors
    /// When the input has a value that the request cannot express.
    pub fn encode_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<http::Request<Bytes>, EncodeError> {
        let mut parts = self.bind_request(operation, self.payload(operation.input), input, settings)?;
        if let Some((bytes, media_type)) = self.request_body(operation, input, parts.payload.take())? {
            insert_missing(&mut parts.headers, header::CONTENT_TYPE, media_type);
            parts.payload = Some(bytes);
        }
        message::finish_request(operation, operation.method, parts, settings)
    }

    /// Encodes a request whose body is a stream. An empty one is a body that is not there.
    ///
    /// # Errors
    /// When the input has a value that the request cannot express, or the stream's length is not known though the
    /// model requires it.
    pub fn encode_streaming_request(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        mut body: ByteStream,
        settings: &ClientSettings,
    ) -> Result<http::Request<ByteStream>, EncodeError> {
        let (kind, requires_length) = stream(operation.input)
            .ok_or_else(|| EncodeError::new("the input of the operation has no stream", ""))?;
        let mut parts = self.bind_request(operation, None, input, settings)?;
        if body.length() == Some(0) {
            return assemble(operation.method, parts, settings, body);
        }
        if !parts.hashes.is_empty() {
            let bytes = body.as_bytes().ok_or_else(|| {
                EncodeError::new("the service asks for a hash of the body: give it as bytes in memory", "")
            })?;
            body::add_hashes(&parts.hashes, &mut parts.headers, bytes)?;
        }
        insert_missing(&mut parts.headers, header::CONTENT_TYPE, kind.sent_media_type(self.codec));
        if !requires_length {
            body = body::compress_stream(operation, settings, &mut parts.headers, body)?;
        }
        if kind != Payload::Events && !body::has_checksum(operation, &parts.headers) {
            let bytes = body.as_bytes().ok_or_else(|| {
                let message =
                    "the operation needs a checksum of the body: give it, or the body as bytes in memory";
                EncodeError::new(message, "")
            })?;
            body::add_checksum(operation, &mut parts.headers, bytes)?;
        }
        match body.length() {
            Some(length) => {
                parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
            }
            None if requires_length => {
                return Err(EncodeError::new("the operation needs a stream whose length is known", ""));
            }
            None => {}
        }
        assemble(operation.method, parts, settings, body)
    }

    /// Encodes a response whose body is a stream.
    ///
    /// # Errors
    /// As [`encode_streaming_request`](Self::encode_streaming_request), for the output.
    pub fn encode_streaming_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
        body: ByteStream,
    ) -> Result<http::Response<ByteStream>, EncodeError> {
        let (kind, requires_length) = stream(operation.output)
            .ok_or_else(|| EncodeError::new("the output of the operation has no stream", ""))?;
        let mut writer = ResponseWriter::new(self.codec, None, output.structure().schema().members());
        output.bind(&mut writer);
        let mut parts = writer.finish()?;
        let mut response = http::Response::new(ByteStream::empty());
        *response.status_mut() = status(parts.status, operation.code)?;
        if may_have_body(response.status()) {
            if body.length() != Some(0) {
                insert_missing(&mut parts.headers, header::CONTENT_TYPE, kind.sent_media_type(self.codec));
            }
            match body.length() {
                Some(length) => {
                    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
                }
                None if requires_length => {
                    return Err(EncodeError::new("the operation needs a stream whose length is known", ""));
                }
                None => {}
            }
            if operation.method != "HEAD" {
                *response.body_mut() = body;
            }
        }
        *response.headers_mut() = parts.headers;
        Ok(response)
    }

    /// What is in the body. Where strings and blobs are in the codec's form, they are values like others.
    fn body(&self, body: Body) -> Body {
        match body {
            Body::Payload(Payload::Blob(_) | Payload::Text(_)) if !self.raw_payloads => {
                Body::Payload(Payload::Document)
            }
            body => body,
        }
    }

    /// The kind of payload, when the body is one.
    fn payload(&self, body: Body) -> Option<Payload> {
        match self.body(body) {
            Body::Payload(kind) => Some(kind),
            Body::Unit | Body::Members(_) => None,
        }
    }

    /// What of a request is outside its body, or its payload.
    fn bind_request(
        &self,
        operation: &OperationSchema,
        payload: Option<Payload>,
        input: &dyn OutgoingRequest,
        settings: &ClientSettings,
    ) -> Result<RequestParts, EncodeError> {
        let mut writer = RequestWriter::new(self.codec, payload, input.structure().schema().members())
            .with_addressing(addressing(settings));
        input.bind(&mut writer);
        writer.host_prefix(operation.host_prefix);
        input.bind_host(&mut writer);
        writer.finish()
    }

    /// The body and its media type; none for a request without a body.
    fn request_body(
        &self,
        operation: &OperationSchema,
        input: &dyn OutgoingRequest,
        payload: Option<Bytes>,
    ) -> Result<Option<(Bytes, &'static str)>, EncodeError> {
        Ok(match (self.body(operation.input), payload) {
            (Body::Members(members), _) if has_member(members, input.structure()) => {
                Some((self.codec.encode_members(input.structure(), members)?.into(), self.codec.media_type()))
            }
            (Body::Payload(kind), Some(bytes)) => Some((bytes, kind.sent_media_type(self.codec))),
            (Body::Payload(kind @ Payload::Structure), None) if self.empty_structure_for_absent => Some((
                self.codec.encode_members(&Unit, MemberSet::NONE)?.into(),
                kind.sent_media_type(self.codec),
            )),
            _ => None,
        })
    }

    /// Decodes a successful response.
    ///
    /// # Errors
    /// When the response is malformed or not of the output's shape.
    pub fn decode_response(
        &self,
        operation: &OperationSchema,
        response: &http::Response<Bytes>,
        output: &mut dyn IncomingResponse,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        let members = output.structure().schema().members();
        let mut reader = self.response_reader(operation.output, members, response, limits);
        output.read(&mut reader);
        reader.finish()?;
        self.decode_response_members(operation.output, response.body(), output.structure(), limits)
    }

    /// Decodes an error response.
    ///
    /// # Errors
    /// When the response is malformed or not of the error's shape.
    pub fn decode_error(
        &self,
        response: &http::Response<Bytes>,
        error: &mut dyn DeserializableError,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        let body = error.error_schema().body;
        let mut reader = self.response_reader(body, error.schema().members(), response, limits);
        error.read_response(&mut reader);
        reader.finish()?;
        self.decode_response_members(body, response.body(), error, limits)
    }

    fn response_reader<'r>(
        &'r self,
        body: Body,
        members: &'static [Member],
        response: &'r http::Response<Bytes>,
        limits: Limits,
    ) -> ResponseReader<'r> {
        let source =
            ResponseSource { status: response.status(), headers: response.headers(), body: response.body() };
        ResponseReader::new(source, self.codec, self.payload(body), members, limits)
    }

    /// Reads the members that are in the body. An empty body is one without members.
    fn decode_response_members(
        &self,
        body: Body,
        bytes: &Bytes,
        value: &mut dyn DeserializableStruct,
        limits: Limits,
    ) -> Result<(), DecodeError> {
        match body {
            Body::Members(members) if !bytes.is_empty() && !members.is_empty() => {
                self.codec.decode_members(bytes, value, members, Policy::Lenient, limits)
            }
            _ => Ok(()),
        }
    }

    /// Decodes a request.
    ///
    /// # Errors
    /// Why the request is refused.
    pub fn decode_request(
        &self,
        operation: &OperationSchema,
        request: &ServerRequest<'_>,
        input: &mut dyn IncomingRequest,
        missing: &mut MissingMembers,
        settings: &ServerSettings,
    ) -> Result<(), Rejection> {
        let (headers, body) =
            body::decompress(operation, request.headers, request.body, settings.http.max_body_bytes)?;
        let request = &ServerRequest { headers: &headers, body: &body, ..*request };
        if !operation.input_content_type {
            self.check_content_type(self.body(operation.input), request, input.structure())?;
        }
        let output = media_type(self.body(operation.output), self.codec);
        if output.is_some_and(|output| !operation.output_content_type && !accepts(request.headers, output)) {
            return Err(Rejection::NotAcceptable);
        }
        let query = Query::parse(request.uri.query().unwrap_or(""), settings.http.max_query_parameters)?;
        let source = RequestSource {
            labels: request.labels,
            query: &query,
            headers: request.headers,
            body: request.body,
        };
        let kind = self.payload(operation.input);
        let members = input.structure().schema().members();
        let mut reader = RequestReader::new(source, self.codec, kind, members, missing, settings.limits);
        input.read(&mut reader);
        reader.finish()?;
        if let Body::Members(members) = operation.input {
            let input = input.structure();
            if !members.is_empty() || input.schema().members().is_empty() {
                let (codec, limits) = (self.codec, settings.limits);
                message::decode_request_members(codec, members, request.body, input, missing, limits)?;
            }
        }
        input.structure().fill();
        Ok(())
    }

    /// A body must be of the media type that the model implies. Without a body only a wrong type is refused, and
    /// where the model has no body the type matters only when there is one.
    fn check_content_type(
        &self,
        body: Body,
        request: &ServerRequest<'_>,
        input: &dyn DeserializableStruct,
    ) -> Result<(), Rejection> {
        let given = request.headers.get(header::CONTENT_TYPE);
        let has_body = !request.body.is_empty();
        let expected = match body {
            Body::Payload(kind) => match kind.media_type(self.codec) {
                Some(expected) => expected,
                None => return Ok(()),
            },
            Body::Members(members) if !members.is_empty() && !input.schema().members().is_empty() => {
                self.codec.media_type()
            }
            // A structure without members may be sent as an empty object.
            Body::Members(_) if input.schema().members().is_empty() => match given {
                Some(_) => self.codec.media_type(),
                None => return Ok(()),
            },
            Body::Unit | Body::Members(_) => {
                return if given.is_some() && has_body {
                    Err(Rejection::UnsupportedMediaType)
                } else {
                    Ok(())
                };
            }
        };
        let fits = match given {
            Some(given) => given.to_str().is_ok_and(|given| media_type_matches(given, expected)),
            None => !has_body,
        };
        if fits { Ok(()) } else { Err(Rejection::UnsupportedMediaType) }
    }

    /// Encodes a successful response.
    ///
    /// # Errors
    /// When the output has a value that the response cannot express.
    pub fn encode_response(
        &self,
        operation: &OperationSchema,
        output: &dyn OutgoingResponse,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let is_head = operation.method == "HEAD";
        let members = output.structure().schema().members();
        let mut writer = ResponseWriter::new(self.codec, self.payload(operation.output), members);
        output.bind(&mut writer);
        let mut response =
            self.response(operation.code, self.body(operation.output), output.structure(), writer, is_head)?;
        if is_head {
            // The headers tell of the body that GET would have (RFC 9110, section 9.3.2).
            *response.body_mut() = Bytes::new();
        }
        Ok(response)
    }

    /// Encodes an error.
    ///
    /// # Errors
    /// When the error has a value that the response cannot express.
    pub fn encode_error(&self, error: &dyn SerializableError) -> Result<http::Response<Bytes>, EncodeError> {
        let ErrorSchema { status, body, .. } = error.error_schema();
        let mut writer = ResponseWriter::new(self.codec, self.payload(body), error.schema().members());
        error.bind_response(&mut writer);
        self.response(status, self.body(body), error, writer, false)
    }

    fn response(
        &self,
        code: u16,
        body: Body,
        value: &dyn SerializableStruct,
        writer: ResponseWriter<'_>,
        is_head: bool,
    ) -> Result<http::Response<Bytes>, EncodeError> {
        let mut parts = writer.finish()?;
        let status = status(parts.status, code)?;
        let encoded = match (body, parts.payload.take()) {
            (Body::Members(members), _)
                if self.empty_structure_in_responses || has_member(members, value) =>
            {
                Some((self.codec.encode_members(value, members)?.into(), self.codec.media_type()))
            }
            // The response has a type all the same, as the official cases have it.
            (Body::Members(_), _) => Some((Bytes::new(), self.codec.media_type())),
            (Body::Payload(kind), Some(bytes)) => Some((bytes, kind.sent_media_type(self.codec))),
            _ => None,
        };
        let mut response = http::Response::new(Bytes::new());
        if may_have_body(status) {
            if let Some((bytes, media_type)) = encoded {
                insert_missing(&mut parts.headers, header::CONTENT_TYPE, media_type);
                *response.body_mut() = bytes;
            }
            // For HEAD a member may say how long the body would be; anywhere else only the body itself does.
            if !(is_head && parts.headers.contains_key(header::CONTENT_LENGTH)) {
                parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(response.body().len()));
            }
        }
        *response.status_mut() = status;
        *response.headers_mut() = parts.headers;
        Ok(response)
    }
}

/// How labels are addressed that may be in the host's name: in the path where nothing may go before the host.
fn addressing(settings: &ClientSettings) -> Addressing {
    let path = Addressing { style: AddressingStyle::Path, ..settings.addressing };
    if settings.host_prefix { settings.addressing } else { path }
}

/// The stream that is the whole body, and whether its length has to be known before it is sent.
fn stream(body: Body) -> Option<(Payload, bool)> {
    match body {
        Body::Payload(kind @ Payload::Stream { requires_length, .. }) => Some((kind, requires_length)),
        Body::Payload(Payload::Events) => Some((Payload::Events, false)),
        _ => None,
    }
}

/// The status of a response: that of its member, or of the model.
fn status(bound: Option<StatusCode>, modelled: u16) -> Result<StatusCode, EncodeError> {
    match bound {
        Some(status) => Ok(status),
        None => StatusCode::from_u16(modelled)
            .map_err(|_| EncodeError::new("the model has no valid status code", "")),
    }
}

/// Whether a response of this status may have a body (RFC 9110, sections 15.2, 15.3.5, 15.3.6 and 15.4.5).
fn may_have_body(status: StatusCode) -> bool {
    !status.is_informational() && !matches!(status.as_u16(), 204 | 205 | 304)
}

/// Whether any member of `value` is sent in the body.
fn has_member(members: MemberSet, value: &dyn SerializableStruct) -> bool {
    !members.is_empty() && !value.schema().members().is_empty()
}

/// The media type of a response body; none where there is no body, or it may be anything.
fn media_type(body: Body, codec: &dyn Codec) -> Option<&'static str> {
    match body {
        Body::Unit => None,
        Body::Members(_) => Some(codec.media_type()),
        Body::Payload(kind) => kind.media_type(codec),
    }
}
