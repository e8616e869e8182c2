//! SNS: awsQuery, with maps in forms and in XML.

use farrier_runtime::Map;
use sns::{client::Client, operation::GetTopicAttributesError, types::*};

use crate::case::{Moto, Outcome, check, same, wanted};

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("sns").await else { return };
    check("sns", "creates", create(&client)).await;
    check("sns", "reads", read(&client)).await;
    check("sns", "publishes", publish(&client)).await;
    check("sns", "lists page by page", list(&client)).await;
    check("sns", "deletes, and tells that there is none", delete(&client)).await;
}

fn arn(name: &str) -> String {
    format!("arn:aws:sns:us-east-1:123456789012:{name}")
}

async fn create(client: &Client) -> Outcome {
    let attributes = Map::from([("DisplayName".to_owned(), "é & <b> \"c\"".to_owned())]);
    let created = client.create_topic(CreateTopicInput::new("topic-0").with_attributes(attributes)).await?;
    same(created.topic_arn, Some(arn("topic-0")))
}

async fn read(client: &Client) -> Outcome {
    let read = client.get_topic_attributes(GetTopicAttributesInput::new(arn("topic-0"))).await?;
    let attributes = read.attributes.unwrap_or_default();
    same(attributes.get("DisplayName").map(String::as_str), Some("é & <b> \"c\""))
}

async fn publish(client: &Client) -> Outcome {
    let attribute = |kind: &str| MessageAttributeValue::new(kind);
    let attributes = Map::from([
        ("text".to_owned(), attribute("String").with_string_value("é+ &")),
        ("bytes".to_owned(), attribute("Binary").with_binary_value(vec![0, 255].into())),
    ]);
    let message = PublishInput::new("hello\nworld").with_topic_arn(arn("topic-0"));
    let sent = client.publish(message.with_message_attributes(attributes)).await?;
    same(sent.message_id.is_some(), true)
}

/// A page has a hundred topics.
async fn list(client: &Client) -> Outcome {
    for number in 1..103 {
        client.create_topic(CreateTopicInput::new(format!("topic-{number}"))).await?;
    }
    let mut pages = client.pages().list_topics(ListTopicsInput::new());
    let mut sizes = Vec::new();
    while let Some(page) = pages.next().await {
        sizes.push(page?.topics.unwrap_or_default().len());
    }
    same(sizes, [100, 3])
}

async fn delete(client: &Client) -> Outcome {
    client.delete_topic(DeleteTopicInput::new(arn("topic-0"))).await?;
    let gone = client.get_topic_attributes(GetTopicAttributesInput::new(arn("topic-0"))).await;
    wanted(gone, |error| matches!(error, GetTopicAttributesError::NotFoundException(_)))
}
