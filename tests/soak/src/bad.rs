//! Clients that do as they should not.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::good::Ask;

/// How long a bad client waits for an answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a bad client does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Sends a whole request and goes before the answer is there.
    Disconnect,
    /// Sends half of a request's head and goes.
    HalfHead,
    /// Sends a head and half of its body, and goes.
    HalfBody,
    /// Sends what is no HTTP.
    Garbage,
    /// Sends a request whose body is no JSON.
    GarbageBody,
    /// Sends a body longer than any may be.
    LongBody,
    /// Sends more headers than there may be.
    LongHead,
}

pub(crate) const KINDS: [Kind; 7] = [
    Kind::Disconnect,
    Kind::HalfHead,
    Kind::HalfBody,
    Kind::Garbage,
    Kind::GarbageBody,
    Kind::LongBody,
    Kind::LongHead,
];

/// How bad clients were answered: how often with which status, 0 standing for none.
pub(crate) type Answers = Arc<Mutex<BTreeMap<Kind, BTreeMap<u16, usize>>>>;

/// Misbehaves until `end`, one connection after another.
pub(crate) async fn misbehave(address: SocketAddr, kind: Kind, end: Instant, answers: Answers) {
    let mut number = 0;
    while Instant::now() < end {
        let status = once(address, kind, number).await.unwrap_or(0);
        {
            let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
            *answers.entry(kind).or_default().entry(status).or_default() += 1;
        }
        number += 1;
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// The status of the answer.
async fn once(address: SocketAddr, kind: Kind, number: u32) -> std::io::Result<u16> {
    let mut stream = tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await??;
    let id = format!("bad-{number}");
    let body = Ask::Create(&id).body();
    let head = |length| {
        format!(
            "POST /metadata-transfer-jobs HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n"
        )
    };
    let whole = [head(body.len()).as_bytes(), b"\r\n", &*body].concat();
    let sent = match kind {
        Kind::Disconnect => whole,
        Kind::HalfHead => whole.get(..30).unwrap_or_default().to_vec(),
        Kind::HalfBody => whole.get(..whole.len() - body.len() / 2).unwrap_or_default().to_vec(),
        Kind::Garbage => (0..512).map(|at: u32| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect(),
        Kind::GarbageBody => [head(9).as_bytes(), b"\r\n{\"a\":[[}}"].concat(),
        Kind::LongBody => [head(4 << 20).as_bytes(), b"\r\n", &vec![b' '; 4 << 20]].concat(),
        Kind::LongHead => {
            let mut long = head(0);
            (0..2_000).for_each(|at| long.push_str(&format!("x-header-{at}: {}\r\n", "x".repeat(40))));
            long.push_str("\r\n");
            long.into_bytes()
        }
    };
    // A server may refuse before it has taken all.
    let written = tokio::time::timeout(PATIENCE, stream.write_all(&sent)).await?;
    match kind {
        Kind::Disconnect | Kind::HalfHead | Kind::HalfBody => Ok(0),
        _ => {
            let mut start = [0; 12];
            tokio::time::timeout(PATIENCE, stream.read_exact(&mut start))
                .await?
                .or_else(|error| written.and(Err(error)))?;
            let status = start.get(9..).and_then(|digits| std::str::from_utf8(digits).ok()?.parse().ok());
            Ok(status.unwrap_or(0))
        }
    }
}

/// How many connections of a flood are opened at once: more than the system queues for a server.
const BATCH: usize = 1_000;

/// Opens `count` connections, sends half a request over every second one and nothing over the others, and returns
/// those that came about, to be held.
pub(crate) async fn flood(address: SocketAddr, count: usize) -> Vec<TcpStream> {
    let mut held = Vec::with_capacity(count);
    let numbers: Vec<usize> = (0..count).collect();
    for batch in numbers.chunks(BATCH) {
        let opening: Vec<_> = batch.iter().map(|&number| tokio::spawn(stall(address, number))).collect();
        for connection in opening {
            if let Ok(Ok(stream)) = connection.await {
                held.push(stream);
            }
        }
    }
    held
}

/// A connection that has begun a request and does not go on, or has not begun one.
async fn stall(address: SocketAddr, number: usize) -> std::io::Result<TcpStream> {
    let patience = Duration::from_secs(20);
    let mut stream = tokio::time::timeout(patience, TcpStream::connect(address)).await??;
    if number.is_multiple_of(2) {
        let head =
            b"POST /metadata-transfer-jobs HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{";
        stream.write_all(head).await?;
    }
    Ok(stream)
}
