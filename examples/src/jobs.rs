//! The implementation of the service: what Farrier leaves to be written.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    num::NonZeroU32,
    ops::Bound,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use farrier_runtime::server::Context;
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use iottwinmaker::{
    operation::{
        CancelMetadataTransferJobError, CreateMetadataTransferJobError, GetMetadataTransferJobError,
        ListMetadataTransferJobsError,
    },
    server::Api,
    types::{
        CancelMetadataTransferJobRequest, CancelMetadataTransferJobResponse, ConflictException,
        CreateMetadataTransferJobRequest, CreateMetadataTransferJobResponse, GetMetadataTransferJobRequest,
        GetMetadataTransferJobResponse, ListMetadataTransferJobsRequest, ListMetadataTransferJobsResponse,
        ResourceNotFoundException, ServiceQuotaExceededException, ThrottlingException,
    },
};
use uuid::Uuid;

use crate::job::{Job, Pace};

/// How many jobs a page has when the request does not say.
const PAGE: usize = 50;

/// The jobs, in memory.
#[derive(Debug)]
pub struct Jobs {
    /// By ID, in whose order they are listed.
    jobs: Mutex<BTreeMap<String, Job>>,
    pace: Pace,
    quota: usize,
    limiter: DefaultDirectRateLimiter,
}

impl Jobs {
    /// No jobs yet. Those to come stay five seconds in a state; there can be 100,000 of them, and a thousand calls a
    /// second.
    #[must_use]
    pub fn new() -> Self {
        Self {
            jobs: Mutex::default(),
            pace: Pace(Duration::from_secs(5)),
            quota: 100_000,
            limiter: RateLimiter::direct(Quota::per_second(const { NonZeroU32::new(1_000).unwrap() })),
        }
    }

    /// Sets how fast jobs go.
    #[must_use]
    pub fn with_pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Sets how many jobs there can be.
    #[must_use]
    pub fn with_quota(mut self, quota: usize) -> Self {
        self.quota = quota;
        self
    }

    /// Sets how many calls a second are answered. The others are throttled.
    #[must_use]
    pub fn with_calls_per_second(mut self, calls: NonZeroU32) -> Self {
        self.limiter = RateLimiter::direct(Quota::per_second(calls));
        self
    }

    /// Lets a call pass, unless there were too many of late.
    fn admit(&self) -> Result<(), ThrottlingException> {
        let too_many = |_| ThrottlingException::new().with_message("too many requests: slow down");
        self.limiter.check().map_err(too_many)
    }

    /// The jobs. One that panicked while it held the lock has left whole jobs behind.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Job>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Jobs {
    fn default() -> Self {
        Self::new()
    }
}

impl Api for Jobs {
    async fn create_metadata_transfer_job(
        &self,
        input: CreateMetadataTransferJobRequest,
        _: Context,
    ) -> Result<CreateMetadataTransferJobResponse, CreateMetadataTransferJobError> {
        self.admit()?;
        let id = input.metadata_transfer_job_id.clone().unwrap_or_else(|| Uuid::new_v4().to_string());
        let mut jobs = self.lock();
        let is_full = jobs.len() >= self.quota;
        match jobs.entry(id.clone()) {
            Entry::Occupied(_) => {
                Err(ConflictException::new().with_message(format!("job {id} exists")).into())
            }
            Entry::Vacant(_) if is_full => {
                let message = format!("there are {} jobs, and can be no more", self.quota);
                Err(ServiceQuotaExceededException::new().with_message(message).into())
            }
            Entry::Vacant(place) => Ok(place.insert(Job::new(id, input)).as_created(self.pace)),
        }
    }

    async fn get_metadata_transfer_job(
        &self,
        input: GetMetadataTransferJobRequest,
        _: Context,
    ) -> Result<GetMetadataTransferJobResponse, GetMetadataTransferJobError> {
        self.admit()?;
        let id = &input.metadata_transfer_job_id;
        let jobs = self.lock();
        Ok(jobs.get(id).ok_or_else(|| no_job(id))?.in_full(self.pace))
    }

    async fn list_metadata_transfer_jobs(
        &self,
        input: ListMetadataTransferJobsRequest,
        _: Context,
    ) -> Result<ListMetadataTransferJobsResponse, ListMetadataTransferJobsError> {
        self.admit()?;
        let size = input.max_results.and_then(|size| usize::try_from(size).ok()).filter(|&size| size > 0);
        let filters = input.filters.unwrap_or_default();
        // A token is the last ID of the page before.
        let after = input.next_token.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let jobs = self.lock();
        let mut rest = jobs.range::<str, _>((after, Bound::Unbounded)).filter(|(_, job)| {
            job.copies(&input.source_type, &input.destination_type)
                && filters.iter().all(|filter| job.passes(filter, self.pace))
        });
        let page: Vec<_> = rest.by_ref().take(size.unwrap_or(PAGE)).collect();
        let token = page.last().filter(|_| rest.next().is_some()).map(|(id, _)| (*id).clone());
        let summaries = page.iter().map(|(_, job)| job.as_summary(self.pace)).collect();
        let mut response = ListMetadataTransferJobsResponse::new(summaries);
        response.next_token = token;
        Ok(response)
    }

    async fn cancel_metadata_transfer_job(
        &self,
        input: CancelMetadataTransferJobRequest,
        _: Context,
    ) -> Result<CancelMetadataTransferJobResponse, CancelMetadataTransferJobError> {
        self.admit()?;
        let id = &input.metadata_transfer_job_id;
        let mut jobs = self.lock();
        let job = jobs.get_mut(id).ok_or_else(|| no_job(id))?;
        job.cancel(self.pace).map_err(|state| {
            let message = format!("job {id} cannot be cancelled: it is {}", state.as_str());
            ConflictException::new().with_message(message)
        })?;
        Ok(job.as_cancelled(self.pace))
    }
}

fn no_job(id: &str) -> ResourceNotFoundException {
    ResourceNotFoundException::new().with_message(format!("there is no job {id}"))
}
