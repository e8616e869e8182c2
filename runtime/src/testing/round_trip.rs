//! What property tests assert of a codec: what is encoded is decoded to the same value.

use std::fmt::Debug;

use crate::{
    codec::{Codec, Limits, Policy},
    schema::ROOT,
    serde::{DeserializableShape, SerializableShape},
    validate::MissingMembers,
};

/// Encodes `value` with `codec` and decodes it as a client and as a server would.
///
/// # Errors
/// When encoding or decoding fails, a required member is missing, or the decoded value differs. A value that holds
/// NaN equals nothing, so that for one the encoded bytes are compared alone.
pub fn round_trip<T>(codec: &dyn Codec, value: &T) -> Result<(), String>
where
    T: SerializableShape + DeserializableShape + PartialEq + Debug,
{
    let bytes = codec.encode(&ROOT, value).map_err(|error| format!("{error} in {value:?}"))?;
    let mut missing = MissingMembers::default();
    same(codec, value, &bytes, Policy::Lenient)?;
    same(codec, value, &bytes, Policy::Strict(&mut missing))?;
    if missing.is_empty() { Ok(()) } else { Err(format!("required members are missing: {missing:?}")) }
}

fn same<T>(codec: &dyn Codec, value: &T, bytes: &[u8], policy: Policy<'_>) -> Result<(), String>
where
    T: SerializableShape + DeserializableShape + PartialEq + Debug,
{
    let text = || String::from_utf8_lossy(bytes).into_owned();
    let mut decoded = T::empty();
    codec
        .decode(bytes, &ROOT, &mut decoded, policy, Limits::default())
        .map_err(|error| format!("{error} in {}", text()))?;
    #[allow(clippy::eq_op, reason = "NaN, and what holds it, does not equal itself")]
    let comparable = value == value;
    if comparable && decoded != *value {
        return Err(format!("{value:?} became {decoded:?} by way of {}", text()));
    }
    match codec.encode(&ROOT, &decoded) {
        Ok(again) if again == bytes => Ok(()),
        Ok(again) => Err(format!("{} became {}", text(), String::from_utf8_lossy(&again))),
        Err(error) => Err(format!("{error} in {decoded:?}")),
    }
}
