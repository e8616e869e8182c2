//! What the tables of generated code mean where the crate has one role, and where a shape is in a box.

use std::collections::HashSet;

use farrier_runtime::{
    Validate,
    codec::{Codec as _, Limits, Policy, json::Json},
    protocol::{AwsQuery, Protocol as _},
    schema::{Member, MemberSet, StaticSchema},
    serde::{DeserializableShape, DeserializableStruct, SerializableStruct},
    shape_as, structure,
    validate::{MissingMembers, Violations},
};

mod checks {
    farrier_runtime::checks! {
        /// At least two characters.
        name(String): characters(2, 9);
    }
}

/// The input of a client alone: `kind` is optional in Rust, and yet has to be sent.
#[derive(Debug)]
struct Sent {
    name: String,
    plain: String,
    kind: Option<String>,
    size: String,
}

structure! { Sent: "test#Sent", new(..), write {
    0: name(String) = "name".required() => checks::name;
    1: plain(String) = "plain".required();
    2: kind = "kind".required().omissible() / with_kind(String), required => checks::name;
    3: size = "size" / with_size(String) or "xl".to_owned() => checks::name;
} }

#[test]
fn what_a_client_alone_writes_is_checked_without_a_look_for_what_is_missing() {
    let sent = Sent::new("ab".to_owned(), String::new());
    assert_eq!(sent.validate(), Ok(()));
    let error = Sent::new("a".to_owned(), String::new())
        .with_kind("b".to_owned())
        .with_size("c".to_owned())
        .validate()
        .expect_err("three are too short");
    let paths: Vec<&str> = error.violations().iter().map(|violation| violation.path()).collect();
    assert_eq!(paths, ["/name", "/kind", "/size"]);
}

#[test]
fn a_required_option_without_a_parameter_of_a_form_is_missing() {
    /// What a server reads; the token, which a client may make, is optional in Rust.
    #[derive(Debug)]
    struct Read {
        token: Option<String>,
        kind: Option<String>,
    }
    structure! { Read: "test#Read", new(), read {
        0: token = "token".required() / with_token(String), required;
        1: kind = "kind".required() / with_kind(String), required => checks::name;
    } }
    let mut read = Read::empty_structure();
    let mut missing = MissingMembers::default();
    AwsQuery::new()
        .codec()
        .decode_members(b"", &mut read, MemberSet::All, Policy::Strict(&mut missing), Limits::default())
        .expect("a form");
    let error = Violations::with_missing(missing)
        .collect(|validator| read.check(validator))
        .expect_err("nothing was sent");
    let told: Vec<_> =
        error.violations().iter().map(|violation| (violation.path(), violation.message())).collect();
    let message =
        |path: &str| format!("Value at '{path}' failed to satisfy constraint: Member must not be null");
    let expected = ["/token", "/kind"].map(|path| (path, message(path)));
    assert_eq!(told, expected.each_ref().map(|(path, message)| (*path, message.as_str())));
}

#[test]
fn traits_of_a_table_are_those_of_the_members_that_they_stand_beside() {
    let members = Sent::SCHEMA.members();
    let names: Vec<&str> = members.iter().map(Member::name).collect();
    assert_eq!(names, ["name", "plain", "kind", "size"]);
    assert!(members.iter().enumerate().all(|(at, member)| member.index() == at));
    let required: Vec<bool> = members.iter().map(Member::is_required).collect();
    assert_eq!(required, [true, true, true, false]);
    let omissible: Vec<bool> = members.iter().map(Member::is_omissible).collect();
    assert_eq!(omissible, [false, false, true, false]);

    /// No two of a member's traits may meet.
    #[derive(Debug)]
    struct Traits {
        plain: Option<String>,
        named: Option<String>,
        hidden: Option<String>,
    }
    structure! { Traits: "test#Traits", new() {
        0: plain = "plain" / with_plain(String);
        1: named = "named" json("n") .media_type("text/csv") / with_named(String);
        2: hidden = "hidden".sensitive().xml_attribute() / with_hidden(String);
    } }
    let [plain, named, hidden] = Traits::SCHEMA.members() else { panic!("three members") };
    assert_eq!((plain.json_name(), plain.media_type_trait()), ("plain", None));
    assert_eq!((named.json_name(), named.name()), ("n", "named"));
    assert_eq!((named.media_type_trait(), named.is_sensitive()), (Some("text/csv"), false));
    assert!(hidden.is_sensitive() && hidden.is_xml_attribute() && !hidden.is_xml_flattened());
}

#[test]
fn what_a_client_alone_reads_holds_its_defaults_at_first() {
    /// The output of a client alone.
    #[derive(Debug)]
    struct Output {
        name: Option<String>,
        size: i32,
    }
    structure! { Output: "test#Output", new(), read_unchecked {
        0: name = "name";
        1: size = "size" default(3);
    } }
    let output = Output::new();
    assert_eq!((&output.name, output.size), (&None, 3));
    assert_eq!(Output::empty_structure(), output);
}

#[test]
fn structures_are_equal_field_by_field_and_to_their_clones() {
    let sent = || Sent::new("ab".to_owned(), "c".to_owned()).with_kind("de".to_owned());
    assert_eq!(sent().clone(), sent());
    let [mut name, mut plain, mut kind, mut size] = [(); 4].map(|()| sent());
    name.name.push('x');
    plain.plain.push('x');
    kind.kind = None;
    size.size.push('x');
    for other in [name, plain, kind, size] {
        assert_ne!(other, sent());
        assert_eq!(other.clone(), other);
    }

    /// It has nothing that could differ.
    #[derive(Debug)]
    struct Empty {}
    structure! { Empty: "test#Empty", new() {} }
    assert_eq!(Empty::new().clone(), Empty::default());
}

#[test]
fn enums_are_hashed_as_they_are_equal() {
    farrier_runtime::string_enum! {
        /// How much it is.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Level: Unknown {
            /// Much.
            0: High = "HIGH";
            /// Little.
            1: Low = "LOW";
        }
    }
    farrier_runtime::int_enum! {
        /// How many there are.
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Count: Unknown {
            /// None.
            None = 0;
            /// One.
            One = 1;
        }
    }
    let levels: HashSet<Level> = ["HIGH", "LOW", "MIDDLE", "HIGH", "MIDDLE"].map(Level::from).into();
    assert_eq!(levels, HashSet::from([Level::High, Level::Low, Level::Unknown("MIDDLE".to_owned())]));
    let counts: HashSet<Count> = [0, 1, 7, 1, 7].map(Count::from).into();
    assert_eq!(counts, HashSet::from([Count::None, Count::One, Count::Unknown(7)]));
}

/// A port, which a model has as an integer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Port(u16);

impl TryFrom<i32> for Port {
    type Error = std::num::TryFromIntError;
    fn try_from(value: i32) -> Result<Self, Self::Error> {
        value.try_into().map(Port)
    }
}

impl From<&Port> for i32 {
    fn from(port: &Port) -> i32 {
        port.0.into()
    }
}

shape_as! { Port: i32 }

farrier_runtime::union! {
    /// A union that holds itself.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Either: "test#Either", Unknown {
        /// Itself.
        0: Inner(Box<Either>) = "inner";
        /// A port.
        1: Port(Port) = "port";
    }
}

/// Each kind of shape that is a type of its own, in a box.
#[derive(Debug)]
struct Boxes {
    inner: Option<Box<Boxes>>,
    either: Option<Box<Either>>,
    port: Option<Box<Port>>,
}

structure! { Boxes: "test#Boxes", new() {
    0: inner = "inner" / with_inner(impl Into<Box<Boxes>>);
    1: either = "either" / with_either(impl Into<Box<Either>>);
    2: port = "port" / with_port(impl Into<Box<Port>>);
} }

fn round<T: SerializableStruct + DeserializableStruct + DeserializableShape>(value: &T) -> (String, T) {
    let bytes = Json::REST.encode_members(value, MemberSet::All).expect("encodes");
    let mut read = T::empty();
    Json::REST
        .decode_members(&bytes, &mut read, MemberSet::All, Policy::Lenient, Limits::default())
        .expect("decodes");
    (String::from_utf8(bytes).expect("UTF-8"), read)
}

#[test]
fn structures_unions_and_own_types_are_in_boxes_what_they_are_without() {
    let inner = Boxes::new().with_port(Port(8));
    let boxes = Boxes::new()
        .with_inner(inner)
        .with_either(Either::Inner(Box::new(Either::Port(Port(9)))))
        .with_port(Port(10));
    let (text, read) = round(&boxes);
    assert_eq!(text, r#"{"inner":{"port":8},"either":{"inner":{"port":9}},"port":10}"#);
    assert_eq!(read, boxes);
}

#[test]
fn what_errors_and_maps_hold_can_be_ordered_and_hashed() {
    fn is<T: Ord + std::hash::Hash>(value: T) -> bool {
        value.cmp(&value).is_eq()
    }
    assert!(is(farrier_runtime::operation::ErrorMetadata::default()));
    assert!(is(farrier_runtime::Map::from([("a".to_owned(), 1)])));
}
