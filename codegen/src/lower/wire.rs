//! Schemas: what codecs and protocols know of members.

use std::collections::BTreeSet;

use super::{Context, check};
use crate::{
    ir,
    smithy::{Member, Shape, ShapeId, ShapeKind, Traits, index, traits},
};

impl<'m> Context<'m> {
    /// The wire traits of a member.
    pub(super) fn wire(&self, member: &Member) -> ir::Wire {
        let target = self.target(member);
        let json_name = member.traits.get::<traits::JsonName>().map(|name| name.0.clone());
        // A payload's element is called like its target, and not like the member.
        let is_payload =
            member.traits.has::<traits::HttpPayload>() || member.traits.has::<traits::EventPayload>();
        let plain_name = if is_payload { "" } else { &member.name };
        ir::Wire {
            name: member.name.clone(),
            json_name: json_name.filter(|name| *name != member.name),
            required: check::is_required(&member.traits),
            event_header: member.traits.has::<traits::EventHeader>(),
            event_payload: member.traits.has::<traits::EventPayload>(),
            names: self.columns.names(&member.traits, plain_name),
            xml_attribute: self.columns.xml && member.traits.has::<traits::XmlAttribute>(),
            xml_flattened: self.columns.xml && member.traits.has::<traits::XmlFlattened>(),
            ..self.value_wire(&member.traits, target)
        }
    }

    /// The wire traits of a member of a list or map, which XML calls `name` unless the model says otherwise.
    fn element_wire(&self, member: &Member, name: &str) -> ir::Wire {
        ir::Wire {
            names: self.columns.names(&member.traits, name),
            ..self.value_wire(&member.traits, self.target(member))
        }
    }

    /// What is the same for members of structures and of lists and maps.
    fn value_wire(&self, traits: &Traits, target: &'m Shape) -> ir::Wire {
        let format = traits
            .get::<traits::TimestampFormat>()
            .or_else(|| target.traits.get::<traits::TimestampFormat>());
        let media_type =
            traits.get::<traits::MediaType>().or_else(|| target.traits.get::<traits::MediaType>());
        ir::Wire {
            sparse: target.traits.has::<traits::Sparse>(),
            sensitive: traits.has::<traits::Sensitive>() || target.traits.has::<traits::Sensitive>(),
            timestamp_format: format.map(|format| match format {
                traits::TimestampFormat::DateTime => ir::TimestampFormat::DateTime,
                traits::TimestampFormat::HttpDate => ir::TimestampFormat::HttpDate,
                traits::TimestampFormat::EpochSeconds => ir::TimestampFormat::EpochSeconds,
            }),
            media_type: media_type.map(|media_type| media_type.0.clone()),
            collection: self.collection_ref(target),
            ..ir::Wire::default()
        }
    }

    /// The schema of a list or map, where it says anything.
    fn collection_ref(&self, target: &'m Shape) -> Option<ir::CollectionRef> {
        let kind = self.collection_kind(target)?;
        let name = self.collections.get(&target.id)?.clone();
        Some(ir::CollectionRef { name, map: matches!(kind, ir::CollectionKind::Map(..)) })
    }

    fn collection_kind(&self, target: &'m Shape) -> Option<ir::CollectionKind> {
        match &target.kind {
            ShapeKind::List(member) => Some(self.element_wire(member, "member"))
                .filter(|wire| *wire != ir::Wire::default())
                .map(|wire| ir::CollectionKind::List(Box::new(wire))),
            ShapeKind::Map { key, value } => {
                let (key, value) = (self.element_wire(key, "key"), self.element_wire(value, "value"));
                let plain = key == ir::Wire::default() && value == ir::Wire::default();
                (!plain).then(|| ir::CollectionKind::Map(Box::new(key), Box::new(value)))
            }
            _ => None,
        }
    }

    /// Whether the member's value, as its Rust type would show it, holds something sensitive. Structures, unions and
    /// enums hide their own.
    pub(super) fn shows_sensitive(&self, member: &Member) -> bool {
        let target = self.target(member);
        if self.is_replaced(&target.id) {
            return self.reaches_sensitive(member);
        }
        let here = member.traits.has::<traits::Sensitive>() || target.traits.has::<traits::Sensitive>();
        here || match &target.kind {
            ShapeKind::List(member) => self.hides_inside(member),
            ShapeKind::Map { key, value } => self.hides_inside(key) || self.hides_inside(value),
            _ => false,
        }
    }

    /// Whether there is anything sensitive in the closure of the member, which somebody's own type may show.
    fn reaches_sensitive(&self, member: &Member) -> bool {
        let closure = index::closure(self.model, [&member.target]);
        let mut shapes = closure.iter().filter_map(|id| self.model.shape(id));
        let is_sensitive = |traits: &Traits| traits.has::<traits::Sensitive>();
        is_sensitive(&member.traits)
            || shapes.any(|shape| {
                is_sensitive(&shape.traits) || shape.members().any(|member| is_sensitive(&member.traits))
            })
    }

    fn hides_inside(&self, member: &Member) -> bool {
        let hides_itself = !self.is_replaced(&member.target)
            && matches!(
                self.target(member).kind,
                ShapeKind::Structure(_) | ShapeKind::Union(_) | ShapeKind::Enum(_) | ShapeKind::IntEnum(_)
            );
        !hides_itself && self.shows_sensitive(member)
    }

    fn collection(&self, id: &'m ShapeId, name: &str) -> Option<ir::Collection> {
        let kind = self.collection_kind(self.model.shape(id)?)?;
        Some(ir::Collection { name: name.to_owned(), id: id.to_string(), kind })
    }
}

/// Which names beside those of JSON the crate's protocols ask for.
#[derive(Clone, Copy, Default)]
pub(super) struct Columns {
    /// Those of XML, which the query protocols use too.
    xml: bool,
    ec2: bool,
}

impl Columns {
    /// Those that the protocols of `service` ask for; none for a crate of types.
    pub(super) fn of(service: Option<&Shape>) -> Self {
        let Some(traits) = service.map(|service| &service.traits) else { return Self::default() };
        let ec2 = traits.has::<traits::Ec2Query>();
        Self { xml: ec2 || traits.has::<traits::RestXml>() || traits.has::<traits::AwsQuery>(), ec2 }
    }

    /// The names that `traits` give what is called `name` without them.
    pub(super) fn names(self, traits: &Traits, name: &str) -> ir::WireNames {
        if !self.xml {
            return ir::WireNames::default();
        }
        let xml = traits.get::<traits::XmlName>().map(|name| name.0.clone());
        let ec2 = traits.get::<traits::Ec2QueryName>().filter(|_| self.ec2).map(|name| name.0.clone());
        let namespace = traits.get::<traits::XmlNamespace>();
        ir::WireNames {
            xml: xml.filter(|xml| xml != name),
            namespace: namespace.map(|namespace| (namespace.uri.clone(), namespace.prefix.clone())),
            ec2,
        }
    }
}

/// The schemas of all lists and maps that say anything.
pub(super) fn collections(context: &Context<'_>) -> Vec<ir::Collection> {
    let mut collections: Vec<_> =
        context.collections.iter().filter_map(|(id, name)| context.collection(id, name)).collect();
    collections.sort_by(|one, other| one.name.cmp(&other.name));
    collections
}

/// Leaves those that the shapes' members use, directly or through others.
pub(super) fn retain_used(shapes: &[ir::Shape], collections: &mut Vec<ir::Collection>) {
    let mut used = BTreeSet::new();
    let mut open: Vec<&ir::Wire> = shapes.iter().flat_map(wires_of).collect();
    while let Some(wire) = open.pop() {
        let Some(reference) = &wire.collection else { continue };
        if used.insert(reference.name.clone()) {
            let found = collections.iter().filter(|collection| collection.name == reference.name);
            open.extend(found.flat_map(|collection| match &collection.kind {
                ir::CollectionKind::List(member) => vec![&**member],
                ir::CollectionKind::Map(key, value) => vec![&**key, &**value],
            }));
        }
    }
    collections.retain(|collection| used.contains(&collection.name));
}

/// What codecs know of a shape's members.
fn wires_of(shape: &ir::Shape) -> Vec<&ir::Wire> {
    match shape {
        ir::Shape::Structure(shape) => shape.members.iter().map(|member| &member.wire).collect(),
        ir::Shape::Union(shape) => shape.variants.iter().map(|variant| &variant.wire).collect(),
        ir::Shape::Enumeration(_) | ir::Shape::IntEnumeration(_) => Vec::new(),
    }
}
