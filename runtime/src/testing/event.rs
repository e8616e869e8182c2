//! Tests of event streams: one case in both roles.
//!
//! A case is what `smithy.test#eventStreamTests` says. Each role sends the events of its own direction and receives
//! those of the other.

use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;

use super::{
    case::{Outcome, Role, client_settings, document, ready, whole},
    compare,
    params::{from_params, read_params},
    report::{self, Verdict},
    self_check,
};
use crate::{
    client,
    codec::{Codec as _, base64, json::Json},
    event::{EventStream, EventStreamError, MEDIA_TYPE, frame, variant_schema},
    http::Labels,
    operation::{Body, ClientOperation, OperationError, Payload, ServerOperation},
    protocol::Protocol,
    schema::{MemberSet, ROOT},
    serde::{DeserializableShape, SerializableShape},
    server::{self, ServerRequest, ServerSettings},
    stream::ByteStream,
    types::{Document, Number, Timestamp, TimestampFormat},
    validate::Validate,
};

/// A case of `smithy.test#eventStreamTests`.
#[derive(Clone, Debug)]
pub struct EventStreamTest {
    /// The case's ID.
    pub id: &'static str,
    /// The protocol's shape ID.
    pub protocol: &'static str,
    /// The input without its stream, as JSON.
    pub initial_request_params: Option<&'static str>,
    /// The parts of the HTTP request, as JSON.
    pub initial_request: Option<&'static str>,
    /// The output without its stream, as JSON.
    pub initial_response_params: Option<&'static str>,
    /// The parts of the HTTP response, as JSON.
    pub initial_response: Option<&'static str>,
    /// The events in their order.
    pub events: Vec<EventCase>,
    /// What becomes of them.
    pub expectation: Expectation,
}

/// An event of a case.
#[derive(Clone, Debug)]
pub struct EventCase {
    /// Who sends it.
    pub direction: Direction,
    /// The event, as JSON.
    pub params: Option<&'static str>,
    /// The message's headers, as JSON: each an object that names the value's type.
    pub headers: &'static str,
    /// Headers that must not be there.
    pub forbid_headers: Vec<&'static str>,
    /// Headers that must be there.
    pub require_headers: Vec<&'static str>,
    /// The payload; base64 where its media type is one of bytes that are no text.
    pub body: Option<&'static str>,
    /// The media type of the payload, which says how payloads are compared.
    pub body_media_type: Option<&'static str>,
    /// The whole message in base64.
    pub bytes: Option<&'static str>,
}

/// Who sends an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The client.
    Request,
    /// The server.
    Response,
}

/// What becomes of an event stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expectation {
    /// Nothing fails.
    Success,
    /// Something fails, with the error of this shape ID if there is one.
    Failure(Option<&'static str>),
}

/// What a stream's events need to be tested: a union, or [`Unit`](crate::operation::Unit) where there is no stream.
pub trait EventShape: SerializableShape + DeserializableShape + Validate + Send + 'static {}

impl<T: SerializableShape + DeserializableShape + Validate + Send + 'static> EventShape for T {}

/// Why a role failed: the shape ID of the error, if it was a modelled one.
struct Failure {
    error: Option<&'static str>,
    reason: String,
}

impl From<String> for Failure {
    fn from(reason: String) -> Self {
        Self { error: None, reason }
    }
}

fn failed(error: impl std::fmt::Display) -> Failure {
    error.to_string().into()
}

/// A part of a case as JSON, with its members as documents.
struct Parts(Document);

impl Parts {
    fn parse(text: Option<&str>) -> Result<Option<Self>, String> {
        text.map(|text| document(text).map(Self)).transpose()
    }

    fn get(&self, name: &str) -> Option<&Document> {
        match &self.0 {
            Document::Map(map) => map.get(name),
            _ => None,
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Document::String(text)) => Some(text),
            _ => None,
        }
    }

    fn texts(&self, name: &str) -> Vec<String> {
        match self.get(name) {
            Some(Document::List(list)) => {
                list.iter().filter_map(|text| string(text).map(str::to_owned)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn headers(&self) -> Vec<(String, String)> {
        match self.get("headers") {
            Some(Document::Map(map)) => map
                .iter()
                .filter_map(|(name, value)| Some((name.clone(), string(value)?.to_owned())))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn body(&self) -> Result<Option<Bytes>, String> {
        let body = self.text("body").map(|body| compare::decode_body(body, self.text("bodyMediaType")));
        body.transpose().map(|body| body.map(Bytes::from))
    }

    /// Compares what both kinds of message have.
    fn compare(&self, headers: &http::HeaderMap) -> Outcome {
        compare::headers(
            headers,
            &self.headers(),
            &self.texts("forbidHeaders"),
            &self.texts("requireHeaders"),
        )
    }
}

fn string(value: &Document) -> Option<&str> {
    match value {
        Document::String(text) => Some(text),
        _ => None,
    }
}

impl EventStreamTest {
    /// Runs the case as a client of the operation `O`, which sends the events `I` and receives the events `E`.
    pub fn client<O: ClientOperation + ServerOperation, I: EventShape, E: EventShape>(
        &self,
        protocol: &'static dyn Protocol,
    ) -> Verdict {
        self.run(Role::Client, |case| {
            if case.uses(Direction::Request) {
                case.client_sends::<O, I>(protocol)?;
            }
            if case.uses(Direction::Response) {
                case.client_receives::<O, E>(protocol)?;
            }
            Ok(())
        })
    }

    /// Runs the case as a server of the operation `O`, which receives the events `I` and sends the events `E`.
    pub fn server<O: ClientOperation + ServerOperation, I: EventShape, E: EventShape>(
        &self,
        protocol: &'static dyn Protocol,
    ) -> Verdict {
        self.run(Role::Server, |case| {
            if case.uses(Direction::Request) {
                case.server_receives::<O, I>(protocol)?;
            }
            if case.uses(Direction::Response) {
                case.server_sends::<O, E>(protocol)?;
            }
            Ok(())
        })
    }

    fn run(&self, role: Role, run: impl Fn(&Self) -> Result<(), Failure>) -> Verdict {
        let outcome = |case: &Self| match (case.expectation, run(case)) {
            (Expectation::Success, result) => result.map_err(|failure| failure.reason),
            (Expectation::Failure(_), Ok(())) => Err("a failure was expected, and there was none".to_owned()),
            (Expectation::Failure(None), Err(_)) => Ok(()),
            (Expectation::Failure(Some(wanted)), Err(failure)) => {
                compare::text("error", wanted, failure.error.unwrap_or(&failure.reason))
            }
        };
        let self_check = || self_check::check(self.altered(role), outcome);
        report::run(self.id, self.protocol, role, "event stream", || outcome(self), self_check)
    }

    /// Whether the case says anything about a direction.
    fn uses(&self, direction: Direction) -> bool {
        let initial = match direction {
            Direction::Request => self.initial_request.or(self.initial_request_params),
            Direction::Response => self.initial_response.or(self.initial_response_params),
        };
        initial.is_some() || self.events(direction).next().is_some()
    }

    fn events(&self, direction: Direction) -> impl Iterator<Item = &EventCase> {
        self.events.iter().filter(move |event| event.direction == direction)
    }

    /// The typed events of a direction.
    fn typed<T: EventShape>(&self, direction: Direction) -> Result<EventStream<T>, String> {
        let events: Result<Vec<T>, String> = self.events(direction).map(EventCase::value).collect();
        events.map(EventStream::from_events)
    }

    /// The messages of a direction, as one body.
    fn messages(&self, direction: Direction) -> Result<Bytes, String> {
        let messages: Result<Vec<Bytes>, String> = self.events(direction).map(EventCase::message).collect();
        messages.map(|messages| messages.concat().into())
    }

    fn client_sends<O: ClientOperation + ServerOperation, I: EventShape>(
        &self,
        protocol: &'static dyn Protocol,
    ) -> Result<(), Failure> {
        let mut input = O::Input::empty();
        read_params(&document(self.initial_request_params.unwrap_or("{}"))?, &mut input).map_err(failed)?;
        let settings = client_settings(None)?;
        let request = if streams_events(O::SCHEMA.input) {
            let events = self.typed::<I>(Direction::Request)?;
            client::encode_event_request::<O, I>(protocol, &input, events, &settings).map_err(failed)?
        } else {
            client::encode_request::<O>(protocol, &input, &settings).map_err(failed)?.map(ByteStream::from)
        };
        if let Some(parts) = Parts::parse(self.initial_request)? {
            if let Some(method) = parts.text("method") {
                compare::text("method", method, request.method().as_str())?;
            }
            if let Some(uri) = parts.text("uri") {
                compare::text("URI", uri, request.uri().path())?;
            }
            parts.compare(request.headers())?;
        }
        if streams_events(O::SCHEMA.input) {
            compare::text("content type", MEDIA_TYPE, header(request.headers(), "content-type"))?;
            self.compare_messages(Direction::Request, protocol, whole(request.into_body())?)?;
        }
        Ok(())
    }

    fn server_sends<O: ClientOperation + ServerOperation, E: EventShape>(
        &self,
        protocol: &'static dyn Protocol,
    ) -> Result<(), Failure> {
        let mut output = O::Output::empty();
        read_params(&document(self.initial_response_params.unwrap_or("{}"))?, &mut output).map_err(failed)?;
        let settings = ServerSettings::default();
        let response = if streams_events(O::SCHEMA.output) {
            let events = self.typed::<E>(Direction::Response)?;
            server::encode_event_response::<O, E>(protocol, &output, events, &settings)
        } else {
            server::encode_response::<O>(protocol, &output, &settings).map(ByteStream::from)
        };
        if let Some(parts) = Parts::parse(self.initial_response)? {
            if let Some(Document::Number(Number::Integer(code))) = parts.get("code") {
                compare::text("status", &code.to_string(), response.status().as_str())?;
            }
            parts.compare(response.headers())?;
        }
        if streams_events(O::SCHEMA.output) {
            self.compare_messages(Direction::Response, protocol, whole(response.into_body())?)?;
        }
        Ok(())
    }

    /// Compares the messages of a body with the events of a direction. An initial message is no event.
    fn compare_messages(&self, direction: Direction, protocol: &dyn Protocol, mut body: Bytes) -> Outcome {
        if !protocol.has_bindings() {
            take_message(&mut body)?;
        }
        for event in self.events(direction) {
            event.compare(&take_message(&mut body)?)?;
        }
        if body.is_empty() { Ok(()) } else { Err("there are more messages than events".to_owned()) }
    }

    fn client_receives<O: ClientOperation + ServerOperation, E: EventShape>(
        &self,
        protocol: &'static dyn Protocol,
    ) -> Result<(), Failure> {
        let parts = Parts::parse(self.initial_response)?;
        let code = match parts.as_ref().and_then(|parts| parts.get("code")) {
            Some(Document::Number(Number::Integer(code))) => u16::try_from(*code).unwrap_or_default(),
            _ => O::SCHEMA.code,
        };
        let mut response = http::Response::builder().status(code);
        for (name, value) in parts.iter().flat_map(Parts::headers) {
            response = response.header(name, value);
        }
        let body = parts.as_ref().map_or(Ok(None), Parts::body)?;
        if body.is_none()
            && response.headers_ref().is_some_and(|headers| !headers.contains_key("content-type"))
        {
            response = response.header("content-type", MEDIA_TYPE);
        }
        let body = body.map_or_else(|| self.messages(Direction::Response), Ok)?;
        let response = response.body(ByteStream::from(body)).map_err(failed)?;
        let settings = client_settings(None)?;
        let decoded = ready(client::decode_event_response::<O, E>(protocol, response, &settings));
        let (output, events) = decoded.map_err(|error| client_failure(&error))?;
        compare_initial(self.initial_response_params, &output)?;
        self.receive(Direction::Response, events)
    }

    fn server_receives<O: ClientOperation + ServerOperation, I: EventShape>(
        &self,
        protocol: &'static dyn Protocol,
    ) -> Result<(), Failure> {
        let parts = Parts::parse(self.initial_request)?;
        let part = |name| parts.as_ref().and_then(|parts| parts.text(name));
        let path = part("uri").unwrap_or(O::SCHEMA.uri);
        let mut request =
            http::Request::builder().method(part("method").unwrap_or(O::SCHEMA.method)).uri(path);
        for (name, value) in parts.iter().flat_map(Parts::headers) {
            request = request.header(name, value);
        }
        if request.headers_ref().is_some_and(|headers| !headers.contains_key("content-type")) {
            request = request.header("content-type", MEDIA_TYPE);
        }
        let (head, ()) = request.body(()).map_err(failed)?.into_parts();
        let labels = Labels::of(O::SCHEMA.uri, head.uri.path()).unwrap_or_default();
        let empty = Bytes::new();
        let request = ServerRequest { uri: &head.uri, headers: &head.headers, body: &empty, labels: &labels };
        let body = ByteStream::from(self.messages(Direction::Request)?);
        let settings = ServerSettings::default();
        let decoded = ready(server::decode_event_request::<O, I>(protocol, &request, body, &settings));
        let (input, missing, events) = decoded.map_err(failed)?;
        if !missing.is_empty() {
            return Err("a required member is missing".to_owned().into());
        }
        compare_initial(self.initial_request_params, &input)?;
        self.receive(Direction::Request, events)
    }

    /// Compares the events that arrive with those of the case.
    fn receive<T: EventShape>(
        &self,
        direction: Direction,
        mut events: EventStream<T>,
    ) -> Result<(), Failure> {
        for case in self.events(direction) {
            let came = match ready(events.next()) {
                None => return Err("the stream ended before its last event".to_owned().into()),
                Some(Ok(event)) => event,
                // The error is one of the events: it is compared like them, and ends the stream.
                Some(Err(EventStreamError::Exception(event))) => {
                    case.compare_value(&event)?;
                    let error = variant_schema(&event).map(crate::schema::Schema::id);
                    return Err(Failure { error, reason: "the stream ended with an exception".to_owned() });
                }
                Some(Err(error)) => return Err(failed(error)),
            };
            case.compare_value(&came)?;
        }
        match ready(events.next()) {
            None => Ok(()),
            Some(Ok(_)) => Err("there are more events than expected".to_owned().into()),
            Some(Err(error)) => Err(failed(error)),
        }
    }

    /// The case with each leaf of what a role is held to altered in turn.
    fn altered(&self, role: Role) -> Vec<(String, Self)> {
        let mut altered = Vec::new();
        if let Expectation::Failure(_) = self.expectation {
            altered.push((
                "the expectation".to_owned(),
                Self { expectation: Expectation::Success, ..self.clone() },
            ));
            return altered;
        }
        let sends = if role == Role::Client { Direction::Request } else { Direction::Response };
        for (at, event) in self.events.iter().enumerate() {
            let mut add = |what: &str, event: EventCase| {
                let mut case = self.clone();
                case.events[at] = event;
                altered.push((format!("{what} of event {at}"), case));
            };
            let event = event.clone();
            if event.direction == sends {
                for headers in self_check::texts(event.headers) {
                    add("the headers", EventCase { headers: leak(headers), ..event.clone() });
                }
                if let Some(body) = event.body {
                    for body in self_check::bodies(body, event.body_media_type) {
                        add("the body", EventCase { body: Some(leak(body)), ..event.clone() });
                    }
                }
            } else {
                for params in event.params.into_iter().flat_map(self_check::texts) {
                    add("the params", EventCase { params: Some(leak(params)), ..event.clone() });
                }
            }
        }
        altered
    }
}

/// A text for as long as the test runs.
fn leak(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

fn streams_events(body: Body) -> bool {
    body == Body::Payload(Payload::Events)
}

fn header<'h>(headers: &'h http::HeaderMap, name: &str) -> &'h str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn client_failure<E: OperationError>(error: &E) -> Failure {
    let shape = error.shape();
    Failure { error: shape.map(|shape| shape.schema().id()), reason: error.to_string() }
}

/// Compares the members beside the stream, when the case tells them.
fn compare_initial<T>(params: Option<&str>, came: &T) -> Outcome
where
    T: DeserializableShape + crate::serde::DeserializableStruct + crate::serde::SerializableStruct,
{
    let Some(params) = params else { return Ok(()) };
    let mut wanted = T::empty();
    read_params(&document(params)?, &mut wanted).map_err(|error| error.to_string())?;
    let members =
        compare::Members { in_body: MemberSet::NONE, payload: None, without_body: false, unlisted: None };
    compare::structures(&wanted, came, &members)
}

/// Cuts the first message off a body.
fn take_message(body: &mut Bytes) -> Result<Message, String> {
    let length = body.get(..4).and_then(|length| length.try_into().ok()).map(u32::from_be_bytes);
    let length =
        length.and_then(|length| usize::try_from(length).ok()).filter(|length| *length <= body.len());
    let message = body.split_to(length.ok_or("there are fewer messages than events")?);
    frame::read(&message).map_err(|error| error.to_string())
}

impl EventCase {
    fn value<T: EventShape>(&self) -> Result<T, String> {
        from_params(&document(self.params.unwrap_or("{}"))?).map_err(|error| error.to_string())
    }

    fn compare_value<T: EventShape>(&self, came: &T) -> Outcome {
        let Some(_) = self.params else { return Ok(()) };
        let json = |value: &T| Json::REST.encode(&ROOT, value).map_err(|error| error.to_string());
        compare::bytes("event", &json(&self.value()?)?, &json(came)?)
    }

    /// The headers that the message must have.
    fn headers(&self) -> Result<Vec<Header>, String> {
        let Document::Map(headers) = document(self.headers)? else { return Ok(Vec::new()) };
        headers.into_iter().map(|(name, value)| Ok(Header::new(name, header_value(&value)?))).collect()
    }

    /// The message that the event is on the wire.
    fn message(&self) -> Result<Bytes, String> {
        if let Some(bytes) = self.bytes {
            let bytes = base64::decode(bytes.as_bytes()).map_err(|_| "the case's bytes are no base64")?;
            return Ok(bytes.into());
        }
        let body = compare::decode_body(self.body.unwrap_or_default(), self.body_media_type)?;
        frame::write(self.headers()?, body.into()).map_err(|error| error.to_string())
    }

    fn compare(&self, came: &Message) -> Outcome {
        let value = |message: &Message, name: &str| format!("{:?}", frame::header(message, name));
        let mut wanted = self.headers()?;
        if let Some(bytes) = self.bytes {
            let bytes = base64::decode(bytes.as_bytes()).map_err(|_| "the case's bytes are no base64")?;
            let message = frame::read(&bytes.into()).map_err(|error| error.to_string())?;
            compare::text(
                "number of headers",
                &message.headers().len().to_string(),
                &came.headers().len().to_string(),
            )?;
            wanted.extend_from_slice(message.headers());
        }
        for header in wanted {
            let name = header.name().as_str();
            compare::text(
                &format!("header {name}"),
                &format!("{:?}", Some(header.value())),
                &value(came, name),
            )?;
        }
        if let Some(name) = self.forbid_headers.iter().find(|name| frame::header(came, name).is_some()) {
            return Err(format!("header `{name}` must not be there"));
        }
        if let Some(name) = self.require_headers.iter().find(|name| frame::header(came, name).is_none()) {
            return Err(format!("header `{name}` must be there"));
        }
        match self.body {
            Some(body) => compare::body(body, came.payload(), self.body_media_type),
            None => compare::bytes("payload", b"", came.payload()),
        }
    }
}

/// The value of a header: an object with the name of its type.
fn header_value(value: &Document) -> Result<HeaderValue, String> {
    let Document::Map(map) = value else { return Err("a header of the case has no type".to_owned()) };
    let integer = |value: &Document| match value {
        Document::Number(Number::Integer(value)) => Some(*value),
        _ => None,
    };
    let parsed = map.iter().next().and_then(|(kind, value)| {
        Some(match (kind.as_str(), value) {
            ("boolean", Document::Boolean(value)) => HeaderValue::Bool(*value),
            ("byte", value) => HeaderValue::Byte(integer(value)?.try_into().ok()?),
            ("short", value) => HeaderValue::Int16(integer(value)?.try_into().ok()?),
            ("integer", value) => HeaderValue::Int32(integer(value)?.try_into().ok()?),
            ("long", value) => HeaderValue::Int64(integer(value)?),
            ("blob", Document::String(text)) => {
                HeaderValue::ByteArray(base64::decode(text.as_bytes()).ok()?.into())
            }
            ("string", Document::String(text)) => HeaderValue::String(text.clone().into()),
            ("timestamp", Document::String(text)) => {
                let time = Timestamp::parse(text, TimestampFormat::DateTime).ok()?;
                HeaderValue::Timestamp(aws_smithy_types::DateTime::from_millis(time.to_milliseconds()?))
            }
            ("timestamp", value) => {
                HeaderValue::Timestamp(aws_smithy_types::DateTime::from_secs(integer(value)?))
            }
            _ => return None,
        })
    });
    parsed.ok_or_else(|| format!("a header of the case is malformed: {map:?}"))
}
