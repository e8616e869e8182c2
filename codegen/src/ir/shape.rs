//! Shapes that become Rust types of their own.

use super::{Check, Type};

/// What every shape has.
#[derive(Clone, Debug)]
pub(crate) struct ShapeInfo {
    /// Rust name of the type.
    pub name: String,
    /// Absolute shape ID.
    pub id: String,
    /// Documentation.
    pub docs: String,
    /// Why not to use it, when it is deprecated.
    pub deprecated: Option<String>,
    /// Paths of traits that the type derives beside its own.
    pub derives: Vec<String>,
    /// Name and namespace as the root of an XML document, where they say more than the shape's name.
    pub names: WireNames,
    /// The one direction in which the crate's side sends the shape; none where it travels both ways.
    pub direction: Option<Direction>,
}

/// The one way in which a shape travels in a crate that is one side alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// It is written: a client's inputs, a server's outputs.
    Write,
    /// It is read: a server's inputs.
    Read,
    /// It is read, and the peer has checked it: a client's outputs.
    ReadUnchecked,
}

/// A structure, union or enum.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    /// A structure.
    Structure(Structure),
    /// A union.
    Union(Union),
    /// An enum with string values.
    Enumeration(Enumeration),
    /// An enum with integer values.
    IntEnumeration(IntEnumeration),
}

impl Shape {
    /// Name, documentation.
    pub(crate) fn info(&self) -> &ShapeInfo {
        match self {
            Self::Structure(shape) => &shape.info,
            Self::Union(shape) => &shape.info,
            Self::Enumeration(shape) => &shape.info,
            Self::IntEnumeration(shape) => &shape.info,
        }
    }

    pub(crate) fn info_mut(&mut self) -> &mut ShapeInfo {
        match self {
            Self::Structure(shape) => &mut shape.info,
            Self::Union(shape) => &mut shape.info,
            Self::Enumeration(shape) => &mut shape.info,
            Self::IntEnumeration(shape) => &mut shape.info,
        }
    }
}

/// A structure.
#[derive(Clone, Debug)]
pub(crate) struct Structure {
    /// What every shape has.
    pub info: ShapeInfo,
    /// Members in the model's order.
    pub members: Vec<Member>,
    /// Set when the structure is an error.
    pub error: Option<ErrorKind>,
    /// Set when the structure is an event of some stream.
    pub event: Option<Event>,
    /// Whether Debug must redact: something in the structure is sensitive.
    pub redacted: bool,
    /// Whether code outside the crate cannot write it as a literal.
    pub non_exhaustive: bool,
}

/// What makes a structure an event.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    /// The members in its body, by index, where others are bound elsewhere.
    pub body: Option<Vec<usize>>,
}

/// What makes a structure an error.
#[derive(Clone, Debug)]
pub(crate) struct ErrorKind {
    /// The error's name on the wire.
    pub code: String,
    /// The HTTP status that it is answered with.
    pub status: u16,
    /// Code and HTTP status in awsQuery, where the model sets them.
    pub query: Option<(String, u16)>,
    /// The field that holds the message, and whether it is optional.
    pub message: Option<(String, bool)>,
    /// The field for what the error's response said beside it.
    pub metadata: String,
    /// Whether a request that failed so may be sent again, and whether the service asks for fewer then.
    pub retryable: Option<bool>,
    /// What travels in the body.
    pub body: super::Body,
    /// The members that do not.
    pub bindings: Vec<super::Binding>,
}

/// A member of a structure.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// Name of the field.
    pub field: String,
    /// Name of the method that sets it.
    pub setter: String,
    /// Type of the value, without the `Option` that [`Presence`] asks for.
    pub ty: Type,
    /// Whether and how the member may be absent.
    pub presence: Presence,
    /// What codecs know of it.
    pub wire: Wire,
    /// Documentation, with its constraints.
    pub docs: String,
    /// Why not to use it, when it is deprecated.
    pub deprecated: Option<String>,
    /// How it is validated.
    pub check: Option<Check>,
    /// Whether Debug must not show it.
    pub sensitive: bool,
}

impl Member {
    /// Whether the field is an `Option` of the type.
    pub(crate) fn is_optional(&self) -> bool {
        matches!(self.presence, Presence::Optional | Presence::ServerDefault(_))
    }
}

/// Whether and how a member may be absent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Presence {
    /// Always there.
    Required,
    /// Always there: the model's default stands in for an absent one.
    Default(Default),
    /// May be absent.
    Optional,
    /// May be absent on a client; a server's decoding fills in the default.
    ServerDefault(Default),
}

/// A default value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Default {
    /// A boolean.
    Boolean(bool),
    /// An integer of whatever size the type has.
    Integer(i64),
    /// A float or double.
    Float(f64),
    /// A string.
    String(String),
    /// The text of a big number.
    BigNumber(String),
    /// A variant of an enum.
    Variant {
        /// Rust name of the enum.
        ty: String,
        /// Rust name of the variant.
        variant: String,
    },
    /// A blob's bytes.
    Blob(Vec<u8>),
    /// Seconds and nanoseconds since the epoch.
    Timestamp(i64, u32),
    /// A list or map without elements.
    Empty,
    /// A document that is a boolean, number, string, or an empty list or map.
    Document(Box<DocumentDefault>),
}

/// The default of a document member.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DocumentDefault {
    /// A boolean.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    String(String),
    /// An empty list.
    List,
    /// An empty map.
    Map,
}

/// What codecs and protocols know of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wire {
    /// Name in the model.
    pub name: String,
    /// Name by `jsonName`, where it differs.
    pub json_name: Option<String>,
    /// Whether the member is required.
    pub required: bool,
    /// Whether it is a header of its event.
    pub event_header: bool,
    /// Whether it is the payload of its event.
    pub event_payload: bool,
    /// Whether the list or map that it targets is sparse.
    pub sparse: bool,
    /// Whether the member or its target is sensitive.
    pub sensitive: bool,
    /// Format of a timestamp.
    pub timestamp_format: Option<TimestampFormat>,
    /// Media type of a string or blob.
    pub media_type: Option<String>,
    /// Names in XML and in the query protocols.
    pub names: WireNames,
    /// Whether it is an attribute in XML.
    pub xml_attribute: bool,
    /// Whether the list or map that it targets has no element of its own in XML.
    pub xml_flattened: bool,
    /// The [`Collection`] of the list or map that it targets, where it needs one.
    pub collection: Option<CollectionRef>,
}

/// Names in XML and in the query protocols, where they differ from the model's and the service speaks one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct WireNames {
    /// Name by `xmlName`.
    pub xml: Option<String>,
    /// URI and prefix by `xmlNamespace`.
    pub namespace: Option<(String, Option<String>)>,
    /// Name by `ec2QueryName`.
    pub ec2: Option<String>,
}

/// A reference to the schema of a list or map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CollectionRef {
    /// Name of the [`Collection`].
    pub name: String,
    /// Whether it is a map.
    pub map: bool,
}

/// A format of the `timestampFormat` trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimestampFormat {
    /// RFC 3339.
    DateTime,
    /// RFC 9110.
    HttpDate,
    /// Seconds since the epoch.
    EpochSeconds,
}

/// The schema of a list or map of which a codec has to know more than its shape.
#[derive(Clone, Debug)]
pub(crate) struct Collection {
    /// Name of the static that holds it.
    pub name: String,
    /// Absolute shape ID.
    pub id: String,
    /// List or map.
    pub kind: CollectionKind,
}

/// List or map.
#[derive(Clone, Debug)]
pub(crate) enum CollectionKind {
    /// A list's member.
    List(Box<Wire>),
    /// A map's key and value.
    Map(Box<Wire>, Box<Wire>),
}

/// A union.
#[derive(Clone, Debug)]
pub(crate) struct Union {
    /// What every shape has.
    pub info: ShapeInfo,
    /// Variants in the model's order.
    pub variants: Vec<Variant>,
    /// Name of the variant that keeps an unknown tag.
    pub unknown: String,
    /// How it is written by protocols that obey alloy's traits.
    pub form: UnionForm,
    /// Whether Debug must redact.
    pub redacted: bool,
}

/// How a union is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UnionForm {
    /// As a structure with one member.
    Tagged,
    /// As the variant's structure with a member of this name for the tag.
    Discriminated(String),
    /// As the variant's value.
    Untagged,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub(crate) struct Variant {
    /// Rust name.
    pub name: String,
    /// Type of the value; none for the unit type.
    pub ty: Option<Type>,
    /// What codecs know of it.
    pub wire: Wire,
    /// Documentation, with its constraints.
    pub docs: String,
    /// Why not to use it, when it is deprecated.
    pub deprecated: Option<String>,
    /// How it is validated.
    pub check: Option<Check>,
    /// Whether Debug must not show it.
    pub sensitive: bool,
}

/// An enum with string values.
#[derive(Clone, Debug)]
pub(crate) struct Enumeration {
    /// What every shape has.
    pub info: ShapeInfo,
    /// Variants in the model's order.
    pub variants: Vec<EnumVariant>,
    /// Name of the variant that keeps an unknown value.
    pub unknown: String,
    /// Whether Debug must not show the value.
    pub redacted: bool,
    /// Whether values that the model does not list are valid.
    pub open: bool,
    /// Whether some map has it as its key.
    pub map_key: bool,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub(crate) struct EnumVariant {
    /// Rust name.
    pub name: String,
    /// Value on the wire.
    pub value: String,
    /// Documentation.
    pub docs: String,
    /// Why not to use it, when it is deprecated.
    pub deprecated: Option<String>,
    /// Whether messages leave the value out.
    pub internal: bool,
}

/// An enum with integer values.
#[derive(Clone, Debug)]
pub(crate) struct IntEnumeration {
    /// What every shape has.
    pub info: ShapeInfo,
    /// Variants in the model's order.
    pub variants: Vec<IntVariant>,
    /// Name of the variant that keeps an unknown value.
    pub unknown: String,
    /// Whether Debug must not show the value.
    pub redacted: bool,
    /// Whether values that the model does not list are valid.
    pub open: bool,
}

/// A variant of an enum with integer values.
#[derive(Clone, Debug)]
pub(crate) struct IntVariant {
    /// Rust name.
    pub name: String,
    /// Value on the wire.
    pub value: i32,
    /// Documentation.
    pub docs: String,
    /// Why not to use it, when it is deprecated.
    pub deprecated: Option<String>,
    /// Whether messages leave the value out.
    pub internal: bool,
}
