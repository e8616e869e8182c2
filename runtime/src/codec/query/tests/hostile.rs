use super::{Input, Query, aws, strict};
use crate::{
    codec::{Codec as _, Limits, Policy},
    schema::ROOT,
    serde::DeserializableShape as _,
};

#[test]
fn an_index_allocates_nothing() {
    assert_eq!(aws("list.member.4000000000=x").list.map(|list| list.len()), Some(1));
    let error = strict::<Input>(Query::AWS, "sparse.member.4000000000=1").expect_err("a gap beyond the form");
    assert_eq!((error.path(), error.offset()), ("/sparse/26", Some(14)));
    // As many nulls as the form has bytes.
    assert_eq!(aws("sparse.member.18=1").sparse.map(|list| list.len()), Some(18));
}

#[test]
fn depth_is_bounded() {
    let limits = Limits { max_depth: 4, ..Limits::default() };
    let decode = |form: &str| {
        let mut value = Input::empty();
        Query::AWS.decode(form.as_bytes(), &ROOT, &mut value, Policy::Lenient, limits)
    };
    decode("nested.member.1.member.1=x").expect("three levels");
    let long = "x.".repeat(30);
    let error = decode(&format!("text=1&{long}=")).expect_err("too deep, though nothing reads it");
    assert_eq!(error.offset(), Some(7));
    let limits = Limits { max_depth: 2, ..Limits::default() };
    let mut value = Input::empty();
    let error = Query::AWS
        .decode(b"nested.member.1.member.1=x", &ROOT, &mut value, Policy::Lenient, limits)
        .expect_err("three levels");
    assert_eq!(error.path(), "/nested/0");
}

#[test]
fn parameters_are_counted() {
    let limits = Limits { max_parameters: 3, ..Limits::default() };
    let decode = |form: &str| {
        let mut value = Input::empty();
        Query::AWS.decode(form.as_bytes(), &ROOT, &mut value, Policy::Lenient, limits)
    };
    decode("a=&&b=&&&c").expect("three");
    assert_eq!(decode("a=&b=&c=&d=").expect_err("four").offset(), Some(9));
}

/// Forms whose parameters are scattered as badly as can be. A quadratic reader would take minutes.
#[test]
fn scattered_parameters_take_near_linear_time() {
    const COUNT: usize = 30_000;
    let forms: [String; 6] = [
        (0..COUNT).map(|at| format!("leaves.item.{}.a=&", COUNT - at)).collect(),
        (0..COUNT).map(|at| format!("leaf.a.{at}=&leaf.b.{at}=&")).collect(),
        (0..COUNT).map(|at| format!("leaves.item.{}.{}=&", at % 2 + 1, at)).collect(),
        (0..COUNT).map(|at| format!("map.entry.{}.key={at}&map.entry.{at}.x=&", at + 1)).collect(),
        (0..COUNT).map(|at| format!("choice.leaf.{at}=&choice.x{at}=&")).collect(),
        (0..COUNT).map(|at| format!("u{at}.x=&list.member.{}=&", at + 1)).collect(),
    ];
    for form in forms {
        let mut value = Input::empty();
        let _ = Query::AWS.decode(form.as_bytes(), &ROOT, &mut value, Policy::Lenient, Limits::default());
    }
}
