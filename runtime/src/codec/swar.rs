//! Many bytes of text looked at at once: eight in one machine word, or sixteen where every processor can.

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
const QUOTES: u64 = u64::from_ne_bytes([b'"'; 8]);
const BACKSLASHES: u64 = u64::from_ne_bytes([b'\\'; 8]);
const SPACES: u64 = u64::from_ne_bytes([b' '; 8]);

/// Marks with its highest bit each byte that cannot stand in a JSON string as it is: a quote, a backslash or a
/// control character. Only the first mark is certain: a mark's borrow may run into the bytes behind it.
#[inline]
fn marks(word: u64) -> u64 {
    // A byte below n borrows when n is taken from it, which sets its highest bit; bytes of 0x80 and more are not
    // meant. The difference of a byte from itself is zero, which is below one.
    let quote = (word ^ QUOTES).wrapping_sub(ONES);
    let backslash = (word ^ BACKSLASHES).wrapping_sub(ONES);
    let control = word.wrapping_sub(SPACES);
    (quote | backslash | control) & !word & HIGH
}

/// Where in `bytes`, from `from` on, the first quote, backslash or control character is; the end without one. With
/// `ASCII`, bytes of 0x80 and more count too.
#[inline]
pub(super) fn find_special<const ASCII: bool>(bytes: &[u8], from: usize) -> usize {
    let (chunks, rest) = bytes.get(from..).unwrap_or_default().as_chunks::<WIDE>();
    for (index, chunk) in chunks.iter().enumerate() {
        if let Some(place) = find_in_chunk::<ASCII>(chunk) {
            return from + WIDE * index + place;
        }
    }
    find_in_rest::<ASCII>(bytes, bytes.len() - rest.len())
}

/// Like [`find_special`] from the start on, for texts that are mostly short: the first chunk is looked at in place.
#[inline(always)]
pub(super) fn find_special_near<const ASCII: bool>(bytes: &[u8]) -> usize {
    match bytes.first_chunk::<WIDE>().and_then(find_in_chunk::<ASCII>) {
        Some(place) => place,
        None => find_special_far::<ASCII>(bytes),
    }
}

#[inline(never)]
fn find_special_far<const ASCII: bool>(bytes: &[u8]) -> usize {
    find_special::<ASCII>(bytes, if bytes.len() < WIDE { 0 } else { WIDE })
}

/// Like [`find_special`] for fewer bytes than a chunk has: as the end of the last chunk, or in one word where they can be.
#[inline]
fn find_in_rest<const ASCII: bool>(bytes: &[u8], from: usize) -> usize {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
    if let (Some(last), Some(before)) = (bytes.last_chunk(), (from + WIDE).checked_sub(bytes.len())) {
        let found = marks_in_chunk::<ASCII>(last) >> before;
        return if found == 0 { bytes.len() } else { from + found.trailing_zeros() as usize };
    }
    let rest = bytes.get(from..).unwrap_or_default();
    if let (Some([a, b, c, d]), Some([e, f, g, h])) = (rest.first_chunk::<4>(), rest.last_chunk::<4>())
        && rest.len() <= 8
        && find_in_word::<ASCII>([*a, *b, *c, *d, *e, *f, *g, *h]).is_none()
    {
        return bytes.len();
    }
    let special = |&byte: &u8| byte < b' ' || byte == b'"' || byte == b'\\' || ASCII && byte >= 0x80;
    rest.iter().position(special).map_or(bytes.len(), |place| from + place)
}

/// Appends text up to the first quote, backslash or control character, or up to its last bytes that are fewer than a chunk;
/// what is left. Whole chunks are copied, and what is not plain is taken back: that is faster than to copy pieces as long as
/// they are.
#[inline]
pub(super) fn extend_plain<'t>(out: &mut Vec<u8>, mut text: &'t [u8]) -> &'t [u8] {
    while let Some((chunk, behind)) = text.split_first_chunk::<WIDE>() {
        out.extend_from_slice(chunk);
        if let Some(plain) = find_in_chunk::<false>(chunk) {
            out.truncate(out.len() + plain - WIDE);
            return text.get(plain..).unwrap_or_default();
        }
        text = behind;
    }
    text
}

#[inline]
fn find_in_word<const ASCII: bool>(bytes: [u8; 8]) -> Option<usize> {
    let word = u64::from_le_bytes(bytes);
    let found = if ASCII { marks(word) | word & HIGH } else { marks(word) };
    (found != 0).then(|| (found.trailing_zeros() / 8) as usize)
}

/// Whether no byte of two words is a quote, a backslash or a control character.
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
#[inline]
pub(super) fn are_plain(one: u64, other: u64) -> bool {
    marks(one) | marks(other) == 0
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
pub(super) fn are_plain(one: u64, other: u64) -> bool {
    let bits = u128::from(one) | u128::from(other) << 64;
    find_in_chunk::<false>(&bits.to_le_bytes()).is_none()
}

/// With SSE2, which any x86-64 target but those for kernels has, sixteen bytes are looked at at once.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
pub(super) const WIDE: usize = 16;
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
pub(super) const WIDE: usize = 8;

#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
#[inline]
pub(super) fn find_in_chunk<const ASCII: bool>(chunk: &[u8; WIDE]) -> Option<usize> {
    find_in_word::<ASCII>(*chunk)
}

#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
pub(super) fn find_in_chunk<const ASCII: bool>(chunk: &[u8; WIDE]) -> Option<usize> {
    let found = marks_in_chunk::<ASCII>(chunk);
    (found != 0).then(|| found.trailing_zeros() as usize)
}

/// A bit for each byte of the chunk that is looked for.
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[inline]
fn marks_in_chunk<const ASCII: bool>(chunk: &[u8; WIDE]) -> u32 {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_max_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8,
    };
    let bits = u128::from_le_bytes(*chunk);
    // SAFETY: the target has SSE2, which is all that these functions ask for.
    unsafe {
        let bytes = _mm_set_epi64x((bits >> 64) as i64, bits as i64);
        let quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'"' as i8));
        let backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(b'\\' as i8));
        let last_control = _mm_set1_epi8(0x1F);
        let control = _mm_cmpeq_epi8(_mm_max_epu8(bytes, last_control), last_control);
        let special = _mm_or_si128(_mm_or_si128(quote, backslash), control);
        // One bit a byte: its highest, which in a byte beyond ASCII is set.
        _mm_movemask_epi8(if ASCII { _mm_or_si128(special, bytes) } else { special }) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::{find_special, find_special_near};

    fn special(byte: u8, ascii: bool) -> bool {
        byte < b' ' || byte == b'"' || byte == b'\\' || ascii && byte >= 0x80
    }

    #[test]
    fn every_byte_is_judged_right_at_every_place() {
        for length in 0..40 {
            for place in 0..length {
                for byte in 0..=255 {
                    for follower in [b'a', b'"', 0x1F, 0x80, b'!', b' '] {
                        let mut bytes = vec![b'a'; length];
                        bytes[place] = byte;
                        if let Some(next) = bytes.get_mut(place + 1) {
                            *next = follower;
                        }
                        let expected =
                            |ascii| bytes.iter().position(|&b| special(b, ascii)).unwrap_or(length);
                        // From any place up to it the same is found.
                        for from in [0, place / 2, place] {
                            assert_eq!(find_special::<true>(&bytes, from), expected(true), "{bytes:?}");
                            assert_eq!(find_special::<false>(&bytes, from), expected(false), "{bytes:?}");
                        }
                        assert_eq!(find_special_near::<true>(&bytes), expected(true), "{bytes:?}");
                        assert_eq!(find_special_near::<false>(&bytes), expected(false), "{bytes:?}");
                    }
                }
            }
        }
    }
}
