//! What of a model a crate is made from: the service, its operations and their closure.
//!
//! Comes in: a valid model and the settings. Goes out: a selection, or problems in the settings' own words. Always
//! holds: every shape of the selection is in the model.

mod aws;
mod foreign;
mod shapes;

use std::collections::BTreeSet;

pub(crate) use self::aws::{BodyHash, Customization};
pub(crate) use self::shapes::ShapeSettings;
use crate::{
    Docs, SettingProblem, SettingProblems, Settings,
    near::near,
    settings::Mistakes,
    smithy::{Model, Shape, ShapeId, ShapeKind, index, traits},
};

/// What of a model one crate is made from.
pub(crate) struct Selection {
    /// The service; none for a crate of types.
    pub(crate) service: Option<ShapeId>,
    /// The operations to keep.
    pub(crate) operations: Vec<ShapeId>,
    /// Every shape in their closure.
    pub(crate) closure: BTreeSet<ShapeId>,
    /// What the settings say of single shapes.
    pub(crate) shapes: ShapeSettings,
    /// How much of the model's documentation is kept.
    pub(crate) docs: Docs,
    /// What the service does differently from what its model says.
    pub(crate) customization: Customization,
}

/// Selects what the settings ask for.
///
/// # Errors
/// All that the settings name and the model does not have, as sentences with the mend.
pub(crate) fn select(model: &Model, settings: &Settings) -> Result<Selection, SettingProblems> {
    let mut mistakes = Mistakes::default();
    mistakes.gather(shapes::check_module(settings.module.as_deref()));
    // Without service or operations there are no shapes of which the other settings could say anything.
    let service = mistakes.gather(service(model, settings.service.as_deref()));
    let Some(service) = service.flatten() else {
        mistakes.none()?;
        return types_only(model, settings);
    };
    let all = index::service_operations(model, &service.id);
    let operations = match &settings.operations {
        None => all,
        Some(names) => {
            let named = named_operations(service, &all, names, &mut mistakes);
            with_discovery(model, service, named, settings)
        }
    };
    mistakes.none()?;
    let errors = match &service.kind {
        ShapeKind::Service(service) => service.errors.as_slice(),
        _ => &[],
    };
    let roots = || operations.iter().chain(errors);
    let closure = shapes_only(model, index::closure(model, roots()));
    let shapes = ShapeSettings::of(model, &closure, settings, &mut mistakes);
    shapes.check_types(model, &closure, roots(), settings, &mut mistakes);
    mistakes.none()?;
    let left = index::closure_up_to(model, roots(), |id| shapes.types.contains_key(id));
    let closure = shapes.without_replaced(model, shapes_only(model, left));
    Ok(Selection {
        service: Some(service.id.clone()),
        shapes,
        operations,
        docs: settings.docs,
        closure,
        customization: aws::customization(service),
    })
}

/// Every shape of a model without a service.
fn types_only(model: &Model, settings: &Settings) -> Result<Selection, SettingProblems> {
    let mut mistakes = Mistakes::default();
    if let Some(operations) = settings.operations.as_ref().filter(|operations| !operations.is_empty()) {
        let message = format!(
            "the operations {} are asked for, and the model has no service: leave `operations` out, or add the file \
             that has the service",
            operations.join(", ")
        );
        mistakes.add(SettingProblem::new("operations", message));
    }
    let closure = model.shapes().map(|shape| shape.id.clone()).filter(|id| id.namespace() != "smithy.api");
    let closure = shapes_only(model, closure.collect());
    let shapes = ShapeSettings::of(model, &closure, settings, &mut mistakes);
    shapes.check_types(model, &closure, [], settings, &mut mistakes);
    mistakes.none()?;
    let closure = shapes.without_replaced(model, closure);
    Ok(Selection {
        service: None,
        operations: Vec::new(),
        shapes,
        docs: settings.docs,
        closure,
        customization: Customization::default(),
    })
}

/// The shapes of a closure that data can have: no operations, no definitions of traits.
fn shapes_only(model: &Model, closure: BTreeSet<ShapeId>) -> BTreeSet<ShapeId> {
    let is_data = |shape: &Shape| {
        let data =
            !matches!(shape.kind, ShapeKind::Operation(_) | ShapeKind::Resource(_) | ShapeKind::Service(_));
        data && !shape.traits.has::<traits::Mixin>() && shape.traits.raw("smithy.api#trait").is_none()
    };
    closure.into_iter().filter(|id| model.shape(id).is_some_and(is_data)).collect()
}

/// The service that is asked for, or the only one.
fn service<'m>(model: &'m Model, wanted: Option<&str>) -> Result<Option<&'m Shape>, SettingProblem> {
    let services: Vec<&Shape> = model.services().collect();
    let problem = |message: String| SettingProblem::new("service", message);
    let listed = || services.iter().map(|service| service.id.to_string()).collect::<Vec<_>>().join(", ");
    let Some(wanted) = wanted else {
        return match services.as_slice() {
            [] => Ok(None),
            [service] => Ok(Some(service)),
            _ => Err(problem(format!(
                "the model has several services ({}): name one with `service`",
                listed()
            ))),
        };
    };
    let matches = |service: &&&Shape| service.id.as_str() == wanted || service.id.name() == wanted;
    let found: Vec<&&Shape> = services.iter().filter(matches).collect();
    match found.as_slice() {
        [service] => Ok(Some(service)),
        [] if services.is_empty() => Err(problem(format!(
            "the service `{wanted}` is asked for, and the model has none: leave `service` out"
        ))),
        [] => {
            let mend = match near(wanted, services.iter().map(|service| service.id.name())) {
                Some(near) => format!("is `{near}` meant?"),
                None => format!("it has {}", listed()),
            };
            Err(problem(format!("the model has no service `{wanted}`: {mend}")))
        }
        _ => Err(problem(format!(
            "several services are called `{wanted}`: name one by its whole ID, of {}",
            listed()
        ))),
    }
}

/// The operations of these names or IDs.
fn named_operations(
    service: &Shape,
    all: &[ShapeId],
    names: &[String],
    mistakes: &mut Mistakes,
) -> Vec<ShapeId> {
    let find = |name: &String| {
        let found = all.iter().find(|id| id.as_str() == name || id.name() == name);
        found.ok_or_else(|| SettingProblem::at("operations", name, unknown_operation(service, all, name)))
    };
    let found: BTreeSet<&ShapeId> = names.iter().filter_map(|name| mistakes.gather(find(name))).collect();
    found.into_iter().cloned().collect()
}

/// These operations, and that which tells a client where they are if one of them asks for it.
fn with_discovery(
    model: &Model,
    service: &Shape,
    mut operations: Vec<ShapeId>,
    settings: &Settings,
) -> Vec<ShapeId> {
    if settings.roles.client
        && let Some(discovery) = service.traits.get::<traits::ClientEndpointDiscovery>()
        && operations.iter().any(|id| model.shape(id).is_some_and(needs_discovery))
        && let Err(place) = operations.binary_search(&discovery.operation)
    {
        operations.insert(place, discovery.operation.clone());
    }
    operations
}

/// Whether a client has to send an operation to where the service says (`aws.api#clientDiscoveredEndpoint`).
pub(crate) fn needs_discovery(operation: &Shape) -> bool {
    let discovered = operation.traits.get::<traits::ClientDiscoveredEndpoint>();
    discovered.is_some_and(|discovered| discovered.required)
}

fn unknown_operation(service: &Shape, all: &[ShapeId], name: &str) -> String {
    let mend = match near(name, all.iter().map(ShapeId::name)) {
        Some(near) => format!("is `{near}` meant?"),
        None if all.is_empty() => "it has none".to_owned(),
        None => {
            let names: Vec<&str> = all.iter().take(8).map(ShapeId::name).collect();
            let more = if all.len() > names.len() { ", …" } else { "" };
            format!("it has {}{more}", names.join(", "))
        }
    };
    format!("the service `{}` has no operation `{name}`: {mend}", service.id)
}
