//! Mixins.

use farrier_codegen::smithy::traits;
use serde_json::{Value, json};

use super::{errors, file, id, loaded, names, place, refused, shape};

/// Two mixins, one upon the other, and a structure with both.
fn mixins() -> Value {
    json!({
        "a#One": { "type": "structure", "traits": { "smithy.api#mixin": { "localTraits": ["x#local"] }, "x#local": {},
            "x#shared": 1, "x#one": {} },
            "members": { "a": { "target": "smithy.api#String", "traits": { "x#t": 1, "x#u": 1 } },
                "b": { "target": "smithy.api#String" } } },
        "a#Two": { "type": "structure", "traits": { "smithy.api#mixin": {}, "x#shared": 2 }, "mixins": [{ "target": "a#One" }],
            "members": { "c": { "target": "smithy.api#Blob" } } },
        "a#S": { "type": "structure", "mixins": [{ "target": "a#Two" }], "traits": { "x#own": {} },
            "members": { "d": { "target": "smithy.api#Blob" },
                "a": { "target": "smithy.api#String", "traits": { "x#t": 2 } } } },
        "a#S$b": { "type": "apply", "traits": { "smithy.api#required": {} } },
    })
}

#[test]
fn mixins_bring_members_and_traits_in_their_order() {
    let model = loaded(vec![file(mixins())]);
    let shape = shape(&model, "a#S");
    assert_eq!(names(shape), ["a", "b", "c", "d"]);
    assert!(shape.members().all(|member| member.id.as_str().starts_with("a#S$")));
    assert_eq!(shape.traits.raw("x#shared"), Some(&json!(2)), "the nearer mixin wins");
    assert!(shape.traits.contains("x#one") && shape.traits.contains("x#own"));
    assert!(!shape.traits.contains("x#local") && !shape.traits.has::<traits::Mixin>());
    let a = &shape.member("a").expect("a").traits;
    assert_eq!(
        (a.raw("x#t"), a.raw("x#u")),
        (Some(&json!(2)), Some(&json!(1))),
        "own traits are put over inherited ones"
    );
    assert!(
        shape.member("b").is_some_and(|member| member.traits.has::<traits::Required>()),
        "applied after the mixin"
    );
    let untouched = model.member(&id("a#Two$b")).expect("b");
    assert!(!untouched.traits.has::<traits::Required>());
    assert_eq!(place(&model.location(&id("a#S$b")).place), "shapes/a#One/members/b");
}

#[test]
fn mixins_that_do_not_fit_are_refused() {
    let mut shapes = mixins();
    shapes["a#S"]["members"]["a"]["target"] = json!("smithy.api#Integer");
    shapes["a#Plain"] = json!({ "type": "structure" });
    shapes["a#T"] =
        json!({ "type": "structure", "mixins": [{ "target": "a#Plain" }, { "target": "a#Nowhere" }] });
    shapes["a#U"] = json!({ "type": "union", "mixins": [{ "target": "a#One" }] });
    shapes["a#Loop"] = json!({ "type": "structure", "mixins": [{ "target": "a#Loop" }], "traits": { "smithy.api#mixin": {} } });
    let mut found = errors(&refused(vec![file(shapes)]));
    found.sort();
    let messages: Vec<&str> = found.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the mixins of the shape lead back to themselves",
            "the member targets `smithy.api#Integer`, but `smithy.api#String` in a mixin",
            "`a#Plain` is no mixin",
            "the mixin `a#Nowhere` is not defined",
            "the union has no members",
            "`a#One` is of the type structure, not union",
        ]
    );
}

#[test]
fn a_long_chain_of_mixins_is_followed() {
    let mut shapes = json!({ "a#M0": { "type": "structure", "traits": { "smithy.api#mixin": {} },
        "members": { "m": { "target": "smithy.api#String" } } } });
    for index in 1..500 {
        shapes[format!("a#M{index}")] = json!({ "type": "structure", "traits": { "smithy.api#mixin": {} },
            "mixins": [{ "target": format!("a#M{}", index - 1) }] });
    }
    let model = loaded(vec![file(shapes)]);
    assert_eq!(names(shape(&model, "a#M499")), ["m"]);
}
