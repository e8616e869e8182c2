//! What keeps a program's compiler from what this crate's types hold.
//!
//! The compiler makes what drops a value anew in each unit of a program that drops one, for types of other crates too,
//! together with what drops all that it holds. What drops a type of [`outlined!`] is one function, which such units call.
//!
//! In development the compiler also describes to debuggers, in each unit that names a type, all that this type leads to;
//! behind `dyn` [`Hidden`] it leads to nothing.

/// A value behind `dyn`.
pub(crate) trait Hidden<T>: Send + Sync {
    /// The value.
    fn value(&self) -> &T;

    /// The value, to be changed.
    fn value_mut(&mut self) -> &mut T;
}

impl<T: Send + Sync> Hidden<T> for T {
    fn value(&self) -> &T {
        self
    }

    fn value_mut(&mut self) -> &mut T {
        self
    }
}

/// Makes a type of one value that a function of this crate drops, and, with `Clone`, one clones.
macro_rules! outlined {
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident($type:ty): Clone;) => {
        outlined! { $(#[$attribute])* $visibility struct $name($type); }

        impl Clone for $name {
            #[inline(never)]
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }
    };
    ($(#[$attribute:meta])* $visibility:vis struct $name:ident($type:ty);) => {
        $(#[$attribute])*
        $visibility struct $name(::std::mem::ManuallyDrop<$type>);

        impl $name {
            fn of_value(value: $type) -> Self {
                Self(::std::mem::ManuallyDrop::new(value))
            }
        }

        impl Drop for $name {
            #[inline(never)]
            fn drop(&mut self) {
                // SAFETY: it is dropped, so that nothing uses what it holds again.
                unsafe { ::std::mem::ManuallyDrop::drop(&mut self.0) };
            }
        }
    };
}

pub(crate) use outlined;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    outlined! {
        struct Outlined(Arc<u8>): Clone;
    }

    #[test]
    fn a_value_is_dropped_once() {
        let value = Arc::new(1);
        let outlined = Outlined::of_value(Arc::clone(&value));
        let copy = outlined.clone();
        assert_eq!(Arc::strong_count(&value), 3);
        drop(outlined);
        assert_eq!(Arc::strong_count(&value), 2);
        drop(copy);
        assert_eq!(Arc::strong_count(&value), 1);
    }
}
