//! Questions asked of a model: the operations of a service, what shapes reach, which members need a pointer.

use std::collections::BTreeSet;

use farrier_codegen::smithy::{self, Model, ShapeId, Source, index};

fn model(shapes: &str) -> Model {
    let bytes = format!("{{\"smithy\": \"2.0\", \"shapes\": {{{shapes}}}}}").into_bytes();
    match smithy::load(vec![Source { name: "model.json".to_owned(), bytes }]) {
        Ok(model) => model,
        Err(problems) => panic!("{problems}"),
    }
}

fn id(text: &str) -> ShapeId {
    ShapeId::parse(text).expect("a shape ID")
}

fn names<'a>(ids: impl IntoIterator<Item = &'a ShapeId>) -> Vec<&'a str> {
    ids.into_iter().map(|id| id.as_str().trim_start_matches("ns#")).collect()
}

/// A structure or union with members that target shapes of the namespace, written as `name: Target`.
fn aggregate(kind: &str, name: &str, members: &[(&str, &str)]) -> String {
    let members = members.iter().map(|(name, target)| format!("\"{name}\": {{\"target\": \"ns#{target}\"}}"));
    let members = members.collect::<Vec<_>>().join(", ");
    format!("\"ns#{name}\": {{\"type\": \"{kind}\", \"members\": {{{members}}}}}")
}

fn boxed(shapes: &[String]) -> Vec<String> {
    let model = model(&shapes.join(", "));
    let all: BTreeSet<ShapeId> = model.shapes().map(|shape| shape.id.clone()).collect();
    let boxed = index::boxed_members(&model, &all);
    names(&boxed).into_iter().map(str::to_owned).collect()
}

const SERVICE: &str = r#"
    "ns#Api": {"type": "service", "version": "1", "operations": [{"target": "ns#Run"}, {"target": "ns#Act"}],
               "resources": [{"target": "ns#Forest"}], "errors": [{"target": "ns#Failure"}]},
    "ns#Forest": {"type": "resource", "identifiers": {"forest": {"target": "ns#Id"}},
                  "list": {"target": "ns#ListForests"}, "operations": [{"target": "ns#Burn"}],
                  "collectionOperations": [{"target": "ns#CountForests"}], "resources": [{"target": "ns#Tree"}]},
    "ns#Tree": {"type": "resource",
                "identifiers": {"forest": {"target": "ns#Id"}, "tree": {"target": "smithy.api#String"}},
                "create": {"target": "ns#Plant"}, "put": {"target": "ns#Put"}, "read": {"target": "ns#Look"},
                "update": {"target": "ns#Water"}, "delete": {"target": "ns#Cut"}},
    "ns#Id": {"type": "string"},
    "ns#In": {"type": "structure", "members": {
        "forest": {"target": "ns#Id", "traits": {"smithy.api#required": {}}},
        "tree": {"target": "smithy.api#String", "traits": {"smithy.api#required": {}}},
        "token": {"target": "smithy.api#String", "traits": {"smithy.api#idempotencyToken": {}}}}},
    "ns#Failure": {"type": "structure", "members": {"why": {"target": "ns#Reason"}}, "traits": {"smithy.api#error": "server"}},
    "ns#Reason": {"type": "string"},
    "ns#Result": {"type": "structure", "members": {"all": {"target": "ns#Results"}}},
    "ns#Results": {"type": "map", "key": {"target": "ns#Id"}, "value": {"target": "ns#Result"}},
    "ns#Alone": {"type": "structure", "members": {}},
    "ns#AloneToo": {"type": "operation"},
    "ns#Act": {"type": "operation", "output": {"target": "ns#Result"}},
    "ns#Run": {"type": "operation", "input": {"target": "ns#In"}},
    "ns#ListForests": {"type": "operation", "traits": {"smithy.api#readonly": {}}}, "ns#CountForests": {"type": "operation"},
    "ns#Burn": {"type": "operation", "input": {"target": "ns#In"}}, "ns#Plant": {"type": "operation", "input": {"target": "ns#In"}},
    "ns#Put": {"type": "operation", "input": {"target": "ns#In"}, "traits": {"smithy.api#idempotent": {}}},
    "ns#Look": {"type": "operation", "input": {"target": "ns#In"}, "traits": {"smithy.api#readonly": {}}},
    "ns#Water": {"type": "operation", "input": {"target": "ns#In"}},
    "ns#Cut": {"type": "operation", "input": {"target": "ns#In"}, "traits": {"smithy.api#idempotent": {}}}
"#;

#[test]
fn operations_of_a_service_include_those_of_its_resources_at_any_depth() {
    let operations = index::service_operations(&model(SERVICE), &id("ns#Api"));
    let expected =
        ["Act", "Burn", "CountForests", "Cut", "ListForests", "Look", "Plant", "Put", "Run", "Water"];
    assert_eq!(names(&operations), expected);
}

#[test]
fn what_is_no_service_has_no_operations() {
    let model = model(SERVICE);
    assert!(index::service_operations(&model, &id("ns#Forest")).is_empty());
    assert!(index::service_operations(&model, &id("ns#Missing")).is_empty());
}

#[test]
fn the_closure_of_an_operation_has_its_messages_and_nothing_of_the_prelude() {
    let model = model(SERVICE);
    assert_eq!(names(&index::closure(&model, [&id("ns#Act")])), ["Act", "Id", "Result", "Results"]);
    assert_eq!(names(&index::closure(&model, [&id("ns#Failure"), &id("ns#Reason")])), ["Failure", "Reason"]);
    assert!(index::closure(&model, [&id("ns#Missing")]).is_empty());
}

#[test]
fn the_closure_of_a_service_has_everything_but_what_nothing_names() {
    let model = model(SERVICE);
    let closure = index::closure(&model, [&id("ns#Api")]);
    let left: Vec<&ShapeId> =
        model.shapes().map(|shape| &shape.id).filter(|id| !closure.contains(*id)).collect();
    assert_eq!(names(left), ["Alone", "AloneToo"]);
}

#[test]
fn the_token_of_an_operation_is_found_in_its_input() {
    let model = model(SERVICE);
    let token = |operation: &str| {
        index::idempotency_token_member(&model, &id(operation)).map(|member| member.name.as_str())
    };
    assert_eq!(token("ns#Run"), Some("token"));
    assert_eq!(token("ns#Act"), None);
}

#[test]
fn a_member_that_leads_back_to_its_shape_needs_a_pointer() {
    assert_eq!(
        boxed(&[aggregate("structure", "Node", &[("left", "Node"), ("right", "Node")])]),
        ["Node$left", "Node$right"]
    );
}

#[test]
fn one_member_of_a_cycle_needs_a_pointer_and_unions_count() {
    let shapes = [
        aggregate("structure", "A", &[("b", "B")]),
        aggregate("union", "B", &[("c", "C"), ("end", "End")]),
        aggregate("structure", "C", &[("a", "A"), ("end", "End")]),
        aggregate("structure", "End", &[]),
    ];
    assert_eq!(boxed(&shapes), ["C$a"]);
}

#[test]
fn lists_and_maps_break_cycles() {
    let list = "\"ns#L\": {\"type\": \"list\", \"member\": {\"target\": \"ns#A\"}}".to_owned();
    let map = "\"ns#M\": {\"type\": \"map\", \"key\": {\"target\": \"smithy.api#String\"}, \"value\": {\"target\": \"ns#A\"}}".to_owned();
    assert!(boxed(&[aggregate("structure", "A", &[("l", "L"), ("m", "M")]), list, map]).is_empty());
}

#[test]
fn every_cycle_is_broken() {
    // Two rings that share a shape, and a ring inside a ring.
    let shapes = [
        aggregate("structure", "A", &[("b", "B"), ("c", "C")]),
        aggregate("structure", "B", &[("a", "A"), ("c", "C")]),
        aggregate("structure", "C", &[("b", "B"), ("d", "D")]),
        aggregate("structure", "D", &[("a", "A"), ("d", "D")]),
    ];
    let boxed = boxed(&shapes);
    let edges = [
        ("A", "b", "B"),
        ("A", "c", "C"),
        ("B", "a", "A"),
        ("B", "c", "C"),
        ("C", "b", "B"),
        ("C", "d", "D"),
        ("D", "a", "A"),
        ("D", "d", "D"),
    ];
    let mut left: Vec<_> =
        edges.iter().filter(|(shape, member, _)| !boxed.contains(&format!("{shape}${member}"))).collect();
    // Takes shapes away from which no member leads on, until none is left: what stays is a cycle.
    while let Some(at) =
        left.iter().position(|(_, _, target)| !left.iter().any(|(shape, ..)| shape == target))
    {
        left.remove(at);
    }
    assert!(left.is_empty(), "{left:?} is a cycle, with pointers for {boxed:?}");
}

#[test]
fn pointers_depend_on_the_shapes_of_the_cycle_alone() {
    let cycle = || {
        vec![
            aggregate("structure", "K", &[("m", "M"), ("x", "X")]),
            aggregate("structure", "M", &[("k", "K")]),
        ]
    };
    let mut shapes = cycle();
    shapes.push(aggregate("structure", "X", &[]));
    let alone = boxed(&shapes);
    // Shapes before and behind the cycle, and another order of the members.
    shapes.push(aggregate("structure", "A", &[("m", "M"), ("k", "K")]));
    shapes.push(aggregate("structure", "Z", &[("m", "M")]));
    assert_eq!(boxed(&shapes), alone);
    let turned = [
        aggregate("structure", "M", &[("k", "K")]),
        aggregate("structure", "K", &[("x", "X"), ("m", "M")]),
        aggregate("structure", "X", &[]),
    ];
    assert_eq!(boxed(&turned), alone);
}

#[test]
fn a_chain_of_many_shapes_does_not_exhaust_the_stack() {
    let count = 20_000;
    let name = |at: usize| format!("S{:05}", at % count);
    let shapes: Vec<String> =
        (0..count).map(|at| aggregate("structure", &name(at), &[("next", &name(at + 1))])).collect();
    assert_eq!(boxed(&shapes), ["S19999$next"]);
}

#[test]
fn streams_are_told_from_streams_of_events() {
    let model = model(
        r#""ns#Bytes": {"type": "blob", "traits": {"smithy.api#streaming": {}}},
        "ns#Events": {"type": "union", "members": {"e": {"target": "ns#Event"}}, "traits": {"smithy.api#streaming": {}}},
        "ns#Event": {"type": "structure", "members": {}},
        "ns#A": {"type": "structure", "members": {"s": {"target": "ns#Bytes", "traits": {"smithy.api#required": {}}}}},
        "ns#B": {"type": "structure", "members": {"s": {"target": "ns#Events"}}}"#,
    );
    let shape = |name: &str| model.shape(&id(name)).expect("the shape");
    assert!(index::streaming_member(&model, shape("ns#A")).is_some());
    assert!(index::event_stream_member(&model, shape("ns#A")).is_none());
    assert!(index::event_stream_member(&model, shape("ns#B")).is_some());
    assert!(index::streaming_member(&model, shape("ns#Event")).is_none());
}
