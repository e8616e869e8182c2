//! What property tests assert of a codec: what is encoded is decoded to the same value.

use std::fmt::Debug;

use super::Arbitrary;
use crate::{
    codec::{Codec, Limits, Policy},
    protocol::Protocol,
    schema::ROOT,
    serde::{DeserializableShape, SerializableShape},
    validate::MissingMembers,
};

/// How many values of a shape are tried.
const VALUES: u64 = 48;

/// Encodes and decodes arbitrary values of the shape `T`, the simplest among them, with a protocol's codec. The values
/// are the same on every run.
///
/// # Panics
/// When a value does not survive it.
#[track_caller]
pub fn round_trips<T>(protocol: &dyn Protocol)
where
    T: SerializableShape + DeserializableShape + PartialEq + Debug,
{
    for seed in 0..VALUES {
        // The first is made from no bytes at all.
        let bytes: Vec<u8> = (0..seed * 8).flat_map(|at| mixed(seed << 32 | at).to_le_bytes()).collect();
        let arbitrary = Arbitrary::new(&bytes);
        let mut arbitrary = match protocol.codec().media_type() {
            "application/xml" => arbitrary.with_xml_values(),
            "application/x-www-form-urlencoded" => arbitrary.with_form_values(),
            _ => arbitrary,
        };
        let value = arbitrary.generate::<T>();
        if let Err(difference) = round_trip(protocol.codec(), &value) {
            panic!("{}: {difference}", std::any::type_name::<T>());
        }
    }
}

/// Bits that look random: the finalizer of MurmurHash3, a permutation.
fn mixed(seed: u64) -> u64 {
    let mut bits = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    for factor in [0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53] {
        bits = (bits ^ (bits >> 33)).wrapping_mul(factor);
    }
    bits ^ (bits >> 33)
}

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
