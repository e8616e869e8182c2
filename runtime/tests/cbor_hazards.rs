//! What the CBOR codec makes of forms of values that its own serializer does not write, and of hostile ones.

use farrier_runtime::{
    BigDecimal, BigInteger, Blob, DecodeError, Document, Map, Timestamp,
    codec::{Codec as _, Limits, Policy, cbor::Cbor},
    schema::{Member, MemberSet, ROOT},
    serde::DeserializableShape,
    validate::MissingMembers,
};

#[macro_use]
mod shapes;

use shapes::{Choice, Everything};

static SPARSE: Member = Member::value().sparse();

structure! {
    Failure "test#Failure" {
        0 message: Option<String> = farrier_runtime::member!(0, "message");
    }
}

fn decode<T: DeserializableShape>(bytes: &[u8], member: &'static Member) -> Result<T, DecodeError> {
    let mut value = T::empty();
    Cbor::RPC_V2.decode(bytes, member, &mut value, Policy::Lenient, Limits::default())?;
    Ok(value)
}

fn strict<T: DeserializableShape>(bytes: &[u8], member: &'static Member) -> Result<T, DecodeError> {
    let (mut value, mut missing) = (T::empty(), MissingMembers::default());
    Cbor::RPC_V2.decode(bytes, member, &mut value, Policy::Strict(&mut missing), Limits::default())?;
    Ok(value)
}

/// Message, path and offset of the error that `T` gives.
#[track_caller]
fn refused<T: DeserializableShape>(bytes: &[u8]) -> (String, String, usize) {
    match decode::<T>(bytes, &ROOT) {
        Ok(_) => panic!("is read: {bytes:02x?}"),
        Err(error) => (
            error.message().to_owned(),
            error.path().to_owned(),
            error.offset().expect("every error has an offset"),
        ),
    }
}

/// A map with `key` and then `value` as its bytes.
fn with(key: &str, value: &[u8]) -> Vec<u8> {
    let length = u8::try_from(key.len()).expect("a short key");
    [&[0xA1, 0x60 + length], key.as_bytes(), value].concat()
}

#[test]
fn integers_of_any_width_are_read_when_in_range() {
    for bytes in [&b"\x05"[..], b"\x18\x05", b"\x19\0\x05", b"\x1A\0\0\0\x05", b"\x1B\0\0\0\0\0\0\0\x05"] {
        assert_eq!(decode::<i8>(bytes, &ROOT), Ok(5));
        assert_eq!(decode::<i64>(bytes, &ROOT), Ok(5));
    }
    assert_eq!(decode::<i8>(b"\x38\x7F", &ROOT), Ok(-128));
    assert_eq!(decode::<i64>(b"\x3B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF", &ROOT), Ok(i64::MIN));
    for (bytes, read) in
        [(&b"\x18\x80"[..], refused::<i8>(b"\x18\x80")), (b"\x38\x80", refused::<i8>(b"\x38\x80"))]
    {
        assert_eq!(read, ("the number is out of range".to_owned(), String::new(), 0), "{bytes:02x?}");
    }
    assert!(decode::<i64>(b"\x3B\x80\0\0\0\0\0\0\0", &ROOT).is_err());
    assert!(decode::<i64>(b"\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", &ROOT).is_err());
    assert_eq!(refused::<i32>(b"\xFA\x3F\x80\0\0").0, "expected an integer, found a float");
    assert_eq!(refused::<i32>(b"\xC2\x41\x05").0, "expected an integer, found a tag");
}

#[test]
fn floats_are_read_from_every_width_and_from_integers() {
    for bytes in [&b"\xF9\x3E\0"[..], b"\xFA\x3F\xC0\0\0", b"\xFB\x3F\xF8\0\0\0\0\0\0"] {
        assert_eq!(decode::<f64>(bytes, &ROOT), Ok(1.5));
        assert_eq!(decode::<f32>(bytes, &ROOT), Ok(1.5));
    }
    assert_eq!(decode::<f64>(b"\x19\x01\0", &ROOT), Ok(256.0));
    assert_eq!(decode::<f32>(b"\x20", &ROOT), Ok(-1.0));
    assert_eq!(
        decode::<f64>(b"\x3B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", &ROOT),
        Ok(-18_446_744_073_709_551_616.0)
    );
    assert_eq!(decode::<f32>(b"\xFB\x7F\xF0\0\0\0\0\0\0", &ROOT), Ok(f32::INFINITY));
    assert_eq!(refused::<f32>(b"\xFB\x7F\xE0\0\0\0\0\0\0").0, "the number is out of range");
    assert_eq!(refused::<f64>(b"\xFB\x7F\xE0").0, "the input ends inside a number");
    assert_eq!(
        refused::<f64>(b"\xF8\x20").0,
        "expected a number, found a simple value that stands for nothing"
    );
}

#[test]
fn doubles_without_more_precision_are_written_as_singles() {
    let written = |value: f64| Cbor::RPC_V2.encode(&ROOT, &value).expect("encodes");
    assert_eq!(written(1.5), b"\xFA\x3F\xC0\0\0");
    assert_eq!(written(0.1).len(), 9);
    assert_eq!(written(-0.0), b"\xFA\x80\0\0\0");
    assert_eq!(written(f64::INFINITY), b"\xFA\x7F\x80\0\0");
    assert_eq!(written(f64::NAN), b"\xFA\x7F\xC0\0\0");
}

#[test]
fn timestamps_are_seconds_of_any_form_behind_tag_one() {
    let at = |seconds, nanoseconds| Ok(Timestamp::new(seconds, nanoseconds).expect("is one"));
    for (bytes, timestamp) in [
        (&b"\xC1\x1A\x53\x5F\xEF\xCE"[..], at(1_398_796_238, 0)),
        (b"\xC1\x20", at(-1, 0)),
        (b"\xC1\xF9\xB8\0", at(-1, 500_000_000)),
        (b"\xC1\xFB\x41\xD4\xD7\xFB\xF3\x80\0\0", at(1_398_796_238, 0)),
        (b"\xC1\xFB\x41\xD4\xD7\xFB\xF3\xA0\0\0", at(1_398_796_238, 500_000_000)),
        // The tag in a longer form, and one that changes nothing before it.
        (b"\xD9\xD9\xF7\xD8\x01\x05", at(5, 0)),
    ] {
        assert_eq!(decode::<Timestamp>(bytes, &ROOT), timestamp, "{bytes:02x?}");
        assert_eq!(strict::<Timestamp>(bytes, &ROOT), timestamp, "{bytes:02x?}");
    }
    assert_eq!(decode::<Timestamp>(b"\x05", &ROOT), at(5, 0), "a client does not ask for the tag");
    assert!(strict::<Timestamp>(b"\x05", &ROOT).is_err());
    for bytes in [
        &b"\xC1\xF9\x7E\0"[..],
        b"\xC1\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
        b"\xC1\x60",
        b"\xC0\x60",
        b"\xC1",
    ] {
        assert!(decode::<Timestamp>(bytes, &ROOT).is_err(), "{bytes:02x?}");
    }
}

#[test]
fn strings_and_blobs_may_come_in_chunks_of_their_own_kind() {
    assert_eq!(decode::<String>(b"\x7F\x62ab\x60\x78\x01c\xFF", &ROOT), Ok("abc".to_owned()));
    assert_eq!(decode::<String>(b"\x7F\xFF", &ROOT), Ok(String::new()));
    assert_eq!(decode::<Blob>(b"\x5F\x42ab\x41c\xFF", &ROOT), Ok(Blob::from(b"abc".to_vec())));
    for (bytes, message) in [
        (&b"\x7F\x62ab\x41c\xFF"[..], "expected a chunk of the string, found a byte string"),
        (b"\x7F\x7F\x61a\xFF\xFF", "expected a chunk of the string, found a text string"),
        (b"\x7F\x62ab", "expected a chunk of the string, found the end of the input"),
        (b"\x7F\x61\xC3\x61\xA9\xFF", "invalid UTF-8"),
        (b"\x62\xC3\x28", "invalid UTF-8"),
        (b"\x65ab", "the input ends inside a string"),
        (b"\x7B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", "the input ends inside a string"),
        (b"\x42ab", "expected a text string, found a byte string"),
    ] {
        assert_eq!(refused::<String>(bytes).0, message, "{bytes:02x?}");
    }
}

#[test]
fn lists_and_maps_may_have_indefinite_lengths() {
    assert_eq!(decode::<Vec<i32>>(b"\x9F\x01\x02\xFF", &ROOT), Ok(vec![1, 2]));
    let map = Map::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
    assert_eq!(decode(b"\xBF\x61a\x01\x7F\x61b\xFF\x02\xFF", &ROOT), Ok(map));
    let nested = b"\x9F\x82\x01\x02\x9F\xFF\x80\xFF";
    assert_eq!(decode::<Vec<Vec<i32>>>(nested, &ROOT), Ok(vec![vec![1, 2], vec![], vec![]]));
    assert_eq!(refused::<Vec<i32>>(b"\x9F\x01").0, "expected an integer, found the end of the input");
    assert_eq!(refused::<Vec<i32>>(b"\x81\xFF").0, "expected an integer, found a break");
    assert_eq!(refused::<Vec<i32>>(b"\x80\x80"), ("bytes behind the value".to_owned(), String::new(), 1));
    // A map that ends behind a key.
    assert!(decode::<Map<String, i32>>(b"\xBF\x61a\xFF", &ROOT).is_err());
    assert_eq!(
        refused::<Map<String, i32>>(b"\xA1\x01\x01\x01").0,
        "expected a text string as key, found an integer"
    );
}

#[test]
fn null_and_undefined_are_no_value() {
    let sparse = decode::<Vec<Option<i32>>>(b"\x83\xF6\x01\xF7", &SPARSE);
    assert_eq!(sparse, Ok(vec![None, Some(1), None]));
    assert_eq!(
        decode::<Vec<i32>>(b"\x83\xF6\x01\xF7", &ROOT),
        Ok(vec![1]),
        "a client skips them in a dense list"
    );
    let error = strict::<Vec<i32>>(b"\x83\x01\xF7\x01", &ROOT).expect_err("a server refuses them");
    assert_eq!((error.path(), error.offset()), ("/1", Some(2)));
    for null in [b"\xF6", b"\xF7"] {
        let read: Everything = decode(&with("short", null), &ROOT).expect("is read");
        assert_eq!(read.short, None);
    }
}

#[test]
fn members_and_keys_that_come_twice_are_refused() {
    let twice = b"\xA2\x65short\x01\x65short\x02";
    assert_eq!(
        refused::<Everything>(twice),
        ("a member that came before".to_owned(), "/short".to_owned(), 8)
    );
    // The same key in another form.
    let chunked = b"\xA2\x65short\x01\x7F\x63sho\x62rt\xFF\x02";
    assert_eq!(refused::<Everything>(chunked).0, "a member that came before");
    let map = refused::<Map<String, i32>>(b"\xA2\x61k\x01\x61k\x01");
    assert_eq!(map, ("a key that came before".to_owned(), "/k".to_owned(), 4));
    assert_eq!(refused::<Document>(b"\xA2\x61k\x01\x78\x01k\x01").0, "a key that came before");
}

#[test]
fn unknown_members_are_skipped_whatever_they_hold() {
    for value in [
        &b"\x01"[..],
        b"\x3B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
        b"\x7F\x61a\xFF",
        b"\x5F\x41a\xFF",
        b"\x9F\x01\x82\x01\xF7\xFF",
        // Keys that are no text, and one that comes twice.
        b"\xA3\x01\x02\x01\x02\x80\xA0",
        b"\xC1\xD9\xD9\xF7\xFB\0\0\0\0\0\0\0\0",
        b"\xF8\xFF",
        b"\xE0",
        b"\xF9\x7E\0",
    ] {
        let message = [b"\xA2\x67unknown", value, b"\x65short\x07"].concat();
        let read: Everything = decode(&message, &ROOT).expect("is read");
        assert_eq!(read.short, Some(7), "{value:02x?}");
    }
    for (value, message) in [
        (&b"\xFF"[..], "expected a value, found a break"),
        (b"\xF8\x1F", "a simple value in a longer form than it has"),
        (b"\x1C", "a byte that begins no value"),
        (b"\xFC", "a byte that begins no value"),
        (b"\x61\xFF", "invalid UTF-8"),
        (b"\x9F\x01", "expected a value, found the end of the input"),
    ] {
        assert_eq!(refused::<Everything>(&with("unknown", value)).0, message, "{value:02x?}");
    }
}

#[test]
fn a_length_beyond_the_input_is_refused_where_it_stands() {
    let claims = "a list or map with more entries than there are bytes".to_owned();
    for head in [&b"\x9A\xFF\xFF\xFF\xFF"[..], b"\x9B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", b"\x82"] {
        assert_eq!(refused::<Vec<i64>>(head), (claims.clone(), String::new(), 0));
        assert_eq!(refused::<Document>(head).0, claims);
        assert_eq!(refused::<Everything>(&with("unknown", head)).0, claims);
    }
    let (message, path, offset) = refused::<Everything>(&with("lists", b"\x9A\xFF\xFF\xFF\xFF"));
    assert_eq!((message, path, offset), (claims.clone(), "/lists".to_owned(), 7));
    assert_eq!(refused::<Everything>(b"\xBA\xFF\xFF\xFF\xFF").0, claims);
}

#[test]
fn nesting_is_bounded() {
    let deep = [vec![0x81; 129], vec![0x80]].concat();
    let levels = "more than 128 levels of nesting".to_owned();
    assert_eq!(refused::<Document>(&deep).0, levels);
    assert_eq!(refused::<Everything>(&with("unknown", &deep)).0, levels);
    assert!(decode::<Document>(&deep[2..], &ROOT).is_ok());
    let endless = [vec![0x9F; 100_000], vec![0xFF; 100_000]].concat();
    assert_eq!(refused::<Document>(&endless).0, levels);
    assert_eq!(refused::<Everything>(&with("unknown", &endless)).0, levels);
    // Tags nest without end, and take no stack.
    let tags = [vec![0xC1; 1_000_000], vec![0x01]].concat();
    assert_eq!(decode::<Document>(&tags, &ROOT), Ok(1.into()));
    assert!(decode::<Everything>(&with("unknown", &tags), &ROOT).is_ok());
    let tags = [vec![0xC6; 1_000_000], vec![0x01]].concat();
    assert_eq!(decode::<i32>(&tags, &ROOT), Ok(1));
}

#[test]
fn numbers_of_any_size_come_as_integers_bignums_and_decimal_fractions() {
    let integer = |text: &str| Ok(text.parse::<BigInteger>().expect("is one"));
    let decimal = |text: &str| Ok(text.parse::<BigDecimal>().expect("is one"));
    assert_eq!(decode(b"\x18\x2A", &ROOT), integer("42"));
    assert_eq!(decode(b"\xC2\x49\x01\0\0\0\0\0\0\0\0", &ROOT), integer("18446744073709551616"));
    assert_eq!(decode(b"\xC3\x5F\x41\x01\x48\0\0\0\0\0\0\0\0\xFF", &ROOT), integer("-18446744073709551617"));
    assert_eq!(decode(b"\xC4\x82\x21\x19\x6A\xB3", &ROOT), decimal("273.15"));
    assert_eq!(decode(b"\xC4\x9F\x21\x19\x6A\xB3\xFF", &ROOT), decimal("273.15"));
    assert_eq!(decode(b"\xC4\x82\x02\xC2\x41\x05", &ROOT), decimal("500"));
    assert_eq!(decode(b"\xF9\x3E\0", &ROOT), decimal("1.5"));
    assert_eq!(decode(b"\x20", &ROOT), decimal("-1"));
    for bytes in [
        &b"\xF9\x7E\0"[..],
        b"\xC4\x81\x01",
        b"\xC4\x83\x01\x01\x01",
        b"\xC4\x9F\x01\x01\x01\xFF",
        b"\xC4\x82\x1B\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01",
        b"\xC2\x61a",
        b"\xC1\x01",
    ] {
        assert!(decode::<BigDecimal>(bytes, &ROOT).is_err(), "{bytes:02x?}");
    }
    let long = [b"\xC2\x5A\0\x01\0\0".to_vec(), vec![0xFF; 0x1_0000]].concat();
    assert_eq!(refused::<BigInteger>(&long).0, "the number has more than 8,192 bits");
    let huge: BigInteger = format!("1{}", "0".repeat(100_000)).parse().expect("is one");
    assert!(Cbor::RPC_V2.encode(&ROOT, &huge).is_err());
}

#[test]
fn a_document_is_what_json_would_have() {
    for (bytes, document) in [
        (&b"\x1B\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"[..], u64::MAX.into()),
        (b"\xF9\x3E\0", farrier_runtime::types::Number::Double(1.5).into()),
        (b"\xF7", Document::Null),
        (b"\x43foo", "Zm9v".into()),
        (b"\xF9\x7E\0", "NaN".into()),
        (b"\xF9\xFC\0", "-Infinity".into()),
        (b"\xC0\x61a", "a".into()),
        (b"\xC2\x41\x05", 5.into()),
        (b"\x82\xF5\x20", Document::List(vec![true.into(), (-1).into()])),
    ] {
        assert_eq!(decode(bytes, &ROOT), Ok(document), "{bytes:02x?}");
    }
}

#[test]
fn a_union_has_one_member_that_is_not_null() {
    assert_eq!(decode(&with("text", b"\x61a"), &ROOT), Ok(Choice::Text("a".to_owned())));
    let with_nulls = b"\xBF\x64same\xF6\x66__type\x61x\x64text\x61a\x65other\xF7\xFF";
    assert_eq!(strict(with_nulls, &ROOT), Ok(Choice::Text("a".to_owned())));
    assert_eq!(decode(&with("other", b"\x80"), &ROOT), Ok(Choice::Unknown("other".to_owned())));
    assert!(strict::<Choice>(&with("other", b"\x80"), &ROOT).is_err());
    assert_eq!(refused::<Choice>(b"\xA2\x64text\x61a\x64many\x80").0, "a union with more than one member");
    assert_eq!(refused::<Choice>(b"\xA0").0, "a union without a member");
}

#[test]
fn missing_members_are_logged_by_a_server_and_left_empty_by_a_client() {
    let (mut value, mut missing) = (Everything::empty(), MissingMembers::default());
    // The key comes in chunks.
    let message = with("children", b"\xA1\x7F\x61a\x61b\xFF\xA0");
    Cbor::RPC_V2
        .decode(&message, &ROOT, &mut value, Policy::Strict(&mut missing), Limits::default())
        .expect("is read");
    let logged = format!("{missing:?}");
    assert!(logged.contains("text") && logged.contains("ab"), "{logged}");
    assert!(decode::<Everything>(b"\xA0", &ROOT).is_ok());
}

#[test]
fn errors_name_path_and_offset() {
    let error =
        refused::<Everything>(&with("children", b"\xA1\x7F\x61a\x61b\xFF\xA1\x65lists\x81\x82\xF6\x01"));
    assert_eq!(error.1, "/children/ab/lists/0/1");
    assert_eq!(error.2, 27);
    let secret = refused::<Everything>(&with("maps", b"\xA1\x66secret\x01"));
    assert_eq!(secret.1, "/maps/[sensitive]");
}

#[test]
fn an_errors_message_may_come_in_either_case() {
    let read = |codec: Cbor, message: &[u8]| {
        let mut value = Failure::empty();
        codec
            .decode_members(message, &mut value, MemberSet::All, Policy::Lenient, Limits::default())
            .map(|()| value.message)
    };
    let errors = Cbor::RPC_V2.for_errors();
    let text = |text: &str| Ok(Some(text.to_owned()));
    assert_eq!(read(errors, b"\xA1\x67Message\x61a"), text("a"));
    assert_eq!(read(errors, b"\xA2\x67Message\x61a\x67message\x61b"), text("a"));
    assert_eq!(read(errors, b"\xA2\x67message\x61a\x67Message\x61b"), text("a"));
    assert_eq!(read(Cbor::RPC_V2, b"\xA1\x67Message\x61a"), Ok(None));
}
