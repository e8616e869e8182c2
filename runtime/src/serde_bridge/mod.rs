//! Shapes in the formats of [serde](https://serde.rs). Behind the feature `serde`.
//!
//! A generated crate with the setting `serde = true` has a feature of that name, under which each of its types implements
//! [`Serialize`](serde::Serialize) and [`Deserialize`](serde::Deserialize) through [`write()`] and [`read`]. These walk a shape by
//! the traits of [`crate::serde`], as codecs do, so that a type costs its crate two functions of one call each.
//!
//! Formats must be self-describing, as JSON, CBOR, MessagePack, TOML and YAML are: absent members are left out.
//!
//! | shape | what is written | what is read beside |
//! | --- | --- | --- |
//! | structure | a map; absent members are left out | a null is an absent member; unknown members are skipped |
//! | union | a map with one entry: the variant's name and its value | an unknown variant keeps its name, and can then not be written |
//! | enum, intEnum | the string or integer, unknown ones too | |
//! | list, map | a sequence, a map; nulls where they are sparse | |
//! | blob | base64 in human-readable formats, else bytes | the other of the two |
//! | timestamp | in human-readable formats as the protocol's JSON has it: by `timestampFormat`, or else by the protocol's default; else the pair of seconds and nanoseconds | a number of seconds, a text in any of Smithy's formats, the pair |
//! | float, double | a number; in human-readable formats NaN and the infinities as the strings `NaN`, `Infinity`, `-Infinity` | these strings in any format |
//! | bigInteger, bigDecimal | a string, which no format rounds | numbers |
//! | document | the value itself; a number beyond 64 bits as the nearest double | |
//!
//! Seconds with a fraction are a double, which is exact to the microsecond. Names are those of the protocol's JSON (see
//! [`Form`]). A union is written so whatever `alloy` says of it.
//!
//! What always holds:
//! - Types hold any value, so nothing is validated: call [`validate`](crate::Validate::validate) on what was read. But a
//!   required member that is missing is an error, unless its field is an `Option` or has a default.
//! - Sensitive values are written like all others: serde's formats are data, and not logs.
//! - Streams are no part of a structure, nor is what a response said beside an error.
//! - Levels are bounded when a value is written, read or skipped, by [`MAX_DEPTH`].
//! - An error is that of the format, with whatever place it has. It may show the value that it found.
//!
//! A type of somebody's own in place of a list or map works where it goes through a `Vec` or `Map`, as by
//! [`shape_as!`](crate::shape_as); one that calls `begin_list` or `begin_map` itself is an error.

mod document;
mod form;
mod read;
mod scalar;
mod skip;
mod types;
mod write;

pub use ::serde;

pub use self::{form::Form, read::read, write::write};

/// How deep structures, unions, lists, maps and documents may nest.
pub const MAX_DEPTH: usize = 128;

/// What is said of a map with a key twice.
const DUPLICATE_KEY: &str = "a key that came before";

/// What every value knows on its way: names and formats, and how deep it lies.
#[derive(Clone, Copy)]
struct Context {
    form: Form,
    depth: usize,
}

impl Context {
    const fn new(form: Form) -> Self {
        Self { form, depth: 0 }
    }

    /// That of what lies inside; an error `too_deep` where nothing may.
    fn inside<E>(self, too_deep: impl FnOnce(&'static str) -> E) -> Result<Self, E> {
        if self.depth >= MAX_DEPTH {
            return Err(too_deep("the value nests too deep"));
        }
        Ok(Self { depth: self.depth + 1, ..self })
    }
}

/// Implements `Serialize` and `Deserialize` for shapes, with the names and formats of a [`Form`]'s constant.
///
/// ```
/// use farrier_runtime::types;
///
/// mod shapes {
///     farrier_runtime::string_enum! {
///         /// The state of a job.
///         #[derive(Clone, Debug, PartialEq)]
///         pub enum State: Unknown {
///             /// It runs.
///             0: Running = "RUNNING";
///         }
///     }
/// }
///
/// farrier_runtime::serde_shapes! { REST_JSON: shapes {
///     State;
/// } }
///
/// let state: shapes::State = serde_json::from_str("\"RUNNING\"").unwrap();
/// assert_eq!(state, shapes::State::Running);
/// ```
#[macro_export]
macro_rules! serde_shapes {
    ($form:ident: $($types:ident)::+ { $($shape:ident;)* }) => {
        const _: () = {
            use $($types)::+ as shapes;
            $(
                impl $crate::serde_bridge::serde::Serialize for shapes::$shape {
                    fn serialize<S>(&self, serializer: S) -> ::core::result::Result<S::Ok, S::Error>
                    where
                        S: $crate::serde_bridge::serde::Serializer,
                    {
                        $crate::serde_bridge::write(self, $crate::serde_bridge::Form::$form, serializer)
                    }
                }

                impl<'de> $crate::serde_bridge::serde::Deserialize<'de> for shapes::$shape {
                    fn deserialize<D>(deserializer: D) -> ::core::result::Result<Self, D::Error>
                    where
                        D: $crate::serde_bridge::serde::Deserializer<'de>,
                    {
                        let mut value: Self = $crate::serde::DeserializableShape::empty();
                        $crate::serde_bridge::read(&mut value, $crate::serde_bridge::Form::$form, deserializer)?;
                        ::core::result::Result::Ok(value)
                    }
                }
            )*
        };
    };
}
