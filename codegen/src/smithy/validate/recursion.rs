//! Recursive shapes of which no value exists, collections that are nested too deep, and resources inside themselves.
//!
//! Spec: <https://smithy.io/2.0/spec/model.html#recursive-shape-definitions>,
//! <https://smithy.io/2.0/spec/service-types.html#resource-resources>.

use std::collections::BTreeMap;

use super::Report;
use crate::smithy::{
    Model, Shape, ShapeId, ShapeKind,
    index::{Graph, components},
    traits,
};

/// Checks all shapes.
pub(super) fn check(report: &mut Report<'_>) {
    let shapes: Vec<&Shape> = report.model.shapes().collect();
    let model = report.model;
    let collections =
        cycles(&shapes, model, |shape| matches!(shape.kind, ShapeKind::List(_) | ShapeKind::Map { .. }));
    for cycle in collections {
        let message = format!("the recursion {} passes lists and maps only", path(&cycle));
        let help = "put a structure or union in between";
        report.error(&cycle[0].id, message, help);
    }
    for shape in shapes.iter().filter(|shape| nested(shape, model) == MOST_NESTED + 1) {
        let message = format!("lists and maps are nested more than {MOST_NESTED} levels deep");
        report.error(&shape.id, message, "put a structure in between");
    }
    let finite = finite(&shapes, model);
    let endless = cycles(&shapes, model, |shape| {
        is_structure_or_union(shape) && model.place(&shape.id).is_some_and(|place| !finite[place])
    });
    for cycle in endless {
        let message = format!("no value of the shape can exist: the recursion {} has no end", path(&cycle));
        report.error(&cycle[0].id, message, ends(&cycle));
    }
    for cycle in cycles(&shapes, model, |shape| matches!(shape.kind, ShapeKind::Resource(_))) {
        let message = format!("the resource contains itself: {}", path(&cycle));
        report.inner_error(&cycle[0].id, ["resources"], message, "remove one of the bindings");
    }
}

/// How deep lists and maps may be nested: each level is one of a Rust type, and the compiler's own bound on these is
/// reached at some fifty.
const MOST_NESTED: usize = 32;

/// How many lists and maps a shape is until something else is inside, itself included; what is too much is not counted.
fn nested<'m>(shape: &'m Shape, model: &'m Model) -> usize {
    let inside = |shape: &&'m Shape| match &shape.kind {
        ShapeKind::List(member) | ShapeKind::Map { value: member, .. } => model.shape(&member.target),
        _ => None,
    };
    let is_collection = |shape: &&Shape| matches!(shape.kind, ShapeKind::List(_) | ShapeKind::Map { .. });
    std::iter::successors(Some(shape), inside).take_while(is_collection).take(MOST_NESTED + 2).count()
}

/// How a recursion can be given an end.
fn ends(cycle: &[&Shape]) -> String {
    let has = |is: fn(&ShapeKind) -> bool| cycle.iter().any(|shape| is(&shape.kind));
    let structure =
        has(|kind| matches!(kind, ShapeKind::Structure(_))).then_some("make one of the members optional");
    let union =
        has(|kind| matches!(kind, ShapeKind::Union(_))).then_some("add a variant that does not lead back");
    let ways = [structure, union, Some("or put a list or map in between")];
    ways.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn is_structure_or_union(shape: &Shape) -> bool {
    matches!(shape.kind, ShapeKind::Structure(_) | ShapeKind::Union(_))
}

/// The shapes without which there is none of this: the targets of a structure's required members or of all members of
/// other shapes, the children of a resource.
fn needed(shape: &Shape) -> impl Iterator<Item = &ShapeId> {
    let is_structure = matches!(shape.kind, ShapeKind::Structure(_));
    let needed =
        shape.members().filter(move |member| !is_structure || member.traits.has::<traits::Required>());
    let children = match &shape.kind {
        ShapeKind::Resource(resource) => resource.resources.as_slice(),
        _ => &[],
    };
    needed.map(|member| &member.target).chain(children)
}

/// Whether finite values of each shape exist: a structure needs all its required members, a union one of its members.
fn finite(shapes: &[&Shape], model: &Model) -> Vec<bool> {
    // How many targets a shape still waits for, and who waits for it.
    let mut waits: Vec<usize> = vec![0; shapes.len()];
    let mut waiting_for: Vec<Vec<usize>> = vec![Vec::new(); shapes.len()];
    for (place, shape) in shapes.iter().enumerate().filter(|(_, shape)| is_structure_or_union(shape)) {
        let is_union = matches!(shape.kind, ShapeKind::Union(_));
        let mut known = shape.members().next().is_none() && is_union;
        for target in needed(shape) {
            match model.place(target) {
                Some(target) => {
                    waits[place] += 1;
                    waiting_for[target].push(place);
                }
                // A shape of the prelude.
                None => known = true,
            }
        }
        if is_union {
            waits[place] = usize::from(!known && waits[place] > 0);
        }
    }
    let mut finite: Vec<bool> = waits.iter().map(|waits| *waits == 0).collect();
    let mut ready: Vec<usize> = (0..shapes.len()).filter(|place| finite[*place]).collect();
    while let Some(place) = ready.pop() {
        for waiting in std::mem::take(&mut waiting_for[place]) {
            waits[waiting] = waits[waiting].saturating_sub(1);
            if waits[waiting] == 0 && !finite[waiting] {
                finite[waiting] = true;
                ready.push(waiting);
            }
        }
    }
    finite
}

/// A cycle of every set of shapes, among those that `takes_part` picks, that lead to each other. Each starts at the
/// first of them by ID and is as short as any that passes it.
fn cycles<'m>(
    shapes: &[&'m Shape],
    model: &Model,
    takes_part: impl Fn(&Shape) -> bool,
) -> Vec<Vec<&'m Shape>> {
    let targets = |shape: &&Shape| -> Vec<usize> {
        if !takes_part(shape) {
            return Vec::new();
        }
        let targets = needed(shape).filter_map(|id| model.place(id));
        targets.filter(|target| takes_part(shapes[*target])).collect()
    };
    let graph: Graph = shapes.iter().map(targets).collect();
    let component = components(&graph);
    let mut is_met = vec![false; shapes.len()];
    // A node in a cycle leads to one of its component.
    let is_start = |place: &usize| {
        graph[*place].iter().any(|target| component[*target] == component[*place])
            && !std::mem::replace(&mut is_met[component[*place]], true)
    };
    (0..shapes.len())
        .filter(is_start)
        .filter_map(|start| shortest(&graph, start))
        .map(|cycle| cycle.into_iter().map(|place| shapes[place]).collect())
        .collect()
}

/// The shortest way from a node back to it.
fn shortest(graph: &Graph, start: usize) -> Option<Vec<usize>> {
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut ring = vec![start];
    while !ring.is_empty() {
        let mut next = Vec::new();
        for node in ring {
            for target in &graph[node] {
                if *target == start {
                    return Some(back(&came_from, start, node));
                }
                if !came_from.contains_key(target) {
                    came_from.insert(*target, node);
                    next.push(*target);
                }
            }
        }
        ring = next;
    }
    None
}

fn back(came_from: &BTreeMap<usize, usize>, start: usize, end: usize) -> Vec<usize> {
    let mut path = vec![end];
    while let Some(before) = path.last().filter(|node| **node != start).and_then(|node| came_from.get(node)) {
        path.push(*before);
    }
    path.reverse();
    path
}

fn path(cycle: &[&Shape]) -> String {
    let names = cycle.iter().chain(cycle.first()).map(|shape| format!("`{}`", shape.id.name()));
    names.collect::<Vec<_>>().join(" > ")
}
