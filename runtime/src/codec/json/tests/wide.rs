//! Structures with more members than a machine word has bits.

use crate::{
    codec::{Codec as _, Limits, Policy, json::Json},
    error::DecodeError,
    schema::{Member, MemberSet, Schema},
    serde::{DeserializableStruct, HasSchema, MemberReader},
    validate::{MissingMembers, Step},
};

/// A structure of integers, each required, with as many members as its schema has.
struct Wide {
    schema: &'static Schema,
    read: Vec<(usize, i64)>,
}

impl Wide {
    fn new(members: u16) -> Self {
        let members: Vec<Member> = (0..members)
            .map(|index| Member::new(index, Box::leak(format!(",\"m{index}\":").into_boxed_str())).required())
            .collect();
        let schema = Schema::new("test#Wide", Box::leak(members.into_boxed_slice()));
        Self { schema: Box::leak(Box::new(schema)), read: Vec::new() }
    }
}

impl HasSchema for Wide {
    fn schema(&self) -> &'static Schema {
        self.schema
    }
}

impl DeserializableStruct for Wide {
    fn empty_structure() -> Self {
        Self::new(0)
    }

    fn read_member(&mut self, index: usize, reader: &mut MemberReader<'_>) -> Result<(), DecodeError> {
        let mut value = 0_i64;
        reader.read(&mut value)?;
        self.read.push((index, value));
        Ok(())
    }
}

#[test]
fn structures_of_any_width_know_what_came_and_what_is_missing() {
    for width in [1, 63, 64, 65, 255, 256, 257, 320] {
        let last = usize::from(width) - 1;
        let read = |text: &str| {
            let (mut wide, mut missing) = (Wide::new(width), MissingMembers::default());
            let policy = Policy::Strict(&mut missing);
            Json::REST
                .decode_members(text.as_bytes(), &mut wide, MemberSet::All, policy, Limits::default())
                .map(|()| (wide.read, missing))
        };
        let all: Vec<String> = (0..width).map(|index| format!("\"m{index}\":{index}")).collect();
        let values: Vec<(usize, i64)> = (0..=last).map(|index| (index, index as i64)).collect();
        let (came, missing) = read(&format!("{{{}}}", all.join(","))).expect("all members");
        assert_eq!((came, missing.is_empty()), (values.clone(), true), "{width}");
        let reversed: Vec<String> = all.iter().rev().cloned().collect();
        let (mut came, missing) = read(&format!("{{{}}}", reversed.join(","))).expect("in reverse");
        came.reverse();
        assert_eq!((came, missing.is_empty()), (values, true), "{width}");

        let mut expected = MissingMembers::default();
        let name = format!("m{last}");
        expected.record([Step::Member(&name)]);
        let all_but_last = [&all[..last], &[format!("\"m{last}\":null")]].concat();
        let (_, missing) = read(&format!("{{{}}}", all_but_last.join(","))).expect("all but one");
        assert_eq!(missing, expected, "{width}");
        let error = read(&format!("{{\"m{last}\":null,\"m{last}\":1}}")).expect_err("twice");
        assert_eq!(error.path(), format!("/m{last}"), "{width}");
    }
}
