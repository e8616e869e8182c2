//! Maps: what `BTreeMap` does, they do.

use std::{collections::BTreeMap, sync::Arc};

use farrier_runtime::{
    Map,
    codec::{Codec as _, Limits, Policy, json::Json},
    schema::ROOT,
};
use proptest::prelude::*;

fn keys() -> impl Strategy<Value = Vec<(String, i32)>> {
    proptest::collection::vec(("[a-z]{0,2}", any::<i32>()), 0..90)
}

proptest! {
    #[test]
    fn entries_of_any_order_become_those_of_a_tree(entries in keys()) {
        let map: Map<String, i32> = entries.iter().cloned().collect();
        let tree: BTreeMap<String, i32> = entries.iter().cloned().collect();
        prop_assert!(map.iter().eq(tree.iter()));
        prop_assert_eq!(BTreeMap::from(map), tree);
    }

    #[test]
    fn insertion_removal_and_search_are_those_of_a_tree(entries in keys(), removed in keys()) {
        let (mut map, mut tree) = (Map::new(), BTreeMap::new());
        for (key, value) in entries {
            prop_assert_eq!(map.insert(key.clone(), value), tree.insert(key, value));
        }
        for (key, _) in removed {
            prop_assert_eq!(map.get(&key), tree.get(&key));
            prop_assert_eq!(map.remove(&key), tree.remove(&key));
        }
        prop_assert!(map.into_iter().eq(tree));
    }

    #[test]
    fn a_message_has_each_key_once_in_any_order(entries in keys()) {
        let members: Vec<String> = entries.iter().map(|(key, value)| format!("\"{key}\":{value}")).collect();
        let text = format!("{{{}}}", members.join(","));
        let mut read: Map<String, i32> = Map::new();
        let result =
            Json::REST.decode(text.as_bytes(), &ROOT, &mut read, Policy::Lenient, Limits::default());
        let tree: BTreeMap<String, i32> = entries.iter().cloned().collect();
        prop_assert_eq!(result.is_ok(), tree.len() == entries.len());
        if result.is_ok() {
            prop_assert!(read.into_iter().eq(tree));
        }
    }
}

#[test]
fn keys_that_fall_or_turn_are_put_in_order() {
    let fallen: Map<String, usize> = (0..999).rev().map(|number| (format!("{number:03}"), number)).collect();
    assert!(fallen.into_values().eq(0..999));
    let turned: Map<String, usize> =
        (1..999).chain([0]).map(|number| (format!("{number:03}"), number)).collect();
    assert!(turned.into_values().eq(0..999));
}

#[test]
fn each_entry_is_dropped_once() {
    let value = Arc::new(());
    let full = || -> Map<String, Arc<()>> {
        ["a", "b", "a"].into_iter().map(|key| (key.to_owned(), Arc::clone(&value))).collect()
    };
    let uses = || Arc::strong_count(&value) - 1;

    let map = full();
    assert_eq!(uses(), 2);
    let mut copy = map.clone();
    assert_eq!(uses(), 4);
    drop(map);
    assert_eq!(uses(), 2);
    copy.extend(full());
    assert_eq!(uses(), 2);
    let mut values = copy.into_values();
    drop(values.next());
    assert_eq!(uses(), 1);
    drop(values);
    assert_eq!(uses(), 0);
    let mut map = full();
    map.clear();
    assert_eq!(uses(), 0);
}
