//! AWS IoT TwinMaker's metadata transfer jobs, in memory: an implementation of the trait that Farrier generated, and
//! what serves it. The programs `twinmaker-server` and `twinmaker-client` are made of these.

mod client;
mod job;
mod jobs;
mod report;
mod serve;

pub use self::{client::tour, job::Pace, jobs::Jobs, report::report, serve::serve};

/// README's examples are compiled as tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
