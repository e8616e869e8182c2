//! `smithy.protocols#rpcv2Cbor`.

use super::rpc_v2::{Format, RpcV2};
use crate::codec::{Codec, cbor::Cbor};

/// Smithy RPC v2 with CBOR bodies.
pub type RpcV2Cbor = RpcV2<CborBodies>;

/// The bodies of [`RpcV2Cbor`].
#[derive(Clone, Copy, Debug, Default)]
pub struct CborBodies;

impl Format for CborBodies {
    const ID: &'static str = "smithy.protocols#rpcv2Cbor";
    const NAME: &'static str = "rpc-v2-cbor";
    const CODEC: &'static dyn Codec = &Cbor::RPC_V2;
    const ERRORS: &'static dyn Codec = &Cbor::RPC_V2.for_errors();
}
