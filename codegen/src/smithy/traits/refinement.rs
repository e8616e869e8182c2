//! Traits that refine types, and those that say where shapes come from.
//! Spec: <https://smithy.io/2.0/spec/type-refinement-traits.html>.

use serde_json::Value;

use crate::smithy::ShapeId;

values! {
    /// The value of a member that is absent. Null takes the target's default away.
    Default(Value) = "smithy.api#default";
}

markers! {
    /// The default was added later, so that clients keep the member optional.
    AddedDefault = "smithy.api#addedDefault";
    /// Clients take the member as optional, whatever else it is.
    ClientOptional = "smithy.api#clientOptional";
    /// The structure is the input of one operation only.
    Input = "smithy.api#input";
    /// The structure is the output of one operation only.
    Output = "smithy.api#output";
    /// The list or map may hold nulls.
    Sparse = "smithy.api#sparse";
}

words! {
    /// The structure is an error.
    Error = "smithy.api#error" {
        /// The client's fault.
        Client = "client",
        /// The server's fault.
        Server = "server",
    }
}

records! {
    /// The shape is a mixin.
    Mixin = "smithy.api#mixin" {
        /// Traits that shapes with the mixin do not take over.
        local_traits: Vec<ShapeId> = "localTraits" or Vec::new(),
        /// Whether the mixin is a part of the wire format, as an interface.
        interface: bool = "interface" or false,
    }
}
