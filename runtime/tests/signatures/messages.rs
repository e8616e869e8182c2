//! The messages of a stream of events, one after the other, are signed as by the AWS SDK's own signer.

use std::time::{Duration, SystemTime};

use aws_sigv4::{
    event_stream::{SigningParams, sign_empty_message, sign_message},
    sign::v4,
};
use aws_smithy_eventstream::frame::{read_message_from, write_message_to};
use aws_smithy_types::event_stream::Message;
use bytes::Bytes;
use farrier_runtime::{
    client::{Call, CallTraits, Credentials},
    codec::json::Json,
    event::{EventStream, encode_event},
    operation::{Body, Operation, OperationSchema, Payload, Unit},
};
use proptest::{collection::vec, prelude::*};

use crate::{
    events::{Event, Said},
    http_support::{NoErrors, SCHEMA},
    peer::KEYS,
    raw_requests::Signer,
};

/// An operation whose input is a stream of events.
struct Speak;

impl Operation for Speak {
    type Input = Unit;
    type Output = Unit;
    type Error = NoErrors;
    const SCHEMA: OperationSchema = OperationSchema { input: Body::Payload(Payload::Events), ..SCHEMA };
}

impl Call for Speak {
    type Client = ();
    const TRAITS: CallTraits = CallTraits::NONE;
}

proptest! {
    #[test]
    fn messages_are_signed_as_by_the_sdk(
        texts in vec("[ -~é]{0,20}", 0..5),
        region in "[a-z0-9-]{1,12}",
        // To the end of the year 9999, with parts of a second, of which signatures do not tell.
        milliseconds in 0..253_402_300_800_000_u64,
    ) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(milliseconds);
        let signer = Signer { credentials: Credentials::new(KEYS.0, KEYS.1), region: region.clone(), time };
        let events: Vec<Event> =
            texts.into_iter().map(|text| Event::Said(Said { at: 7, text: Some(text) })).collect();
        let plain: Vec<Bytes> =
            events.iter().map(|event| encode_event(event, &Json::REST).expect("a message")).collect();
        let (head, messages) = signer.send_events::<Speak, Event>(EventStream::from_events(events));

        prop_assert_eq!(&head.headers["x-amz-content-sha256"], "STREAMING-AWS4-HMAC-SHA256-EVENTS");
        let authorization = head.headers["authorization"].to_str().expect("a text");
        let mut before = authorization.rsplit_once("Signature=").expect("a signature").1.to_owned();
        let keys = aws_credential_types::Credentials::new(KEYS.0, KEYS.1, None, None, "test").into();
        let parameters: SigningParams<'_> = v4::SigningParams::builder()
            .identity(&keys)
            .region(&region)
            .name("service")
            .time(time)
            .settings(())
            .build()
            .expect("parameters");
        let mut signed = |message: Option<&Message>| {
            let signed = match message {
                Some(message) => sign_message(message, &before, &parameters),
                None => sign_empty_message(&before, &parameters),
            };
            let (message, signature) = signed.expect("a signature").into_parts();
            before = signature;
            let mut bytes = Vec::new();
            write_message_to(&message, &mut bytes).expect("a message");
            Bytes::from(bytes)
        };
        let mut expected: Vec<Bytes> = Vec::new();
        for bytes in plain {
            expected.push(signed(Some(&read_message_from(bytes).expect("a message"))));
        }
        expected.push(signed(None));
        prop_assert_eq!(messages, expected);
    }
}
