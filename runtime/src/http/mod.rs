//! HTTP binding: members to the parts of a message and back.

/// Writes a request.
#[derive(Debug)]
pub struct RequestWriter<'a>(&'a ());
/// Reads a request.
#[derive(Debug)]
pub struct RequestReader<'a>(&'a ());
/// Writes a response.
#[derive(Debug)]
pub struct ResponseWriter<'a>(&'a ());
/// Reads a response.
#[derive(Debug)]
pub struct ResponseReader<'a>(&'a ());
