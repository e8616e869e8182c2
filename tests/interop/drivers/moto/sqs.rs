//! SQS: awsJson1_0, whose errors say their names of the query protocol in a header.

use farrier_runtime::Map;
use sqs::{client::Client, operation::SendMessageError, types::*};

use crate::case::{Moto, Outcome, check, same, wanted};

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("sqs").await else { return };
    let mut urls = Vec::new();
    check("sqs", "creates", create(&client, &mut urls)).await;
    let Some(url) = urls.first() else { return };
    check("sqs", "sends, receives and deletes a message", message(&client, url)).await;
    check("sqs", "lists page by page", list(&client, &urls)).await;
    check("sqs", "deletes, and tells that there is none", delete(&client, url)).await;
}

async fn create(client: &Client, urls: &mut Vec<String>) -> Outcome {
    for number in 0..3 {
        let attributes = Map::from([(QueueAttributeName::VisibilityTimeout, "30".to_owned())]);
        let queue = CreateQueueRequest::new(format!("queue-{number}")).with_attributes(attributes);
        urls.push(client.create_queue(queue).await?.queue_url.ok_or("no queue")?);
    }
    Ok(())
}

async fn message(client: &Client, url: &str) -> Outcome {
    let attribute = MessageAttributeValue::new("Binary").with_binary_value(vec![0, 255].into());
    let attributes = Map::from([("bytes".to_owned(), attribute)]);
    let sent = SendMessageRequest::new(url, "é <&> \u{1f980}").with_message_attributes(attributes.clone());
    let sent = client.send_message(sent).await?;
    let receive = ReceiveMessageRequest::new(url).with_message_attribute_names(vec!["All".to_owned()]);
    let mut received = client.receive_message(receive).await?.messages.unwrap_or_default();
    let received = received.pop().ok_or("no message")?;
    same(received.message_id, sent.message_id)?;
    same(received.body.as_deref(), Some("é <&> \u{1f980}"))?;
    same(received.message_attributes, Some(attributes))?;
    let handle = received.receipt_handle.ok_or("no handle")?;
    client.delete_message(DeleteMessageRequest::new(url, handle)).await?;
    Ok(())
}

async fn list(client: &Client, urls: &[String]) -> Outcome {
    let mut pages = client.pages().list_queues(ListQueuesRequest::new().with_max_results(2));
    let mut listed = Vec::new();
    while let Some(page) = pages.next().await {
        listed.push(page?.queue_urls.unwrap_or_default());
    }
    same(listed, [&urls[..2], &urls[2..]].map(<[String]>::to_vec))
}

async fn delete(client: &Client, url: &str) -> Outcome {
    client.delete_queue(DeleteQueueRequest::new(url)).await?;
    let gone = client.send_message(SendMessageRequest::new(url, "too late")).await;
    wanted(gone, |error| matches!(error, SendMessageError::QueueDoesNotExist(_)))
}
