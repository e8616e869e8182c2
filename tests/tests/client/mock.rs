//! A client over an implementation of the generated server trait, in memory: how its users are tested.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use archive::{
    client::Client,
    operation::{ConverseError, GetFileError, ImportNotesError, PingError, PutFileError, SetPasswordError},
    server::{Api, Service},
    types::{
        ConverseInput, ConverseOutput, GetFileInput, GetFileOutput, ImportNotesInput, ImportNotesOutput,
        NoSuchFile, PutFileInput, PutFileOutput, Remark, Remarks, SetPasswordInput,
    },
};
use bytes::Bytes;
use farrier_runtime::{event::EventStream, operation::Unit, server::Context, stream::ByteStream};

/// How many pieces a source has given.
#[derive(Clone, Default)]
struct Given(Arc<AtomicUsize>);

impl Given {
    /// An endless file.
    fn pieces(&self) -> ByteStream {
        let given = Arc::clone(&self.0);
        ByteStream::from_pieces(std::iter::from_fn(move || {
            given.fetch_add(1, Ordering::SeqCst);
            Some(Ok::<_, std::io::Error>(Bytes::from_static(&[7; 1024])))
        }))
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Has one file without end, takes two pieces of any file, and repeats remarks.
struct Mock(Given);

impl Api for Mock {
    async fn converse(
        &self,
        _: ConverseInput,
        events: EventStream<Remarks>,
        _: Context,
    ) -> Result<(ConverseOutput, EventStream<Remarks>), ConverseError> {
        Ok((ConverseOutput::new(), events))
    }

    async fn get_file(
        &self,
        input: GetFileInput,
        _: Context,
    ) -> Result<(GetFileOutput, ByteStream), GetFileError> {
        if input.name != "endless" {
            return Err(NoSuchFile::new().with_message("there is one file").into());
        }
        Ok((GetFileOutput::new(), self.0.pieces()))
    }

    async fn import_notes(
        &self,
        input: ImportNotesInput,
        _: Context,
    ) -> Result<ImportNotesOutput, ImportNotesError> {
        Ok(ImportNotesOutput::new(i32::try_from(input.notes.len()).unwrap_or(i32::MAX)))
    }

    async fn ping(&self, _: Unit, _: Context) -> Result<Unit, PingError> {
        Ok(Unit)
    }

    async fn put_file(
        &self,
        _: PutFileInput,
        mut body: ByteStream,
        _: Context,
    ) -> Result<PutFileOutput, PutFileError> {
        let mut length = 0;
        for _ in 0..2 {
            length += body.next().await.and_then(Result::ok).map_or(0, |piece| piece.len());
        }
        Ok(PutFileOutput::new(i64::try_from(length).unwrap_or(i64::MAX)))
    }

    async fn set_password(&self, _: SetPasswordInput, _: Context) -> Result<Unit, SetPasswordError> {
        Ok(Unit)
    }
}

#[tokio::test]
async fn a_client_over_a_mock_is_one_line() {
    let client = Client::over(Service::new(Mock(Given::default())));
    client.ping().await.expect("an answer");
    let notes = ImportNotesInput::new(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(client.import_notes(notes).await.expect("an answer"), ImportNotesOutput::new(2));
}

#[tokio::test]
async fn a_mocks_errors_are_the_operations_with_the_requests_id() {
    let client = Client::over(Service::new(Mock(Given::default())));
    let error = client.get_file(GetFileInput::new("other")).await.expect_err("no file");
    assert!(matches!(&error, GetFileError::NoSuchFile(_)), "{error:?}");
    assert!(error.to_string().starts_with("NoSuchFile: there is one file (request ID "), "{error}");
}

#[tokio::test]
async fn a_stream_from_a_mock_gives_no_more_than_is_taken() {
    let given = Given::default();
    let client = Client::over(Service::new(Mock(given.clone())));
    let (_, mut file) = client.get_file(GetFileInput::new("endless")).await.expect("a file");
    assert_eq!(given.count(), 0, "nothing is read before it is asked for");
    for expected in 1..=3 {
        file.next().await.expect("a piece").expect("bytes");
        assert_eq!(given.count(), expected);
    }
}

#[tokio::test]
async fn a_stream_to_a_mock_gives_no_more_than_the_mock_takes() {
    let given = Given::default();
    let client = Client::over(Service::new(Mock(Given::default())));
    let put = client.put_file(PutFileInput::new("file"), given.pieces()).await.expect("an answer");
    assert_eq!((put.length, given.count()), (2048, 2));
}

#[tokio::test]
async fn events_go_both_ways_one_at_a_time() {
    let said = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&said);
    let remarks = std::iter::from_fn(move || {
        let count = counter.fetch_add(1, Ordering::SeqCst);
        Some(Remarks::Remark(Remark::new(count.to_string())))
    });
    let client = Client::over(Service::new(Mock(Given::default())));
    let events = EventStream::from_events(remarks);
    let (_, mut heard) = client.converse(ConverseInput::new(), events).await.expect("an answer");
    for count in 0..3 {
        let remark = heard.next().await.expect("a remark").expect("well-formed");
        assert_eq!(remark, Remarks::Remark(Remark::new(count.to_string())));
    }
    assert_eq!(said.load(Ordering::SeqCst), 3);
}
