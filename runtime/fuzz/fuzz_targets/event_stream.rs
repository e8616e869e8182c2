//! Any bytes as an event stream, and any headers and payload as a message with right checksums: reading never panics, as
//! client or as server, and an event that was read is written and read again as the same value.

#![no_main]

use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use farrier_runtime::{
    codec::{Limits, json::Json},
    event::{EventPolicy, EventStreamError, decode_event, decode_events, encode_event},
    stream::ByteStream,
};
use libfuzzer_sys::fuzz_target;
use std::task::{Context, Poll, Waker};

#[path = "../../tests/events/mod.rs"]
mod events;

use events::Event;

static CODEC: Json = Json::REST;

fuzz_target!(|input: (&[u8], Vec<(u8, &[u8])>, &[u8])| {
    let (raw, headers, payload) = input;
    for policy in [EventPolicy::Lenient, EventPolicy::strict()] {
        let mut stream =
            decode_events::<Event>(ByteStream::from(raw.to_vec()), &CODEC, policy, Limits::default());
        let mut reads = 0;
        while let Poll::Ready(Some(Ok(_))) =
            std::pin::pin!(stream.next()).as_mut().poll(&mut Context::from_waker(Waker::noop()))
        {
            reads += 1;
            assert!(reads <= raw.len(), "more messages than bytes");
        }
        message(&headers, payload, policy);
    }
});

/// Reads a message with these headers.
fn message(headers: &[(u8, &[u8])], payload: &[u8], policy: EventPolicy<Event>) {
    let names = [":message-type", ":event-type", ":exception-type", ":error-code", "at", "text"];
    let texts = ["event", "exception", "error", "said", "failed", "unheard"];
    let header = |(kind, value): &(u8, &[u8])| {
        let name = names[usize::from(kind % 6)];
        let value = match kind / 6 % 6 {
            0 | 1 => HeaderValue::String(texts[usize::from(kind / 36 % 6)].to_owned().into()),
            2 => HeaderValue::Int64(value.len() as i64),
            3 => HeaderValue::ByteArray(value.to_vec().into()),
            4 => HeaderValue::Bool(value.is_empty()),
            _ => HeaderValue::String(String::from_utf8_lossy(value).into_owned().into()),
        };
        Header::new(name, value)
    };
    let message = Message::new_from_parts(headers.iter().map(header).collect(), payload.to_vec());
    let mut bytes = Vec::new();
    if aws_smithy_eventstream::frame::write_message_to(&message, &mut bytes).is_err() {
        return;
    }
    let read = decode_event::<Event>(&bytes.into(), &CODEC, policy, Limits::default());
    if let Ok(event) | Err(EventStreamError::Exception(event)) = read
        && let Ok(written) = encode_event(&event, &CODEC)
    {
        let again = match decode_event::<Event>(&written, &CODEC, policy, Limits::default()) {
            Ok(again) | Err(EventStreamError::Exception(again)) => again,
            Err(error) => panic!("what was written is not read: {error}"),
        };
        assert_eq!(event, again);
    }
}
