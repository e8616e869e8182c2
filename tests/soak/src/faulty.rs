//! A server that fails in many ways, by a plan that is the same in every run, and keeps what it did with each request.

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

/// What the server does with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Answers it.
    None,
    /// Resets the connection.
    Reset,
    /// Closes the connection without an answer.
    Close,
    /// Answers with an internal error of the model.
    Internal,
    /// Throttles it.
    Throttled,
    /// Throttles it, and says for how long.
    ThrottledFor,
    /// Is a proxy that reaches no service.
    Unavailable,
    /// Closes the connection within the body.
    Truncated,
    /// Sends a byte now and then.
    Slow,
    /// Never answers.
    Silent,
    /// Answers with what is no HTTP.
    Garbage,
    /// Answers with 200 and what is no JSON.
    NoJson,
}

const PLAN: [Fault; 16] = [
    Fault::None,
    Fault::Reset,
    Fault::None,
    Fault::Internal,
    Fault::Throttled,
    Fault::None,
    Fault::Truncated,
    Fault::Unavailable,
    Fault::None,
    Fault::Slow,
    Fault::ThrottledFor,
    Fault::Close,
    Fault::None,
    Fault::Garbage,
    Fault::NoJson,
    Fault::Silent,
];

impl Fault {
    /// The fault of the request number `attempt` about the job `id`.
    fn plan(id: &str, attempt: usize) -> Self {
        let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let mixed =
            (hash ^ (attempt as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        PLAN.get((mixed >> 60) as usize).copied().unwrap_or(Self::None)
    }

    /// Whether the service has refused the request, so that it had no effect.
    pub(crate) fn is_refusal(self) -> bool {
        matches!(self, Self::Throttled | Self::ThrottledFor | Self::Unavailable)
    }
}

/// How long a client is told to wait.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What was done with the requests about each job, in order.
pub(crate) type History = HashMap<String, Vec<(Fault, Instant)>>;

/// A running server.
#[derive(Clone)]
pub(crate) struct Faulty {
    pub(crate) address: SocketAddr,
    history: Arc<Mutex<History>>,
}

impl Faulty {
    pub(crate) async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let faulty = Self { address: listener.local_addr()?, history: Arc::default() };
        let server = faulty.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.serve(stream).await });
            }
        });
        Ok(faulty)
    }

    pub(crate) fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves a connection until it ends or a fault ends it.
    async fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut buffer = Vec::new();
        while let Some(id) = request(&mut stream, &mut buffer).await? {
            let fault = {
                let mut history = self.history();
                let past = history.entry(id.clone()).or_default();
                let fault = Fault::plan(&id, past.len());
                past.push((fault, Instant::now()));
                fault
            };
            if !answer(&mut stream, fault, &id).await? {
                break;
            }
        }
        Ok(())
    }
}

/// Reads a request and gives the ID of the job that it is about; none at the end of the connection.
async fn request(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<String>> {
    let invalid = || io::Error::other("an invalid request");
    loop {
        if let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(buffer.get(..end).unwrap_or_default()).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.and_then(|length| length.trim().parse().ok()).unwrap_or(0);
            if let Some(body) = buffer.get(end + 4..end + 4 + length) {
                let target = head.split_whitespace().nth(1).ok_or_else(invalid)?;
                let id = match target.strip_prefix("/metadata-transfer-jobs/") {
                    Some(id) => id.to_owned(),
                    None => {
                        let body: Value = serde_json::from_slice(body)?;
                        body["metadataTransferJobId"].as_str().ok_or_else(invalid)?.to_owned()
                    }
                };
                buffer.drain(..end + 4 + length);
                return Ok(Some(id));
            }
        }
        if buffer.len() > 1 << 20 {
            return Err(invalid());
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
}

/// Does what is planned, and says whether the connection goes on.
async fn answer(stream: &mut TcpStream, fault: Fault, id: &str) -> io::Result<bool> {
    let body = job(id);
    let error = |status: &str, name: &str, more: &str| {
        format!(
            "HTTP/1.1 {status}\r\nx-amzn-errortype: {name}\r\n{more}content-length: 16\r\n\r\n{{\"message\":\"no\"}}"
        )
    };
    let length = body.len();
    let success =
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    match fault {
        Fault::None => stream.write_all(format!("{success}{body}").as_bytes()).await?,
        Fault::Internal => {
            let error = error("500 Internal Server Error", "InternalServerException", "");
            stream.write_all(error.as_bytes()).await?;
        }
        Fault::Throttled => {
            stream.write_all(error("429 Too Many Requests", "ThrottlingException", "").as_bytes()).await?;
        }
        Fault::ThrottledFor => {
            let after = format!("retry-after: {}\r\n", RETRY_AFTER.as_secs());
            let error = error("429 Too Many Requests", "ThrottlingException", &after);
            stream.write_all(error.as_bytes()).await?;
        }
        Fault::Unavailable => {
            let page = b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html\r\ncontent-length: 10\r\n\r\n<p>busy</p";
            stream.write_all(page).await?;
        }
        Fault::NoJson => {
            let text = "x".repeat(length);
            stream.write_all(format!("{success}{text}").as_bytes()).await?;
        }
        Fault::Reset => {
            SockRef::from(&*stream).set_linger(Some(Duration::ZERO))?;
            return Ok(false);
        }
        Fault::Close => return Ok(false),
        Fault::Truncated => {
            let half = body.get(..length / 2).unwrap_or_default();
            stream.write_all(format!("{success}{half}").as_bytes()).await?;
            return Ok(false);
        }
        Fault::Garbage => {
            stream.write_all(b"\x16\x03\x01 this is no answer\r\n\r\n").await?;
            return Ok(false);
        }
        Fault::Silent => {
            // Until the client gives up.
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await?;
            return Ok(false);
        }
        Fault::Slow => {
            for byte in format!("{success}{body}").into_bytes() {
                stream.write_all(&[byte]).await?;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    Ok(true)
}

/// An answer to a creation and to a get alike.
fn job(id: &str) -> String {
    json!({
        "metadataTransferJobId": id,
        "arn": format!("arn:aws:iottwinmaker:us-east-1:123456789012:metadata-transfer-job/{id}"),
        "creationDateTime": 0,
        "updateDateTime": 0,
        "sources": [{"type": "s3", "s3Configuration": {"location": "arn:aws:s3:::models/site-7.json"}}],
        "destination": {"type": "iottwinmaker"},
        "metadataTransferJobRole": "arn:aws:iam::123456789012:role/metadata-transfer",
        "status": {"state": "VALIDATING"},
    })
    .to_string()
}
