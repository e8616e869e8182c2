//! Protocol tests: their names, and the parameters of malformed requests.
//!
//! Spec: <https://smithy.io/2.0/additional-specs/http-protocol-compliance-tests.html>.

use std::collections::BTreeMap;

use super::Report;
use crate::smithy::{
    Location, Shape, ShapeId, SmithyTrait,
    traits::{HttpMalformedRequestTest, HttpMalformedRequestTests, HttpRequestTests, HttpResponseTests},
};

/// The names of one kind of cases, with the shape that has each, and its place there.
#[derive(Default)]
struct Names<'m>(BTreeMap<&'m str, (&'m ShapeId, usize)>);

/// Checks the cases of all shapes.
pub(super) fn check(report: &mut Report<'_>) {
    let model = report.model;
    let (mut requests, mut responses, mut refusals) = (Names::default(), Names::default(), Names::default());
    for shape in model.shapes().filter(|shape| !shape.traits.is_empty()) {
        if let Some(HttpRequestTests(cases)) = shape.traits.get() {
            requests.add::<HttpRequestTests>(shape, cases.iter().map(|case| case.id.as_str()), report);
        }
        if let Some(HttpResponseTests(cases)) = shape.traits.get() {
            responses.add::<HttpResponseTests>(shape, cases.iter().map(|case| case.id.as_str()), report);
        }
        if let Some(HttpMalformedRequestTests(cases)) = shape.traits.get() {
            refusals.add::<HttpMalformedRequestTests>(
                shape,
                cases.iter().map(|case| case.id.as_str()),
                report,
            );
            cases.iter().enumerate().for_each(|(index, case)| parameters(shape, index, case, report));
        }
    }
}

impl<'m> Names<'m> {
    /// Adds the names of one trait; one that is there already is an error.
    fn add<T: SmithyTrait>(
        &mut self,
        shape: &'m Shape,
        names: impl Iterator<Item = &'m str>,
        report: &mut Report<'m>,
    ) {
        for (index, name) in names.enumerate() {
            let Some((holder, first)) = self.0.get(name).copied() else {
                self.0.insert(name, (&shape.id, index));
                continue;
            };
            let message = format!("two test cases have the ID `{name}`");
            report.error_at(
                place::<T>(&shape.id, index, "id", report),
                &shape.id,
                message,
                "give one of them another ID",
            );
            report.related(place::<T>(holder, first, "id", report));
        }
    }
}

fn place<T: SmithyTrait>(id: &ShapeId, index: usize, member: &str, report: &Report<'_>) -> Location {
    report.model.trait_location(id, T::ID).inside([&index.to_string(), member])
}

/// The values of all parameters are taken together, one case a place in the lists.
fn parameters(shape: &Shape, index: usize, case: &HttpMalformedRequestTest, report: &mut Report<'_>) {
    let mut lists = case.test_parameters.iter();
    let Some((first, values)) = lists.next() else { return };
    let (message, help) = match lists.find(|(_, others)| others.len() != values.len()) {
        Some((other, others)) => (
            format!(
                "the parameter `{first}` has {} values, but `{other}` has {}",
                values.len(),
                others.len()
            ),
            "give all parameters equally many values",
        ),
        None if values.is_empty() => (
            "the parameters of the case have no values".to_owned(),
            "give each a value a case, or remove them",
        ),
        None => return,
    };
    let place = place::<HttpMalformedRequestTests>(&shape.id, index, "testParameters", report);
    report.error_at(place, &shape.id, message, help);
}
