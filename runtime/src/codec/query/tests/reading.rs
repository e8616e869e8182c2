use super::{Choice, Input, Leaf, Query, Required, aws, ec2, fault, leaf, strict, texts};
use crate::{
    codec::{Codec as _, Limits, Policy},
    schema::ROOT,
    serde::DeserializableShape as _,
    validate::{MissingMembers, Step},
};

#[test]
fn the_order_of_indices_counts_not_that_of_parameters() {
    assert_eq!(aws("list.member.10=c&list.member.9=b&list.member.1=a").list, texts(&["a", "b", "c"]));
    assert_eq!(ec2("List.2=b&List.1=a").list, texts(&["a", "b"]));
}

#[test]
fn gaps_close_up_and_zeros_before_an_index_mean_nothing() {
    assert_eq!(
        aws("list.member.007=b&list.member.3=a&list.member.4000000000=c").list,
        texts(&["a", "b", "c"])
    );
    assert_eq!(fault("list.member.1=a&list.member.01=b").2, "a parameter that came before");
}

#[test]
fn an_index_is_a_number_from_1_on() {
    for index in ["0", "-1", "", "x", "1x", "%2B1", "4294967296", "99999999999999999999", "1 "] {
        let (path, offset, _) = fault(&format!("list.member.{index}=x"));
        assert_eq!((path.as_str(), offset), ("/list", if index == "%2B1" { 0 } else { 12 }), "{index}");
    }
}

#[test]
fn scattered_parameters_of_one_element_are_one() {
    let expected = Some(vec![
        Leaf { a: Some("x".to_owned()), b: Some(1) },
        Leaf { a: Some("y".to_owned()), b: Some(2) },
    ]);
    for form in [
        "leaves.item.1.a=x&leaves.item.2.a=y&leaves.item.1.b=1&leaves.item.2.b=2",
        "leaves.item.1.a=x&text=&leaves.item.2.a=y&leaf.a=&leaves.item.2.b=2&choice.text=&leaves.item.1.b=1",
    ] {
        assert_eq!(aws(form).leaves, expected, "{form}");
    }
}

#[test]
fn keys_and_values_come_in_any_order() {
    let expected = [("p".to_owned(), leaf("x")), ("q".to_owned(), leaf("y"))].into();
    let form = "map.entry.1.value.a=x&map.entry.2.key=q&map.entry.2.value.a=y&map.entry.1.key=p";
    assert_eq!(aws(form).map, Some(expected));
    assert_eq!(fault("map.entry.1.value.a=x"), ("/map".to_owned(), 10, "an entry without a key".to_owned()));
    assert_eq!(fault("map.entry.1.key=x").0, "/map/x");
    assert_eq!(fault("named.1.K=x&named.1.V=1&named.2.K=x&named.2.V=2").2, "a key that came before");
    let nullable = aws("nullable.entry.1.key=x&nullable.entry.3.key=y&nullable.entry.3.value=1").nullable;
    assert_eq!(nullable, Some([("x".to_owned(), None), ("y".to_owned(), Some(1))].into()));
}

#[test]
fn an_empty_parameter_is_an_empty_list_map_or_structure() {
    let read = aws("list=&leaves=&Hi=&map=&named=&leaf=&nested.member.1=");
    let empty = Input {
        list: Some(vec![]),
        leaves: Some(vec![]),
        flat: Some(vec![]),
        map: Some([].into()),
        named: Some([].into()),
        leaf: Some(Leaf { a: None, b: None }),
        nested: Some(vec![vec![]]),
        ..Input::empty()
    };
    assert_eq!(read, empty);
    assert_eq!(aws("list&leaves&Hi&map&named&leaf&nested.member.1"), empty);
    assert_eq!(aws("list=&list.member.1=x").list, texts(&["x"]));
    for (form, path) in [("list=x", "/list"), ("map=x", "/map"), ("leaf=x", "/leaf"), ("choice=x", "/choice")]
    {
        assert_eq!((fault(form).0.as_str(), fault(form).1), (path, 0));
    }
}

#[test]
fn a_parameter_comes_once_unless_nothing_reads_it() {
    assert_eq!(fault("text=1&text=1"), ("/text".to_owned(), 7, "a parameter that came before".to_owned()));
    assert_eq!(fault("text=1&list=&text=1").1, 13);
    assert_eq!(fault("leaf.a=1&list=&leaf.a=1").0, "/leaf/a");
    assert_eq!(aws("x=1&x=2&leaf.y=1&y=1&leaf.y=2&=&=").leaf, Some(Leaf { a: None, b: None }));
}

#[test]
fn what_stands_below_a_simple_value_is_refused() {
    assert_eq!(fault("text.x=1").0, "/text");
    assert_eq!(fault("text=1&text.x=1").0, "/text");
    assert_eq!(fault("list.x.1=1").0, "/list");
    assert_eq!(fault("list.1=1").0, "/list");
    assert_eq!(fault("list.member=1").0, "/list");
    assert_eq!(fault("list.member.1.x=1").0, "/list/0");
}

#[test]
fn unions_have_one_member() {
    assert_eq!(aws("choice.leaf.a=x").choice, Some(Choice::Leaf(leaf("x"))));
    let both = Choice::Leaf(Leaf { a: Some("x".to_owned()), b: Some(2) });
    assert_eq!(aws("choice.leaf.a=x&text=&choice.leaf.b=2").choice, Some(both));
    assert_eq!(fault("choice=").2, "a union without a member");
    assert_eq!(fault("choice.text=a&choice.leaf.a=x").2, "a union with more than one member");
    assert_eq!(fault("choice.text=a&choice.other=x").2, "a union with more than one member");
    assert_eq!(fault("choice.text=a&x=&choice.text=x").2, "a parameter that came before");
    assert_eq!(fault("choice.other.x=a").2, "a union with an unknown member");
    let mut value = Input::empty();
    let decoded =
        Query::AWS.decode(b"choice.other.x=a", &ROOT, &mut value, Policy::Lenient, Limits::default());
    decoded.expect("a client keeps it");
    assert_eq!(value.choice, Some(Choice::Unknown("other".to_owned())));
}

#[test]
fn spaces_are_pluses_or_escapes_and_separators_may_repeat() {
    assert_eq!(aws("&&text=a+b%20c%2b&").text.as_deref(), Some("a b c+"));
    assert_eq!(aws("text=a=b").text.as_deref(), Some("a=b"));
}

#[test]
fn values_that_are_malformed_have_a_place() {
    for (form, path, offset) in [
        ("text=a%4", "/text", 6),
        ("text=%ff", "/text", 5),
        ("x=1&flat%=1", "", 8),
        ("x=1&Hi.1=1.5", "/flat/0", 9),
        ("Hi.1=%2B5", "/flat/0", 5),
        ("Hi.1=", "/flat/0", 5),
        ("Hi.1=2147483648", "/flat/0", 5),
        ("other=True", "/ec2", 6),
        ("double=inf", "/double", 7),
        ("double=nan", "/double", 7),
        ("time=1985-04-12T23:20:50%2B02:00", "/time", 5),
        ("map.entry.1.key=a%2Fb&map.entry.1.value.b=x", "/map/a/b/b", 42),
    ] {
        let (found_path, found_offset, message) = fault(form);
        assert_eq!((found_path.as_str(), found_offset), (path, offset), "{form}: {message}");
    }
    let mut value = Input::empty();
    let error = Query::AWS
        .decode(b"text=\xFF", &ROOT, &mut value, Policy::Lenient, Limits::default())
        .expect_err("no UTF-8");
    assert_eq!(error.offset(), Some(5));
}

/// A map and a structure have no form when they are empty, awsQuery's list has.
#[test]
fn required_members_without_parameters_are_empty_or_missing() {
    let check = |query, form, names: &[&str]| {
        let (value, missing) = strict::<Required>(query, form).expect("decodes");
        assert_eq!((value.map.len(), value.leaf), (0, Leaf { a: None, b: None }));
        let mut expected = MissingMembers::default();
        names.iter().for_each(|name| expected.record(name.split('/').map(Step::Member)));
        assert_eq!(missing, expected, "{form}");
    };
    check(Query::AWS, "", &["text", "list", "inner"]);
    check(Query::EC2, "", &["text", "inner"]);
    check(Query::AWS, "text=&list=&inner.text=", &[]);
    check(Query::AWS, "text=&list=&inner=", &["inner/text"]);
}
