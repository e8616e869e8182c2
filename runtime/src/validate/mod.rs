//! Validation: paths, violations and the log of missing members.
//!
//! Generated checks walk a value with a [`Validator`], which has the path on the stack. A walk over a valid
//! value allocates nothing; the texts of a violation are formed only when there is one. Texts and paths are those of
//! Smithy's validation exception.

use std::{collections::BTreeSet, fmt};

pub mod rule;

pub use crate::unique::is_unique;

/// A shape that knows the constraints in its closure.
pub trait Validate {
    /// Reports every violation of the value, at which `validator` is, in the model's order. By default there is none.
    fn check(&self, validator: &mut Validator<'_>) {
        let _ = validator;
    }

    /// Checks the value against the model's constraints.
    ///
    /// # Errors
    /// Every violation, in the model's order.
    fn validate(&self) -> Result<(), ValidationError> {
        Violations::default().collect(|validator| self.check(validator))
    }
}

/// The place of a value within a shape, as a list on the stack.
#[derive(Clone, Copy, Debug)]
struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

/// One step of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'a> {
    /// The shape itself.
    Root,
    /// A member of a structure or union, by its name in the model.
    Member(&'a str),
    /// An element of a list, from 0.
    Index(usize),
    /// A value of a map, by its key.
    Key(&'a str),
    /// A value of a map whose keys are sensitive: the key is in no message.
    SensitiveKey(&'a str),
}

impl Path<'_> {
    fn write_trace(&self, trace: &mut String) {
        if let Some(parent) = self.parent {
            parent.write_trace(trace);
        }
        push_trace(trace, self.step);
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => Ok(()),
            Step::Member(name) | Step::Key(name) => write!(f, "/{name}"),
            Step::Index(index) => write!(f, "/{index}"),
            Step::SensitiveKey(_) => f.write_str("/[sensitive]"),
        }
    }
}

/// Appends `step` to the form in which the log keeps paths: unlike the printed form it tells a member from a key
/// and cannot be forged by a key with slashes, since each step carries its length.
fn push_trace(trace: &mut String, step: Step<'_>) {
    use fmt::Write as _;
    // Writing to a String cannot fail.
    let _ = match step {
        Step::Root => Ok(()),
        Step::Member(name) => write!(trace, "m{}:{name}", name.len()),
        Step::Index(index) => write!(trace, "i{index}:"),
        Step::Key(key) | Step::SensitiveKey(key) => write!(trace, "k{}:{key}", key.len()),
    };
}

/// The required members that a strict deserializer did not find, wherever in the message they belong.
///
/// Validation reads it, so that a missing member is reported in its place among the other violations, and the value
/// that stands for it is not validated as if it had been sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MissingMembers(BTreeSet<String>);

impl MissingMembers {
    /// Records the member at the end of `path`.
    #[cold]
    pub fn record<'a>(&mut self, path: impl IntoIterator<Item = Step<'a>>) {
        let mut trace = String::new();
        for step in path {
            push_trace(&mut trace, step);
        }
        self.0.insert(trace);
    }

    /// Records what is missing in a part of the message that is at `path`.
    #[cfg(feature = "event-stream")]
    pub(crate) fn extend_below<'a>(&mut self, path: impl IntoIterator<Item = Step<'a>>, part: Self) {
        let mut prefix = String::new();
        for step in path {
            push_trace(&mut prefix, step);
        }
        self.0.extend(part.0.into_iter().map(|trace| format!("{prefix}{trace}")));
    }

    /// Whether nothing is missing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn contains(&self, path: &Path<'_>) -> bool {
        let mut trace = String::new();
        path.write_trace(&mut trace);
        self.0.contains(&trace)
    }
}

/// One violated constraint.
#[derive(Clone, PartialEq, Eq)]
pub struct Violation {
    path: String,
    message: String,
}

impl Violation {
    /// The path of the value, such as `/metadataTransferJobId`. Keys of sensitive maps are redacted.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole sentence, such as `Value with length 0 at '/id' failed to satisfy constraint: Member must have length
    /// between 1 and 128, inclusive`.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Every violation of a value, in the model's order.
#[derive(Clone, PartialEq, Eq)]
pub struct ValidationError(Box<ValidationErrorInner>);

#[derive(Clone, PartialEq, Eq)]
struct ValidationErrorInner {
    count: usize,
    violations: Vec<Violation>,
}

impl ValidationError {
    /// The violations, of which there is at least one. Of a value with so many that their texts would take over a
    /// mebibyte, as only a hostile one has, the first are listed and the others [counted](Self::count).
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// How many violations there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.count
    }
}

/// `2 validation errors detected. First; Second`, as Smithy's validation exception has it.
impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.count;
        write!(f, "{count} validation error{} detected. ", if count == 1 { "" } else { "s" })?;
        for (index, violation) in self.0.violations.iter().enumerate() {
            if index > 0 {
                f.write_str("; ")?;
            }
            f.write_str(&violation.message)?;
        }
        Ok(())
    }
}

impl fmt::Debug for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ValidationError").field(&self.0.violations).finish()
    }
}

impl std::error::Error for ValidationError {}

/// Collects the violations of one value.
///
/// Of a valid value there is nothing to collect: then it is two null pointers, which cost nothing to make or drop.
#[derive(Debug, Default)]
pub struct Violations {
    /// What decoding left missing, where that is something.
    missing: Option<Box<MissingMembers>>,
    found: Option<Box<Found>>,
}

/// The violations that were found.
#[derive(Debug, Default)]
struct Found {
    violations: Vec<Violation>,
    count: usize,
    /// Bytes of the texts in `violations`.
    text: usize,
}

/// How many bytes the texts of violations may take together, beyond which they are counted alone: a path may be as
/// long as the input, and the input may have as many violations as bytes.
const TEXT_LIMIT: usize = 1 << 20;

/// What a value is checked with: its place, and the violations of the whole so far.
#[derive(Debug)]
pub struct Validator<'a> {
    path: Path<'a>,
    violations: &'a mut Violations,
}

impl Validator<'_> {
    /// Checks the value of the required member `name`, unless it was not sent, which is reported then.
    #[inline]
    pub fn required<T>(&mut self, name: &'static str, value: &T, check: fn(&T, &mut Validator<'_>)) {
        let mut member = self.member(name);
        if member.is_present() {
            check(value, &mut member);
        }
    }

    /// Checks the value of the optional member `name`, if there is one.
    #[inline]
    pub fn optional<T>(&mut self, name: &'static str, value: &Option<T>, check: fn(&T, &mut Validator<'_>)) {
        if let Some(value) = value {
            check(value, &mut self.member(name));
        }
    }

    /// The validator at the member `name`.
    #[must_use]
    #[inline]
    pub fn member<'b>(&'b mut self, name: &'b str) -> Validator<'b> {
        self.at(Step::Member(name))
    }

    /// The validator at the element at `index`.
    #[must_use]
    #[inline]
    pub fn index(&mut self, index: usize) -> Validator<'_> {
        self.at(Step::Index(index))
    }

    /// The validator at the value of `key`.
    #[must_use]
    #[inline]
    pub fn key<'b>(&'b mut self, key: &'b str) -> Validator<'b> {
        self.at(Step::Key(key))
    }

    /// Like [`key`](Self::key), for a key that must be in no message.
    #[must_use]
    #[inline]
    pub fn sensitive_key<'b>(&'b mut self, key: &'b str) -> Validator<'b> {
        self.at(Step::SensitiveKey(key))
    }

    #[inline]
    fn at<'b>(&'b mut self, step: Step<'b>) -> Validator<'b> {
        Validator { path: Path { parent: Some(&self.path), step }, violations: self.violations }
    }

    /// Whether the required member that the validator is at was sent. Reports it when it was not: what stands for it is
    /// then not to be validated.
    #[inline]
    pub fn is_present(&mut self) -> bool {
        self.violations.missing.is_none() || self.look_up()
    }

    #[cold]
    fn look_up(&mut self) -> bool {
        let missing = self.violations.missing.as_ref().is_some_and(|missing| missing.contains(&self.path));
        if missing {
            self.report(format_args!(""), format_args!("Member must not be null"));
        }
        !missing
    }

    #[cold]
    fn report_length(&mut self, length: usize, min: usize, max: usize) {
        let value = format_args!(" with length {length}");
        match (min, max) {
            (_, usize::MAX) => {
                self.report(value, format_args!("Member must have length greater than or equal to {min}"));
            }
            (0, _) => self.report(value, format_args!("Member must have length less than or equal to {max}")),
            _ => {
                self.report(value, format_args!("Member must have length between {min} and {max}, inclusive"))
            }
        }
    }

    #[cold]
    fn report_range(&mut self, min: Option<&str>, max: Option<&str>) {
        let nothing = format_args!("");
        match (min, max) {
            (Some(min), Some(max)) => {
                self.report(nothing, format_args!("Member must be between {min} and {max}, inclusive"));
            }
            (Some(min), None) => {
                self.report(nothing, format_args!("Member must be greater than or equal to {min}"));
            }
            (None, Some(max)) => {
                self.report(nothing, format_args!("Member must be less than or equal to {max}"));
            }
            (None, None) => {}
        }
    }

    #[cold]
    fn report_pattern(&mut self, source: &str) {
        self.report(
            format_args!(""),
            format_args!("Member must satisfy regular expression pattern: {source}"),
        );
    }

    /// Reports a value that is none of an enum's. `values` lists them for the message, without internal ones.
    #[cold]
    pub fn enumeration<V: fmt::Display>(&mut self, values: &[V]) {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        let values = values.join(", ");
        self.report(format_args!(""), format_args!("Member must satisfy enum value set: [{values}]"));
    }

    #[cold]
    fn report_unique(&mut self) {
        self.report(format_args!(""), format_args!("Member must have unique values"));
    }

    #[cold]
    fn report(&mut self, value: fmt::Arguments<'_>, constraint: fmt::Arguments<'_>) {
        let found = self.violations.found.get_or_insert_default();
        found.count += 1;
        if found.text > TEXT_LIMIT {
            return;
        }
        let path = self.path.to_string();
        let message = format!("Value{value} at '{path}' failed to satisfy constraint: {constraint}");
        found.text += path.len() + message.len();
        found.violations.push(Violation { path, message });
    }
}

impl Violations {
    /// Collects the violations of a value whose decoding left `missing`.
    #[must_use]
    pub fn with_missing(missing: MissingMembers) -> Self {
        Self { missing: (!missing.is_empty()).then(|| Box::new(missing)), found: None }
    }

    /// Collects those that `check` finds, which gets the validator at the value as a whole.
    ///
    /// # Errors
    /// When there is a violation.
    #[inline]
    pub fn collect(mut self, check: impl FnOnce(&mut Validator<'_>)) -> Result<(), ValidationError> {
        check(&mut Validator { path: Path { parent: None, step: Step::Root }, violations: &mut self });
        match self.found {
            None => Ok(()),
            Some(found) => Err(found.into_error()),
        }
    }
}

impl Found {
    #[cold]
    fn into_error(self) -> ValidationError {
        ValidationError(Box::new(ValidationErrorInner { count: self.count, violations: self.violations }))
    }
}

/// A pointer adds nothing.
impl<T: Validate> Validate for Box<T> {
    #[inline]
    fn check(&self, validator: &mut Validator<'_>) {
        (**self).check(validator);
    }
}

/// The element of a sparse list.
impl<T: Validate> Validate for Option<T> {
    #[inline]
    fn check(&self, validator: &mut Validator<'_>) {
        if let Some(value) = self {
            value.check(validator);
        }
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn check(&self, validator: &mut Validator<'_>) {
        rule::each(validator, self, T::check);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_number_of_violations_is_counted_and_listed_in_bounded_memory() {
        let key = "k".repeat(10_000);
        let error = Violations::default()
            .collect(|root| {
                let mut map = root.member("map");
                let mut list = map.key(&key);
                for index in 0..100_000 {
                    rule::length(&mut list.index(index), &Vec::<u8>::new(), 1, usize::MAX);
                }
            })
            .expect_err("violations");
        assert_eq!(error.count(), 100_000);
        assert!(
            error
                .to_string()
                .starts_with("100000 validation errors detected. Value with length 0 at '/map/kkk")
        );
        let listed: usize = error.violations().iter().map(|violation| violation.message().len()).sum();
        assert!(listed < 2 << 20, "{listed} bytes");
    }

    #[test]
    fn a_missing_member_is_told_from_a_key_that_looks_like_it() {
        let mut missing = MissingMembers::default();
        missing.record([Step::Member("map"), Step::Key("a/b"), Step::Member("c")]);
        let error = Violations::with_missing(missing)
            .collect(|root| {
                let mut map = root.member("map");
                assert!(map.key("a").member("b").member("c").is_present());
                assert!(map.member("a/b").member("c").is_present());
                assert!(!map.key("a/b").member("c").is_present());
            })
            .expect_err("a violation");
        assert_eq!(error.count(), 1);
    }

    #[test]
    fn sensitive_keys_are_in_no_message() {
        let error = Violations::default()
            .collect(|root| rule::unique(&mut root.member("map").sensitive_key("secret"), &[1, 1]))
            .expect_err("a violation");
        assert_eq!(
            error.to_string(),
            "1 validation error detected. Value at '/map/[sensitive]' failed to satisfy constraint: Member must have \
             unique values"
        );
    }
}
