//! What errors of calls say: what happened, and to which request.

use archive::{
    client::Client as Archive,
    types::{GetFileInput, PutFileInput},
};
use farrier_runtime::{
    client::{Retries, TransportError},
    operation::FailureKind,
    stream::ByteStream,
};
use iottwinmaker::{
    client::Client, operation::CancelMetadataTransferJobError as Error,
    types::CancelMetadataTransferJobRequest,
};

use crate::support::{Answer, SECOND, Script, Still, cancel, client, error, response, standard};

/// What a call fails with that gets these answers.
async fn failure(answers: Vec<Answer>) -> Error {
    let script = Script::new(answers);
    let client: Client = client(&script, &Still::default(), |builder| builder);
    client.cancel_metadata_transfer_job(cancel()).await.expect_err("a failure")
}

fn kind(error: &Error) -> Option<FailureKind> {
    match error {
        Error::Unhandled(error) => Some(error.kind()),
        _ => None,
    }
}

#[tokio::test]
async fn an_error_of_the_model_is_a_variant_and_says_its_message_and_the_requests_id() {
    let headers = [("x-amzn-errortype", "ConflictException"), ("x-amzn-requestid", "42")];
    let error = failure(vec![response(409, &headers, r#"{"message":"it is done"}"#)]).await;
    assert!(
        matches!(&error, Error::ConflictException(conflict) if conflict.message.as_deref() == Some("it is done")),
        "{error:?}"
    );
    assert_eq!(error.to_string(), "ConflictException: it is done (request ID 42)");
    assert_eq!(error.request_id(), Some("42"));
}

#[tokio::test]
async fn an_answer_is_given_once() {
    let script = Script::new([response(200, &[], "{}")]);
    let client: Client = client(&script, &Still::default(), |builder| builder);
    let mut answer = client.cancel_metadata_transfer_job(cancel());
    (&mut answer).await.expect("an output");
    let error = (&mut answer).await.expect_err("a failure");
    assert_eq!(error.to_string(), "the response could not be decoded: its answer was taken before");
}

#[tokio::test]
async fn an_error_that_the_model_does_not_have_says_code_message_status_and_the_requests_id() {
    let headers = [("x-amzn-errortype", "TeapotException"), ("x-amzn-requestid", "42")];
    let error = failure(vec![response(418, &headers, r#"{"message":"no coffee"}"#)]).await;
    assert_eq!(kind(&error), Some(FailureKind::Unmodelled));
    assert_eq!(error.to_string(), "TeapotException: no coffee (status 418, request ID 42)");
    let Error::Unhandled(error) = error else { panic!("{error:?}") };
    assert_eq!(
        (error.status(), error.code(), error.body()),
        (418, Some("TeapotException"), &br#"{"message":"no coffee"}"#[..])
    );
}

#[tokio::test]
async fn a_proxys_answer_is_no_error_of_the_model() {
    let error = failure(vec![response(404, &[("content-type", "text/html")], "<html>")]).await;
    assert_eq!(kind(&error), Some(FailureKind::Unmodelled));
    assert_eq!(error.to_string(), "unmodelled error (status 404)");
}

#[tokio::test]
async fn a_response_that_cannot_be_decoded_says_where() {
    let body = r#"{"metadataTransferJobId":1}"#;
    let error = failure(vec![response(200, &[("x-amzn-requestid", "42")], body)]).await;
    assert_eq!(kind(&error), Some(FailureKind::Decode));
    let text = error.to_string();
    assert!(text.starts_with("the response could not be decoded: "), "{text}");
    assert!(
        text.contains("metadataTransferJobId") && text.ends_with("(status 200, request ID 42)"),
        "{text}"
    );
}

#[tokio::test]
async fn an_input_that_cannot_be_sent_says_what() {
    let client: Client = client(&Script::default(), &Still::default(), |builder| builder);
    let input = CancelMetadataTransferJobRequest::new("");
    let error = client.cancel_metadata_transfer_job(input).await.expect_err("an empty label");
    assert_eq!(kind(&error), Some(FailureKind::Encode));
    let text = error.to_string();
    assert!(
        text.starts_with("the request could not be encoded: ") && text.contains("metadataTransferJobId"),
        "{text}"
    );
}

#[tokio::test]
async fn a_failed_connection_says_why_and_how_often_it_was_tried() {
    let failed = || Answer::Failed(TransportError::unseen("refused"));
    let error = failure(vec![failed(), failed(), failed()]).await;
    assert_eq!(kind(&error), Some(FailureKind::Transport));
    assert_eq!(error.to_string(), "the connection failed: no connection: refused (3 attempts)");
    let script = Script::new([Answer::Failed(TransportError::broken("reset"))]);
    let client: Client = client(&script, &Still::default(), |builder| builder.retries(Retries::off()));
    let error = client.cancel_metadata_transfer_job(cancel()).await.expect_err("a failure");
    assert_eq!(error.to_string(), "the connection failed: no response: reset");
}

#[tokio::test]
async fn a_try_that_is_not_answered_says_how_long_it_was_waited_for() {
    let script = Script::new([Answer::Never, Answer::Never, Answer::Never]);
    let client: Client = client(&script, &Still::default(), |builder| builder.attempt_timeout(5 * SECOND));
    let error = client.cancel_metadata_transfer_job(cancel()).await.expect_err("a failure");
    assert_eq!(kind(&error), Some(FailureKind::Timeout));
    assert_eq!(error.to_string(), "no answer in time: the service did not answer within 5s (3 attempts)");
}

#[tokio::test]
async fn a_body_that_breaks_off_or_is_too_long_is_an_error() {
    let broken = || {
        let pieces = [Ok("{\"met".into()), Err(std::io::Error::other("reset"))];
        let body = ByteStream::from_pieces(pieces.into_iter());
        Answer::Response(http::Response::new(body))
    };
    let error = failure(vec![broken(), broken(), broken()]).await;
    assert_eq!(kind(&error), Some(FailureKind::Transport));
    assert!(error.to_string().contains("reset (3 attempts)"), "{error}");
    let script = Script::new([response(200, &[("x-amzn-requestid", "42")], "{\"a\":1}")]);
    let client: Client = client(&script, &Still::default(), |builder| builder.max_response_bytes(6));
    let error = client.cancel_metadata_transfer_job(cancel()).await.expect_err("a failure");
    let expected = "the response could not be decoded: the body is longer than allowed";
    assert!(error.to_string().starts_with(expected) && error.request_id() == Some("42"), "{error}");
}

#[tokio::test]
async fn errors_of_operations_with_streams_are_read_whole_and_say_the_same() {
    let headers = [("x-amzn-errortype", "NoSuchFile"), ("x-amzn-requestid", "42")];
    let answer = || response(404, &headers, r#"{"message":"no such file"}"#);
    let script = Script::new([answer(), error(507, "Other")]);
    let client: Archive = client(&script, &Still::default(), |builder| builder.retries(standard()));
    let missing = client.get_file(GetFileInput::new("a")).await.expect_err("no file");
    assert_eq!(missing.to_string(), "NoSuchFile: no such file (request ID 42)");
    let error = client.put_file(PutFileInput::new("a"), "bytes".into()).await.expect_err("no room");
    assert_eq!(error.to_string(), "Other (status 507, request ID 42)");
}
