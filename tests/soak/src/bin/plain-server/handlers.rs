//! The operations over jobs in memory.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    num::NonZeroU32,
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json,
    extract::{Path, State as Shared},
    response::{IntoResponse, Response},
};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use http::StatusCode;
use serde::Serialize;
use tokio::time::Instant;
use uuid::Uuid;

use crate::types::{
    Cancelled, Create, Created, Filter, Full, Kind, List, Page, Progress, State, Status, Summary, Violation,
    check_id,
};

/// How long a job stays in a state.
const STEP: Duration = Duration::from_secs(60);

pub(crate) struct Jobs {
    jobs: Mutex<BTreeMap<String, Job>>,
    limiter: DefaultDirectRateLimiter,
}

struct Job {
    request: Create,
    created: SystemTime,
    begun: Instant,
    cancelled: Option<Duration>,
}

impl Jobs {
    pub(crate) fn new() -> Arc<Self> {
        let limiter = RateLimiter::direct(Quota::per_second(NonZeroU32::MAX));
        Arc::new(Self { jobs: Mutex::default(), limiter })
    }

    fn admit(&self) -> Result<(), Failure> {
        self.limiter
            .check()
            .map_err(|_| Failure(StatusCode::TOO_MANY_REQUESTS, "ThrottlingException", "slow".into()))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An error of the model: its status, name and message.
pub(crate) struct Failure(StatusCode, &'static str, String);

impl From<Violation> for Failure {
    fn from(violation: Violation) -> Self {
        Self(StatusCode::BAD_REQUEST, "ValidationException", violation.to_owned())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let Self(status, name, message) = self;
        let headers =
            [("x-amzn-errortype", name.to_owned()), ("x-amzn-requestid", Uuid::new_v4().to_string())];
        (status, headers, Json(serde_json::json!({ "message": message }))).into_response()
    }
}

fn not_found(id: &str) -> Failure {
    Failure(StatusCode::NOT_FOUND, "ResourceNotFoundException", format!("there is no job {id}"))
}

fn conflict(message: String) -> Failure {
    Failure(StatusCode::CONFLICT, "ConflictException", message)
}

type Answer<T> = Result<([(&'static str, String); 1], Json<T>), Failure>;

fn answer<T: Serialize>(output: T) -> Answer<T> {
    Ok(([("x-amzn-requestid", Uuid::new_v4().to_string())], Json(output)))
}

pub(crate) async fn create(Shared(jobs): Shared<Arc<Jobs>>, Json(input): Json<Create>) -> Answer<Created> {
    input.check()?;
    jobs.admit()?;
    let id = input.metadata_transfer_job_id.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
    let mut jobs = jobs.lock();
    match jobs.entry(id.clone()) {
        Entry::Occupied(_) => Err(conflict(format!("job {id} exists"))),
        Entry::Vacant(place) => {
            let job = place.insert(Job {
                request: input,
                created: SystemTime::now(),
                begun: Instant::now(),
                cancelled: None,
            });
            answer(Created {
                arn: arn(&id),
                metadata_transfer_job_id: id,
                creation_date_time: seconds(job.created),
                status: job.now().status(),
            })
        }
    }
}

pub(crate) async fn get(Shared(jobs): Shared<Arc<Jobs>>, Path(id): Path<String>) -> Answer<Full> {
    check_id(&id)?;
    jobs.admit()?;
    let jobs = jobs.lock();
    let job = jobs.get(&id).ok_or_else(|| not_found(&id))?;
    answer(Full {
        summary: job.summary(&id),
        description: job.request.description.clone(),
        sources: job.request.sources.clone(),
        destination: job.request.destination.clone(),
        metadata_transfer_job_role: "arn:aws:iam::123456789012:role/metadata-transfer",
    })
}

pub(crate) async fn list(Shared(jobs): Shared<Arc<Jobs>>, Json(input): Json<List>) -> Answer<Page> {
    input.check()?;
    jobs.admit()?;
    let size = input.max_results.and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0);
    let after = input.next_token.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let jobs = jobs.lock();
    let mut rest = jobs.range::<str, _>((after, Bound::Unbounded)).filter(|(_, job)| {
        job.copies(input.source_type, input.destination_type)
            && input.filters.iter().all(|filter| job.passes(filter))
    });
    let page: Vec<_> = rest.by_ref().take(size.unwrap_or(50)).collect();
    let next_token = page.last().filter(|_| rest.next().is_some()).map(|(id, _)| (*id).clone());
    let metadata_transfer_job_summaries = page.iter().map(|(id, job)| job.summary(id)).collect();
    answer(Page { metadata_transfer_job_summaries, next_token })
}

pub(crate) async fn cancel(Shared(jobs): Shared<Arc<Jobs>>, Path(id): Path<String>) -> Answer<Cancelled> {
    check_id(&id)?;
    jobs.admit()?;
    let mut jobs = jobs.lock();
    let job = jobs.get_mut(&id).ok_or_else(|| not_found(&id))?;
    match job.now().state {
        State::Validating | State::Pending | State::Running => job.cancelled = Some(job.begun.elapsed()),
        _ => return Err(conflict(format!("job {id} has ended"))),
    }
    let now = job.now();
    answer(Cancelled {
        arn: arn(&id),
        metadata_transfer_job_id: id,
        update_date_time: seconds(job.created + now.since),
        status: now.status(),
        progress: now.progress(),
    })
}

struct Now {
    state: State,
    since: Duration,
    succeeded: i32,
}

impl Now {
    fn uncancelled(elapsed: Duration) -> Self {
        let (state, since, succeeded) = match elapsed {
            _ if elapsed < STEP => (State::Validating, Duration::ZERO, 0),
            _ if elapsed < STEP * 2 => (State::Pending, STEP, 0),
            _ if elapsed < STEP * 3 => {
                let share = (elapsed - STEP * 2).as_secs_f64() / STEP.as_secs_f64();
                (State::Running, STEP * 2, (share * 100.0) as i32)
            }
            _ => (State::Completed, STEP * 3, 100),
        };
        Self { state, since, succeeded }
    }

    fn status(&self) -> Status {
        Status { state: self.state }
    }

    fn progress(&self) -> Progress {
        Progress { total_count: 100, succeeded_count: self.succeeded, skipped_count: 0, failed_count: 0 }
    }
}

impl Job {
    fn now(&self) -> Now {
        let elapsed = self.begun.elapsed();
        let Some(cancelled) = self.cancelled else { return Now::uncancelled(elapsed) };
        let (state, since) = match elapsed < cancelled + STEP {
            true => (State::Cancelling, cancelled),
            false => (State::Cancelled, cancelled + STEP),
        };
        Now { state, since, succeeded: Now::uncancelled(cancelled).succeeded }
    }

    fn summary(&self, id: &str) -> Summary {
        let now = self.now();
        Summary {
            metadata_transfer_job_id: id.to_owned(),
            arn: arn(id),
            creation_date_time: seconds(self.created),
            update_date_time: seconds(self.created + now.since),
            status: now.status(),
            progress: now.progress(),
        }
    }

    fn copies(&self, source: Kind, destination: Kind) -> bool {
        self.request.sources.iter().any(|from| from.kind == source)
            && self.request.destination.kind == destination
    }

    fn passes(&self, filter: &Filter) -> bool {
        match filter {
            Filter::State(state) => self.now().state == *state,
            Filter::WorkspaceId(id) => {
                let ends = self.request.sources.iter().chain([&self.request.destination]);
                let arns = ends.filter_map(|end| end.iot_twin_maker_configuration.as_ref());
                arns.filter_map(|end| end.workspace.rsplit('/').next()).any(|workspace| workspace == id)
            }
        }
    }
}

fn arn(id: &str) -> String {
    format!("arn:aws:iottwinmaker:us-east-1:123456789012:metadata-transfer-job/{id}")
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}
