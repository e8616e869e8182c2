//! Big numbers: their texts, and comparison by value.

use std::{cmp::Ordering, collections::HashSet};

use farrier_runtime::{BigDecimal, BigInteger, types::Number};
use proptest::prelude::*;

fn decimal(text: &str) -> BigDecimal {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn texts_become_numbers_as_json_has_them() {
    for (text, kept) in [
        ("0", "0"),
        ("+1", "1"),
        ("-007.50", "-7.50"),
        (".5", "0.5"),
        ("1.", "1"),
        ("1E+05", "1e5"),
        ("-0", "-0"),
        ("1e-999999999999999999", "1e-999999999999999999"),
    ] {
        assert_eq!(decimal(text).as_str(), kept);
    }
    for text in [
        "",
        ".",
        "-",
        "1e",
        "e1",
        "1e1.5",
        "0x1",
        "NaN",
        "1 ",
        "1_0",
        "1e9999999999999999990",
        "1e1000000000000000000",
        "--1",
        "1.2.3",
    ] {
        assert!(text.parse::<BigDecimal>().is_err(), "{text}");
    }
    for (text, kept) in [("0", "0"), ("-0", "0"), ("+00120", "120"), ("-1", "-1")] {
        assert_eq!(text.parse::<BigInteger>().map(|number| number.to_string()).as_deref(), Ok(kept));
    }
    for text in ["", "-", "1.0", "1e3", "ä", "+-1"] {
        assert!(text.parse::<BigInteger>().is_err(), "{text}");
    }
}

#[test]
fn huge_exponents_are_compared_without_writing_them_out() {
    let rising = [
        "-1e999999999",
        "-2",
        "-1.5",
        "-1e-999999999",
        "0e999999999",
        "1e-999999999",
        "0.09",
        "0.1",
        "1",
        "1.0000001",
        "9.99",
        "10",
        "1e999999998",
        "0.99e999999999",
        "1e999999999",
        "1.1e999999999",
    ];
    for (a, left) in rising.iter().enumerate() {
        for (b, right) in rising.iter().enumerate() {
            assert_eq!(decimal(left).cmp(&decimal(right)), a.cmp(&b), "{left} and {right}");
        }
    }
}

#[test]
fn equal_values_are_equal_and_hash_alike_whatever_their_texts() {
    let one: HashSet<BigDecimal> =
        ["1", "1.0", "1.000", "10e-1", "0.1e1", "0.001e3", "100e-2"].into_iter().map(decimal).collect();
    assert_eq!(one.len(), 1);
    let zero: HashSet<BigDecimal> = ["0", "-0", "0.00", "0e7"].into_iter().map(decimal).collect();
    assert_eq!(zero.len(), 1);
    assert_ne!(decimal("1"), decimal("-1"));
    assert_eq!(decimal("1.10").to_string(), "1.10");
    assert_eq!(BigDecimal::from(BigInteger::from(7_u128)), decimal("7"));
}

#[test]
fn numbers_of_documents_take_the_first_variant_that_is_exact_enough() {
    let number = |text: &str| Number::from(decimal(text));
    assert_eq!(number("9223372036854775807"), Number::Integer(i64::MAX));
    assert_eq!(number("9223372036854775808"), Number::Unsigned(1 << 63));
    assert_eq!(number("18446744073709551616"), Number::Big(decimal("18446744073709551616")));
    assert_eq!(number("0.1"), Number::Double(0.1));
    assert_eq!(number("1e3"), Number::Double(1000.0));
    assert_eq!(number("1e400"), Number::Big(decimal("1e400")));
    assert_eq!(number("1e-400"), Number::Big(decimal("1e-400")));
    assert_eq!(number("0e400"), Number::Double(0.0));
    assert_eq!(number("0.1234567890123456789"), Number::Big(decimal("0.1234567890123456789")));
    assert_eq!(Number::from_f64(f64::NAN), None);
    assert_eq!(number("1e400").to_f64(), f64::INFINITY);
}

proptest! {
    #[test]
    fn integers_compare_as_integers_do(a: i128, b: i128) {
        prop_assert_eq!(BigInteger::from(a).cmp(&BigInteger::from(b)), a.cmp(&b));
        prop_assert_eq!(BigDecimal::from(a).cmp(&BigDecimal::from(b)), a.cmp(&b));
    }

    #[test]
    fn decimals_compare_as_their_scaled_integers_do(a in -99_999_i64..99_999, b in -99_999_i64..99_999, a_scale in 0_u32..5, b_scale in 0_u32..5) {
        let text = |value: i64, scale: u32| decimal(&format!("{value}e-{scale}"));
        let scaled = |value: i64, scale: u32| i128::from(value) * 10_i128.pow(5 - scale);
        let expected = scaled(a, a_scale).cmp(&scaled(b, b_scale));
        let (a, b) = (text(a, a_scale), text(b, b_scale));
        prop_assert_eq!(a.cmp(&b), expected);
        prop_assert_eq!(a == b, expected == Ordering::Equal);
    }
}
