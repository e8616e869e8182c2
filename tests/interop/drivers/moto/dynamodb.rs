//! DynamoDB: awsJson1_0, with recursive unions and blobs.

use dynamodb::{
    client::Client,
    operation::{DescribeTableError, PutItemError},
    types::*,
};
use farrier_runtime::Map;

use crate::case::{Moto, Outcome, check, same, wanted};

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("dynamodb").await else { return };
    check("dynamodb", "creates", create(&client)).await;
    check("dynamodb", "reads", read(&client)).await;
    check("dynamodb", "lists page by page", list(&client)).await;
    check("dynamodb", "scans page by page", scan(&client)).await;
    check("dynamodb", "tells of a condition that does not hold", condition(&client)).await;
    check("dynamodb", "deletes, and tells that there is none", delete(&client)).await;
}

async fn create(client: &Client) -> Outcome {
    for name in ["table-0", "table-1", "table-2"] {
        let table = CreateTableInput::new(
            vec![AttributeDefinition::new("id", ScalarAttributeType::S)],
            name,
            vec![KeySchemaElement::new("id", KeyType::Hash)],
        );
        let table = client.create_table(table.with_billing_mode(BillingMode::PayPerRequest)).await?;
        let table = table.table_description.ok_or("no table")?;
        same(table.table_name.as_deref(), Some(name))?;
        same(table.creation_date_time.is_some_and(|time| time.seconds() > 1_700_000_000), true)?;
    }
    Ok(())
}

/// An item with a value of every kind.
fn item(id: &str) -> Map<String, AttributeValue> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let map = Map::from([
        ("nested".to_owned(), AttributeValue::L(vec![AttributeValue::Null(true), text("é \"\\\n\u{1f980}")])),
        ("yes".to_owned(), AttributeValue::Bool(true)),
    ]);
    Map::from([
        ("id".to_owned(), text(id)),
        ("number".to_owned(), AttributeValue::N("1.5".to_owned())),
        ("bytes".to_owned(), AttributeValue::B(vec![0, 255, 128].into())),
        ("texts".to_owned(), AttributeValue::Ss(vec!["a".to_owned(), "b".to_owned()])),
        ("map".to_owned(), AttributeValue::M(map)),
    ])
}

fn key(id: &str) -> Map<String, AttributeValue> {
    Map::from([("id".to_owned(), AttributeValue::S(id.to_owned()))])
}

async fn read(client: &Client) -> Outcome {
    client.put_item(PutItemInput::new("table-0", item("a"))).await?;
    let got = client.get_item(GetItemInput::new("table-0", key("a")).with_consistent_read(true)).await?;
    same(got.item, Some(item("a")))?;
    let none = client.get_item(GetItemInput::new("table-0", key("b"))).await?;
    same(none.item, None::<Map<String, AttributeValue>>)
}

async fn list(client: &Client) -> Outcome {
    let mut pages = client.pages().list_tables(ListTablesInput::new().with_limit(2));
    let mut listed = Vec::new();
    while let Some(page) = pages.next().await {
        listed.push(page?.table_names.unwrap_or_default());
    }
    same(listed, [vec!["table-0", "table-1"], vec!["table-2"]])
}

async fn scan(client: &Client) -> Outcome {
    for number in 0..5 {
        client.put_item(PutItemInput::new("table-1", item(&number.to_string()))).await?;
    }
    let mut pages = client.pages().scan(ScanInput::new("table-1").with_limit(2));
    let (mut sizes, mut found) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let items = page?.items.unwrap_or_default();
        sizes.push(items.len());
        found.extend(items);
    }
    same(sizes, [2, 2, 1])?;
    found.sort_by_key(|item| format!("{:?}", item["id"]));
    let wanted: Vec<_> = (0..5).map(|number| item(&number.to_string())).collect();
    same(found, wanted)
}

async fn condition(client: &Client) -> Outcome {
    let put = PutItemInput::new("table-0", item("a")).with_condition_expression("attribute_not_exists(id)");
    wanted(
        client.put_item(put).await,
        |error| matches!(error, PutItemError::ConditionalCheckFailedException(error) if error.message.is_some()),
    )
}

async fn delete(client: &Client) -> Outcome {
    client.delete_table(DeleteTableInput::new("table-0")).await?;
    let gone = client.describe_table(DescribeTableInput::new("table-0")).await;
    wanted(gone, |error| matches!(error, DescribeTableError::ResourceNotFoundException(_)))
}
