//! Whether a stream is still being sent: a long one takes longer than a try may, and is no stalled one.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

use crate::stream::{ByteStream, StreamError};

/// What became of a request's body. One in memory is none to watch: it is sent at once.
pub(super) struct Progress(Option<Arc<State>>);

#[derive(Default)]
struct State {
    /// Whether a piece was taken since somebody asked.
    moved: AtomicBool,
    /// Whether the transport waits for the stream, and not the stream for the transport.
    awaited: AtomicBool,
}

impl Progress {
    /// Watches a body.
    pub(super) fn watch(body: &mut ByteStream) -> Self {
        if body.as_bytes().is_some() {
            return Self(None);
        }
        let state = Arc::new(State::default());
        *body = ByteStream::new(Watched { body: std::mem::take(body), state: Arc::clone(&state) });
        Self(Some(state))
    }

    /// Whether a piece was taken since the last time, or the stream has none to take.
    pub(super) fn goes_on(&self) -> bool {
        self.0.as_ref().is_some_and(|state| {
            state.moved.swap(false, Ordering::Relaxed) || state.awaited.load(Ordering::Relaxed)
        })
    }
}

/// A body that says what becomes of it.
struct Watched {
    body: ByteStream,
    state: Arc<State>,
}

impl Body for Watched {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let this = self.get_mut();
        this.state.awaited.store(true, Ordering::Relaxed);
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        this.state.awaited.store(false, Ordering::Relaxed);
        this.state.moved.store(true, Ordering::Relaxed);
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    /// Nobody waits for what is gone.
    fn drop(&mut self) {
        self.state.awaited.store(false, Ordering::Relaxed);
    }
}
