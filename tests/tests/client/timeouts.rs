//! How long calls take at most.

use std::{
    convert::Infallible,
    sync::Arc,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use archive::{client::Client as Archive, types::PutFileInput};
use bytes::Bytes;
use farrier_runtime::{
    client::{Builder, SystemClock},
    stream::ByteStream,
};
use http::{Request, Response};
use http_body_util::Channel;
use iottwinmaker::client::Client;
use tokio::time::{Instant, sleep};

use crate::support::{Answer, SECOND, Script, Still, cancel, client, error};

/// A client whose clock is tokio's, which tests stop.
fn timed<C: farrier_runtime::client::Client>(
    script: &Script,
    change: impl FnOnce(Builder<C>) -> Builder<C>,
) -> C {
    client(script, &Still::default(), |builder| change(builder.clock(SystemClock)))
}

#[tokio::test(start_paused = true)]
async fn a_try_ends_in_its_time_and_the_next_may_succeed() {
    let script = Script::new([Answer::Never, error(409, "ConflictException")]);
    let client: Client = timed(&script, |builder| builder.attempt_timeout(5 * SECOND));
    let begun = Instant::now();
    let error = client.cancel_metadata_transfer_job(cancel()).await.expect_err("an error");
    assert!(error.to_string().starts_with("ConflictException"), "{error}");
    assert_eq!((script.requests().len(), begun.elapsed().as_secs()), (2, 6));
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_in_its_time_with_all_its_tries_and_pauses() {
    let script = Script::new([error(500, "x"), Answer::Never, Answer::Never]);
    let client: Client =
        timed(&script, |builder| builder.attempt_timeout(5 * SECOND).timeout(Duration::from_millis(6500)));
    let begun = Instant::now();
    let error = client.cancel_metadata_transfer_job(cancel()).await.expect_err("an error");
    assert_eq!(error.to_string(), "no answer in time: the call was not done after 6.5s");
    assert_eq!((script.requests().len(), begun.elapsed().as_millis()), (2, 6500));
}

#[tokio::test(start_paused = true)]
async fn a_response_whose_body_stalls_ends_in_the_time_of_a_try() {
    let (sender, body) = Channel::<Bytes, Infallible>::new(1);
    let script = Script::new([Answer::Response(Response::new(ByteStream::new(body)))]);
    let client: Client = timed(&script, |builder| {
        builder.attempt_timeout(5 * SECOND).retries(farrier_runtime::client::Retries::off())
    });
    let error = client.cancel_metadata_transfer_job(cancel()).await.expect_err("an error");
    assert_eq!(error.to_string(), "no answer in time: the service did not answer within 5s");
    drop(sender);
}

/// Takes a body piece by piece, `pause` apart, as many as `most`, and then answers or waits for ever.
fn taker(
    pause: Duration,
    most: usize,
    taken: Arc<AtomicUsize>,
) -> impl farrier_runtime::client::HttpService<ByteStream> {
    tower::service_fn(move |request: Request<ByteStream>| {
        let taken = Arc::clone(&taken);
        async move {
            let mut body = request.into_body();
            while body.next().await.is_some() {
                if taken.fetch_add(1, Ordering::SeqCst) + 1 == most {
                    std::future::pending::<()>().await;
                }
                sleep(pause).await;
            }
            Ok::<_, Infallible>(Response::new(ByteStream::from(r#"{"length":5}"#)))
        }
    })
}

fn pieces(count: usize) -> ByteStream {
    let pieces = (0..count).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(&[7; 1024])));
    ByteStream::from_pieces(pieces)
}

#[tokio::test(start_paused = true)]
async fn a_long_stream_may_take_longer_than_a_try_while_it_is_taken() {
    let taken = Arc::new(AtomicUsize::new(0));
    let service = taker(4 * SECOND, usize::MAX, Arc::clone(&taken));
    let client: Archive =
        timed(&Script::default(), |builder| builder.attempt_timeout(5 * SECOND).transport(service));
    let begun = Instant::now();
    client.put_file(PutFileInput::new("a"), pieces(100)).await.expect("an answer");
    assert_eq!((taken.load(Ordering::SeqCst), begun.elapsed().as_secs()), (100, 400));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_no_longer_taken_ends_the_try() {
    let taken = Arc::new(AtomicUsize::new(0));
    let service = taker(4 * SECOND, 10, Arc::clone(&taken));
    let client: Archive =
        timed(&Script::default(), |builder| builder.attempt_timeout(5 * SECOND).transport(service));
    let begun = Instant::now();
    let error = client.put_file(PutFileInput::new("a"), pieces(100)).await.expect_err("a timeout");
    assert_eq!(error.to_string(), "no answer in time: the service did not answer within 5s");
    assert_eq!(taken.load(Ordering::SeqCst), 10);
    assert!((41..=46).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_source_that_takes_its_time_is_waited_for() {
    let (mut sender, body) = Channel::<Bytes, Infallible>::new(1);
    let service = taker(Duration::ZERO, usize::MAX, Arc::default());
    let client: Archive =
        timed(&Script::default(), |builder| builder.attempt_timeout(5 * SECOND).transport(service));
    let source = tokio::spawn(async move {
        for _ in 0..3 {
            sleep(60 * SECOND).await;
            sender.send_data(Bytes::from_static(b"x")).await.expect("a reader");
        }
    });
    let begun = Instant::now();
    client.put_file(PutFileInput::new("a"), ByteStream::new(body)).await.expect("an answer");
    source.await.expect("all sent");
    assert_eq!(begun.elapsed().as_secs(), 180);
}
