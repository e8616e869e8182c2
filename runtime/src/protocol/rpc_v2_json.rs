//! `smithy.protocols#rpcv2Json`.

use super::rpc_v2::{Format, RpcV2};
use crate::codec::{Codec, json::Json};

/// Smithy RPC v2 with JSON bodies.
pub type RpcV2Json = RpcV2<JsonBodies>;

/// The bodies of [`RpcV2Json`].
#[derive(Clone, Copy, Debug, Default)]
pub struct JsonBodies;

impl Format for JsonBodies {
    const ID: &'static str = "smithy.protocols#rpcv2Json";
    const NAME: &'static str = "rpc-v2-json";
    const CODEC: &'static dyn Codec = &Json::RPC_V2;
    const ERRORS: &'static dyn Codec = &Json::RPC_V2.for_errors();
}
