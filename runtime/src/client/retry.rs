//! When a request is sent again, and after how long: the AWS SDKs' standard mode.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use http::{HeaderMap, StatusCode, header};

use crate::{
    operation::Retryable,
    types::{Timestamp, TimestampFormat},
};

/// Codes by which services ask for fewer requests, whatever their models say.
const THROTTLING: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

/// Codes of requests that did not come in whole.
const TRANSIENT: &[&str] = &["RequestTimeout", "RequestTimeoutException"];

/// Codes of services that failed, which may come with any status.
const FAILED: &[&str] = &["InternalError"];

/// When a request is sent again. Made from [`Retries::standard`] or [`Retries::off`] and changed by its methods.
#[derive(Clone)]
pub struct Retries {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    capacity: u32,
    repeat_unsafe: bool,
    jitter: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Retries {
    /// Three tries; pauses of a random part of 1 s, 2 s, … up to 20 s; and a budget for each client that failures use
    /// up and successes fill again, so that clients do not multiply the load on a service that is down.
    #[must_use]
    pub fn standard() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_secs(1),
            max_delay: Duration::from_secs(20),
            capacity: 500,
            repeat_unsafe: false,
            jitter: Arc::new(random),
        }
    }

    /// One try.
    #[must_use]
    pub fn off() -> Self {
        Self::standard().with_max_attempts(1)
    }

    /// Sets how often a request is sent at most, the first time included.
    #[must_use]
    pub fn with_max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the longest first pause, and the longest of all. A service that asks for a longer one than that gets no
    /// further try.
    #[must_use]
    pub fn with_delays(mut self, base: Duration, max: Duration) -> Self {
        (self.base_delay, self.max_delay) = (base, max);
        self
    }

    /// Sets the budget: a try after a timeout costs 10, any other 5.
    #[must_use]
    pub fn with_capacity(mut self, capacity: u32) -> Self {
        self.capacity = capacity;
        self
    }

    /// Says whether a request is sent again though the service may have carried it out: after a timeout, a broken
    /// connection or an answer such as 500, where the operation is not known to be idempotent. By default it is not.
    ///
    /// An operation is known to be idempotent when it is `readonly`, `idempotent` or `paginated`, has an idempotency
    /// token, or has the HTTP method GET, HEAD, PUT or DELETE.
    #[must_use]
    pub fn with_unsafe_repetition(mut self, repeat: bool) -> Self {
        self.repeat_unsafe = repeat;
        self
    }

    /// Sets where the random part of a pause comes from: a number from 0 to 1.
    #[must_use]
    pub fn with_jitter(mut self, jitter: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        self.jitter = Arc::new(jitter);
        self
    }

    pub(super) fn max_attempts(&self) -> u32 {
        self.max_attempts
    }

    /// The random part of a pause, from 0 to 1.
    pub(super) fn jitter(&self) -> f64 {
        (self.jitter)().clamp(0.0, 1.0)
    }

    /// The pause before the try after `attempt` (from 1); none when there should be no further one.
    pub(super) fn delay(&self, attempt: u32, failure: &Failure) -> Option<Duration> {
        if attempt >= self.max_attempts || !(failure.is_safe || self.repeat_unsafe) {
            return None;
        }
        let doubled = self.base_delay.saturating_mul(1 << (attempt - 1).min(20)).min(self.max_delay);
        let delay = doubled.mul_f64(self.jitter());
        match failure.retry_after {
            Some(asked) if asked > self.max_delay => None,
            Some(asked) => Some(delay.max(asked)),
            None => Some(delay),
        }
    }
}

impl Default for Retries {
    fn default() -> Self {
        Self::standard()
    }
}

impl fmt::Debug for Retries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retries")
            .field("max_attempts", &self.max_attempts)
            .field("base_delay", &self.base_delay)
            .field("max_delay", &self.max_delay)
            .field("capacity", &self.capacity)
            .field("repeat_unsafe", &self.repeat_unsafe)
            .finish_non_exhaustive()
    }
}

/// A number from 0 to 1, from the standard library's hash keys, which the operating system seeds.
#[expect(clippy::cast_precision_loss, reason = "the upper 53 bits are exact")]
fn random() -> f64 {
    (RandomState::new().hash_one(0) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A failed try that another one may mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// Whether to send it again has no side effect that there is not meant to be.
    pub(super) is_safe: bool,
    /// What a further try costs of the budget.
    pub(super) cost: u32,
    /// How long the service asks to wait.
    pub(super) retry_after: Option<Duration>,
}

impl Failure {
    /// A timeout, or a connection that failed.
    pub(super) fn of_transport(is_safe: bool, is_timeout: bool) -> Self {
        Self { is_safe, cost: if is_timeout { 10 } else { 5 }, retry_after: None }
    }

    /// What an error response says; none when another try would fail as well.
    pub(super) fn of_response(
        status: StatusCode,
        headers: &HeaderMap,
        codes: &[String],
        modelled: Option<Retryable>,
        is_idempotent: bool,
        now: SystemTime,
    ) -> Option<Self> {
        let is_one_of = |known: &[&str]| codes.iter().any(|code| known.contains(&code.as_str()));
        let refused = modelled.is_some()
            || matches!(status.as_u16(), 429 | 503)
            || is_one_of(THROTTLING)
            || is_one_of(TRANSIENT);
        let retry_after = retry_after(headers, now);
        let failed = matches!(status.as_u16(), 500 | 502 | 504) || is_one_of(FAILED);
        (refused || failed).then_some(Self { is_safe: refused || is_idempotent, cost: 5, retry_after })
    }
}

/// How long the service asks to wait: `x-amz-retry-after` in milliseconds, or `Retry-After` in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    if let Some(millis) = text("x-amz-retry-after").and_then(|text| text.parse().ok()) {
        return Some(Duration::from_millis(millis));
    }
    let text = text(header::RETRY_AFTER.as_str())?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = SystemTime::try_from(Timestamp::parse(text, TimestampFormat::HttpDate).ok()?).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}

/// The budget of a client for tries after the first.
pub(super) struct Budget {
    capacity: u32,
    left: Mutex<u32>,
}

impl Budget {
    pub(super) fn new(retries: &Retries) -> Self {
        Self { capacity: retries.capacity, left: Mutex::new(retries.capacity) }
    }

    /// Takes `cost`, if there is as much left.
    pub(super) fn take(&self, cost: u32) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        match left.checked_sub(cost) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }

    /// Gives back what the last try of a success cost: 1 when it was the first.
    pub(super) fn give_back(&self, cost: Option<u32>) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        *left = left.saturating_add(cost.unwrap_or(1)).min(self.capacity);
    }
}
