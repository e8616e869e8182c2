//! Rust types of members.

/// The Rust type that a shape becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    /// `bool`.
    Boolean,
    /// `i8`.
    Byte,
    /// `i16`.
    Short,
    /// `i32`.
    Integer,
    /// `i64`.
    Long,
    /// `f32`.
    Float,
    /// `f64`.
    Double,
    /// The runtime's integer of any size.
    BigInteger,
    /// The runtime's decimal number of any size.
    BigDecimal,
    /// `String`.
    String,
    /// The runtime's bytes.
    Blob,
    /// The runtime's instant.
    Timestamp,
    /// The runtime's untyped value.
    Document,
    /// A structure, union or enum of the crate, by its Rust name.
    Shape(String),
    /// A type of somebody's own in place of a shape, by its path.
    Foreign(String),
    /// A list.
    List(Box<Type>),
    /// A map; its keys are strings or an enum of the crate.
    Map {
        /// Type of the keys.
        key: Box<Type>,
        /// Type of the values.
        value: Box<Type>,
    },
    /// A value that may be absent, or null in a sparse list or map.
    Option(Box<Type>),
    /// A value behind a pointer, where a cycle needs one.
    Boxed(Box<Type>),
}
