//! The runtime's own types, for structures of one's own that hold them.

crate::serde_shapes! { MEMBERS: crate::types {
    BigDecimal;
    BigInteger;
    Blob;
    Document;
    Timestamp;
} }
