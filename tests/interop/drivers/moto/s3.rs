//! S3: restXml, with streams, metadata in headers and keys in the path.

use farrier_runtime::{
    Map,
    client::{Addressing, AddressingStyle, Builder},
    stream::ByteStream,
};
use s3::{
    client::Client,
    operation::{GetObjectError, ListObjectsV2Error},
    types::*,
};

use crate::case::{Moto, Outcome, check, same, wanted};

/// A key with what a path has to escape.
const KEY: &str = "a folder/é+b&c=d%20/~x*.txt";

/// Runs the cases.
pub async fn run(moto: &Moto) {
    // Names of buckets before an address could not be resolved.
    let in_path = Addressing { style: AddressingStyle::Path, ..Addressing::default() };
    let in_path = |builder: Builder<Client>| builder.addressing(in_path);
    let Some(client) = moto.client_with("s3", in_path).await else { return };
    check("s3", "creates", create(&client)).await;
    check("s3", "reads", read(&client)).await;
    check("s3", "reads a range", range(&client)).await;
    check("s3", "lists page by page", list(&client)).await;
    check("s3", "tags", tag(&client)).await;
    check("s3", "uploads in parts", parts(&client)).await;
    check("s3", "deletes, and tells that there is none", delete(&client)).await;
}

async fn create(client: &Client) -> Outcome {
    client.create_bucket(CreateBucketRequest::new("bucket-1")).await?;
    let put = PutObjectRequest::new("bucket-1", KEY)
        .with_content_type("text/plain")
        .with_metadata(Map::from([("team".to_owned(), "tools".to_owned())]));
    let put = client.put_object(put, ByteStream::from("hello, world")).await?;
    // The MD5 of the content.
    same(put.e_tag.as_deref(), Some("\"e4d7f1b4ed2e42d15898f4b27b019da4\""))
}

async fn read(client: &Client) -> Outcome {
    let (object, body) = client.get_object(GetObjectRequest::new("bucket-1", KEY)).await?;
    same(object.content_type.as_deref(), Some("text/plain"))?;
    same(object.content_length, Some(12))?;
    same(object.metadata, Some(Map::from([("team".to_owned(), "tools".to_owned())])))?;
    same(&body.collect(100).await?[..], b"hello, world")?;
    let head = client.head_object(HeadObjectRequest::new("bucket-1", KEY)).await?;
    same(head.last_modified, object.last_modified)
}

async fn range(client: &Client) -> Outcome {
    let part = GetObjectRequest::new("bucket-1", KEY).with_range("bytes=7-11");
    let (object, body) = client.get_object(part).await?;
    same(object.content_range.as_deref(), Some("bytes 7-11/12"))?;
    same(&body.collect(100).await?[..], b"world")
}

async fn list(client: &Client) -> Outcome {
    for number in 0..4 {
        let put = PutObjectRequest::new("bucket-1", format!("page/{number}"));
        client.put_object(put, ByteStream::from("x")).await?;
    }
    let mut pages = client.pages().list_objects_v2(ListObjectsV2Request::new("bucket-1").with_max_keys(2));
    let mut listed = Vec::new();
    while let Some(page) = pages.next().await {
        let objects = page?.contents.unwrap_or_default();
        listed.push(objects.into_iter().filter_map(|object| object.key).collect::<Vec<_>>());
    }
    same(listed, [vec![KEY, "page/0"], vec!["page/1", "page/2"], vec!["page/3"]])
}

async fn tag(client: &Client) -> Outcome {
    let tags = vec![Tag::new("a+b/c@d: e_f", "x = y.z-1"), Tag::new("c", "")];
    let put = PutObjectTaggingRequest::new("bucket-1", KEY, Tagging::new(tags.clone()));
    client.put_object_tagging(put).await?;
    let got = client.get_object_tagging(GetObjectTaggingRequest::new("bucket-1", KEY)).await?;
    same(got.tag_set, tags)
}

async fn parts(client: &Client) -> Outcome {
    let upload =
        client.create_multipart_upload(CreateMultipartUploadRequest::new("bucket-1", "parts")).await?;
    let id = upload.upload_id.ok_or("no upload")?;
    let mut completed = Vec::new();
    // All parts but the last have 5 MiB at least.
    for (number, size) in [(1, 5 << 20), (2, 10)] {
        let part = UploadPartRequest::new("bucket-1", "parts", number, &id);
        let part = client.upload_part(part, ByteStream::from(vec![b'a'; size])).await?;
        let mut done = CompletedPart::new().with_part_number(number);
        done.e_tag = part.e_tag;
        completed.push(done);
    }
    let all = CompletedMultipartUpload::new().with_parts(completed);
    let all = CompleteMultipartUploadRequest::new("bucket-1", "parts", id).with_multipart_upload(all);
    client.complete_multipart_upload(all).await?;
    let (_, mut body) = client.get_object(GetObjectRequest::new("bucket-1", "parts")).await?;
    let mut length = 0;
    while let Some(piece) = body.next().await {
        length += piece?.len();
    }
    same(length, (5 << 20) + 10)
}

async fn delete(client: &Client) -> Outcome {
    client.delete_object(DeleteObjectRequest::new("bucket-1", KEY)).await?;
    let gone = client.get_object(GetObjectRequest::new("bucket-1", KEY)).await;
    let gone = gone.map(|(object, _)| object);
    wanted(gone, |error| matches!(error, GetObjectError::NoSuchKey(_)))?;
    let rest = ["page/0", "page/1", "page/2", "page/3", "parts"].map(ObjectIdentifier::new);
    let deleted =
        client.delete_objects(DeleteObjectsRequest::new("bucket-1", Delete::new(rest.to_vec()))).await?;
    same(deleted.deleted.map(|deleted| deleted.len()), Some(5))?;
    client.delete_bucket(DeleteBucketRequest::new("bucket-1")).await?;
    let gone = client.list_objects_v2(ListObjectsV2Request::new("bucket-1")).await;
    wanted(gone, |error| matches!(error, ListObjectsV2Error::NoSuchBucket(_)))
}
