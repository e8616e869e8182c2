//! The macros that define traits.

/// Traits without a value: `/// docs` `Name = "id";` gives a unit struct. Any annotation is accepted, as an object or,
/// from Smithy's older models, `true`. With `(unread)` behind the ID the trait has a value, which is long and of which
/// nothing comes.
macro_rules! markers {
    ($($(#[$meta:meta])* $name:ident = $id:literal $(($unread:ident))?;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name;

        impl $crate::smithy::traits::SmithyTrait for $name {
            const ID: &'static str = $id;
        }

        impl $crate::smithy::node::FromNode for $name {
            fn from_node(
                node: $crate::smithy::node::Node<'_>,
                notes: &mut Vec<$crate::smithy::node::Wrong>,
            ) -> Result<Self, $crate::smithy::node::Wrong> {
                markers!(@read node, notes $(, $unread)?);
                Ok(Self)
            }
        }
    )*};
    (@read $node:ident, $notes:ident) => {
        if !matches!($node, $crate::smithy::node::Node::Null | $crate::smithy::node::Node::Bool(true)) {
            $crate::smithy::node::Fields::new($node)?.finish($notes);
        }
    };
    (@read $node:ident, $notes:ident, unread) => {
        let _ = ($node, $notes);
    };
}

/// Traits with a value of one type: `/// docs` `Name(Type) = "id";` gives a newtype.
macro_rules! values {
    ($($(#[$meta:meta])* $name:ident($ty:ty) = $id:literal;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name(
            /// The value as the model has it.
            pub $ty,
        );

        impl $crate::smithy::traits::SmithyTrait for $name {
            const ID: &'static str = $id;
        }

        impl $crate::smithy::node::FromNode for $name {
            fn from_node(
                node: $crate::smithy::node::Node<'_>,
                notes: &mut Vec<$crate::smithy::node::Wrong>,
            ) -> Result<Self, $crate::smithy::node::Wrong> {
                $crate::smithy::node::FromNode::from_node(node, notes).map(Self)
            }
        }
    )*};
}

/// Structures, of traits or inside them: `/// docs` `Name = "id" { /// docs` `field: Type = "member" or default, }`;
/// without an ID for those inside.
macro_rules! records {
    ($($(#[$meta:meta])* $name:ident $(= $id:literal)? {
        $($(#[$field_meta:meta])* $field:ident: $ty:ty = $member:literal $(or $default:expr)?,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
        }

        $(impl $crate::smithy::traits::SmithyTrait for $name {
            const ID: &'static str = $id;
        })?

        impl $crate::smithy::node::FromNode for $name {
            fn from_node(
                node: $crate::smithy::node::Node<'_>,
                notes: &mut Vec<$crate::smithy::node::Wrong>,
            ) -> Result<Self, $crate::smithy::node::Wrong> {
                let mut fields = $crate::smithy::node::Fields::new(node)?;
                let value = Self { $($field: records!(@take fields, notes, $member $(, $default)?),)* };
                fields.finish(notes);
                Ok(value)
            }
        }
    )*};
    (@take $fields:ident, $notes:ident, $member:literal) => { $fields.take($member, $notes)? };
    (@take $fields:ident, $notes:ident, $member:literal, $default:expr) => {
        $fields.take_or($member, $default, $notes)?
    };
}

/// Traits whose value is one of some words: `/// docs` `Name = "id" { /// docs` `Variant = "word", }`.
macro_rules! words {
    ($($(#[$meta:meta])* $name:ident $(= $id:literal)? {
        $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
        }

        $(impl $crate::smithy::traits::SmithyTrait for $name {
            const ID: &'static str = $id;
        })?

        impl $crate::smithy::node::FromNode for $name {
            fn from_node(
                node: $crate::smithy::node::Node<'_>,
                notes: &mut Vec<$crate::smithy::node::Wrong>,
            ) -> Result<Self, $crate::smithy::node::Wrong> {
                let text = String::from_node(node, notes)?;
                match text.as_str() {
                    $($word => Ok(Self::$variant),)*
                    _ => {
                        let words: &[&str] = &[$(concat!("`", $word, "`")),*];
                        Err($crate::smithy::node::Wrong::new(format!("`{text}` is none of {}", words.join(", "))))
                    }
                }
            }
        }
    )*};
}
