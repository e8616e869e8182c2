//! When a request is sent again, and when not.

use std::time::Duration;

use archive::{client::Client as Archive, types::PutFileInput};
use bytes::Bytes;
use farrier_runtime::{
    client::{Builder, Retries, TransportError},
    stream::ByteStream,
};
use iottwinmaker::client::Client;

use crate::support::{Answer, SECOND, Script, Still, cancel, client, create, error, response, standard};

const DONE: &str = r#"{"metadataTransferJobId":"job-1","arn":"arn","updateDateTime":0,"status":{}}"#;

fn success() -> Answer {
    response(200, &[], DONE)
}

fn broken() -> Answer {
    Answer::Failed(TransportError::broken("reset"))
}

fn unseen() -> Answer {
    Answer::Failed(TransportError::unseen("refused"))
}

/// How often a request is sent that fails like this at first: one that may be repeated, and one that may not.
async fn tries(answer: fn() -> Answer, change: fn(Builder<Client>) -> Builder<Client>) -> (usize, usize) {
    let script = Script::new([answer()]);
    let client: Client = client(&script, &Still::default(), change);
    script.add([success(), success(), success()]);
    let _ = client.cancel_metadata_transfer_job(cancel()).await;
    let repeatable = script.requests().len();
    let script = Script::new([answer(), success()]);
    let client: Client = crate::support::client(&script, &Still::default(), change);
    let _ = client.create_metadata_transfer_job(create()).await;
    (repeatable, script.requests().len())
}

#[tokio::test]
async fn what_was_not_carried_out_is_sent_again_whatever_the_operation() {
    let answers: &[fn() -> Answer] = &[
        unseen,
        || error(429, "TooMany"),
        || error(503, "Busy"),
        || error(400, "ThrottlingException"),
        || error(400, "RequestLimitExceeded"),
        || error(400, "SlowDown"),
        || error(400, "ProvisionedThroughputExceededException"),
        || error(408, "RequestTimeout"),
    ];
    for answer in answers {
        assert_eq!(tries(*answer, |builder| builder).await, (2, 2));
    }
}

#[tokio::test]
async fn what_may_have_been_carried_out_is_sent_again_where_the_operation_may_be_repeated() {
    let answers: &[fn() -> Answer] = &[
        broken,
        || error(500, "InternalServerException"),
        || error(502, "BadGateway"),
        || error(504, "GatewayTimeout"),
    ];
    for answer in answers {
        assert_eq!(tries(*answer, |builder| builder).await, (2, 1));
        let everything: fn(Builder<Client>) -> Builder<Client> =
            |builder| builder.retries(standard().with_unsafe_repetition(true));
        assert_eq!(tries(*answer, everything).await, (2, 2));
    }
}

#[tokio::test]
async fn what_another_try_would_not_mend_is_not_sent_again() {
    let answers: &[fn() -> Answer] = &[
        || error(400, "ValidationException"),
        || error(403, "AccessDeniedException"),
        || error(409, "ConflictException"),
        || error(501, "NotImplemented"),
    ];
    for answer in answers {
        assert_eq!(tries(*answer, |builder| builder).await, (1, 1));
    }
    assert_eq!(tries(unseen, |builder| builder.retries(Retries::off())).await, (1, 1));
}

/// The pauses of a call that gets these answers.
async fn pauses(answers: Vec<Answer>, retries: Retries) -> Vec<Duration> {
    let (script, clock) = (Script::new(answers), Still::default());
    let client: Client = client(&script, &clock, |builder| builder.retries(retries));
    let _ = client.cancel_metadata_transfer_job(cancel()).await;
    clock.pauses()
}

#[tokio::test]
async fn pauses_are_a_random_part_of_a_time_that_doubles_up_to_a_bound() {
    let failures = |count: usize| (0..count).map(|_| error(500, "InternalServerException")).collect();
    assert_eq!(pauses(failures(3), standard()).await, [SECOND, 2 * SECOND]);
    let eight = standard().with_max_attempts(8);
    let seconds: Vec<u64> = pauses(failures(8), eight).await.iter().map(Duration::as_secs).collect();
    assert_eq!(seconds, [1, 2, 4, 8, 16, 20, 20]);
    let half = Retries::standard().with_jitter(|| 0.5);
    assert_eq!(pauses(failures(3), half).await, [SECOND / 2, SECOND]);
    let short = standard().with_delays(SECOND / 10, SECOND / 5).with_max_attempts(4);
    assert_eq!(pauses(failures(4), short).await, [SECOND / 10, SECOND / 5, SECOND / 5]);
    for pause in pauses(failures(3), Retries::standard()).await {
        assert!(pause <= 2 * SECOND, "{pause:?}");
    }
}

#[tokio::test]
async fn a_service_that_asks_for_a_time_gets_it() {
    for (header, value, expected) in [
        ("retry-after", "7", 7 * SECOND),
        ("retry-after", "Sun, 30 Aug 2015 12:36:09 GMT", 9 * SECOND),
        ("x-amz-retry-after", "2500", Duration::from_millis(2500)),
        // What is no time, or a past one, changes nothing.
        ("retry-after", "soon", SECOND),
        ("retry-after", "-1", SECOND),
        ("retry-after", "Sun, 30 Aug 2015 12:36:00 GMT", SECOND),
        ("retry-after", "0", SECOND),
    ] {
        let headers = [("x-amzn-errortype", "ThrottlingException"), (header, value)];
        let answers = vec![response(429, &headers, "{}"), success()];
        assert_eq!(pauses(answers, standard()).await, [expected], "{header}: {value}");
    }
}

#[tokio::test]
async fn a_service_that_asks_for_more_time_than_there_is_gets_no_further_try() {
    for value in ["21", "99999999999999999999", "18446744073709551615"] {
        let headers = [("x-amzn-errortype", "ThrottlingException"), ("retry-after", value)];
        let script = Script::new([response(429, &headers, "{}"), success()]);
        let client: Client = client(&script, &Still::default(), |builder| builder);
        let ended = client.cancel_metadata_transfer_job(cancel()).await;
        let is_time = value.parse::<u64>().is_ok();
        assert_eq!(
            (ended.is_err(), script.requests().len()),
            (is_time, if is_time { 1 } else { 2 }),
            "{value}"
        );
    }
}

/// Calls one after another, against the same client.
struct Calls {
    script: Script,
    client: Client,
}

impl Calls {
    fn new(change: impl FnOnce(Builder<Client>) -> Builder<Client>) -> Self {
        let script = Script::default();
        Self { client: client(&script, &Still::default(), change), script }
    }

    /// How often the request of a call is sent that gets these answers.
    async fn tries(&self, answers: Vec<Answer>) -> usize {
        self.script.add(answers);
        let _ = self.client.cancel_metadata_transfer_job(cancel()).await;
        self.script.requests().len()
    }
}

#[tokio::test]
async fn a_client_whose_budget_is_used_up_tries_once_until_successes_fill_it_again() {
    let calls = Calls::new(|builder| builder.retries(standard().with_capacity(12)));
    let failures = || vec![error(500, "x"), error(500, "x"), error(500, "x")];
    assert_eq!(calls.tries(failures()).await, 3, "10 of 12");
    assert_eq!(calls.tries(vec![error(500, "x")]).await, 1);
    assert_eq!(calls.tries(vec![error(409, "ConflictException")]).await, 1, "no success");
    assert_eq!(calls.tries(vec![error(500, "x")]).await, 1);
    for _ in 0..3 {
        assert_eq!(calls.tries(vec![success()]).await, 1, "gives back 1");
    }
    assert_eq!(calls.tries(vec![error(500, "x"), success()]).await, 2, "takes 5 and gives 5 back");
    assert_eq!(
        calls.tries(vec![error(500, "x"), error(500, "x")]).await,
        2,
        "takes 5, of which there are no more"
    );
}

#[tokio::test]
async fn a_try_after_a_timeout_costs_twice_as_much() {
    let calls = Calls::new(|builder| builder.retries(standard().with_capacity(15)).attempt_timeout(SECOND));
    assert_eq!(calls.tries(vec![Answer::Never, Answer::Never]).await, 2, "10 of 15");
    assert_eq!(calls.tries(vec![error(500, "x"), error(500, "x")]).await, 2, "5 of 5");
    assert_eq!(calls.tries(vec![error(500, "x")]).await, 1);
}

#[tokio::test]
async fn the_standard_budget_is_a_hundred_tries() {
    let calls = Calls::new(|builder| builder);
    for _ in 0..50 {
        assert_eq!(calls.tries((0..3).map(|_| error(500, "x")).collect()).await, 3);
    }
    assert_eq!(calls.tries(vec![error(500, "x")]).await, 1);
}

#[tokio::test]
async fn each_try_is_signed_anew_and_all_have_the_id_of_their_call() {
    let script = Script::new([error(500, "x"), error(500, "x"), success()]);
    let client: Client = client(&script, &Still::default(), |builder| builder);
    client.cancel_metadata_transfer_job(cancel()).await.expect("an answer");
    let requests = script.requests();
    let header = |name: &str| -> Vec<String> {
        requests.iter().map(|request| request.headers[name].to_str().expect("a text").to_owned()).collect()
    };
    let ids = header("amz-sdk-invocation-id");
    assert!(ids.len() == 3 && ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(header("amz-sdk-request"), ["attempt=1; max=3", "attempt=2; max=3", "attempt=3; max=3"]);
    let signatures = header("authorization");
    assert!(signatures[0] != signatures[1] && signatures[1] != signatures[2], "{signatures:?}");
}

#[tokio::test]
async fn a_stream_is_sent_again_where_its_bytes_are_at_hand_and_only_there() {
    let pieces = || {
        let pieces = ["by", "tes"].map(|piece| Ok::<_, std::io::Error>(Bytes::from(piece)));
        ByteStream::from_pieces(pieces.into_iter())
    };
    for (body, tries) in [(ByteStream::from("bytes"), 2), (pieces(), 1)] {
        let script = Script::new([error(503, "Busy"), response(200, &[], r#"{"length":5}"#)]);
        let client: Archive = client(&script, &Still::default(), |builder| builder);
        let _ = client.put_file(PutFileInput::new("a"), body).await;
        assert_eq!(script.requests().len(), tries);
    }
}
