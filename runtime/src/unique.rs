//! `uniqueItems`: whether the elements of a list differ.
//!
//! Short lists are compared pair by pair. Longer ones are compared by hashes of a canonical encoding of each element,
//! made by a serializer of its own: so no shape needs an order or a hash. Two encodings are equal when the elements are,
//! and nobody can choose elements whose hashes are: their keys are random. So hostile lists of any shape take near-linear
//! time, and memory of one word an element, on the stack for all but long lists. Encodings are kept only of elements
//! whose hashes are equal.

use std::{
    collections::HashSet,
    hash::{BuildHasher as _, Hasher, RandomState},
};

use crate::{
    error::EncodeError,
    schema::{Member, MemberSet, ROOT},
    serde::{SerializableShape, SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Number, Timestamp},
};

/// Up to this length pairs are compared.
const PAIRWISE: usize = 8;
/// Up to this length no memory is allocated.
const NEAR: usize = 128;

/// Whether no two elements are equal.
#[must_use]
pub fn is_unique<T: SerializableShape + PartialEq>(elements: &[T]) -> bool {
    if elements.len() <= PAIRWISE {
        return elements.iter().enumerate().all(|(index, element)| !elements[..index].contains(element));
    }
    are_distinct(elements.len(), &|index, serializer| {
        if let Some(element) = elements.get(index) {
            // A value that cannot be encoded, such as a union's unknown variant, keeps what was written of it.
            let _ = element.serialize(&ROOT, serializer);
        }
    })
}

/// Whether no two of so many elements are equal, of which `write` writes one. Not generic, so that it is compiled here.
fn are_distinct(length: usize, write: &dyn Fn(usize, &mut dyn ShapeSerializer)) -> bool {
    let keys = RandomState::new();
    let hash = |index| {
        let mut canonical = Canonical(keys.build_hasher());
        write(index, &mut canonical);
        canonical.0.finish()
    };
    let (mut near, mut far) = ([0; NEAR], Vec::new());
    let hashes = match near.get_mut(..length) {
        Some(hashes) => hashes,
        None => {
            far.resize(length, 0);
            far.as_mut_slice()
        }
    };
    for (index, place) in hashes.iter_mut().enumerate() {
        *place = hash(index);
    }
    hashes.sort_unstable();
    if hashes.windows(2).all(|pair| pair[0] != pair[1]) {
        return true;
    }
    // Nearly always the first elements of one hash are equal.
    let mut seen = HashSet::new();
    let is_repeated = |hash| {
        let first = hashes.partition_point(|&other| other < hash);
        hashes.get(first + 1) == Some(&hash)
    };
    (0..length).filter(|&index| is_repeated(hash(index))).all(|index| {
        let mut canonical = Canonical(Vec::new());
        write(index, &mut canonical);
        seen.insert(canonical.0)
    })
}

/// Where the canonical form goes.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

impl Sink for std::hash::DefaultHasher {
    fn put(&mut self, bytes: &[u8]) {
        self.write(bytes);
    }
}

/// Writes each value as a tag and its bytes, strings with their length in front, so that no two values share a form.
#[derive(Default)]
pub(crate) struct Canonical<S = Vec<u8>>(S);

#[cfg(feature = "testing")]
impl Canonical {
    /// The form written so far.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

impl<S: Sink> Canonical<S> {
    /// Begins a value with its member's place, which tells the members of a structure apart.
    #[allow(clippy::cast_possible_truncation, reason = "a structure has fewer members")]
    fn tag(&mut self, member: &Member) -> &mut Self {
        self.0.put(&(member.index() as u16).to_le_bytes());
        self
    }

    fn push(&mut self, tag: u8, bytes: &[u8]) -> Result<(), EncodeError> {
        self.0.put(&[tag]);
        self.0.put(bytes);
        Ok(())
    }

    fn push_text(&mut self, tag: u8, bytes: &[u8]) -> Result<(), EncodeError> {
        self.push(tag, &bytes.len().to_le_bytes())?;
        self.0.put(bytes);
        Ok(())
    }

    fn push_document(&mut self, document: &Document) -> Result<(), EncodeError> {
        match document {
            Document::Null => self.push(b'n', &[]),
            Document::Boolean(value) => self.push(b'b', &[u8::from(*value)]),
            Document::Number(Number::Integer(value)) => self.push(b'l', &value.to_le_bytes()),
            Document::Number(Number::Unsigned(value)) => self.push(b'u', &value.to_le_bytes()),
            Document::Number(Number::Double(value)) => self.push(b'd', &float_bits(*value)),
            Document::Number(Number::Big(value)) => self.push_text(b'D', value.to_string().as_bytes()),
            Document::String(value) => self.push_text(b's', value.as_bytes()),
            Document::List(elements) => {
                self.push(b'[', &elements.len().to_le_bytes())?;
                elements.iter().try_for_each(|element| self.push_document(element))
            }
            Document::Map(entries) => {
                self.push(b'{', &entries.len().to_le_bytes())?;
                entries.iter().try_for_each(|(key, value)| {
                    self.push_text(b'k', key.as_bytes())?;
                    self.push_document(value)
                })
            }
        }
    }
}

/// The bits of a float, with one form for zero: minus zero equals zero.
fn float_bits(value: f64) -> [u8; 8] {
    // One zero, and one NaN.
    let value = if value == 0.0 { 0.0 } else { value };
    (if value.is_nan() { f64::NAN } else { value }).to_bits().to_le_bytes()
}

impl<S: Sink> ShapeSerializer for Canonical<S> {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        self.tag(member).push(b'(', &[])?;
        value.serialize_members(MemberSet::All, self)?;
        self.push(b')', &[])
    }

    fn begin_list(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        self.tag(member).push(b'[', &length.to_le_bytes())
    }

    fn end_list(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }

    fn begin_map(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        self.tag(member).push(b'{', &length.to_le_bytes())
    }

    fn write_key(&mut self, member: &Member, key: &str) -> Result<(), EncodeError> {
        self.tag(member).push_text(b'k', key.as_bytes())
    }

    fn end_map(&mut self, _: &Member) -> Result<(), EncodeError> {
        Ok(())
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        self.tag(member).push(b'n', &[])
    }

    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.tag(member).push(b'b', &[u8::from(value)])
    }

    fn write_byte(&mut self, member: &Member, value: i8) -> Result<(), EncodeError> {
        self.tag(member).push(b'y', &value.to_le_bytes())
    }

    fn write_short(&mut self, member: &Member, value: i16) -> Result<(), EncodeError> {
        self.tag(member).push(b'h', &value.to_le_bytes())
    }

    fn write_integer(&mut self, member: &Member, value: i32) -> Result<(), EncodeError> {
        self.tag(member).push(b'i', &value.to_le_bytes())
    }

    fn write_long(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.tag(member).push(b'l', &value.to_le_bytes())
    }

    fn write_float(&mut self, member: &Member, value: f32) -> Result<(), EncodeError> {
        self.tag(member).push(b'f', &float_bits(f64::from(value)))
    }

    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.tag(member).push(b'd', &float_bits(value))
    }

    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.tag(member).push_text(b'I', value.to_string().as_bytes())
    }

    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.tag(member).push_text(b'D', value.to_string().as_bytes())
    }

    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        self.tag(member).push_text(b's', value.as_bytes())
    }

    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.tag(member).push_text(b'x', value)
    }

    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        self.tag(member).push(b't', format!("{value:?};").as_bytes())
    }

    fn write_document(&mut self, member: &Member, value: &Document) -> Result<(), EncodeError> {
        self.tag(member).push_document(value)
    }
}

#[cfg(test)]
mod tests {
    use super::is_unique;

    #[test]
    fn elements_are_compared_in_short_and_long_lists() {
        assert!(is_unique(&["a".to_owned(), "b".to_owned()]));
        assert!(!is_unique(&["a".to_owned(), "a".to_owned()]));
        for length in [8, 9, 127, 128, 129, 10_000] {
            let mut long: Vec<i32> = (0..length).collect();
            assert!(is_unique(&long), "{length}");
            for repeated in [0, length / 2, length - 1] {
                long.push(repeated);
                assert!(!is_unique(&long), "{length}");
                long.pop();
            }
        }
    }

    #[test]
    fn lists_are_told_apart_by_where_they_end() {
        let lists = |last: &[&str]| -> Vec<Vec<String>> {
            let mut lists: Vec<Vec<String>> = (0..20).map(|number| vec![number.to_string()]).collect();
            lists.push(vec!["a".to_owned(), "b".to_owned()]);
            lists.push(last.iter().map(|text| (*text).to_owned()).collect());
            lists
        };
        assert!(is_unique(&lists(&["ab"])));
        assert!(!is_unique(&lists(&["a", "b"])));
    }

    #[test]
    fn zeros_of_both_signs_are_equal() {
        let mut numbers: Vec<f64> = (1..20).map(f64::from).collect();
        numbers.extend([0.0, -0.0]);
        assert!(!is_unique(&numbers));
    }
}
