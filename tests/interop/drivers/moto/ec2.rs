//! EC2: ec2Query. Its errors are not modelled.

use ec2::{client::Client, operation::DeleteVpcError, types::*};

use crate::case::{Moto, Outcome, check, same, wanted};

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("ec2").await else { return };
    check("ec2", "creates", create(&client)).await;
    check("ec2", "reads by a filter", read(&client)).await;
    check("ec2", "lists page by page", list(&client)).await;
    check("ec2", "deletes, and tells that there is none", delete(&client)).await;
}

fn tags() -> Vec<Tag> {
    vec![Tag::new().with_key("team").with_value("é & <co>"), Tag::new().with_key("stage").with_value("a+b c")]
}

async fn create(client: &Client) -> Outcome {
    let tagged = TagSpecification::new().with_resource_type("vpc").with_tags(tags());
    let vpc = CreateVpcRequest::new().with_cidr_block("10.7.0.0/16").with_tag_specifications(vec![tagged]);
    let vpc = client.create_vpc(vpc.with_instance_tenancy(Tenancy::Dedicated)).await?.vpc.ok_or("no VPC")?;
    same(vpc.cidr_block.as_deref(), Some("10.7.0.0/16"))?;
    same(vpc.instance_tenancy, Some(Tenancy::Dedicated))?;
    same(vpc.is_default, Some(false))
}

/// The VPC that was created.
fn created() -> DescribeVpcsRequest {
    let by_tag =
        Filter::new().with_name("tag:stage").with_values(vec!["none".to_owned(), "a+b c".to_owned()]);
    DescribeVpcsRequest::new().with_filters(vec![by_tag])
}

async fn read(client: &Client) -> Outcome {
    let vpcs = client.describe_vpcs(created()).await?.vpcs.unwrap_or_default();
    same(vpcs.len(), 1)?;
    let mut read = vpcs[0].tags.clone().unwrap_or_default();
    read.sort_by(|one, other| other.key.cmp(&one.key));
    same(read, tags())
}

async fn list(client: &Client) -> Outcome {
    let mut started = Vec::new();
    for _ in 0..7 {
        let run = client.run_instances(RunInstancesRequest::new(1, 1).with_image_id("ami-12c6146b")).await?;
        started.extend(run.instances.unwrap_or_default());
    }
    let mut pages = client.pages().describe_instances(DescribeInstancesRequest::new().with_max_results(5));
    let (mut sizes, mut listed) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let reservations = page?.reservations.unwrap_or_default();
        sizes.push(reservations.len());
        listed.extend(
            reservations.into_iter().flat_map(|reservation| reservation.instances.unwrap_or_default()),
        );
    }
    same(sizes, [5, 2])?;
    let ids = |instances: Vec<Instance>| {
        let mut ids: Vec<String> =
            instances.into_iter().filter_map(|instance| instance.instance_id).collect();
        ids.sort();
        ids
    };
    let ids = [started, listed].map(ids);
    same(&ids[0], &ids[1])?;
    let ended = client.terminate_instances(TerminateInstancesRequest::new(ids[0].clone())).await?;
    same(ended.terminating_instances.map(|instances| instances.len()), Some(7))
}

async fn delete(client: &Client) -> Outcome {
    let vpcs = client.describe_vpcs(created()).await?.vpcs.unwrap_or_default();
    let id = vpcs.first().and_then(|vpc| vpc.vpc_id.clone()).ok_or("no VPC")?;
    client.delete_vpc(DeleteVpcRequest::new(&id)).await?;
    let gone = client.delete_vpc(DeleteVpcRequest::new(id)).await;
    wanted(
        gone,
        |error| matches!(error, DeleteVpcError::Unhandled(error) if error.code() == Some("InvalidVpcID.NotFound")),
    )
}
