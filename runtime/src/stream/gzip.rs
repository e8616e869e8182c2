//! gzip over a stream (RFC 1952), a piece at a time: what is in memory is bounded by a piece.

use std::{
    io::Write,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use flate2::{
    Compression,
    write::{GzEncoder, MultiGzDecoder},
};
use http_body::{Body, Frame};

use super::{ByteStream, StreamError};

/// How much is decompressed at a time, in bytes: each may stand for a thousand.
const PIECE: usize = 4 * 1024;

/// A compressed stream.
pub(super) struct Compressed {
    source: ByteStream,
    encoder: Option<GzEncoder<Vec<u8>>>,
}

impl Compressed {
    pub(super) fn new(source: ByteStream) -> Self {
        Self { source, encoder: Some(GzEncoder::new(Vec::new(), Compression::default())) }
    }
}

impl Body for Compressed {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        loop {
            let Some(mut encoder) = self.encoder.take() else { return Poll::Ready(None) };
            let piece = match self.source.poll_piece(context) {
                Poll::Pending => {
                    self.encoder = Some(encoder);
                    return Poll::Pending;
                }
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(Some(Ok(piece))) => piece,
                Poll::Ready(None) => {
                    return Poll::Ready(Some(match encoder.finish() {
                        Ok(rest) => Ok(Frame::data(rest.into())),
                        Err(_) => Err(StreamError::Encoding),
                    }));
                }
            };
            if encoder.write_all(&piece).is_err() {
                return Poll::Ready(Some(Err(StreamError::Encoding)));
            }
            let compressed = std::mem::take(encoder.get_mut());
            self.encoder = Some(encoder);
            if !compressed.is_empty() {
                return Poll::Ready(Some(Ok(Frame::data(compressed.into()))));
            }
        }
    }
}

/// A decompressed stream.
pub(super) struct Decompressed {
    source: ByteStream,
    decoder: Option<MultiGzDecoder<Vec<u8>>>,
    waiting: Bytes,
}

impl Decompressed {
    pub(super) fn new(source: ByteStream) -> Self {
        Self { source, decoder: Some(MultiGzDecoder::new(Vec::new())), waiting: Bytes::new() }
    }

    /// Decompresses a piece; none ends the stream.
    fn step(&mut self, piece: Option<Bytes>) -> Result<Vec<u8>, StreamError> {
        let Some(mut decoder) = self.decoder.take() else { return Ok(Vec::new()) };
        let Some(piece) = piece else {
            return decoder.finish().map_err(|_| StreamError::Encoding);
        };
        decoder.write_all(&piece).map_err(|_| StreamError::Encoding)?;
        let decompressed = std::mem::take(decoder.get_mut());
        self.decoder = Some(decoder);
        Ok(decompressed)
    }
}

impl Body for Decompressed {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        while self.decoder.is_some() {
            let piece = if self.waiting.is_empty() {
                match ready!(self.source.poll_piece(context)) {
                    Some(Ok(piece)) => {
                        self.waiting = piece;
                        continue;
                    }
                    Some(Err(error)) => {
                        self.decoder = None;
                        return Poll::Ready(Some(Err(error)));
                    }
                    None => None,
                }
            } else {
                let length = self.waiting.len().min(PIECE);
                Some(self.waiting.split_to(length))
            };
            match self.step(piece) {
                Ok(decompressed) if decompressed.is_empty() => {}
                Ok(decompressed) => return Poll::Ready(Some(Ok(Frame::data(decompressed.into())))),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        Poll::Ready(None)
    }
}
