//! `smithy.protocols#rpcv2Cbor`.

use super::rpc_v2::{Format, RpcV2};
use crate::codec::cbor::Cbor;

static CBOR: Format = Format {
    id: "smithy.protocols#rpcv2Cbor",
    name: "rpc-v2-cbor",
    codec: &Cbor::RPC_V2,
    errors: &Cbor::RPC_V2.for_errors(),
};

impl RpcV2 {
    /// Smithy RPC v2 with CBOR bodies.
    #[must_use]
    pub const fn rpc_v2_cbor() -> Self {
        Self(&CBOR)
    }
}
