//! Bodies of any kind as streams of bytes.

use std::{
    any::Any,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::{Buf as _, Bytes};
use http_body::{Body, Frame, SizeHint};

use crate::stream::ByteStream;

/// An error of any kind.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// A body of any kind as a stream; what is one already stays as it is.
pub(super) fn into_stream<B>(body: B) -> ByteStream
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<BoxError>,
{
    let mut body = Some(body);
    if let Some(stream) = (&mut body as &mut dyn Any).downcast_mut::<Option<ByteStream>>() {
        return stream.take().unwrap_or_default();
    }
    match body {
        Some(body) if !body.is_end_stream() => ByteStream::new(InBytes(Box::pin(body))),
        _ => ByteStream::empty(),
    }
}

/// A body whose pieces become [`Bytes`], which costs nothing where they are.
struct InBytes<B>(Pin<Box<B>>);

impl<B: Body> Body for InBytes<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = self.get_mut().0.as_mut().poll_frame(context);
        frame.map_ok(|frame| frame.map_data(|mut data| data.copy_to_bytes(data.remaining())))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}
