//! IAM: awsQuery.

use iam::{client::Client, operation::GetUserError, types::*};

use crate::case::{Moto, Outcome, check, same, wanted};

/// Who may assume a role.
pub const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("iam").await else { return };
    check("iam", "creates", create(&client)).await;
    check("iam", "reads", read(&client)).await;
    check("iam", "lists page by page", list(&client)).await;
    check("iam", "deletes, and tells that there is none", delete(&client)).await;
}

async fn create(client: &Client) -> Outcome {
    let tags = vec![Tag::new("team", "Größe & <co>"), Tag::new("empty", "")];
    let user = CreateUserRequest::new("ann+bob@example.com").with_path("/a/b/").with_tags(tags.clone());
    let user = client.create_user(user).await?.user.ok_or("no user")?;
    same(user.path, "/a/b/")?;
    same(user.arn, "arn:aws:iam::123456789012:user/a/b/ann+bob@example.com")?;
    same(user.tags, Some(tags))
}

async fn read(client: &Client) -> Outcome {
    let user = client.get_user(GetUserRequest::new().with_user_name("ann+bob@example.com")).await?.user;
    same(user.user_name.as_str(), "ann+bob@example.com")?;
    same(user.create_date.seconds() > 1_700_000_000, true)
}

async fn list(client: &Client) -> Outcome {
    let names: Vec<String> = (0..5).map(|number| format!("role-{number}")).collect();
    for name in &names {
        client.create_role(CreateRoleRequest::new(name, TRUST).with_path("/listed/")).await?;
    }
    let request = ListRolesRequest::new().with_path_prefix("/listed/").with_max_items(2);
    let mut pages = client.pages().list_roles(request);
    let (mut sizes, mut listed) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let roles = page?.roles;
        sizes.push(roles.len());
        listed.extend(roles.into_iter().map(|role| role.role_name));
    }
    listed.sort();
    same(listed, names)?;
    same(sizes, [2, 2, 1])
}

async fn delete(client: &Client) -> Outcome {
    client.delete_user(DeleteUserRequest::new("ann+bob@example.com")).await?;
    let gone = client.get_user(GetUserRequest::new().with_user_name("ann+bob@example.com")).await;
    wanted(gone, |error| matches!(error, GetUserError::NoSuchEntityException(_)))
}
