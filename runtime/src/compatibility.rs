//! The check by which generated code refuses to compile against a runtime that it was not generated for.

/// Version of the interface between generated code and this crate. It is raised whenever code generated earlier
/// would no longer compile or mean the same.
pub const INTERFACE: u32 = 1;

/// Fails constant evaluation, and with it compilation, unless `generated_for` is this crate's [`INTERFACE`].
///
/// Generated crates call it in a `const`.
pub const fn require(generated_for: u32) {
    assert!(
        generated_for == INTERFACE,
        "this crate was generated for another version of farrier-runtime: run `cargo xtask codegen` again with the \
         Farrier that this farrier-runtime belongs to, or depend on the farrier-runtime it was generated for"
    );
}
