//! The example server and client: over a socket, and in memory with a clock of the test's.

use std::{num::NonZeroU32, time::Duration};

use farrier_examples::{Jobs, Pace, serve, tour};
use iottwinmaker::{
    client::Client,
    operation::{
        CancelMetadataTransferJobError as CancelError, CreateMetadataTransferJobError as CreateError,
        ListMetadataTransferJobsError as ListError,
    },
    server::Service,
    types::{
        CancelMetadataTransferJobRequest, CreateMetadataTransferJobRequest, DestinationConfiguration,
        DestinationType, GetMetadataTransferJobRequest, IotTwinMakerDestinationConfiguration,
        ListMetadataTransferJobsFilter, ListMetadataTransferJobsRequest, MetadataTransferJobState as State,
        SourceConfiguration, SourceType,
    },
};
use tokio::{net::TcpListener, sync::oneshot};

const STEP: Duration = Duration::from_secs(60);

fn client(jobs: Jobs) -> Client {
    Client::over(Service::new(jobs.with_pace(Pace(STEP))))
}

/// A job with the ID `id`, into the workspace `workspace`.
fn job(id: &str, workspace: &str) -> CreateMetadataTransferJobRequest {
    let workspace = format!("arn:aws:iottwinmaker:us-east-1:123456789012:workspace/{workspace}");
    let destination = DestinationConfiguration::new(DestinationType::Iottwinmaker)
        .with_iot_twin_maker_configuration(IotTwinMakerDestinationConfiguration::new(workspace));
    CreateMetadataTransferJobRequest::new(vec![SourceConfiguration::new(SourceType::S3)], destination)
        .with_metadata_transfer_job_id(id)
}

fn list() -> ListMetadataTransferJobsRequest {
    ListMetadataTransferJobsRequest::new(SourceType::S3, DestinationType::Iottwinmaker)
}

async fn state(client: &Client, id: &str) -> Option<State> {
    let job = client.get_metadata_transfer_job(GetMetadataTransferJobRequest::new(id)).await;
    job.expect("a job").status.state
}

/// The IDs of a page, and whether there is another.
async fn page(client: &Client, request: ListMetadataTransferJobsRequest) -> (Vec<String>, Option<String>) {
    let page = client.list_metadata_transfer_jobs(request).await.expect("a page");
    let summaries = page.metadata_transfer_job_summaries.into_iter();
    (summaries.map(|job| job.metadata_transfer_job_id).collect(), page.next_token)
}

#[tokio::test]
async fn the_client_drives_the_server_which_stops_when_it_is_told_to() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, Jobs::new(), async {
        let _ = stopped.await;
    }));
    let client =
        Client::builder().endpoint(endpoint).host_prefix(false).anonymous().build().expect("a client");
    let told = tour(&client).await.expect("all as expected");
    let told: Vec<&str> = told.iter().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(told, ["created", "listed", "got", "not", "cancelled", "not"]);
    stop.send(()).expect("a server");
    server.await.expect("no panic");
}

#[tokio::test(start_paused = true)]
async fn a_job_moves_on_with_time() {
    let client = client(Jobs::new());
    client.create_metadata_transfer_job(job("job-1", "site")).await.expect("a job");
    for expected in [State::Validating, State::Pending, State::Running, State::Completed, State::Completed] {
        assert_eq!(state(&client, "job-1").await, Some(expected));
        tokio::time::advance(STEP).await;
    }
    let cancelled = client.cancel_metadata_transfer_job(CancelMetadataTransferJobRequest::new("job-1")).await;
    let Err(CancelError::ConflictException(conflict)) = cancelled else { panic!("{cancelled:?}") };
    assert!(conflict.to_string().contains("it is COMPLETED"), "{conflict}");
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_job_stays_cancelled() {
    let client = client(Jobs::new());
    client.create_metadata_transfer_job(job("job-1", "site")).await.expect("a job");
    let cancel = || client.cancel_metadata_transfer_job(CancelMetadataTransferJobRequest::new("job-1"));
    assert_eq!(cancel().await.expect("in time").status.state, Some(State::Cancelling));
    assert!(matches!(cancel().await, Err(CancelError::ConflictException(_))));
    tokio::time::advance(STEP * 9).await;
    assert_eq!(state(&client, "job-1").await, Some(State::Cancelled));
}

#[tokio::test]
async fn a_list_comes_in_pages_and_is_filtered() {
    let client = client(Jobs::new());
    for id in ["job-1", "job-2", "job-3", "job-4", "job-5"] {
        let workspace = if id < "job-4" { "early" } else { "late" };
        client.create_metadata_transfer_job(job(id, workspace)).await.expect("a job");
    }
    let (mut listed, mut token) = page(&client, list().with_max_results(2)).await;
    while let Some(next) = token {
        let more;
        (more, token) = page(&client, list().with_max_results(2).with_next_token(next)).await;
        assert!(!more.is_empty() && more.len() <= 2);
        listed.extend(more);
    }
    assert_eq!(listed, ["job-1", "job-2", "job-3", "job-4", "job-5"]);
    let late = ListMetadataTransferJobsFilter::WorkspaceId("late".to_owned());
    assert_eq!(page(&client, list().with_filters(vec![late.clone()])).await.0, ["job-4", "job-5"]);
    let done = ListMetadataTransferJobsFilter::State(State::Completed);
    assert_eq!(page(&client, list().with_filters(vec![late, done])).await.0, [""; 0]);
    let elsewhere = ListMetadataTransferJobsRequest::new(SourceType::Iotsitewise, DestinationType::S3);
    assert_eq!(page(&client, elsewhere).await, (vec![], None));
}

#[tokio::test]
async fn an_id_is_taken_once_and_a_quota_is_kept() {
    let client = client(Jobs::new().with_quota(1));
    client.create_metadata_transfer_job(job("job-1", "site")).await.expect("a job");
    let again = client.create_metadata_transfer_job(job("job-1", "site")).await;
    assert!(matches!(again, Err(CreateError::ConflictException(_))), "{again:?}");
    let more = client.create_metadata_transfer_job(job("job-2", "site")).await;
    assert!(matches!(more, Err(CreateError::ServiceQuotaExceededException(_))), "{more:?}");
}

#[tokio::test]
async fn too_many_calls_are_throttled() {
    let client = client(Jobs::new().with_calls_per_second(NonZeroU32::MIN));
    let mut throttled = false;
    for _ in 0..100 {
        match client.list_metadata_transfer_jobs(list()).await {
            Ok(_) => (),
            Err(ListError::ThrottlingException(_)) => throttled = true,
            Err(other) => panic!("{other:?}"),
        }
    }
    assert!(throttled);
}
