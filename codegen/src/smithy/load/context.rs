//! What the stages of loading share: the problems so far, shape IDs that were read before, and places.

use std::{borrow::Cow, collections::BTreeMap};

use indexmap::{IndexMap, map::Entry};
use rustc_hash::FxBuildHasher;

use crate::smithy::{
    Location, Place, Problem, ShapeId,
    node::{Entries, repeated},
    traits::{self, Reader},
};

/// Shared by the stages of one load.
pub(super) struct Context<'a, 'p> {
    problems: &'p mut Vec<Problem>,
    ids: IndexMap<Cow<'a, str>, ShapeId, FxBuildHasher>,
    readers: IndexMap<ShapeId, Option<Reader>, FxBuildHasher>,
}

impl<'a, 'p> Context<'a, 'p> {
    pub(super) fn new(problems: &'p mut Vec<Problem>) -> Self {
        Self { problems, ids: IndexMap::default(), readers: IndexMap::default() }
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Reads a shape ID, once for all places that have it.
    pub(super) fn id(&mut self, text: Cow<'a, str>) -> Result<ShapeId, String> {
        match self.ids.entry(text) {
            Entry::Occupied(entry) => Ok(entry.get().clone()),
            Entry::Vacant(entry) => {
                let id = ShapeId::parse(entry.key())?;
                Ok(entry.insert(id).clone())
            }
        }
    }

    /// How to read the value of a trait; none for one that Farrier does not know.
    pub(super) fn reader(&mut self, id: &ShapeId) -> Option<Reader> {
        if let Some(reader) = self.readers.get(id) {
            return *reader;
        }
        let reader = traits::reader(id.as_str());
        self.readers.insert(id.clone(), reader);
        reader
    }

    /// The entries of an object without those whose key came before, each of which is a problem.
    pub(super) fn unique(&mut self, entries: Entries<'a>, at: &At<'_>, what: &str) -> Entries<'a> {
        let Some(repeated) = repeated(&entries) else { return entries };
        let mut kept = Entries::with_capacity(entries.len());
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        let mut repeated = repeated.into_iter().peekable();
        for (index, (key, value)) in entries.into_iter().enumerate() {
            if repeated.next_if_eq(&index).is_none() {
                kept.push((key, value));
                continue;
            }
            let occurrence = seen.entry(key.to_string()).and_modify(|count| *count += 1).or_insert(1);
            let mut location = at.inside(&key).location();
            if let Place::Pointer { occurrence: at, .. } = &mut location.place {
                *at = *occurrence;
            }
            let problem = Problem::error(location, format!("the {what} `{key}` is defined twice"));
            self.report(problem.related(at.inside(&key).location()).help("remove or rename one of the two"));
        }
        kept
    }
}

/// A place in a file: written down only when there is a problem.
#[derive(Clone, Copy)]
pub(super) struct At<'p> {
    source: usize,
    outer: Option<(&'p At<'p>, &'p str)>,
}

impl<'p> At<'p> {
    pub(super) fn root(source: usize) -> Self {
        Self { source, outer: None }
    }

    pub(super) fn source(&self) -> usize {
        self.source
    }

    pub(super) fn inside<'q>(&'q self, step: &'q str) -> At<'q>
    where
        'p: 'q,
    {
        At { source: self.source, outer: Some((self, step)) }
    }

    pub(super) fn location(&self) -> Location {
        let mut path = Vec::new();
        let mut here = self.outer;
        while let Some((outer, step)) = here {
            path.push(step.to_owned());
            here = outer.outer;
        }
        path.reverse();
        Location::pointer(self.source, path)
    }
}
