//! Secrets Manager: awsJson1_1.

use farrier_runtime::client::Credentials;
use secrets_manager::{
    client::Client,
    operation::{CreateSecretError, GetSecretValueError, ListSecretsError},
    types::*,
};

use crate::case::{KEY, Moto, Outcome, check, same, wanted};

const SERVICE: &str = "secrets-manager";

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>(SERVICE).await else { return };
    check(SERVICE, "tells that another secret key is not taken", forged(moto)).await;
    check(SERVICE, "creates", create(&client)).await;
    check(SERVICE, "reads", read(&client)).await;
    check(SERVICE, "lists page by page", list(&client)).await;
    check(SERVICE, "tells of one that exists", conflict(&client)).await;
    check(SERVICE, "deletes, and tells that there is none", delete(&client)).await;
}

/// The server computes the signatures of requests.
async fn forged(moto: &Moto) -> Outcome {
    let client: Client = moto.with(|builder| builder.credentials(Credentials::new(KEY, "forged")))?;
    wanted(
        client.list_secrets(ListSecretsRequest::new()).await,
        |error| matches!(error, ListSecretsError::Unhandled(error) if error.code() == Some("SignatureDoesNotMatch")),
    )
}

async fn create(client: &Client) -> Outcome {
    for number in 0..3 {
        let secret = CreateSecretRequest::new(format!("secret-{number}"));
        let secret = client.create_secret(secret.with_secret_string(format!("é{number}"))).await?;
        same(secret.name, Some(format!("secret-{number}")))?;
    }
    let binary = CreateSecretRequest::new("binary").with_secret_binary(vec![0, 159, 255].into());
    same(client.create_secret(binary).await?.version_id.is_some(), true)
}

async fn read(client: &Client) -> Outcome {
    let read = client.get_secret_value(GetSecretValueRequest::new("secret-1")).await?;
    same(read.secret_string.as_deref(), Some("é1"))?;
    same(read.created_date.is_some_and(|time| time.seconds() > 1_700_000_000), true)?;
    let read = client.get_secret_value(GetSecretValueRequest::new("binary")).await?;
    same(read.secret_binary, Some(vec![0, 159, 255].into()))
}

async fn list(client: &Client) -> Outcome {
    let mut pages = client.pages().list_secrets(ListSecretsRequest::new().with_max_results(3));
    let (mut sizes, mut names) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let secrets = page?.secret_list.unwrap_or_default();
        sizes.push(secrets.len());
        names.extend(secrets.into_iter().filter_map(|secret| secret.name));
    }
    same(sizes, [3, 1])?;
    names.sort();
    same(names, ["binary", "secret-0", "secret-1", "secret-2"])
}

async fn conflict(client: &Client) -> Outcome {
    let again = CreateSecretRequest::new("secret-0").with_secret_string("other");
    wanted(client.create_secret(again).await, |error| {
        matches!(error, CreateSecretError::ResourceExistsException(_))
    })
}

async fn delete(client: &Client) -> Outcome {
    let delete = DeleteSecretRequest::new("secret-0").with_force_delete_without_recovery(true);
    client.delete_secret(delete).await?;
    let gone = client.get_secret_value(GetSecretValueRequest::new("secret-0")).await;
    wanted(gone, |error| matches!(error, GetSecretValueError::ResourceNotFoundException(_)))
}
