//! The example server among bad clients, and in a flood of connections: what good clients still get, what memory it
//! takes, and whether anything is lost that was promised.

use std::{
    collections::BTreeSet,
    sync::PoisonError,
    time::{Duration, Instant},
};

use crate::{
    BoxError,
    bad::{self, Answers, KINDS, Kind},
    compare::GENEROUS,
    good::{self, Tally},
    report::Report,
    server::Server,
};

const CLIENTS: usize = 4;
/// Connections that stall while the others misbehave.
const STALLED: usize = 200;
/// What the process may take beside connections and jobs.
const BASE_KIB: u64 = 64 << 10;
/// What a connection may take: buffers for reading and writing, and two tasks.
const CONNECTION_KIB: u64 = 32;
/// What a job may take.
const JOB_KIB: u64 = 4;

pub(crate) async fn run(duration: Duration, flood: usize, report: &mut Report) -> Result<(), BoxError> {
    let mut server = Server::start("twinmaker-server", GENEROUS).await?;
    report.part("Bad clients");
    report.line("memory at the start, MiB", server.resident_kib()? >> 10);
    let mut tally = among_bad_clients(&server, duration, report).await?;
    report.part(&format!("A flood of {flood} connections"));
    tally.add(in_a_flood(&server, duration, flood, report).await?);
    report.part("Afterwards");
    let listed: BTreeSet<String> = good::all(server.address).await?.into_iter().collect();
    let lost = tally.created.iter().filter(|id| !listed.contains(*id)).count();
    report.line("jobs created with 200 for good clients", tally.created.len());
    report.line("jobs listed, those of clients that left among them", listed.len());
    report.expect("jobs answered with 200 and lost", lost, lost == 0);
    report.expect("the server lives", server.lives(), server.lives());
    Ok(())
}

async fn among_bad_clients(
    server: &Server,
    duration: Duration,
    report: &mut Report,
) -> Result<Tally, BoxError> {
    let end = Instant::now() + duration;
    let answers = Answers::default();
    let _stalled = bad::flood(server.address, STALLED).await;
    for kind in KINDS {
        tokio::spawn(bad::misbehave(server.address, kind, end, answers.clone()));
    }
    let (tally, peak) = watched(server, "bad", end).await?;
    // The last of the bad clients may still wait for an answer.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let answers = std::mem::take(&mut *answers.lock().unwrap_or_else(PoisonError::into_inner));
    for (kind, statuses) in &answers {
        let counts: Vec<String> =
            statuses.iter().map(|(status, count)| format!("{status}: {count}")).collect();
        report.line(&format!("{kind:?}, by status (0: none)"), counts.join(", "));
    }
    let taken: usize =
        answers.values().flatten().filter(|(status, _)| (200..300).contains(*status)).map(|(_, n)| n).sum();
    report.expect("bad requests that were accepted", taken, taken == 0);
    let refused = |kind, status| answers.get(&kind).is_some_and(|statuses| statuses.contains_key(&status));
    let told = [(Kind::GarbageBody, 400), (Kind::Garbage, 400), (Kind::LongBody, 413), (Kind::LongHead, 431)]
        .iter()
        .all(|&(kind, status)| refused(kind, status));
    report.expect("refusals say why (400, 413, 431)", told, told);
    summarize(tally, peak, STALLED, report)
}

async fn in_a_flood(
    server: &Server,
    duration: Duration,
    count: usize,
    report: &mut Report,
) -> Result<Tally, BoxError> {
    let end = Instant::now() + duration;
    let flood = tokio::spawn(bad::flood(server.address, count));
    let (mut tally, mut peak) = watched(server, "flood", end).await?;
    let held = flood.await?;
    // All of the flood is there now: some more time with it.
    let (more, later) = watched(server, "flooded", Instant::now() + duration / 2).await?;
    tally.add(more);
    peak = peak.max(later);
    report.expect("connections held at once", held.len(), held.len() == count);
    summarize(tally, peak, count, report)
}

/// Runs good clients until `end`, and watches the server's memory: its peak, in KiB.
async fn watched(server: &Server, name: &str, end: Instant) -> Result<(Tally, u64), BoxError> {
    let mut clients = std::pin::pin!(good::run(server.address, name, CLIENTS, end));
    let mut peak = 0;
    loop {
        peak = peak.max(server.resident_kib()?);
        match tokio::time::timeout(Duration::from_millis(100), &mut clients).await {
            Ok(tally) => return Ok((tally, peak.max(server.resident_kib()?))),
            Err(_) => continue,
        }
    }
}

fn summarize(
    mut tally: Tally,
    peak: u64,
    connections: usize,
    report: &mut Report,
) -> Result<Tally, BoxError> {
    report.line("good requests answered with 200", tally.latencies.len());
    report.line("good requests: p50", format!("{:.0?}", tally.percentile(0.5)));
    report.line("good requests: p99", format!("{:.0?}", tally.percentile(0.99)));
    for error in tally.unanswered.iter().take(5) {
        report.line("not answered", error);
    }
    let (answered, unanswered) = (tally.latencies.len(), tally.unanswered.len());
    report.expect("good requests not answered with 200", unanswered, unanswered == 0 && answered > 0);
    let bound = BASE_KIB
        + CONNECTION_KIB * u64::try_from(connections)?
        + JOB_KIB * u64::try_from(tally.created.len())?;
    let peak_mib = peak >> 10;
    report.expect(&format!("peak of memory, MiB, at most {}", bound >> 10), peak_mib, peak <= bound);
    Ok(tally)
}
