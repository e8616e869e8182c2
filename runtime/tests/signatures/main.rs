//! How clients sign: requests that are given, against AWS's test vectors and against its own signer, and with what
//! `aws-config` loads.

mod aws_config;
#[path = "../events/mod.rs"]
mod events;
#[path = "../http_support/mod.rs"]
mod http_support;
mod messages;
mod peer;
mod raw_requests;
mod regions;
mod vectors;
