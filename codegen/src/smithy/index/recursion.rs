//! Recursive shapes.

use std::collections::{BTreeMap, BTreeSet};

use crate::smithy::{Model, ShapeId, ShapeKind};

/// The members of `shapes` that need a pointer, so that values have a finite size: in every cycle of structures and
/// unions that no list or map breaks, at least one.
///
/// Which ones depends on the shapes that share a cycle with the member alone, not on the order of members in the model:
/// the members that lead back to a shape that a walk from the cycle's first shape by ID, through its members by name,
/// came along.
///
/// Spec: <https://smithy.io/2.0/spec/model.html#recursive-shape-definitions>.
#[must_use]
pub fn boxed_members(model: &Model, shapes: &BTreeSet<ShapeId>) -> BTreeSet<ShapeId> {
    let nodes: Vec<&ShapeId> =
        shapes.iter().filter(|id| model.shape(id).is_some_and(|shape| is_in_place(&shape.kind))).collect();
    let places: BTreeMap<&ShapeId, usize> =
        nodes.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    let mut edges: Vec<Vec<(&ShapeId, usize)>> = Vec::new();
    for id in &nodes {
        let members = model.shape(id).into_iter().flat_map(|shape| shape.members());
        let mut targets: Vec<(&ShapeId, usize)> =
            members.filter_map(|member| Some((&member.id, *places.get(&member.target)?))).collect();
        targets.sort_unstable();
        edges.push(targets);
    }
    let graph: Graph = edges.iter().map(|edges| edges.iter().map(|(_, target)| *target).collect()).collect();
    let component = components(&graph);
    let mut boxed = BTreeSet::new();
    let mut state = vec![Visit::New; nodes.len()];
    for start in 0..nodes.len() {
        back_members(&edges, &component, start, &mut state, &mut boxed);
    }
    boxed
}

/// Whether a value of the shape lies inside the value that has it.
fn is_in_place(kind: &ShapeKind) -> bool {
    matches!(kind, ShapeKind::Structure(_) | ShapeKind::Union(_))
}

#[derive(Clone, Copy, PartialEq)]
enum Visit {
    New,
    OnPath,
    Done,
}

/// Walks from `start` within its component and collects the members that lead back to the path.
fn back_members(
    edges: &[Vec<(&ShapeId, usize)>],
    component: &[usize],
    start: usize,
    state: &mut [Visit],
    boxed: &mut BTreeSet<ShapeId>,
) {
    if state[start] != Visit::New {
        return;
    }
    state[start] = Visit::OnPath;
    // A stack of its own: a model may chain more shapes than the call stack has room for.
    let mut path = vec![(start, 0)];
    while let Some((node, next)) = path.last_mut() {
        let Some((member, target)) = edges[*node].get(*next) else {
            state[*node] = Visit::Done;
            path.pop();
            continue;
        };
        *next += 1;
        if component[*target] != component[*node] {
            continue;
        }
        match state[*target] {
            Visit::OnPath => drop(boxed.insert((*member).clone())),
            Visit::New => {
                state[*target] = Visit::OnPath;
                path.push((*target, 0));
            }
            Visit::Done => {}
        }
    }
}

/// A directed graph: the targets of each node, all of them nodes.
pub(in crate::smithy) type Graph = Vec<Vec<usize>>;

/// The strongly connected component of every node, as the number of one of its nodes (Tarjan's algorithm).
pub(in crate::smithy) fn components(graph: &Graph) -> Vec<usize> {
    let mut search = Search {
        order: vec![None; graph.len()],
        low: vec![0; graph.len()],
        component: vec![None; graph.len()],
        open: Vec::new(),
        path: Vec::new(),
        next: 0,
    };
    for start in 0..graph.len() {
        if search.order[start].is_none() {
            search.run(graph, start);
        }
    }
    search.component.into_iter().enumerate().map(|(node, component)| component.unwrap_or(node)).collect()
}

struct Search {
    /// When a node was first met.
    order: Vec<Option<usize>>,
    /// The earliest node that is known to be reached from a node.
    low: Vec<usize>,
    component: Vec<Option<usize>>,
    /// Nodes whose component is not complete.
    open: Vec<usize>,
    /// The nodes on the way to the one that is looked at, each with how many of its targets were.
    path: Vec<(usize, usize)>,
    next: usize,
}

impl Search {
    fn run(&mut self, graph: &Graph, start: usize) {
        self.path.push((start, 0));
        self.enter(start);
        while let Some((node, next)) = self.path.last_mut() {
            let node = *node;
            match graph[node].get(*next) {
                Some(&target) => {
                    *next += 1;
                    match self.order[target] {
                        None => {
                            self.enter(target);
                            self.path.push((target, 0));
                        }
                        Some(order) if self.component[target].is_none() => {
                            self.low[node] = self.low[node].min(order)
                        }
                        Some(_) => {}
                    }
                }
                None => {
                    self.path.pop();
                    self.leave(node);
                    if let Some((parent, _)) = self.path.last() {
                        self.low[*parent] = self.low[*parent].min(self.low[node]);
                    }
                }
            }
        }
    }

    fn enter(&mut self, node: usize) {
        self.order[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.open.push(node);
    }

    fn leave(&mut self, node: usize) {
        if self.order[node] != Some(self.low[node]) {
            return;
        }
        while let Some(member) = self.open.pop() {
            self.component[member] = Some(node);
            if member == node {
                break;
            }
        }
    }
}
