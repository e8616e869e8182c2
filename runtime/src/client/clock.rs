//! The time that a client sees, so that tests need not wait.

use std::{
    fmt,
    future::Future,
    pin::{Pin, pin},
    task::Poll,
    time::{Duration, SystemTime},
};

/// A future without a name.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Tells the time and waits. Dates of signatures, the end of credentials, timeouts and pauses between tries are by it.
pub trait Clock: Send + Sync {
    /// The time now.
    fn now(&self) -> SystemTime;

    /// Ends after `duration`.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The system's time; waits with tokio's timer.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

/// The time was over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the time is over")
    }
}

/// What `future` gives, if it does so within `limit`; without a limit it has all the time.
pub(super) async fn within<T>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    future: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    within_or_while(clock, limit, future, || false).await
}

/// As [`within`], but when the time is over and `goes_on` says so, it begins anew.
pub(super) async fn within_or_while<T>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    future: impl Future<Output = T>,
    goes_on: impl Fn() -> bool,
) -> Result<T, Elapsed> {
    let Some(limit) = limit else { return Ok(future.await) };
    let mut future = pin!(future);
    let mut sleep = clock.sleep(limit);
    std::future::poll_fn(|context| {
        if let Poll::Ready(value) = future.as_mut().poll(context) {
            return Poll::Ready(Ok(value));
        }
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        if !goes_on() {
            return Poll::Ready(Err(Elapsed));
        }
        // Polled by the next turn, so that a clock without patience does not keep others from their work.
        sleep = clock.sleep(limit);
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await
}
