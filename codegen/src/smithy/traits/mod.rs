//! Traits: those that Farrier knows as typed values, all others as the JSON that the model has.
//!
//! A trait is added with its struct in the family's file, by one of the macros of `macros`, and one line in `registry`.

use std::{
    any::{Any, TypeId},
    fmt,
};

use serde_json::Value;

use super::{
    Location, ShapeId,
    node::{FromNode, Node, Wrong},
};

#[macro_use]
mod macros;
mod auth;
mod aws;
mod behavior;
mod constraint;
mod docs;
mod http;
mod refinement;
mod registry;
mod test;
mod waiters;
mod wire;

pub use auth::*;
pub use aws::*;
pub use behavior::*;
pub use constraint::*;
pub use docs::*;
pub use http::*;
pub use refinement::*;
pub(in crate::smithy) use registry::reader;
pub use test::*;
pub use waiters::*;
pub use wire::*;

/// A trait that Farrier knows.
pub trait SmithyTrait: FromNode + fmt::Debug + Clone + PartialEq + Send + Sync + 'static {
    /// Its shape ID, such as `smithy.api#length`.
    const ID: &'static str;
}

/// Reads the value of one trait.
pub(in crate::smithy) type Reader = fn(Node<'_>, &mut Vec<Wrong>) -> Result<TraitValue, Broken>;

/// Why the value of a trait that Farrier knows could not be read.
pub(in crate::smithy) struct Broken {
    pub(in crate::smithy) wrong: Wrong,
    /// The type of the trait.
    pub(in crate::smithy) ty: TypeId,
}

/// The traits of a shape or member, in model order, those of mixins first.
#[derive(Clone, Debug, Default)]
pub struct Traits {
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    id: ShapeId,
    value: TraitValue,
    /// The type of the known value, beside it so that a look-up needs no call.
    ty: Option<TypeId>,
    origin: Option<Origin>,
}

impl Entry {
    fn new(id: ShapeId, value: TraitValue, origin: Option<Origin>) -> Self {
        let ty = match &value {
            TraitValue::Known(value) => Some((**value).any().type_id()),
            TraitValue::Raw(_) => None,
        };
        Self { id, value, ty, origin }
    }

    /// Whether the value could not be read.
    fn is_broken(&self) -> bool {
        self.ty.is_some() && matches!(self.value, TraitValue::Raw(_))
    }
}

/// Where a trait stands in the files.
#[derive(Clone, Debug)]
pub(in crate::smithy) struct Origin {
    /// Index of the file.
    pub(in crate::smithy) source: usize,
    /// The shape or member that has it there.
    pub(in crate::smithy) holder: ShapeId,
    /// How the holder stands there.
    pub(in crate::smithy) form: Form,
}

/// How a shape or member with traits stands in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::smithy) enum Form {
    /// As a key of `shapes`: a shape, or an `apply` statement.
    Key,
    /// As a member among `members`.
    Member,
    /// As the member of a list or map, which stands in the shape itself.
    Alone,
}

impl Origin {
    /// The place of the holder.
    pub(in crate::smithy) fn location(&self) -> Location {
        let id = self.holder.as_str();
        let (shape, member) = id.split_once('$').unwrap_or((id, ""));
        let path: &[&str] = match self.form {
            Form::Key => &["shapes", id],
            Form::Member => &["shapes", shape, "members", member],
            Form::Alone => &["shapes", shape, member],
        };
        Location::pointer(self.source, path.iter().copied().map(str::to_owned).collect())
    }
}

/// The value of a trait.
#[derive(Clone, Debug, PartialEq)]
pub enum TraitValue {
    /// Of a trait that Farrier knows.
    Known(Box<dyn Known>),
    /// Of any other trait, as the model has it.
    Raw(Value),
}

/// A value of a trait that Farrier knows, whichever it is.
pub trait Known: Any + fmt::Debug + Send + Sync {
    #[doc(hidden)]
    fn boxed(&self) -> Box<dyn Known>;
    #[doc(hidden)]
    fn equals(&self, other: &dyn Known) -> bool;
    #[doc(hidden)]
    fn any(&self) -> &dyn Any;
}

impl<T: SmithyTrait> Known for T {
    fn boxed(&self) -> Box<dyn Known> {
        Box::new(self.clone())
    }

    fn equals(&self, other: &dyn Known) -> bool {
        other.any().downcast_ref::<T>() == Some(self)
    }

    fn any(&self) -> &dyn Any {
        self
    }
}

impl Clone for Box<dyn Known> {
    fn clone(&self) -> Self {
        (**self).boxed()
    }
}

impl PartialEq for dyn Known {
    fn eq(&self, other: &Self) -> bool {
        self.equals(other)
    }
}

impl Traits {
    /// The value of the trait `T`.
    #[must_use]
    pub fn get<T: SmithyTrait>(&self) -> Option<&T> {
        let ty = Some(TypeId::of::<T>());
        match &self.entries.iter().find(|entry| entry.ty == ty)?.value {
            TraitValue::Known(value) => (**value).any().downcast_ref(),
            TraitValue::Raw(_) => None,
        }
    }

    /// Whether there is the trait `T`.
    #[must_use]
    pub fn has<T: SmithyTrait>(&self) -> bool {
        let ty = Some(TypeId::of::<T>());
        self.entries.iter().any(|entry| entry.ty == ty)
    }

    /// The value of a trait that Farrier does not know, as the model has it.
    #[must_use]
    pub fn raw(&self, id: &str) -> Option<&Value> {
        match &self.entry(id)?.value {
            TraitValue::Raw(value) => Some(value),
            TraitValue::Known(_) => None,
        }
    }

    /// Whether there is the trait of that ID, known or not.
    #[must_use]
    pub fn contains(&self, id: &str) -> bool {
        self.entry(id).is_some()
    }

    /// All traits.
    pub fn iter(&self) -> impl Iterator<Item = (&ShapeId, &TraitValue)> {
        self.entries.iter().filter(|entry| !entry.is_broken()).map(|entry| (&entry.id, &entry.value))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Sets a trait, in place of one of the same ID.
    pub fn set<T: SmithyTrait>(&mut self, value: T) {
        // The ID of a known trait is well-formed; a test reads all of them.
        if let Ok(id) = ShapeId::parse(T::ID) {
            self.put(id, TraitValue::Known(Box::new(value)), None);
        }
    }

    /// Takes the trait `T` away.
    pub fn remove<T: SmithyTrait>(&mut self) {
        self.remove_id(T::ID);
    }

    pub(in crate::smithy) fn remove_id(&mut self, id: &str) {
        self.entries.retain(|entry| entry.id.as_str() != id);
    }

    pub(in crate::smithy) fn put(&mut self, id: ShapeId, value: TraitValue, origin: Option<Origin>) {
        self.put_entry(Entry::new(id, value, origin));
    }

    fn put_entry(&mut self, entry: Entry) {
        match self.entries.iter_mut().find(|earlier| earlier.id == entry.id) {
            Some(earlier) => *earlier = entry,
            None => self.entries.push(entry),
        }
    }

    /// Makes room for so many traits.
    pub(in crate::smithy) fn reserve(&mut self, count: usize) {
        self.entries.reserve_exact(count);
    }

    /// Adds a trait that is not there yet.
    pub(in crate::smithy) fn push(&mut self, id: ShapeId, value: TraitValue, origin: Origin) {
        self.entries.push(Entry::new(id, value, Some(origin)));
    }

    /// Puts a trait whose value could not be read: [`Traits::has`] finds it, so that nobody says that it is
    /// missing; it has no value, and is none of [`Traits::iter`].
    pub(in crate::smithy) fn put_broken(&mut self, id: ShapeId, ty: TypeId, origin: Origin) {
        let (ty, origin) = (Some(ty), Some(origin));
        self.put_entry(Entry { id, value: TraitValue::Raw(Value::Null), ty, origin });
    }

    /// Puts the traits of `other` over these.
    pub(in crate::smithy) fn overlay(&mut self, other: Self) {
        if self.entries.is_empty() {
            *self = other;
            return;
        }
        other.entries.into_iter().for_each(|entry| self.put_entry(entry));
    }

    pub(in crate::smithy) fn location(&self, id: &str) -> Option<Location> {
        Some(self.entry(id)?.origin.as_ref()?.location().inside(["traits", id]))
    }

    fn entry(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id.as_str() == id)
    }
}

impl PartialEq for Traits {
    /// The same traits with the same values, in whatever order and from wherever.
    fn eq(&self, other: &Self) -> bool {
        let same =
            |entry: &Entry| other.entry(entry.id.as_str()).is_some_and(|found| found.value == entry.value);
        self.entries.len() == other.entries.len() && self.entries.iter().all(same)
    }
}
