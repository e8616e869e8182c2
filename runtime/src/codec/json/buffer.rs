//! The bytes of a message being written.
//!
//! Messages are many short texts. A call of `memcpy` for each costs more than its bytes do, so that short ones are copied
//! here in whole words, and strings are looked at for characters to escape as they are copied.

use crate::codec::swar::{WIDE, are_plain, extend_plain, find_in_chunk};

/// What is longer than this is copied by `memcpy`.
const LONG: usize = 32;
/// Text that is shorter than this is looked at in two words.
const SHORT: usize = 16;

/// A growing buffer.
#[derive(Debug)]
pub(super) struct Buffer(Vec<u8>);

impl Buffer {
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut u8> {
        self.0.get_mut(at)
    }

    #[inline]
    pub(super) fn push(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// The buffer as a vector, for those who append to one.
    pub(super) fn as_vec(&mut self) -> &mut Vec<u8> {
        &mut self.0
    }

    /// Makes room for `count` more bytes.
    #[inline]
    fn reserve(&mut self, count: usize) {
        if self.0.capacity() - self.0.len() < count {
            self.grow(count);
        }
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self, count: usize) {
        self.0.reserve(count);
    }

    /// Appends bytes.
    #[inline]
    pub(super) fn extend(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        // SAFETY: there is room for the bytes behind the length, and they are initialized when it is moved.
        unsafe {
            let end = self.0.as_mut_ptr().add(self.0.len());
            copy(bytes, end);
            self.0.set_len(self.0.len() + bytes.len());
        }
    }

    /// Appends `before`, then `text` as a JSON string, then `after`. Inlined so that the lengths of what stands around
    /// the text are known; for short texts without a call, since most are.
    #[inline(always)]
    pub(super) fn quoted(&mut self, before: &[u8], text: &str, after: &[u8]) {
        let bytes = text.as_bytes();
        let has_room = self.0.capacity() - self.0.len() >= quoted_length(before, bytes, after);
        let is_short = bytes.len() < SHORT && before.len() <= LONG;
        // SAFETY: there is room.
        if has_room && is_short && unsafe { self.quoted_plain(before, bytes, after) } {
            return;
        }
        self.quoted_far(before, bytes, after);
    }

    /// [`quoted`](Self::quoted) for texts of every kind.
    #[inline(never)]
    fn quoted_far(&mut self, before: &[u8], bytes: &[u8], after: &[u8]) {
        self.reserve(quoted_length(before, bytes, after));
        // SAFETY: there is room.
        if unsafe { self.quoted_plain(before, bytes, after) } {
            return;
        }
        self.extend(before);
        self.push(b'"');
        self.escaped(bytes, after);
    }

    /// [`quoted`](Self::quoted) for a text that needs no escapes; otherwise nothing is appended, and false returned.
    ///
    /// # Safety
    /// There is room for the [`quoted_length`].
    #[inline(always)]
    unsafe fn quoted_plain(&mut self, before: &[u8], bytes: &[u8], after: &[u8]) -> bool {
        let start = self.0.len();
        // SAFETY: the parts are written one behind the other into the room, and then the length is moved over them.
        unsafe {
            let end = self.0.as_mut_ptr().add(start);
            copy(before, end);
            let end = end.add(before.len());
            *end = b'"';
            let end = end.add(1);
            if !copy_plain(bytes, end) {
                return false;
            }
            let end = end.add(bytes.len());
            *end = b'"';
            copy(after, end.add(1));
            self.0.set_len(start + quoted_length(before, bytes, after));
        }
        true
    }

    /// Appends text with its escapes (RFC 8259, section 7), the quote behind it, and `after`.
    #[cold]
    fn escaped(&mut self, bytes: &[u8], after: &[u8]) {
        let out = &mut self.0;
        let mut rest = bytes;
        while let [byte, behind @ ..] = extend_plain(out, rest) {
            match byte {
                ..b' ' | b'"' | b'\\' => push_escaped(out, *byte),
                _ => out.push(*byte),
            }
            rest = behind;
        }
        out.push(b'"');
        out.extend_from_slice(after);
    }
}

/// Appends a character that cannot stand in a JSON string as it is.
fn push_escaped(out: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0C => b'f',
        ..b' ' => {
            let hex = |nibble: u8| b"0123456789abcdef"[usize::from(nibble & 0x0F)];
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte)]);
        }
        itself => itself,
    };
    out.extend_from_slice(&[b'\\', letter]);
}

/// How long `text` is in quotes between what stands before and after it.
#[inline]
fn quoted_length(before: &[u8], text: &[u8], after: &[u8]) -> usize {
    before.len() + text.len() + 2 + after.len()
}

/// Copies bytes.
///
/// # Safety
/// `to` is valid for writes of as many bytes.
#[inline(always)]
unsafe fn copy(from: &[u8], to: *mut u8) {
    let length = from.len();
    // SAFETY: what is written lies inside of what the caller grants.
    unsafe {
        if length > LONG {
            to.copy_from_nonoverlapping(from.as_ptr(), length);
        } else if let (Some(first), Some(last)) = (from.first_chunk(), from.last_chunk()) {
            copy_ends::<16>(*first, *last, length, to);
        } else if let (Some(first), Some(last)) = (from.first_chunk(), from.last_chunk()) {
            copy_ends::<8>(*first, *last, length, to);
        } else if let (Some(first), Some(last)) = (from.first_chunk(), from.last_chunk()) {
            copy_ends::<4>(*first, *last, length, to);
        } else {
            copy_few(from, to);
        }
    }
}

/// Writes the first and last `N` of `length` bytes, which are all of them when there are no more than twice as many.
///
/// # Safety
/// `to` is valid for writes of `length` bytes, which is at least `N`.
#[inline(always)]
unsafe fn copy_ends<const N: usize>(first: [u8; N], last: [u8; N], length: usize, to: *mut u8) {
    // SAFETY: both lie inside of what the caller grants.
    unsafe {
        to.cast::<[u8; N]>().write_unaligned(first);
        to.add(length - N).cast::<[u8; N]>().write_unaligned(last);
    }
}

/// Copies up to three bytes, as the first, middle and last one, which it gives; none of none.
///
/// # Safety
/// As for [`copy`].
#[inline(always)]
unsafe fn copy_few(from: &[u8], to: *mut u8) -> Option<[u8; 3]> {
    let (Some(first), Some(middle), Some(last)) = (from.first(), from.get(from.len() / 2), from.last())
    else {
        return None;
    };
    // SAFETY: all three are at their places in `from`.
    unsafe {
        *to = *first;
        *to.add(from.len() / 2) = *middle;
        *to.add(from.len() - 1) = *last;
    }
    Some([*first, *middle, *last])
}

/// Copies text, and tells whether a JSON string may have it as it is. If not, what was written is of no use.
///
/// # Safety
/// `to` is valid for writes of as many bytes as `from` has.
#[inline(always)]
unsafe fn copy_plain(from: &[u8], to: *mut u8) -> bool {
    let length = from.len();
    // SAFETY: as in `copy`.
    unsafe {
        if length >= SHORT {
            return copy_plain_chunks(from, to);
        }
        let word = u64::from_le_bytes;
        let (one, other) = if let (Some(first), Some(last)) = (from.first_chunk(), from.last_chunk()) {
            copy_ends::<8>(*first, *last, length, to);
            (word(*first), word(*last))
        } else if let (Some(first), Some(last)) = (from.first_chunk(), from.last_chunk()) {
            copy_ends::<4>(*first, *last, length, to);
            let both = u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
            (both, both)
        } else if let Some([first, middle, last]) = copy_few(from, to) {
            let all = u64::from(u32::from_le_bytes([first, middle, last, last]));
            let all = all | all << 32;
            (all, all)
        } else {
            return true;
        };
        are_plain(one, other)
    }
}

/// [`copy_plain`] of at least a chunk.
///
/// # Safety
/// As for `copy_plain`.
#[inline]
unsafe fn copy_plain_chunks(from: &[u8], to: *mut u8) -> bool {
    let mut at = 0;
    // SAFETY: as in `copy`.
    unsafe {
        while let Some(&chunk) = from.get(at..).and_then(|rest| rest.first_chunk::<WIDE>()) {
            to.add(at).cast::<[u8; WIDE]>().write_unaligned(chunk);
            if find_in_chunk::<false>(&chunk).is_some() {
                return false;
            }
            at += WIDE;
        }
        // The last chunk again, whose beginning was looked at already.
        let Some(&last) = from.last_chunk::<WIDE>() else { return true };
        to.add(from.len() - WIDE).cast::<[u8; WIDE]>().write_unaligned(last);
        find_in_chunk::<false>(&last).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::Buffer;

    /// The same, byte by byte.
    fn expected(before: &str, text: &str, after: &str) -> String {
        let mut wanted = format!("{before}\"");
        for character in text.chars() {
            match character {
                '"' => wanted.push_str("\\\""),
                '\\' => wanted.push_str("\\\\"),
                '\n' => wanted.push_str("\\n"),
                '\r' => wanted.push_str("\\r"),
                '\t' => wanted.push_str("\\t"),
                '\u{8}' => wanted.push_str("\\b"),
                '\u{C}' => wanted.push_str("\\f"),
                '\u{1}' => wanted.push_str("\\u0001"),
                '\u{1F}' => wanted.push_str("\\u001f"),
                other => wanted.push(other),
            }
        }
        wanted + "\"" + after
    }

    #[test]
    fn texts_of_every_length_are_escaped_at_every_place() {
        for length in 0..80 {
            let plain: String = ('a'..='z').cycle().take(length).collect();
            for place in 0..=length {
                for special in ["", "\"\"", "\\", " \n ", "\r\t", "\u{8}\u{C}", "\u{1}\u{1F}", "é"] {
                    let mut text = plain.clone();
                    text.insert_str(place, special);
                    let (before, after) = (&plain[..length / 2], &plain[..length % 5]);
                    // Without room the buffer grows; with room a short text is written in place.
                    for capacity in [0, 512] {
                        let mut buffer = Buffer::with_capacity(capacity);
                        buffer.extend(before.as_bytes());
                        buffer.quoted(before.as_bytes(), &text, after.as_bytes());
                        let came = String::from_utf8(buffer.into_bytes()).expect("UTF-8");
                        assert_eq!(came, format!("{before}{}", expected(before, &text, after)));
                    }
                }
            }
        }
    }
}
