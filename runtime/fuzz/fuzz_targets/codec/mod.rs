//! What holds of every codec, whatever the bytes: reading never panics, as client or as server, a refusal has a place, and
//! what was read is written and read again as the same value.

use farrier_runtime::{
    codec::{Codec, Limits, Policy},
    schema::ROOT,
    serde::DeserializableShape as _,
    validate::MissingMembers,
};

use crate::shapes::Everything;

/// Reads `bytes` both ways, and writes and reads again what came of it. `expresses_all` says whether the codec has a form
/// for every value.
pub fn check(codec: &dyn Codec, bytes: &[u8], expresses_all: bool) {
    let mut missing = MissingMembers::default();
    let mut strict = Everything::empty();
    let strictly = codec.decode(bytes, &ROOT, &mut strict, Policy::Strict(&mut missing), Limits::default());
    let mut lenient = Everything::empty();
    let leniently = codec.decode(bytes, &ROOT, &mut lenient, Policy::Lenient, Limits::default());
    match &strictly {
        Ok(()) => assert!(leniently.is_ok(), "only a client refuses: {leniently:?}"),
        Err(error) => assert!(error.offset().is_some_and(|offset| offset <= bytes.len())),
    }
    if leniently.is_ok() {
        stable(codec, &lenient, expresses_all);
    }
}

fn stable(codec: &dyn Codec, value: &Everything, expresses_all: bool) {
    // What cannot be written: an unknown variant, a text or a timestamp beyond what the format has.
    let Ok(written) = codec.encode(&ROOT, value) else { return };
    let mut again = Everything::empty();
    match codec.decode(&written, &ROOT, &mut again, Policy::Lenient, Limits::default()) {
        Ok(()) => {}
        Err(_) if !expresses_all => return,
        Err(error) => panic!("what was written is not read: {error}"),
    }
    let twice = codec.encode(&ROOT, &again).expect("what was read is written");
    let text = |bytes: &[u8]| bytes.escape_ascii().to_string();
    assert_eq!(text(&written), text(&twice));
}
