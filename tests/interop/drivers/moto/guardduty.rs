//! GuardDuty: restJson1, whose members have other names in JSON.

use farrier_runtime::Map;
use guardduty::{client::Client, operation::GetDetectorError, types::*};

use crate::case::{Failure, Moto, Outcome, check, same, wanted};

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("guardduty").await else { return };
    check("guardduty", "creates", create(&client)).await;
    check("guardduty", "lists and reads", read(&client)).await;
    check("guardduty", "updates", update(&client)).await;
    check("guardduty", "deletes, and tells that there is none", delete(&client)).await;
}

/// The only detector's ID.
async fn only(client: &Client) -> Result<String, Failure> {
    let listed = client.list_detectors(ListDetectorsRequest::new()).await?.detector_ids.unwrap_or_default();
    match <[String; 1]>::try_from(listed) {
        Ok([id]) => Ok(id),
        Err(ids) => Err(format!("wanted one detector, came {ids:?}").into()),
    }
}

async fn create(client: &Client) -> Outcome {
    let detector = CreateDetectorRequest::new()
        .with_enable(true)
        .with_finding_publishing_frequency(FindingPublishingFrequency::OneHour)
        .with_tags(Map::from([("team".to_owned(), "é".to_owned())]));
    let created = client.create_detector(detector).await?;
    same(created.detector_id, Some(only(client).await?))
}

async fn read(client: &Client) -> Outcome {
    let detector = client.get_detector(GetDetectorRequest::new(only(client).await?)).await?;
    same(detector.status, Some(DetectorStatus::Enabled))?;
    same(detector.finding_publishing_frequency, Some(FindingPublishingFrequency::OneHour))?;
    same(detector.tags, Some(Map::from([("team".to_owned(), "é".to_owned())])))
}

async fn update(client: &Client) -> Outcome {
    let id = only(client).await?;
    client.update_detector(UpdateDetectorRequest::new(&id).with_enable(false)).await?;
    let detector = client.get_detector(GetDetectorRequest::new(id)).await?;
    same(detector.status, Some(DetectorStatus::Disabled))
}

async fn delete(client: &Client) -> Outcome {
    let id = only(client).await?;
    client.delete_detector(DeleteDetectorRequest::new(&id)).await?;
    let gone = client.get_detector(GetDetectorRequest::new(id)).await;
    wanted(gone, |error| matches!(error, GetDetectorError::BadRequestException(_)))
}
