//! What constraint traits ask of a value, a function each: `checks!` calls them by name.
//!
//! Each takes the violations, the place of the value and the value, then what the trait says.

use std::ops::RangeBounds;

use super::{Path, Violations};
use crate::{
    pattern::Pattern,
    serde::{MapKey, SerializableShape},
    types::{BigDecimal, BigInteger, Blob, Map},
    unique::is_unique,
};

/// `length` on a string or enum: its characters (Unicode scalar values). `usize::MAX` is no upper bound.
#[inline]
pub fn characters<T: AsRef<str> + ?Sized>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &T,
    min: usize,
    max: usize,
) {
    // A character has one to four bytes, so that the count of bytes settles most cases.
    let text = value.as_ref();
    if text.len().div_ceil(4) >= min && text.len() <= max {
        return;
    }
    let length = text.chars().count();
    if length < min || length > max {
        violations.report_length(at, length, min, max);
    }
}

/// A value with a length of its own.
pub trait Length {
    /// The number of bytes, elements or entries.
    fn length(&self) -> usize;
}

impl<T> Length for Vec<T> {
    #[inline]
    fn length(&self) -> usize {
        self.len()
    }
}

impl<K, V> Length for Map<K, V> {
    #[inline]
    fn length(&self) -> usize {
        self.len()
    }
}

impl Length for Blob {
    #[inline]
    fn length(&self) -> usize {
        self.len()
    }
}

/// `length` on a blob (bytes), list (elements) or map (entries). `usize::MAX` is no upper bound.
#[inline]
pub fn length<T: Length>(violations: &mut Violations, at: &Path<'_>, value: &T, min: usize, max: usize) {
    let length = value.length();
    if length < min || length > max {
        violations.report_length(at, length, min, max);
    }
}

/// `range` on a number. `min` and `max` are the texts of the bounds as the model has them.
#[inline]
pub fn range<T: PartialOrd>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &T,
    inside: impl RangeBounds<T>,
    min: Option<&str>,
    max: Option<&str>,
) {
    if !inside.contains(value) {
        violations.report_range(at, min, max);
    }
}

/// `range` on an intEnum.
#[inline]
pub fn int_enum_range<T: Copy + Into<i32>>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &T,
    inside: impl RangeBounds<i32>,
    min: Option<&str>,
    max: Option<&str>,
) {
    range(violations, at, &(*value).into(), inside, min, max);
}

/// A number of any size, which is compared with texts.
pub trait BigNumber {
    /// Whether the number is not less than the one in `text`.
    fn is_at_least(&self, text: &str) -> bool;

    /// Whether the number is not greater than the one in `text`.
    fn is_at_most(&self, text: &str) -> bool;
}

impl BigNumber for BigInteger {
    fn is_at_least(&self, text: &str) -> bool {
        Self::is_at_least(self, text)
    }

    fn is_at_most(&self, text: &str) -> bool {
        Self::is_at_most(self, text)
    }
}

impl BigNumber for BigDecimal {
    fn is_at_least(&self, text: &str) -> bool {
        Self::is_at_least(self, text)
    }

    fn is_at_most(&self, text: &str) -> bool {
        Self::is_at_most(self, text)
    }
}

/// `range` on a big number.
pub fn big_range<T: BigNumber>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &T,
    min: Option<&str>,
    max: Option<&str>,
) {
    if !min.is_none_or(|min| value.is_at_least(min)) || !max.is_none_or(|max| value.is_at_most(max)) {
        violations.report_range(at, min, max);
    }
}

/// A `range` that no value of the type keeps.
pub fn empty_range<T>(
    violations: &mut Violations,
    at: &Path<'_>,
    _: &T,
    min: Option<&str>,
    max: Option<&str>,
) {
    violations.report_range(at, min, max);
}

/// `pattern` on a string or enum.
#[inline]
pub fn pattern<T: AsRef<str> + ?Sized>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &T,
    pattern: &Pattern,
) {
    if !pattern.is_match(value.as_ref()) {
        violations.report_pattern(at, pattern.source());
    }
}

/// `uniqueItems` on a list.
#[inline]
pub fn unique<T: SerializableShape + PartialEq>(violations: &mut Violations, at: &Path<'_>, value: &[T]) {
    if !is_unique(value) {
        violations.report_unique(at);
    }
}

/// Each element of a list.
#[inline]
pub fn each<T>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &[T],
    check: impl Fn(&T, &Path<'_>, &mut Violations),
) {
    for (index, value) in value.iter().enumerate() {
        check(value, &at.index(index), violations);
    }
}

/// Each key and value of a map. A key has no path of its own: what is wrong with it is said of its map.
#[inline]
pub fn entries<K: MapKey, V>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &Map<K, V>,
    check_key: impl Fn(&K, &Path<'_>, &mut Violations),
    check: impl Fn(&V, &Path<'_>, &mut Violations),
) {
    for (key, value) in value {
        check_key(key, at, violations);
        check(value, &at.key(key.as_key()), violations);
    }
}

/// [`entries`] of a map whose keys must be in no message.
#[inline]
pub fn sensitive_entries<K: MapKey, V>(
    violations: &mut Violations,
    at: &Path<'_>,
    value: &Map<K, V>,
    check_key: impl Fn(&K, &Path<'_>, &mut Violations),
    check: impl Fn(&V, &Path<'_>, &mut Violations),
) {
    for (key, value) in value {
        check_key(key, at, violations);
        check(value, &at.sensitive_key(key.as_key()), violations);
    }
}

/// The structure, union or enum that a member with constraints of its own targets.
#[inline]
pub fn shape<T: super::Validate>(violations: &mut Violations, at: &Path<'_>, value: &T) {
    value.check(at, violations);
}

/// A check of elements or values that finds nothing.
#[inline]
pub fn anything<T>(_: &T, _: &Path<'_>, _: &mut Violations) {}

/// A check of the elements or values of a sparse list or map: of those that are there.
#[inline]
pub fn present<T>(
    check: impl Fn(&T, &Path<'_>, &mut Violations),
) -> impl Fn(&Option<T>, &Path<'_>, &mut Violations) {
    move |value, at, violations| {
        if let Some(value) = value {
            check(value, at, violations);
        }
    }
}
