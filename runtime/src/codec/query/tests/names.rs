use super::{Input, Query, aws, ec2, strict, written};
use crate::serde::DeserializableShape as _;

#[test]
fn ec2_takes_its_own_name_then_that_of_xml_with_a_capital() {
    let value = Input { ec2: Some(true), text: Some("x".to_owned()), ..Input::empty() };
    assert_eq!(written(Query::EC2, &value), "Text=x&own=true");
    assert_eq!(written(Query::AWS, &value), "text=x&other=true");
    assert_eq!(ec2("own=true&Text=x"), value);
    assert_eq!(aws("other=true&text=x"), value);
}

#[test]
fn a_name_of_another_case_is_unknown() {
    assert_eq!(ec2("Own=true&text=x&OWN=1"), Input::empty());
    assert_eq!(aws("Text=x"), Input::empty());
}

#[test]
fn names_are_decoded_before_they_are_split() {
    assert_eq!(
        aws("le%61f%2Ea=x&l%65af.b=1").leaf,
        Some(super::Leaf { a: Some("x".to_owned()), b: Some(1) })
    );
    let error = strict::<Input>(Query::AWS, "x=1&le%61f.b=no").expect_err("no number");
    assert_eq!((error.path(), error.offset()), ("/leaf/b", Some(13)));
    let error = strict::<Input>(Query::AWS, "x=1&le%61f=no").expect_err("no structure");
    assert_eq!((error.path(), error.offset()), ("/leaf", Some(4)));
}
