//! The generated client against a server that fails: how each call ends, and what it leaves behind.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use farrier_runtime::operation::{FailureKind, UnhandledError};
use iottwinmaker::{
    client::Client,
    operation::{CreateMetadataTransferJobError as CreateError, GetMetadataTransferJobError as GetError},
    types::{
        CreateMetadataTransferJobRequest, DestinationConfiguration, DestinationType,
        GetMetadataTransferJobRequest, SourceConfiguration, SourceType,
    },
};

use crate::{
    BoxError,
    faulty::{Fault, Faulty, History, RETRY_AFTER},
    report::Report,
};

const CALLERS: usize = 32;
/// How many calls a client makes before a new one, with a whole budget of retries, takes its place.
const CALLS_PER_CLIENT: usize = 25;
/// How long one try may take, and how long a call.
const ATTEMPT: Duration = Duration::from_millis(500);
const WHOLE: Duration = Duration::from_secs(4);
/// How much later than that a busy machine may notice.
const SLACK: Duration = Duration::from_secs(2);

/// How a call ended, whichever operation it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum End {
    Success,
    Throttled,
    Internal,
    /// The status of an error that the model does not know.
    Unmodelled(u16),
    Timeout,
    Transport,
    Decode,
    Other,
}

/// One call.
struct Call {
    id: String,
    creates: bool,
    end: End,
    took: Duration,
}

pub(crate) async fn run(duration: Duration, report: &mut Report) -> Result<(), BoxError> {
    let faulty = Faulty::start().await?;
    report.part("The client against a server that fails");
    let until = Instant::now() + duration;
    let callers: Vec<_> =
        (0..CALLERS).map(|number| tokio::spawn(call_often(faulty.clone(), number, until))).collect();
    let mut calls = Vec::new();
    for caller in callers {
        calls.extend(caller.await??);
    }
    tell(&calls, &faulty.history(), report);
    Ok(())
}

/// Creates and gets jobs by turns until `until`.
async fn call_often(faulty: Faulty, caller: usize, until: Instant) -> Result<Vec<Call>, BoxError> {
    let mut calls = Vec::new();
    loop {
        let client = Client::builder()
            .endpoint(format!("http://{}", faulty.address))
            .host_prefix(false)
            .anonymous()
            .attempt_timeout(ATTEMPT)
            .timeout(WHOLE)
            .build()?;
        for _ in 0..CALLS_PER_CLIENT {
            if Instant::now() >= until {
                return Ok(calls);
            }
            let id = format!("job-{caller}-{}", calls.len());
            calls.push(call(&client, id).await);
        }
    }
}

async fn call(client: &Client, id: String) -> Call {
    let creates = id.ends_with(|digit: char| digit.to_digit(10).is_some_and(|digit| digit % 2 == 0));
    let begun = Instant::now();
    let end = if creates {
        let source = SourceConfiguration::new(SourceType::S3);
        let destination = DestinationConfiguration::new(DestinationType::Iottwinmaker);
        let input = CreateMetadataTransferJobRequest::new(vec![source], destination)
            .with_metadata_transfer_job_id(&id);
        match client.create_metadata_transfer_job(input).await {
            Ok(output) if output.metadata_transfer_job_id == id => End::Success,
            Err(CreateError::ThrottlingException(_)) => End::Throttled,
            Err(CreateError::InternalServerException(_)) => End::Internal,
            Err(CreateError::Unhandled(error)) => End::of(&error),
            _ => End::Other,
        }
    } else {
        match client.get_metadata_transfer_job(GetMetadataTransferJobRequest::new(&id)).await {
            Ok(output) if output.metadata_transfer_job_id == id => End::Success,
            Err(GetError::ThrottlingException(_)) => End::Throttled,
            Err(GetError::InternalServerException(_)) => End::Internal,
            Err(GetError::Unhandled(error)) => End::of(&error),
            _ => End::Other,
        }
    };
    Call { id, creates, end, took: begun.elapsed() }
}

impl End {
    fn of(error: &UnhandledError) -> Self {
        match error.kind() {
            FailureKind::Unmodelled => Self::Unmodelled(error.status()),
            FailureKind::Timeout => Self::Timeout,
            FailureKind::Transport => Self::Transport,
            FailureKind::Decode => Self::Decode,
            _ => Self::Other,
        }
    }

    /// Whether a call may end so after its last request met `fault`.
    fn fits(self, fault: Fault, took: Duration) -> bool {
        let fits = match fault {
            Fault::None => self == Self::Success,
            Fault::Internal => self == Self::Internal,
            Fault::Throttled | Fault::ThrottledFor => self == Self::Throttled,
            Fault::Unavailable => self == Self::Unmodelled(503),
            Fault::Reset | Fault::Close | Fault::Truncated | Fault::Garbage => self == Self::Transport,
            Fault::Slow | Fault::Silent => self == Self::Timeout,
            Fault::NoJson => self == Self::Decode,
        };
        // On a busy machine any answer may come too late.
        fits || (self == Self::Timeout && took >= ATTEMPT)
    }
}

fn tell(calls: &[Call], history: &History, report: &mut Report) {
    let mut ends = BTreeMap::<End, usize>::new();
    let mut faults = BTreeMap::<Fault, usize>::new();
    let past = |call: &Call| history.get(&call.id).map(Vec::as_slice).unwrap_or_default();
    for call in calls {
        *ends.entry(call.end).or_default() += 1;
        for (fault, _) in past(call) {
            *faults.entry(*fault).or_default() += 1;
        }
    }
    report.line("calls", calls.len());
    for (fault, count) in &faults {
        report.line(&format!("requests that met {fault:?}"), count);
    }
    for (end, count) in &ends {
        report.line(&format!("calls that ended with {end:?}"), count);
    }
    let count = |condition: &dyn Fn(&Call) -> bool| calls.iter().filter(|call| condition(call)).count();
    report.line("successes after a retry", count(&|call| call.end == End::Success && past(call).len() > 1));
    let longest = calls.iter().map(|call| call.took).max().unwrap_or_default();
    report.line("longest call", format!("{longest:.1?}"));

    let late = count(&|call| call.took > WHOLE + SLACK);
    report.expect("calls that outlived their timeout", late, late == 0 && !calls.is_empty());
    let wrong: Vec<&Call> = calls
        .iter()
        .filter(|call| !past(call).last().is_some_and(|(fault, _)| call.end.fits(*fault, call.took)))
        .collect();
    for call in wrong.iter().take(5) {
        let met: Vec<Fault> = past(call).iter().map(|(fault, _)| *fault).collect();
        report.line("not the right end", format!("{:?} after {met:?}", call.end));
    }
    report.expect("calls that ended otherwise than they should", wrong.len(), wrong.is_empty());
    // A creation has no idempotency token: what may have been carried out must not be sent again.
    let effects = |call: &Call| past(call).iter().filter(|(fault, _)| !fault.is_refusal()).count();
    let doubled = count(&|call| call.creates && effects(call) > 1);
    report.expect("creations that may have happened twice", doubled, doubled == 0);
    let hasty = count(&|call| {
        past(call).windows(2).any(|pair| match pair {
            [(Fault::ThrottledFor, told), (_, again)] => again.duration_since(*told) < RETRY_AFTER,
            _ => false,
        })
    });
    report.expect("retries sooner than Retry-After says", hasty, hasty == 0);
    let mended = count(&|call| !call.creates && call.end == End::Success && past(call).len() > 1);
    report.expect("reads that a retry has mended", mended, mended > 0);
}
