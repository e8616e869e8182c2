//! Clients that do as they should, over one connection each, without a client library's own cost.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Method, Request, StatusCode, header};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::BoxError;

/// Longer than a good request may wait for its answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection to a server.
pub(crate) struct Connection(SendRequest<Full<Bytes>>);

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Self, BoxError> {
        let stream = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await??;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self(sender))
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(&mut self, ask: Ask<'_>) -> Result<(StatusCode, Bytes), BoxError> {
        let request = Request::builder()
            .method(ask.method())
            .uri(ask.path())
            .header(header::HOST, "localhost")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(ask.body()))?;
        let exchange = async {
            self.0.ready().await?;
            let response = self.0.send_request(request).await?;
            let status = response.status();
            Ok((status, response.into_body().collect().await?.to_bytes()))
        };
        tokio::time::timeout(PATIENCE, exchange).await?
    }
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ask<'a> {
    Create(&'a str),
    Get(&'a str),
    /// How many jobs, and after which.
    List(i32, Option<&'a str>),
    Cancel(&'a str),
}

impl Ask<'_> {
    fn method(self) -> Method {
        match self {
            Self::Create(_) | Self::List(..) => Method::POST,
            Self::Get(_) => Method::GET,
            Self::Cancel(_) => Method::PUT,
        }
    }

    fn path(self) -> String {
        match self {
            Self::Create(_) => "/metadata-transfer-jobs".to_owned(),
            Self::Get(id) => format!("/metadata-transfer-jobs/{id}"),
            Self::List(..) => "/metadata-transfer-jobs-list".to_owned(),
            Self::Cancel(id) => format!("/metadata-transfer-jobs/{id}/cancel"),
        }
    }

    pub(crate) fn body(self) -> Bytes {
        let body = match self {
            Self::Create(id) => json!({
                "metadataTransferJobId": id,
                "description": "the model of site 7, with all that hangs on it",
                "sources": [{"type": "s3", "s3Configuration": {"location": "arn:aws:s3:::models/site-7.json"}}],
                "destination": {"type": "iottwinmaker", "iotTwinMakerConfiguration": {
                    "workspace": "arn:aws:iottwinmaker:us-east-1:123456789012:workspace/site-7"}},
            }),
            Self::List(size, None) => {
                json!({"sourceType": "s3", "destinationType": "iottwinmaker", "maxResults": size})
            }
            Self::List(size, Some(after)) => json!({
                "sourceType": "s3", "destinationType": "iottwinmaker", "maxResults": size, "nextToken": after,
            }),
            Self::Get(_) | Self::Cancel(_) => return Bytes::new(),
        };
        body.to_string().into()
    }
}

/// What became of a client's requests.
#[derive(Default)]
pub(crate) struct Tally {
    /// How long each answer took.
    pub(crate) latencies: Vec<Duration>,
    /// The jobs whose creation was answered with 200.
    pub(crate) created: Vec<String>,
    /// What was not answered with 200, or not at all.
    pub(crate) unanswered: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.latencies.extend(other.latencies);
        self.created.extend(other.created);
        self.unanswered.extend(other.unanswered);
    }

    /// The latency that this share of the answers did not exceed.
    pub(crate) fn percentile(&mut self, share: f64) -> Duration {
        self.latencies.sort_unstable();
        let place = (self.latencies.len() as f64 * share) as usize;
        self.latencies.get(place).or(self.latencies.last()).copied().unwrap_or_default()
    }
}

/// Runs `clients` good clients until `end`. Their jobs' IDs begin with `name`.
pub(crate) async fn run(address: SocketAddr, name: &str, clients: usize, end: Instant) -> Tally {
    let client = |number| tokio::spawn(work(address, format!("{name}-{number}"), end));
    let running: Vec<_> = (0..clients).map(client).collect();
    let mut tally = Tally::default();
    for client in running {
        match client.await {
            Ok(other) => tally.add(other),
            Err(error) => tally.unanswered.push(error.to_string()),
        }
    }
    tally
}

/// Creates a job, gets it, lists some and cancels it, again and again.
async fn work(address: SocketAddr, name: String, end: Instant) -> Tally {
    let mut tally = Tally::default();
    let mut connection = None;
    for number in 0_u32.. {
        let id = format!("{name}-{number}");
        for ask in [Ask::Create(&id), Ask::Get(&id), Ask::List(20, None), Ask::Cancel(&id)] {
            if Instant::now() >= end {
                return tally;
            }
            let begun = Instant::now();
            match once(address, &mut connection, ask).await {
                Ok(()) => tally.latencies.push(begun.elapsed()),
                Err(error) => {
                    tally.unanswered.push(format!("{ask:?}: {error}"));
                    connection = None;
                    continue;
                }
            }
            if let Ask::Create(id) = ask {
                tally.created.push(id.to_owned());
            }
        }
    }
    tally
}

async fn once(address: SocketAddr, place: &mut Option<Connection>, ask: Ask<'_>) -> Result<(), BoxError> {
    let connection = match place {
        Some(connection) => connection,
        None => place.insert(Connection::open(address).await?),
    };
    match connection.send(ask).await? {
        (StatusCode::OK, _) => Ok(()),
        (status, body) => Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into()),
    }
}

/// The IDs of all jobs, page by page.
pub(crate) async fn all(address: SocketAddr) -> Result<Vec<String>, BoxError> {
    let mut connection = Connection::open(address).await?;
    let (mut ids, mut after) = (Vec::new(), None::<String>);
    loop {
        let (status, body) = connection.send(Ask::List(200, after.as_deref())).await?;
        if status != StatusCode::OK {
            return Err(format!("the list was answered with {status}").into());
        }
        let page: Value = serde_json::from_slice(&body)?;
        let jobs = page["metadataTransferJobSummaries"].as_array().ok_or("a page without jobs")?;
        ids.extend(jobs.iter().filter_map(|job| job["metadataTransferJobId"].as_str()).map(str::to_owned));
        match page["nextToken"].as_str() {
            Some(token) => after = Some(token.to_owned()),
            None => return Ok(ids),
        }
    }
}
