//! `smithy.protocols#rpcv2Json`.

use super::rpc_v2::{Format, RpcV2};
use crate::codec::json::Json;

static JSON: Format = Format {
    id: "smithy.protocols#rpcv2Json",
    name: "rpc-v2-json",
    codec: &Json::RPC_V2,
    errors: &Json::RPC_V2.for_errors(),
};

impl RpcV2 {
    /// Smithy RPC v2 with JSON bodies.
    #[must_use]
    pub const fn rpc_v2_json() -> Self {
        Self(&JSON)
    }
}
