//! Event streams through the public interface: what is sent arrives, back-pressure, bounds, and hostile messages.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Waker},
};

use bytes::Bytes;
use farrier_runtime::{
    EncodeError,
    codec::{Codec, Limits, json::Json},
    event::{
        EventPolicy, EventStream, EventStreamError, MAX_MESSAGE_BYTES, decode_event, decode_events,
        encode_event, encode_events,
    },
    stream::ByteStream,
};
use proptest::prelude::*;

mod events;

use events::{Event, Failed, Said};

static CODEC: Json = Json::REST;

fn said(at: i64, text: &str) -> Event {
    Event::Said(Said { at, text: Some(text.to_owned()) })
}

fn failed() -> Event {
    Event::Failed(Failed { message: Some("no".to_owned()) })
}

fn ready<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits"),
    }
}

fn received(body: ByteStream, policy: EventPolicy<Event>) -> EventStream<Event> {
    decode_events(body, &CODEC, policy, Limits::default())
}

fn sent(events: Vec<Event>) -> Bytes {
    ready(encode_events(EventStream::from_events(events), &CODEC).collect(usize::MAX))
        .expect("a body in memory")
}

fn one(bytes: &Bytes, policy: EventPolicy<Event>) -> Result<Event, EventStreamError<Event>> {
    decode_event(bytes, &CODEC as &dyn Codec, policy, Limits::default())
}

/// The message with another event type of the same length.
fn renamed(message: &Bytes, from: &str, to: &str) -> Bytes {
    let at = message.windows(from.len()).position(|window| window == from.as_bytes()).expect("the name");
    let mut bytes = message[..message.len() - 4].to_vec();
    bytes[at..at + to.len()].copy_from_slice(to.as_bytes());
    let checksum = crc32(&bytes);
    bytes.extend_from_slice(&checksum.to_be_bytes());
    bytes.into()
}

/// The checksum of messages (CRC-32 of IEEE 802.3), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 },
        )
    })
}

#[test]
fn an_exception_ends_the_stream_on_both_sides() {
    let bytes = sent(vec![said(1, "a"), failed(), said(2, "never")]);
    let mut stream = received(bytes.into(), EventPolicy::Lenient);
    assert!(matches!(ready(stream.next()), Some(Ok(event)) if event == said(1, "a")));
    assert!(
        matches!(ready(stream.next()), Some(Err(EventStreamError::Exception(event))) if event == failed())
    );
    assert!(ready(stream.next()).is_none());
}

#[test]
fn an_event_is_taken_only_when_the_peer_asks_for_it() {
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    let source = (0..1000).map(move |at| {
        counter.fetch_add(1, Ordering::Relaxed);
        said(at, "a")
    });
    let mut body = encode_events(EventStream::from_events(source), &CODEC);
    assert_eq!(taken.load(Ordering::Relaxed), 0);
    for wanted in 1..=3 {
        assert!(ready(body.next()).is_some_and(|piece| piece.is_ok()));
        assert_eq!(taken.load(Ordering::Relaxed), wanted);
    }
}

#[test]
fn messages_may_arrive_in_any_pieces() {
    let wanted = [said(1, "one"), said(-2, "two"), Event::Said(Said { at: 3, text: None })];
    let bytes = sent(wanted.to_vec());
    for size in [1, 2, 5, 11, 64, bytes.len()] {
        let pieces: VecDeque<Bytes> = bytes.chunks(size).map(Bytes::copy_from_slice).collect();
        let pieces = pieces.into_iter().map(Ok::<_, std::io::Error>);
        let mut stream = received(ByteStream::from_pieces(pieces), EventPolicy::strict());
        for event in &wanted {
            assert_eq!(ready(stream.next()).and_then(Result::ok).as_ref(), Some(event), "pieces of {size}");
        }
        assert!(ready(stream.next()).is_none());
    }
}

#[test]
fn a_message_that_claims_gigabytes_is_refused_at_once() {
    let mut stream = received(Bytes::from_static(&[0xff; 12]).into(), EventPolicy::strict());
    match ready(stream.next()) {
        Some(Err(EventStreamError::Decode(error))) => assert_eq!(error.offset(), Some(0)),
        other => panic!("{other:?}"),
    }
    assert!(ready(stream.next()).is_none());
    let within = u32::try_from(MAX_MESSAGE_BYTES).expect("four bytes").to_be_bytes();
    let mut stream = received(Bytes::copy_from_slice(&within).into(), EventPolicy::strict());
    assert!(matches!(ready(stream.next()), Some(Err(EventStreamError::Decode(_)))));
}

#[test]
fn a_stream_that_ends_inside_a_message_is_an_error_with_its_offset() {
    let first = encode_event(&said(1, "a"), &CODEC).expect("a message");
    let bytes = [&first[..], &first[..first.len() - 1]].concat();
    let mut stream = received(ByteStream::from(bytes), EventPolicy::Lenient);
    assert!(matches!(ready(stream.next()), Some(Ok(_))));
    match ready(stream.next()) {
        Some(Err(EventStreamError::Decode(error))) => assert_eq!(error.offset(), Some(first.len())),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_client_keeps_an_unknown_event_and_a_server_refuses_it() {
    let message = renamed(&encode_event(&said(1, "a"), &CODEC).expect("a message"), "said", "sung");
    assert_eq!(one(&message, EventPolicy::Lenient).ok(), Some(Event::Unknown("sung".to_owned())));
    assert!(matches!(one(&message, EventPolicy::strict()), Err(EventStreamError::Decode(_))));
}

#[test]
fn a_missing_required_header_is_a_violation_for_a_server_alone() {
    let message = renamed(&encode_event(&said(1, "a"), &CODEC).expect("a message"), "\u{2}at", "\u{2}it");
    assert_eq!(one(&message, EventPolicy::Lenient).ok(), Some(said(0, "a")));
    match one(&message, EventPolicy::strict()) {
        Err(EventStreamError::Invalid(error)) => assert_eq!(error.violations()[0].path(), "/said/at"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_failing_source_tells_the_peer_nothing_of_its_cause() {
    let source = vec![Ok(said(1, "a")), Err(EventStreamError::Encode(EncodeError::new("a secret", "")))];
    let stream = EventStream::fallible(Results(source.into_iter()));
    let bytes = ready(encode_events(stream, &CODEC).collect(usize::MAX)).expect("a body in memory");
    let mut stream = received(bytes.into(), EventPolicy::Lenient);
    assert!(matches!(ready(stream.next()), Some(Ok(_))));
    match ready(stream.next()) {
        Some(Err(EventStreamError::Unmodeled { code, message })) => {
            assert_eq!(code, "InternalFailure");
            assert!(!message.contains("secret"), "{message}");
        }
        other => panic!("{other:?}"),
    }
}

/// A stream of results that are there.
struct Results(std::vec::IntoIter<Result<Event, EventStreamError<Event>>>);

impl futures_core::Stream for Results {
    type Item = Result<Event, EventStreamError<Event>>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next())
    }
}

proptest! {
    #[test]
    fn what_is_sent_arrives(values in prop::collection::vec((any::<i64>(), ".{0,40}"), 0..8)) {
        let wanted: Vec<Event> = values.iter().map(|(at, text)| said(*at, text)).collect();
        let mut stream = received(sent(wanted.clone()).into(), EventPolicy::strict());
        for event in &wanted {
            let came = ready(stream.next()).and_then(Result::ok);
            prop_assert_eq!(came.as_ref(), Some(event));
        }
        prop_assert!(ready(stream.next()).is_none());
    }

    #[test]
    fn no_bytes_make_it_panic(
        text in ".{0,20}", at in any::<prop::sample::Index>(), byte in any::<u8>(), noise in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut bytes = sent(vec![said(7, &text)]).to_vec();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        for policy in [EventPolicy::Lenient, EventPolicy::strict()] {
            let mut stream = received(ByteStream::from(bytes.clone()), policy);
            while let Some(Ok(_)) = ready(stream.next()) {}
            let mut stream = received(ByteStream::from(noise.clone()), policy);
            while let Some(Ok(_)) = ready(stream.next()) {}
        }
    }
}
