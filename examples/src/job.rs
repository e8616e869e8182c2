//! One job, which moves from state to state as time passes.

use std::time::{Duration, SystemTime};

use farrier_runtime::Timestamp;
use iottwinmaker::types::{
    CancelMetadataTransferJobResponse, CreateMetadataTransferJobRequest, CreateMetadataTransferJobResponse,
    DestinationType, GetMetadataTransferJobResponse, ListMetadataTransferJobsFilter,
    MetadataTransferJobProgress, MetadataTransferJobState as State, MetadataTransferJobStatus,
    MetadataTransferJobSummary, SourceType, required,
};
use tokio::time::Instant;

/// How many entities a job has to transfer.
const ENTITIES: i32 = 100;

/// How long a job stays in a state before it moves on to the next.
#[derive(Clone, Copy, Debug)]
pub struct Pace(pub Duration);

/// What was asked for, and the times from which everything else follows.
#[derive(Debug)]
pub(crate) struct Job {
    id: String,
    request: CreateMetadataTransferJobRequest,
    created: SystemTime,
    begun: Instant,
    /// How long after its begin the job was cancelled.
    cancelled: Option<Duration>,
}

/// Where a job is.
struct Now {
    state: State,
    /// How long after its begin the job came into this state.
    since: Duration,
    succeeded: i32,
}

impl Job {
    pub(crate) fn new(id: String, request: CreateMetadataTransferJobRequest) -> Self {
        Self { id, request, created: SystemTime::now(), begun: Instant::now(), cancelled: None }
    }

    /// Cancels the job, unless it has ended or is cancelled already: then it gives the state in the way.
    pub(crate) fn cancel(&mut self, pace: Pace) -> Result<(), State> {
        match self.now(pace).state {
            State::Validating | State::Pending | State::Running => {
                self.cancelled = Some(self.begun.elapsed());
                Ok(())
            }
            state => Err(state),
        }
    }

    pub(crate) fn copies(&self, source: &SourceType, destination: &DestinationType) -> bool {
        self.request.sources.iter().any(|from| from.r#type == *source)
            && self.request.destination.r#type == *destination
    }

    pub(crate) fn passes(&self, filter: &ListMetadataTransferJobsFilter, pace: Pace) -> bool {
        match filter {
            ListMetadataTransferJobsFilter::State(state) => self.now(pace).state == *state,
            ListMetadataTransferJobsFilter::WorkspaceId(id) => {
                self.workspaces().any(|workspace| workspace == id)
            }
            _ => false,
        }
    }

    /// The IDs of the workspaces that the job reads from or writes to: the last parts of their ARNs.
    fn workspaces(&self) -> impl Iterator<Item = &str> {
        let from =
            self.request.sources.iter().filter_map(|source| source.iot_twin_maker_configuration.as_ref());
        let to = self.request.destination.iot_twin_maker_configuration.as_ref();
        let arns = from.map(|source| &source.workspace).chain(to.map(|destination| &destination.workspace));
        arns.filter_map(|arn| arn.rsplit('/').next())
    }

    fn now(&self, pace: Pace) -> Now {
        let elapsed = self.begun.elapsed();
        let Some(cancelled) = self.cancelled else { return Now::uncancelled(elapsed, pace) };
        let (state, since) = match elapsed < cancelled + pace.0 {
            true => (State::Cancelling, cancelled),
            false => (State::Cancelled, cancelled + pace.0),
        };
        Now { state, since, succeeded: Now::uncancelled(cancelled, pace).succeeded }
    }

    fn arn(&self) -> String {
        format!("arn:aws:iottwinmaker:us-east-1:123456789012:metadata-transfer-job/{}", self.id)
    }

    fn creation_date_time(&self) -> Timestamp {
        timestamp(self.created)
    }

    fn update_date_time(&self, now: &Now) -> Timestamp {
        timestamp(self.created + now.since)
    }
}

/// The system's clock in the model's type, which holds all that the clock can say.
fn timestamp(time: SystemTime) -> Timestamp {
    Timestamp::try_from(time).unwrap_or_default()
}

impl Now {
    /// A job that nobody cancels is validated, waits, runs and is done.
    fn uncancelled(elapsed: Duration, Pace(step): Pace) -> Self {
        let done = |share: f64| (f64::from(ENTITIES) * share) as i32;
        let (state, since, succeeded) = match elapsed {
            _ if elapsed < step => (State::Validating, Duration::ZERO, 0),
            _ if elapsed < step * 2 => (State::Pending, step, 0),
            _ if elapsed < step * 3 => {
                let share = (elapsed - step * 2).as_secs_f64() / step.as_secs_f64();
                (State::Running, step * 2, done(share))
            }
            _ => (State::Completed, step * 3, ENTITIES),
        };
        Self { state, since, succeeded }
    }

    fn status(&self) -> MetadataTransferJobStatus {
        MetadataTransferJobStatus::new().with_state(self.state.clone())
    }

    fn progress(&self) -> MetadataTransferJobProgress {
        MetadataTransferJobProgress::new()
            .with_total_count(ENTITIES)
            .with_succeeded_count(self.succeeded)
            .with_skipped_count(0)
            .with_failed_count(0)
    }
}

/// A job as each operation's answer shows it.
impl Job {
    pub(crate) fn as_created(&self, pace: Pace) -> CreateMetadataTransferJobResponse {
        let status = self.now(pace).status();
        CreateMetadataTransferJobResponse::new(&self.id, self.arn(), self.creation_date_time(), status)
    }

    pub(crate) fn as_cancelled(&self, pace: Pace) -> CancelMetadataTransferJobResponse {
        let now = self.now(pace);
        CancelMetadataTransferJobResponse::new(
            &self.id,
            self.arn(),
            self.update_date_time(&now),
            now.status(),
        )
        .with_progress(now.progress())
    }

    pub(crate) fn as_summary(&self, pace: Pace) -> MetadataTransferJobSummary {
        let now = self.now(pace);
        MetadataTransferJobSummary::new(required::MetadataTransferJobSummary {
            metadata_transfer_job_id: self.id.clone(),
            arn: self.arn(),
            creation_date_time: self.creation_date_time(),
            update_date_time: self.update_date_time(&now),
            status: now.status(),
        })
        .with_progress(now.progress())
    }

    pub(crate) fn in_full(&self, pace: Pace) -> GetMetadataTransferJobResponse {
        let now = self.now(pace);
        let mut full = GetMetadataTransferJobResponse::new(required::GetMetadataTransferJobResponse {
            metadata_transfer_job_id: self.id.clone(),
            arn: self.arn(),
            sources: self.request.sources.clone(),
            destination: self.request.destination.clone(),
            metadata_transfer_job_role: "arn:aws:iam::123456789012:role/metadata-transfer".to_owned(),
            creation_date_time: self.creation_date_time(),
            update_date_time: self.update_date_time(&now),
            status: now.status(),
        })
        .with_progress(now.progress());
        full.description.clone_from(&self.request.description);
        full
    }
}
