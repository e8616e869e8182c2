//! What answers one operation: decode, validate, call, encode.

use std::{fmt, future::Future, sync::Arc};

use super::{
    Call, Context,
    call::{fail, refuse},
    layer::{BoxResponse, internal_failure},
    within::{caught, within},
};
#[cfg(feature = "event-stream")]
use crate::{
    event::EventStream,
    serde::{DeserializableShape, SerializableShape},
    server::{decode_event_request, encode_event_response},
};
use crate::{
    operation::{ServerError, ServerOperation},
    server::{
        Rejection, decode_request, decode_streaming_request, encode_response, encode_streaming_response,
    },
    stream::ByteStream,
    validate::{MissingMembers, Validate, Violations},
};

/// What answers one operation.
pub struct Handler(Box<dyn Fn(http::Request<ByteStream>) -> BoxResponse + Send + Sync>);

impl Handler {
    /// Answers the operation `O` by calling `call`, a method of `implementation`. `I` and `R` say what comes and goes
    /// beside the structures.
    pub fn new<O, I, R, T, F, A>(implementation: &Arc<T>, call: F) -> Self
    where
        O: ServerOperation<Input: Validate + Send, Error: Send> + 'static,
        I: Intake<O> + 'static,
        R: Outcome<O> + 'static,
        T: Send + Sync + 'static,
        F: Fn(Arc<T>, O::Input, I::Beside, Context) -> A + Copy + Send + Sync + 'static,
        A: Future<Output = Result<R::Answer, O::Error>> + Send + 'static,
    {
        let implementation = Arc::clone(implementation);
        Self(Box::new(move |request| {
            let implementation = Arc::clone(&implementation);
            Box::pin(handle::<O, I, R, _, _>(request, move |input, beside, context| {
                call(implementation, input, beside, context)
            }))
        }))
    }

    pub(super) fn answer(&self, request: http::Request<ByteStream>) -> BoxResponse {
        (self.0)(request)
    }
}

impl fmt::Debug for Handler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Handler")
    }
}

/// What a request brings: its structure, and a stream beside it or not.
pub trait Intake<O: ServerOperation> {
    /// What comes beside the structure.
    type Beside: Send;
    /// Whether the body is read whole before the implementation is called.
    const WHOLE: bool;

    /// Decodes the request; of a stream nothing is read.
    fn decode(
        call: &mut Call,
    ) -> impl Future<Output = Result<(O::Input, MissingMembers, Self::Beside), Rejection>> + Send;
}

/// What a response brings: its structure, and a stream beside it or not.
pub trait Outcome<O: ServerOperation> {
    /// What an implementation gives.
    type Answer: Send;

    /// Encodes the response.
    fn encode(routed: &super::Routed, answer: Self::Answer) -> http::Response<ByteStream>;
}

/// A structure, and nothing beside it.
#[derive(Debug)]
pub struct Structure;

/// A structure with a streaming blob beside it.
#[derive(Debug)]
pub struct Streamed;

/// A structure with a stream of events beside it.
#[cfg(feature = "event-stream")]
#[derive(Debug)]
pub struct Events<T>(std::marker::PhantomData<T>);

impl<O: ServerOperation<Input: Send>> Intake<O> for Structure {
    type Beside = ();
    const WHOLE: bool = true;

    async fn decode(call: &mut Call) -> Result<(O::Input, MissingMembers, ()), Rejection> {
        let body = call.read_body().await?;
        let labels = call.labels();
        let (input, missing) =
            decode_request::<O>(call.protocol(), &call.request(&body, &labels), call.settings())?;
        Ok((input, missing, ()))
    }
}

impl<O: ServerOperation<Input: Send>> Intake<O> for Streamed {
    type Beside = ByteStream;
    const WHOLE: bool = false;

    async fn decode(call: &mut Call) -> Result<(O::Input, MissingMembers, ByteStream), Rejection> {
        let body = call.take_body();
        let (labels, none) = (call.labels(), bytes::Bytes::new());
        let head = call.request(&none, &labels);
        decode_streaming_request::<O>(call.protocol(), &head, body, call.settings())
    }
}

#[cfg(feature = "event-stream")]
impl<O, T> Intake<O> for Events<T>
where
    O: ServerOperation<Input: Send>,
    T: DeserializableShape + Validate + Send + 'static,
{
    type Beside = EventStream<T>;
    const WHOLE: bool = false;

    async fn decode(call: &mut Call) -> Result<(O::Input, MissingMembers, EventStream<T>), Rejection> {
        let body = call.take_body();
        let (labels, none) = (call.labels(), bytes::Bytes::new());
        let head = call.request(&none, &labels);
        let decoded = decode_event_request::<O, T>(call.protocol(), &head, body, call.settings());
        // An RPC protocol's first message is a body to wait for like any other.
        within(call.settings().timeouts.body, decoded).await.unwrap_or(Err(Rejection::RequestTimeout))
    }
}

impl<O: ServerOperation<Output: Send>> Outcome<O> for Structure {
    type Answer = O::Output;

    fn encode(routed: &super::Routed, output: O::Output) -> http::Response<ByteStream> {
        encode_response::<O>(routed.protocol(), &output, routed.settings()).map(ByteStream::from)
    }
}

impl<O: ServerOperation<Output: Send>> Outcome<O> for Streamed {
    type Answer = (O::Output, ByteStream);

    fn encode(routed: &super::Routed, (output, body): Self::Answer) -> http::Response<ByteStream> {
        encode_streaming_response::<O>(routed.protocol(), &output, body, routed.settings())
    }
}

#[cfg(feature = "event-stream")]
impl<O, T> Outcome<O> for Events<T>
where
    O: ServerOperation<Output: Send>,
    T: SerializableShape + Send + 'static,
{
    type Answer = (O::Output, EventStream<T>);

    fn encode(routed: &super::Routed, (output, events): Self::Answer) -> http::Response<ByteStream> {
        encode_event_response::<O, T>(routed.protocol(), &output, events, routed.settings())
    }
}

/// Answers one request.
async fn handle<O, I, R, F, A>(request: http::Request<ByteStream>, call: F) -> http::Response<ByteStream>
where
    O: ServerOperation<Input: Validate + Send, Error: Send>,
    I: Intake<O>,
    R: Outcome<O>,
    F: FnOnce(O::Input, I::Beside, Context) -> A + Send,
    A: Future<Output = Result<R::Answer, O::Error>> + Send,
{
    let Some(mut request) = Call::new(request) else { return internal_failure() };
    let (input, beside) = match I::decode(&mut request).await.and_then(checked) {
        Ok(decoded) => decoded,
        Err(rejection) => return refuse(request.routed(), &rejection),
    };
    let routed = request.routed().clone();
    let context = request.into_context();
    // How long a stream takes to be sent is not the implementation's doing.
    let limit = routed.settings().timeouts.operation.filter(|_| I::WHOLE);
    match within(limit, caught(|| call(input, beside, context))).await {
        Some(Some(Ok(answer))) => R::encode(&routed, answer),
        Some(Some(Err(error))) => fail(&routed, error.serializable()),
        Some(None) => panicked(&routed),
        None => refuse(&routed, &Rejection::OperationTimeout),
    }
}

/// The input, when it violates nothing.
fn checked<T: Validate, B>((input, missing, beside): (T, MissingMembers, B)) -> Result<(T, B), Rejection> {
    Violations::with_missing(missing).collect(|validator| input.check(validator))?;
    Ok((input, beside))
}

/// The response for an implementation that panicked. The panic's message stays out of the log, since it may have any
/// value in it; the process's panic hook has told it.
fn panicked(routed: &super::Routed) -> http::Response<ByteStream> {
    tracing::error!(operation = routed.operation().name(), "the implementation panicked");
    refuse(routed, &Rejection::InternalFailure)
}
