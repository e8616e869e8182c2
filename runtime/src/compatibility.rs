//! The check by which generated code refuses to compile against a runtime that it was not generated for.

/// Version of the interface between generated code and this crate. It is raised whenever code generated earlier
/// would no longer compile or mean the same, or code generated from then on would not with an earlier runtime.
pub const INTERFACE: u32 = 11;

/// Declares the module that a build script has generated into `OUT_DIR`: `include_module!("weather");` is a
/// `pub mod weather`.
#[macro_export]
macro_rules! include_module {
    ($name:literal) => {
        ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/", $name, ".rs"));
    };
}

/// What a generated module has where this crate has the feature `client`.
#[cfg(feature = "client")]
#[macro_export]
macro_rules! with_client {
    ($($items:item)*) => { $($items)* };
}

/// What a generated module has where this crate has the feature `client`.
#[cfg(not(feature = "client"))]
#[macro_export]
macro_rules! with_client {
    ($($items:item)*) => {};
}

/// What a generated module has where this crate has the feature `server`.
#[cfg(feature = "server")]
#[macro_export]
macro_rules! with_server {
    ($($items:item)*) => { $($items)* };
}

/// What a generated module has where this crate has the feature `server`.
#[cfg(not(feature = "server"))]
#[macro_export]
macro_rules! with_server {
    ($($items:item)*) => {};
}

/// What a generated module has where this crate has the feature `serde`.
#[cfg(feature = "serde")]
#[macro_export]
macro_rules! with_serde {
    ($($items:item)*) => { $($items)* };
}

/// What a generated module has where this crate has the feature `serde`.
#[cfg(not(feature = "serde"))]
#[macro_export]
macro_rules! with_serde {
    ($($items:item)*) => {};
}

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
