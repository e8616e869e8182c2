//! Text as it stands in a document.

use crate::error::EncodeError;

/// What must be looked at in text.
const TEXT: u8 = 1;
/// What must be looked at in the value of an attribute.
const VALUE: u8 = 2;

/// The bytes that cannot stand as they are. 0xEF may begin U+FFFE or U+FFFF, which XML does not have.
static SPECIAL: [u8; 256] = {
    let mut special = [0; 256];
    let mut control = 0;
    while control < b' ' as usize {
        special[control] = TEXT | VALUE;
        control += 1;
    }
    special[b'\n' as usize] = VALUE;
    special[b'\t' as usize] = VALUE;
    special[b'"' as usize] = VALUE;
    special[b'<' as usize] = TEXT | VALUE;
    special[b'>' as usize] = TEXT | VALUE;
    special[b'&' as usize] = TEXT | VALUE;
    special[0xEF] = TEXT | VALUE;
    special
};

/// Appends `text` as the text of an element.
#[inline]
pub(super) fn push_text(out: &mut Vec<u8>, text: &str, member: &'static str) -> Result<(), EncodeError> {
    push::<TEXT>(out, text.as_bytes(), member)
}

/// Appends `text` as the value of an attribute, which stands in double quotes.
pub(super) fn push_value(out: &mut Vec<u8>, text: &str, member: &'static str) -> Result<(), EncodeError> {
    push::<VALUE>(out, text.as_bytes(), member)
}

#[inline]
fn special<const KIND: u8>(byte: u8) -> bool {
    SPECIAL[usize::from(byte)] & KIND != 0
}

#[inline]
fn push<const KIND: u8>(out: &mut Vec<u8>, bytes: &[u8], member: &'static str) -> Result<(), EncodeError> {
    match bytes.iter().position(|&byte| special::<KIND>(byte)) {
        None => {
            out.extend_from_slice(bytes);
            Ok(())
        }
        Some(place) => push_from::<KIND>(out, bytes, place, member),
    }
}

/// Like [`push`] from the first byte on that cannot stand as it is.
#[cold]
fn push_from<const KIND: u8>(
    out: &mut Vec<u8>,
    mut bytes: &[u8],
    mut place: usize,
    member: &'static str,
) -> Result<(), EncodeError> {
    while let (Some((plain, rest)), Some(&byte)) = (bytes.split_at_checked(place), bytes.get(place)) {
        out.extend_from_slice(plain);
        match byte {
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            // An end of a line would be read as another one, and in an attribute as a space.
            b'\r' => out.extend_from_slice(b"&#xD;"),
            b'\n' => out.extend_from_slice(b"&#xA;"),
            b'\t' => out.extend_from_slice(b"&#x9;"),
            0xEF if !matches!(rest, [_, 0xBF, 0xBE | 0xBF, ..]) => out.push(byte),
            _ => return Err(EncodeError::new("a character that XML does not have", member)),
        }
        bytes = rest.get(1..).unwrap_or_default();
        place = bytes.iter().position(|&byte| special::<KIND>(byte)).unwrap_or(bytes.len());
    }
    out.extend_from_slice(bytes);
    Ok(())
}
