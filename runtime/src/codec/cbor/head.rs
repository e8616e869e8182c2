//! Heads: the first byte of every data item with its argument (RFC 8949, section 3).

/// The major types, as the first byte has them in its three high bits.
pub(super) const UNSIGNED: u8 = 0x00;
pub(super) const NEGATIVE: u8 = 0x20;
pub(super) const BYTES: u8 = 0x40;
pub(super) const TEXT: u8 = 0x60;
pub(super) const ARRAY: u8 = 0x80;
pub(super) const MAP: u8 = 0xA0;
pub(super) const TAG: u8 = 0xC0;
pub(super) const SIMPLE: u8 = 0xE0;

/// In the five low bits: arguments below are in the first byte itself, from here on in 1, 2, 4 or 8 bytes behind it.
pub(super) const ONE_BYTE: u8 = 24;
/// In the five low bits: the length is indefinite.
pub(super) const INDEFINITE: u8 = 31;

pub(super) const FALSE: u8 = 0xF4;
pub(super) const TRUE: u8 = 0xF5;
pub(super) const NULL: u8 = 0xF6;
pub(super) const UNDEFINED: u8 = 0xF7;
pub(super) const HALF: u8 = 0xF9;
pub(super) const SINGLE: u8 = 0xFA;
pub(super) const DOUBLE: u8 = 0xFB;
/// Ends what has an indefinite length.
pub(super) const BREAK: u8 = 0xFF;

pub(super) const MAP_OF_INDEFINITE_LENGTH: u8 = MAP | INDEFINITE;

pub(super) const TAG_EPOCH: u64 = 1;
pub(super) const TAG_BIG_POSITIVE: u64 = 2;
pub(super) const TAG_BIG_NEGATIVE: u64 = 3;
pub(super) const TAG_DECIMAL: u64 = 4;
/// Tags above this say nothing that would change the value of a shape.
pub(super) const LAST_TAG_WITH_MEANING: u64 = 5;

/// The longest head.
pub(super) const ROOM: usize = 9;

/// Appends the shortest head of `major` with `argument`.
#[inline]
pub(super) fn push(out: &mut Vec<u8>, major: u8, argument: u64) {
    if argument < u64::from(ONE_BYTE) {
        out.push(major | argument as u8);
    } else {
        push_long(out, major, argument);
    }
}

#[inline]
fn push_long(out: &mut Vec<u8>, major: u8, argument: u64) {
    // The casts keep what the comparison before them lets through.
    if argument <= u64::from(u8::MAX) {
        out.extend_from_slice(&[major | ONE_BYTE, argument as u8]);
    } else if argument <= u64::from(u16::MAX) {
        let [a, b] = (argument as u16).to_be_bytes();
        out.extend_from_slice(&[major | 25, a, b]);
    } else if argument <= u64::from(u32::MAX) {
        let [a, b, c, d] = (argument as u32).to_be_bytes();
        out.extend_from_slice(&[major | 26, a, b, c, d]);
    } else {
        let [a, b, c, d, e, f, g, h] = argument.to_be_bytes();
        out.extend_from_slice(&[major | 27, a, b, c, d, e, f, g, h]);
    }
}

/// A text string as a data item.
pub(super) fn of_text(text: &str) -> Vec<u8> {
    let mut item = Vec::with_capacity(ROOM + text.len());
    push(&mut item, TEXT, text.len() as u64);
    item.extend_from_slice(text.as_bytes());
    item
}
