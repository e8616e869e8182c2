//! Generated clients over a transport in memory and a clock of the test's.

mod endpoints;
mod errors;
mod mock;
mod retries;
mod support;
mod timeouts;
