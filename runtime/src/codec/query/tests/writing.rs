use super::{Choice, Input, Leaf, Query, leaf, texts, written};
use crate::{codec::Codec as _, schema::MemberSet, serde::DeserializableShape as _, types::Timestamp};

#[test]
fn lists_and_maps_have_segments_of_their_own_unless_flattened() {
    let value = Input {
        list: texts(&["x", "y"]),
        leaves: Some(vec![leaf("1")]),
        flat: Some(vec![7, -8]),
        map: Some([("k".to_owned(), leaf("v"))].into()),
        named: Some([("k".to_owned(), "v".to_owned())].into()),
        nested: Some(vec![vec!["a".to_owned()], vec![]]),
        ..Input::empty()
    };
    assert_eq!(
        written(Query::AWS, &value),
        "list.member.1=x&list.member.2=y&leaves.item.1.a=1&Hi.1=7&Hi.2=-8&map.entry.1.key=k\
         &map.entry.1.value.a=v&named.1.K=k&named.1.V=v&nested.member.1.member.1=a&nested.member.2="
    );
    assert_eq!(
        written(Query::EC2, &value),
        "List.1=x&List.2=y&Leaves.1.A=1&Hi.1=7&Hi.2=-8&Map.1.Key=k&Map.1.Value.A=v&Named.1.K=k&Named.1.V=v\
         &Nested.1.1=a&Nested.2="
    );
}

#[test]
fn an_empty_list_is_an_empty_parameter_of_aws_query_alone() {
    let value = Input { list: Some(vec![]), flat: Some(vec![]), map: Some([].into()), ..Input::empty() };
    assert_eq!(written(Query::AWS, &value), "list=&Hi=");
    assert_eq!(written(Query::EC2, &value), "");
}

#[test]
fn an_empty_structure_is_written_where_it_would_be_lost_otherwise() {
    let empty = Leaf { a: None, b: None };
    let value = Input {
        leaves: Some(vec![empty.clone(), leaf("x")]),
        map: Some([("k".to_owned(), empty.clone())].into()),
        leaf: Some(empty),
        ..Input::empty()
    };
    let form = written(Query::AWS, &value);
    assert_eq!(form, "leaves.item.1=&leaves.item.2.a=x&map.entry.1.key=k&map.entry.1.value=");
    let read = super::aws(&form);
    assert_eq!(read, Input { leaf: None, ..value });
}

#[test]
fn texts_are_escaped_and_special_numbers_have_names() {
    let value = Input {
        text: Some("a b&c=d+é~".to_owned()),
        double: Some(f64::NEG_INFINITY),
        time: Some(Timestamp::from_seconds(0)),
        choice: Some(Choice::Text(String::new())),
        ..Input::empty()
    };
    assert_eq!(
        written(Query::AWS, &value),
        "text=a%20b%26c%3Dd%2B%C3%A9~&choice.text=&time=1970-01-01T00%3A00%3A00Z&double=-Infinity"
    );
}

#[test]
fn a_null_leaves_a_gap_and_no_list_can_end_with_one() {
    let value = Input { sparse: Some(vec![None, Some(1), None, Some(2)]), ..Input::empty() };
    let form = written(Query::AWS, &value);
    assert_eq!(form, "sparse.member.2=1&sparse.member.4=2");
    assert_eq!(super::aws(&form), value);
    let value = Input { sparse: Some(vec![Some(1), None]), ..Input::empty() };
    let error = Query::AWS.encode_members(&value, MemberSet::All).expect_err("a null at the end");
    assert_eq!(error.member(), "sparse");
}

#[test]
fn parameters_of_the_protocol_come_first_and_are_not_the_values() {
    let value = Input { text: Some("x".to_owned()), ..Input::empty() };
    let query = Query::AWS.after(&[("Action", "Do"), ("text", "1 2")]);
    let form = written(query, &value);
    assert_eq!(form, "Action=Do&text=1%202&text=x");
    let read = super::strict::<Input>(query, &form).expect("decodes").0;
    assert_eq!(read, value);
}

#[test]
fn members_outside_the_set_are_not_written() {
    let value = Input { text: Some("x".to_owned()), leaf: Some(leaf("y")), ..Input::empty() };
    let form = Query::AWS.encode_members(&value, MemberSet::Only(&[7])).expect("encodes");
    assert_eq!(form, b"leaf.a=y");
}
