//! Values that are dropped by functions of this crate.
//!
//! The compiler makes what drops a value anew in each unit of a program that drops one, for types of other crates too,
//! together with what drops all that it holds. Behind [`Outlined`] it is one function, which such units call.

use std::{
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
};

/// What a function of this crate drops; implemented by [`outline!`].
pub(crate) trait Outline {
    /// Drops it.
    fn drop_outlined(self);
}

/// Makes the function that drops values of a type.
macro_rules! outline {
    ($type:ty) => {
        impl $crate::outlined::Outline for $type {
            #[inline(never)]
            fn drop_outlined(self) {}
        }
    };
}

pub(crate) use outline;

/// A value whose type has its [`outline!`].
#[derive(Clone)]
pub(crate) struct Outlined<T: Outline>(ManuallyDrop<T>);

impl<T: Outline> Outlined<T> {
    #[inline]
    pub(crate) fn new(value: T) -> Self {
        Self(ManuallyDrop::new(value))
    }

    /// The value itself.
    #[cfg(feature = "client")]
    #[inline]
    pub(crate) fn into_inner(self) -> T {
        let mut itself = ManuallyDrop::new(self);
        // SAFETY: neither is used again, nor dropped.
        unsafe { ManuallyDrop::take(&mut itself.0) }
    }
}

impl<T: Outline> Drop for Outlined<T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: it is dropped, so that nothing uses it again. `ManuallyDrop::take` would be a unit of its own.
        unsafe { std::ptr::read((&raw const self.0) as *const T) }.drop_outlined();
    }
}

impl<T: Outline> Deref for Outlined<T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Outline> DerefMut for Outlined<T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Outlined;

    outline!(Arc<u8>);

    #[test]
    fn a_value_is_dropped_once() {
        let value = Arc::new(1);
        let outlined = Outlined::new(Arc::clone(&value));
        let copy = outlined.clone();
        assert_eq!(Arc::strong_count(&value), 3);
        drop(outlined);
        assert_eq!(Arc::strong_count(&value), 2);
        drop(copy);
        assert_eq!(Arc::strong_count(&value), 1);
    }

    #[cfg(feature = "client")]
    #[test]
    fn a_value_that_is_taken_out_is_not_dropped() {
        let value = Arc::new(1);
        let taken = Outlined::new(Arc::clone(&value)).into_inner();
        assert_eq!(Arc::strong_count(&value), 2);
        drop(taken);
        assert_eq!(Arc::strong_count(&value), 1);
    }
}
