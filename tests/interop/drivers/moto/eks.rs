//! EKS: restJson1.

use eks::{
    client::Client,
    operation::{CreateClusterError, DescribeClusterError},
    types::*,
};
use farrier_runtime::Map;

use crate::case::{Moto, Outcome, check, same, wanted};

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("eks").await else { return };
    check("eks", "creates", create(&client)).await;
    check("eks", "reads", read(&client)).await;
    check("eks", "lists page by page", list(&client)).await;
    check("eks", "tells of one that exists", conflict(&client)).await;
    check("eks", "deletes, and tells that there is none", delete(&client)).await;
}

fn cluster(name: &str) -> CreateClusterRequest {
    let vpc = VpcConfigRequest::new().with_subnet_ids(vec!["subnet-1".to_owned(), "subnet-2".to_owned()]);
    CreateClusterRequest::new(name, "arn:aws:iam::123456789012:role/eks", vpc)
        .with_tags(Map::from([("team".to_owned(), "é & ü".to_owned())]))
}

async fn create(client: &Client) -> Outcome {
    for number in 0..5 {
        let created = client.create_cluster(cluster(&format!("cluster-{number}"))).await?;
        let created = created.cluster.ok_or("no cluster")?;
        same(created.arn, Some(format!("arn:aws:eks:us-east-1:123456789012:cluster/cluster-{number}")))?;
    }
    Ok(())
}

async fn read(client: &Client) -> Outcome {
    let read = client.describe_cluster(DescribeClusterRequest::new("cluster-3")).await?;
    let read = read.cluster.ok_or("no cluster")?;
    same(read.name.as_deref(), Some("cluster-3"))?;
    same(read.status, Some(ClusterStatus::Active))?;
    same(read.tags, cluster("").tags)?;
    same(read.created_at.is_some_and(|time| time.seconds() > 1_700_000_000), true)
}

async fn list(client: &Client) -> Outcome {
    let mut pages = client.pages().list_clusters(ListClustersRequest::new().with_max_results(2));
    let mut listed = Vec::new();
    while let Some(page) = pages.next().await {
        listed.push(page?.clusters.unwrap_or_default());
    }
    same(listed, [vec!["cluster-0", "cluster-1"], vec!["cluster-2", "cluster-3"], vec!["cluster-4"]])
}

async fn conflict(client: &Client) -> Outcome {
    wanted(client.create_cluster(cluster("cluster-0")).await, |error| {
        matches!(
            error,
            CreateClusterError::ResourceInUseException(error)
                if error.cluster_name.as_deref() == Some("cluster-0") && error.message.is_some()
        )
    })
}

async fn delete(client: &Client) -> Outcome {
    let deleted = client.delete_cluster(DeleteClusterRequest::new("cluster-0")).await?;
    same(deleted.cluster.and_then(|cluster| cluster.name).as_deref(), Some("cluster-0"))?;
    let gone = client.describe_cluster(DescribeClusterRequest::new("cluster-0")).await;
    wanted(gone, |error| matches!(error, DescribeClusterError::ResourceNotFoundException(_)))
}
