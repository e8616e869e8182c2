//! What constraint traits ask of a value, a function each: `checks!` calls them by name.
//!
//! Each takes the validator, which is at the value, and the value, then what the trait says.

use std::ops::RangeBounds;

use super::Validator;
use crate::{
    pattern::Pattern,
    serde::{MapKey, SerializableShape},
    types::{BigDecimal, BigInteger, Blob, Map},
    unique::is_unique,
};

/// `length` on a string or enum: its characters (Unicode scalar values). `usize::MAX` is no upper bound.
#[inline]
pub fn characters<T: AsRef<str> + ?Sized>(validator: &mut Validator<'_>, value: &T, min: usize, max: usize) {
    // A character has one to four bytes, so that the count of bytes settles most cases.
    let text = value.as_ref();
    if text.len().div_ceil(4) >= min && text.len() <= max {
        return;
    }
    let length = text.chars().count();
    if length < min || length > max {
        validator.report_length(length, min, max);
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
pub fn length<T: Length>(validator: &mut Validator<'_>, value: &T, min: usize, max: usize) {
    let length = value.length();
    if length < min || length > max {
        validator.report_length(length, min, max);
    }
}

/// `range` on a number. `min` and `max` are the texts of the bounds as the model has them.
#[inline]
pub fn range<T: PartialOrd>(
    validator: &mut Validator<'_>,
    value: &T,
    inside: impl RangeBounds<T>,
    min: Option<&str>,
    max: Option<&str>,
) {
    if !inside.contains(value) {
        validator.report_range(min, max);
    }
}

/// `range` on an intEnum.
#[inline]
pub fn int_enum_range<T: Copy + Into<i32>>(
    validator: &mut Validator<'_>,
    value: &T,
    inside: impl RangeBounds<i32>,
    min: Option<&str>,
    max: Option<&str>,
) {
    range(validator, &(*value).into(), inside, min, max);
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
    validator: &mut Validator<'_>,
    value: &T,
    min: Option<&str>,
    max: Option<&str>,
) {
    if !min.is_none_or(|min| value.is_at_least(min)) || !max.is_none_or(|max| value.is_at_most(max)) {
        validator.report_range(min, max);
    }
}

/// A `range` that no value of the type keeps.
pub fn empty_range<T>(validator: &mut Validator<'_>, _: &T, min: Option<&str>, max: Option<&str>) {
    validator.report_range(min, max);
}

/// `pattern` on a string or enum.
#[inline]
pub fn pattern<T: AsRef<str> + ?Sized>(validator: &mut Validator<'_>, value: &T, pattern: &Pattern) {
    if !pattern.is_match(value.as_ref()) {
        validator.report_pattern(pattern.source());
    }
}

/// `uniqueItems` on a list.
#[inline]
pub fn unique<T: SerializableShape + PartialEq>(validator: &mut Validator<'_>, value: &[T]) {
    if !is_unique(value) {
        validator.report_unique();
    }
}

/// Each element of a list.
#[inline]
pub fn each<T>(validator: &mut Validator<'_>, value: &[T], check: impl Fn(&T, &mut Validator<'_>)) {
    for (index, value) in value.iter().enumerate() {
        check(value, &mut validator.index(index));
    }
}

/// Each key and value of a map. A key has no path of its own: what is wrong with it is said of its map.
#[inline]
pub fn entries<K: MapKey, V>(
    validator: &mut Validator<'_>,
    value: &Map<K, V>,
    check_key: impl Fn(&K, &mut Validator<'_>),
    check: impl Fn(&V, &mut Validator<'_>),
) {
    for (key, value) in value {
        check_key(key, validator);
        check(value, &mut validator.key(key.as_key()));
    }
}

/// [`entries`] of a map whose keys must be in no message.
#[inline]
pub fn sensitive_entries<K: MapKey, V>(
    validator: &mut Validator<'_>,
    value: &Map<K, V>,
    check_key: impl Fn(&K, &mut Validator<'_>),
    check: impl Fn(&V, &mut Validator<'_>),
) {
    for (key, value) in value {
        check_key(key, validator);
        check(value, &mut validator.sensitive_key(key.as_key()));
    }
}

/// The structure, union or enum that a member with constraints of its own targets.
#[inline]
pub fn shape<T: super::Validate>(validator: &mut Validator<'_>, value: &T) {
    value.check(validator);
}

/// A check of elements or values that finds nothing.
#[inline]
pub fn anything<T>(_: &T, _: &mut Validator<'_>) {}

/// A check of the elements or values of a sparse list or map: of those that are there.
#[inline]
pub fn present<T>(check: impl Fn(&T, &mut Validator<'_>)) -> impl Fn(&Option<T>, &mut Validator<'_>) {
    move |value, validator| {
        if let Some(value) = value {
            check(value, validator);
        }
    }
}
