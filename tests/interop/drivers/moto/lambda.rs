//! Lambda: restJson1, with blobs in bodies and errors that are named in a header.

use farrier_runtime::Map;
use iam::types::{CreateRoleRequest, DeleteRoleRequest};
use lambda::{
    client::Client,
    operation::{CreateFunctionError, GetFunctionError},
    types::{self, *},
};

use crate::case::{Moto, Outcome, check, same, wanted};

/// The shortest archive: one without files.
const ZIP: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("lambda").await else { return };
    let Some(iam) = moto.client::<iam::client::Client>("lambda").await else { return };
    check("lambda", "creates", create(&client, &iam)).await;
    check("lambda", "reads", read(&client)).await;
    check("lambda", "lists", list(&client)).await;
    check("lambda", "tells of one that exists", conflict(&client)).await;
    check("lambda", "deletes, and tells that there is none", delete(&client, &iam)).await;
}

fn function() -> CreateFunctionRequest {
    let role = "arn:aws:iam::123456789012:role/runs-functions";
    let variables = Map::from([("GREETING".to_owned(), "é \"quoted\"".to_owned())]);
    CreateFunctionRequest::new("greet", role, FunctionCode::new().with_zip_file(ZIP.into()))
        .with_runtime(types::Runtime::Python312)
        .with_handler("greet.main")
        .with_timeout(7)
        .with_environment(Environment::new().with_variables(variables))
}

async fn create(client: &Client, iam: &iam::client::Client) -> Outcome {
    iam.create_role(CreateRoleRequest::new("runs-functions", crate::iam::TRUST)).await?;
    let created = client.create_function(function()).await?;
    same(created.code_size, 22)?;
    same(created.code_sha256.is_some(), true)?;
    same(created.timeout, Some(7))
}

async fn read(client: &Client) -> Outcome {
    let read = client.get_function(GetFunctionRequest::new("greet")).await?;
    let read = read.configuration.ok_or("no configuration")?;
    same(read.runtime, Some(types::Runtime::Python312))?;
    let variables = read.environment.and_then(|environment| environment.variables);
    same(variables, function().environment.and_then(|environment| environment.variables))
}

async fn list(client: &Client) -> Outcome {
    let listed = client.list_functions(ListFunctionsRequest::new()).await?.functions.unwrap_or_default();
    same(listed.len(), 1)?;
    same(listed[0].function_name.as_deref(), Some("greet"))
}

async fn conflict(client: &Client) -> Outcome {
    wanted(client.create_function(function()).await, |error| {
        matches!(error, CreateFunctionError::ResourceConflictException(_))
    })
}

async fn delete(client: &Client, iam: &iam::client::Client) -> Outcome {
    client.delete_function(DeleteFunctionRequest::new("greet")).await?;
    iam.delete_role(DeleteRoleRequest::new("runs-functions")).await?;
    let gone = client.get_function(GetFunctionRequest::new("greet")).await;
    wanted(gone, |error| matches!(error, GetFunctionError::ResourceNotFoundException(_)))
}
