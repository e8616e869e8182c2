//! Every target is looked up.

use super::context::Context;
use crate::{
    near::near,
    smithy::{Location, Model, Problem, Shape, ShapeId, ShapeKind, model::shape_location},
};

/// How many unresolved targets get a suggestion: looking for near names takes a while in a large model, and one missing
/// file can leave thousands unresolved.
const SUGGESTIONS: usize = 20;

/// Reports every target that is no shape of the model.
pub(super) fn resolve(model: &Model, context: &mut Context<'_, '_>) {
    let mut resolver = Resolver { model, context, left: SUGGESTIONS };
    for shape in model.shapes() {
        for member in shape.members() {
            resolver.look_up(&member.target, &member.id, || model.location(&member.id).inside(["target"]));
        }
        resolver.entity(shape);
    }
}

struct Resolver<'m, 'c, 'a, 'p> {
    model: &'m Model,
    context: &'c mut Context<'a, 'p>,
    left: usize,
}

impl Resolver<'_, '_, '_, '_> {
    fn entity(&mut self, shape: &Shape) {
        match &shape.kind {
            ShapeKind::Operation(operation) => {
                self.one(shape, "input", operation.input.as_ref());
                self.one(shape, "output", operation.output.as_ref());
                self.many(shape, "errors", &operation.errors);
            }
            ShapeKind::Service(service) => {
                self.many(shape, "operations", &service.operations);
                self.many(shape, "resources", &service.resources);
                self.many(shape, "errors", &service.errors);
                for id in service.rename.keys() {
                    self.look_up(id, &shape.id, || place(shape).inside(["rename", id.as_str()]));
                }
            }
            ShapeKind::Resource(resource) => {
                let lifecycle = [
                    ("create", &resource.create),
                    ("put", &resource.put),
                    ("read", &resource.read),
                    ("update", &resource.update),
                    ("delete", &resource.delete),
                    ("list", &resource.list),
                ];
                lifecycle.into_iter().for_each(|(name, id)| self.one(shape, name, id.as_ref()));
                self.many(shape, "operations", &resource.operations);
                self.many(shape, "collectionOperations", &resource.collection_operations);
                self.many(shape, "resources", &resource.resources);
                for (key, entries) in
                    [("identifiers", &resource.identifiers), ("properties", &resource.properties)]
                {
                    for (name, id) in entries {
                        self.look_up(id, &shape.id, || place(shape).inside([key, name, "target"]));
                    }
                }
            }
            _ => {}
        }
    }

    fn one(&mut self, shape: &Shape, key: &str, id: Option<&ShapeId>) {
        if let Some(id) = id {
            self.look_up(id, &shape.id, || place(shape).inside([key, "target"]));
        }
    }

    fn many(&mut self, shape: &Shape, key: &str, ids: &[ShapeId]) {
        for (index, id) in ids.iter().enumerate() {
            self.look_up(id, &shape.id, || place(shape).inside([key, &index.to_string(), "target"]));
        }
    }

    fn look_up(&mut self, target: &ShapeId, holder: &ShapeId, place: impl FnOnce() -> Location) {
        if self.model.shape(target).is_some() {
            return;
        }
        let help = match self.suggestion(target) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "define the shape, or add the file that defines it".to_owned(),
        };
        let problem = Problem::error(place(), format!("the target `{target}` is not defined"));
        self.context.report(problem.of(holder).help(help));
    }

    /// A shape of the same name in another namespace, or one whose name is near.
    fn suggestion(&mut self, target: &ShapeId) -> Option<ShapeId> {
        self.left = self.left.checked_sub(1)?;
        let shapes = || self.model.shapes.keys().chain(self.model.prelude.keys());
        let elsewhere = shapes().find(|id| id.name() == target.name());
        elsewhere.cloned().or_else(|| {
            let inside = shapes().filter(|id| id.namespace() == target.namespace());
            let name = near(target.name(), inside.map(ShapeId::name))?;
            shapes().find(|id| id.namespace() == target.namespace() && id.name() == name).cloned()
        })
    }
}

fn place(shape: &Shape) -> Location {
    shape_location(&shape.id, shape.source.unwrap_or_default())
}
