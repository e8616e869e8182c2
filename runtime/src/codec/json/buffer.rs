//! The bytes of a message being written.
//!
//! Messages are many short texts. A call of `memcpy` for each costs more than its bytes do, so that short ones are copied
//! here in whole words, and strings are looked at for characters to escape as they are copied.

use crate::codec::swar::{WIDE, find_in_chunk, find_in_word, find_special};

/// From this length on `memcpy` is faster than copying in words.
const LONG: usize = 128;

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
    /// the text are known.
    #[inline(always)]
    pub(super) fn quoted(&mut self, before: &[u8], text: &str, after: &[u8]) {
        let bytes = text.as_bytes();
        self.reserve(before.len() + bytes.len() + 2 + after.len());
        // SAFETY: there is room for all parts behind the length. `copy_plain` writes no more than the text's length, and
        // what it and the other writes initialized is all that the length is moved over.
        unsafe {
            let start = self.0.len();
            let end = self.0.as_mut_ptr().add(start);
            copy(before, end);
            let end = end.add(before.len());
            *end = b'"';
            let plain = copy_plain(bytes, end.add(1));
            if plain == bytes.len() {
                let end = end.add(1 + plain);
                *end = b'"';
                copy(after, end.add(1));
                self.0.set_len(start + before.len() + plain + 2 + after.len());
                return;
            }
            self.0.set_len(start + before.len() + 1 + plain);
        }
        self.escaped(bytes);
        self.0.push(b'"');
        self.0.extend_from_slice(after);
    }

    /// Appends the rest of `bytes` with its escapes (RFC 8259, section 7). What is before the first is in the buffer.
    #[cold]
    fn escaped(&mut self, bytes: &[u8]) {
        let out = &mut self.0;
        let mut special = find_special::<false>(bytes, 0);
        while let Some(&byte) = bytes.get(special) {
            match byte {
                b'"' => out.extend_from_slice(b"\\\""),
                b'\\' => out.extend_from_slice(b"\\\\"),
                b'\n' => out.extend_from_slice(b"\\n"),
                b'\r' => out.extend_from_slice(b"\\r"),
                b'\t' => out.extend_from_slice(b"\\t"),
                0x08 => out.extend_from_slice(b"\\b"),
                0x0C => out.extend_from_slice(b"\\f"),
                control => {
                    let hex = |nibble: u8| b"0123456789abcdef"[usize::from(nibble & 0x0F)];
                    out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(control >> 4), hex(control)]);
                }
            }
            let from = special + 1;
            special = find_special::<false>(bytes, from);
            out.extend_from_slice(bytes.get(from..special).unwrap_or_default());
        }
    }
}

/// Copies bytes.
///
/// # Safety
/// `to` is valid for writes of as many bytes.
#[inline]
unsafe fn copy(from: &[u8], to: *mut u8) {
    let length = from.len();
    // SAFETY: each chunk lies inside of `from`, and its copy at the same place inside of what the caller grants. The two
    // chunks at the ends overlap where the length is no multiple of theirs.
    unsafe {
        match (from.first_chunk::<8>(), from.last_chunk::<8>()) {
            _ if length >= LONG => to.copy_from_nonoverlapping(from.as_ptr(), length),
            (Some(first), Some(last)) => {
                to.cast::<[u8; 8]>().write_unaligned(*first);
                let mut at = 8;
                while at + 8 <= length {
                    let chunk = from.as_ptr().add(at).cast::<[u8; 8]>().read_unaligned();
                    to.add(at).cast::<[u8; 8]>().write_unaligned(chunk);
                    at += 8;
                }
                to.add(length - 8).cast::<[u8; 8]>().write_unaligned(*last);
            }
            _ => {
                if let (Some(first), Some(last)) = (from.first_chunk::<4>(), from.last_chunk::<4>()) {
                    to.cast::<[u8; 4]>().write_unaligned(*first);
                    to.add(length - 4).cast::<[u8; 4]>().write_unaligned(*last);
                } else if let [first, rest @ ..] = from {
                    *to = *first;
                    if let [second, rest @ ..] = rest {
                        *to.add(1) = *second;
                        if let [third, ..] = rest {
                            *to.add(2) = *third;
                        }
                    }
                }
            }
        }
    }
}

/// Copies text up to the first byte that a JSON string must escape, and gives that byte's place; the text's length when
/// there is none. Bytes behind that place may be written too.
///
/// # Safety
/// `to` is valid for writes of as many bytes as `from` has.
#[inline]
unsafe fn copy_plain(from: &[u8], to: *mut u8) -> usize {
    let length = from.len();
    let mut at = 0;
    // SAFETY: as in `copy`.
    unsafe {
        while let Some(chunk) = from.get(at..).and_then(|rest| rest.first_chunk::<WIDE>()) {
            to.add(at).cast::<[u8; WIDE]>().write_unaligned(*chunk);
            if let Some(place) = find_in_chunk::<false>(chunk) {
                return at + place;
            }
            at += WIDE;
        }
        if at == length {
            return length;
        }
        // The last chunk again, whose beginning was looked at already.
        if let Some(last) = from.last_chunk::<WIDE>() {
            to.add(length - WIDE).cast::<[u8; WIDE]>().write_unaligned(*last);
            return find_in_chunk::<false>(last).map_or(length, |place| length - WIDE + place);
        }
        if let (Some(first), Some(last)) = (from.first_chunk::<8>(), from.last_chunk::<8>()) {
            to.cast::<[u8; 8]>().write_unaligned(*first);
            to.add(length - 8).cast::<[u8; 8]>().write_unaligned(*last);
            return find_in_word::<false>(*first)
                .or_else(|| find_in_word::<false>(*last).map(|place| length - 8 + place))
                .unwrap_or(length);
        }
        copy(from, to);
    }
    if let (Some([a, b, c, d]), Some([e, f, g, h])) = (from.first_chunk::<4>(), from.last_chunk::<4>())
        && find_in_word::<false>([*a, *b, *c, *d, *e, *f, *g, *h]).is_none()
    {
        return length;
    }
    from.iter().position(|&byte| byte < b' ' || byte == b'"' || byte == b'\\').unwrap_or(length)
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
                '\u{1}' => wanted.push_str("\\u0001"),
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
                for special in ["", "\"", "\\", "\n", "\u{1}", "é", "\"\""] {
                    let mut text = plain.clone();
                    text.insert_str(place, special);
                    let (before, after) = (&plain[..length / 2], &plain[..length % 5]);
                    let mut buffer = Buffer::with_capacity(0);
                    buffer.extend(before.as_bytes());
                    buffer.quoted(before.as_bytes(), &text, after.as_bytes());
                    let came = String::from_utf8(buffer.into_bytes()).expect("UTF-8");
                    assert_eq!(came, format!("{before}{}", expected(before, &text, after)));
                }
            }
        }
    }
}
