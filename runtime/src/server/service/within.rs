//! Limits on what a future may do: time and panics.

use std::{
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};

use tokio::{runtime::Handle, time::Sleep};

/// What `future` gives; none when it takes longer than `limit`. The timer begins when the future first has to wait, so
/// that most need none; where no tokio runs there is no limit.
pub(super) async fn within<F: Future>(limit: Option<Duration>, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut timer: Option<Pin<Box<Sleep>>> = None;
    poll_fn(|context| {
        if let Poll::Ready(output) = future.as_mut().poll(context) {
            return Poll::Ready(Some(output));
        }
        let Some(limit) = limit.filter(|_| timer.is_some() || Handle::try_current().is_ok()) else {
            return Poll::Pending;
        };
        timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit))).as_mut().poll(context).map(|()| None)
    })
    .await
}

/// What the future that `make` makes gives; none when it panics.
pub(super) async fn caught<F: Future>(make: impl FnOnce() -> F) -> Option<F::Output> {
    let future = catch_unwind(AssertUnwindSafe(make)).ok()?;
    let mut future = pin!(future);
    poll_fn(|context| {
        // A future that panicked is not polled again.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
