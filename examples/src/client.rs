//! A tour of the service with the generated client.

use std::error::Error;

use iottwinmaker::{
    client::Client,
    operation::{
        CancelMetadataTransferJobError as CancelError, CreateMetadataTransferJobError as CreateError,
        GetMetadataTransferJobError as GetError,
    },
    types::{
        CancelMetadataTransferJobRequest, CreateMetadataTransferJobRequest, DestinationConfiguration,
        DestinationType, GetMetadataTransferJobRequest, IotTwinMakerDestinationConfiguration,
        ListMetadataTransferJobsRequest, MetadataTransferJobStatus, S3SourceConfiguration,
        SourceConfiguration, SourceType,
    },
};

/// Creates a job, lists all, gets it, cancels it, and makes two mistakes. Returns what happened, line by line.
///
/// # Errors
/// When the service does something else than expected.
pub async fn tour(client: &Client) -> Result<Vec<String>, Box<dyn Error + Send + Sync>> {
    let mut told = Vec::new();

    let created = client.create_metadata_transfer_job(import()).await?;
    let id = created.metadata_transfer_job_id;
    told.push(format!("created {id}"));

    let list = ListMetadataTransferJobsRequest::new(SourceType::S3, DestinationType::Iottwinmaker);
    let mut pages = client.pages().list_metadata_transfer_jobs(list);
    while let Some(page) = pages.next().await {
        for job in page?.metadata_transfer_job_summaries {
            told.push(format!("listed {}", job.metadata_transfer_job_id));
        }
    }

    let job = client.get_metadata_transfer_job(GetMetadataTransferJobRequest::new(&id)).await?;
    let files = job.progress.and_then(|progress| progress.total_count).unwrap_or_default();
    told.push(format!("got {id}: {}, {files} files", state(&job.status)));

    // An ID of one's own makes a creation safe to repeat: the second one is a conflict, not another job.
    match client.create_metadata_transfer_job(import().with_metadata_transfer_job_id(&id)).await {
        Err(CreateError::ConflictException(conflict)) => told.push(format!("not created again: {conflict}")),
        other => return Err(format!("a conflict was expected, not {other:?}").into()),
    }

    match client.cancel_metadata_transfer_job(CancelMetadataTransferJobRequest::new(&id)).await {
        Ok(cancelled) => told.push(format!("cancelled {id}: {}", state(&cancelled.status))),
        Err(CancelError::ConflictException(too_late)) => told.push(format!("not cancelled: {too_late}")),
        Err(error) => return Err(error.into()),
    }

    match client.get_metadata_transfer_job(GetMetadataTransferJobRequest::new("no-such-job")).await {
        Err(GetError::ResourceNotFoundException(error)) => told.push(format!("not found: {error}")),
        other => return Err(format!("there should be no such job, not {other:?}").into()),
    }
    Ok(told)
}

fn state(status: &MetadataTransferJobStatus) -> &str {
    status.state.as_ref().map_or("in no state", |state| state.as_str())
}

/// A job that imports a file into a workspace.
fn import() -> CreateMetadataTransferJobRequest {
    let file = S3SourceConfiguration::new("arn:aws:s3:::models/site-7.json");
    let workspace = IotTwinMakerDestinationConfiguration::new(
        "arn:aws:iottwinmaker:us-east-1:123456789012:workspace/site-7",
    );
    CreateMetadataTransferJobRequest::new(
        vec![SourceConfiguration::new(SourceType::S3).with_s3_configuration(file)],
        DestinationConfiguration::new(DestinationType::Iottwinmaker)
            .with_iot_twin_maker_configuration(workspace),
    )
    .with_description("the model of site 7")
}
