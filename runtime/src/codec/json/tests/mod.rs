use crate::types::Map;

use super::*;
use crate::{
    member,
    schema::{ROOT, Schema, StaticSchema},
    serde::{HasSchema, MemberReader},
    types::{Blob, Document, Timestamp, TimestampFormat},
    validate::MissingMembers,
};

mod wide;

/// Shapes with the member kinds that matter here, as the generator writes them.
#[allow(
    dead_code,
    unreachable_pub,
    unused_variables,
    reason = "the macros are this crate's own, and not all that they write is used"
)]
mod shapes {
    use super::*;

    #[derive(Debug)]
    pub(super) struct Job {
        pub(super) id: String,
        pub(super) count: i32,
        pub(super) ratio: Option<f64>,
        pub(super) tags: Map<String, String>,
        pub(super) holes: Option<Vec<Option<String>>>,
        pub(super) at: Option<Timestamp>,
        pub(super) blob: Option<Blob>,
        pub(super) child: Option<Box<Job>>,
        pub(super) choice: Option<Choice>,
        pub(super) document: Option<Document>,
        pub(super) secrets: Option<Map<String, i64>>,
        pub(super) jobs: Option<Vec<Job>>,
    }

    static TAG: Member = Member::value();
    static KEY: Member = Member::value();
    static SECRET_KEY: Member = Member::value().sensitive();
    static HOLE: Member = Member::element();

    crate::structure! { Job: "test#Job", new(..) {
        0: id(String) = "id".required();
        1: count(i32) = "count" json("n").required();
        2: ratio = "ratio" / with_ratio(f64);
        3: tags(Map<String, String>) = "tags".required().map(&KEY, &TAG);
        4: holes = "holes".list(&HOLE).sparse() / with_holes(Vec<Option<String>>);
        5: at = "at" / with_at(Timestamp);
        6: blob = "blob" / with_blob(Blob);
        7: child = "child" / with_child(impl Into<Box<Job>>);
        8: choice = "choice" / with_choice(Choice);
        9: document = "document" / with_document(Document);
        10: secrets = "secrets".map(&SECRET_KEY, &TAG) / with_secrets(Map<String, i64>);
        11: jobs = "jobs" json("j\\\"obs") / with_jobs(Vec<Job>);
    } }

    crate::union! {
        /// A string or a number.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Choice: "test#Choice", Unknown {
            /// A string.
            0: Text(String) = "text";
            /// A number.
            1: Number(i64) = "number";
        }
    }
}
use shapes::{Choice, Job};

fn lenient(json: &[u8]) -> Result<Job, DecodeError> {
    let mut job = Job::empty();
    Json::REST.decode_members(json, &mut job, MemberSet::All, Policy::Lenient, Limits::default())?;
    Ok(job)
}

fn strict(json: &str) -> Result<(Job, MissingMembers), DecodeError> {
    let (mut job, mut missing) = (Job::empty(), MissingMembers::default());
    let policy = Policy::Strict(&mut missing);
    Json::REST.decode_members(json.as_bytes(), &mut job, MemberSet::All, policy, Limits::default())?;
    Ok((job, missing))
}

fn encode(job: &Job) -> String {
    String::from_utf8(Json::REST.encode_members(job, MemberSet::All).expect("encodes")).expect("UTF-8")
}

fn job(change: impl FnOnce(&mut Job)) -> Job {
    let mut job = Job::empty();
    change(&mut job);
    job
}

fn full() -> Job {
    job(|job| {
        job.id = "a\"\\\n\u{1}é😀/".to_owned();
        job.count = i32::MIN;
        job.ratio = Some(0.1);
        job.tags.insert(String::new(), "x".to_owned());
        job.tags.insert("k\t".to_owned(), String::new());
        job.holes = Some(vec![None, Some("a".to_owned()), None]);
        job.at = Timestamp::new(1_515_531_081, 123_000_000);
        job.blob = Some(Blob::from(&b"foob"[..]));
        job.child = Some(Box::new(Job::empty()));
        job.choice = Some(Choice::Number(i64::MIN));
        job.document = Some([("a", Document::from(vec![1.into(), Document::Null]))].into_iter().collect());
        job.secrets = Some(Map::new());
        job.jobs = Some(vec![Job::empty(), Job::empty()]);
    })
}

const EMPTY: &str = r#"{"id":"","n":0,"tags":{}}"#;

#[test]
fn a_full_structure_has_the_expected_text_and_reads_back() {
    let expected = r#"{"id":"a\"\\\n\u0001é😀/","n":-2147483648,"ratio":0.1,"tags":{"":"x","k\t":""},"holes":[null,"a",null],"at":1515531081.123,"blob":"Zm9vYg==","child":EMPTY,"choice":{"number":-9223372036854775808},"document":{"a":[1,null]},"secrets":{},"j\"obs":[EMPTY,EMPTY]}"#
        .replace("EMPTY", EMPTY);
    assert_eq!(encode(&full()), expected);
    assert_eq!(lenient(expected.as_bytes()), Ok(full()));
    assert_eq!(strict(&expected), Ok((full(), MissingMembers::default())));
}

#[test]
fn whitespace_other_orders_unknown_members_and_escaped_keys_change_nothing() {
    let text = "\r\n{ \"j\\u0022obs\" : [ ] , \"x\":[{\"a\":1e5,\"b\":[]},{},null,true,false,\"\\ud83d\\ude00\"],\n\t\"n\" :1 ,\"\\u0069d\": \"\\/\\u00e9\\ud83d\\ude00\" , \"tags\" : { } , \"ratio\" : null } ";
    let expected = job(|job| {
        job.jobs = Some(Vec::new());
        job.count = 1;
        job.id = "/é😀".to_owned();
    });
    assert_eq!(strict(text), Ok((expected, MissingMembers::default())));
}

#[test]
fn whitespace_around_every_token_changes_nothing() {
    let nulls =
        r#"{"id":"a","n":null,"ratio":null,"tags":null,"holes":[null],"child":null,"choice":{"number":1}}"#;
    for text in [encode(&full()), nulls.to_owned()] {
        for (before, behind) in [("", " "), (" ", ""), ("\n\t", "\r\n  ")] {
            let (mut spaced, mut quoted, mut escaped) = (String::new(), false, false);
            for character in text.chars() {
                let is_token = !quoted && "{}[]:,".contains(character);
                spaced.extend(is_token.then_some(before));
                spaced.push(character);
                spaced.extend(is_token.then_some(behind));
                quoted ^= character == '"' && !escaped;
                escaped = character == '\\' && !escaped;
            }
            let read = lenient(spaced.as_bytes());
            assert!(read.is_ok(), "{spaced}: {read:?}");
            assert_eq!(read, lenient(text.as_bytes()), "{spaced}");
        }
    }
}

#[track_caller]
fn refused(json: impl AsRef<[u8]>, path: &str, offset: usize, message: &str) {
    let json = json.as_ref();
    let error = lenient(json).expect_err("is refused");
    assert_eq!((error.path(), error.offset()), (path, Some(offset)), "{error}");
    assert!(error.message().contains(message), "{error}");
}

#[test]
fn errors_name_path_and_offset() {
    refused(r#"{"n":"1"}"#, "/count", 5, "expected an integer, found a string");
    refused(r#"{"n":1.0}"#, "/count", 5, "fraction or exponent");
    refused(r#"{"n":1e3}"#, "/count", 5, "fraction or exponent");
    refused(r#"{"n":2147483648}"#, "/count", 5, "out of range");
    refused(r#"{"n":123000000000000000000000}"#, "/count", 5, "out of range");
    refused(r#"{"n":01}"#, "/count", 5, "leading zero");
    refused(r#"{"n":-}"#, "/count", 6, "expected a digit");
    refused(r#"{"n":2ABC}"#, "/count", 6, "expected ',' or '}'");
    refused(r#"{"ratio":1e400}"#, "/ratio", 9, "out of range");
    refused(r#"{"ratio":"1"}"#, "/ratio", 9, "another string");
    refused(r#"{"ratio":NaN}"#, "/ratio", 9, "expected a number");
    refused(
        r#"{"child":{"jobs":0,"child":{"id":1}}}"#,
        "/child/child/id",
        33,
        "expected a string, found a number",
    );
    refused(r#"{"j\"obs":[{},{"n":true}]}"#, "/jobs/1/count", 19, "found a boolean");
    refused(r#"{"tags":{"a\u0062":1}}"#, "/tags/ab", 19, "expected a string");
    refused(r#"{"secrets":{"hush":""}}"#, "/secrets/[sensitive]", 19, "expected an integer");
    refused(r#"{"holes":["",1]}"#, "/holes/1", 13, "expected a string");
    refused(r#"{"document":{"a":[{"b":01}]}}"#, "/document/a/0/b", 23, "leading zero");
    refused(r#"{"blob":"Zm9vY==="}"#, "/blob", 14, "base64");
    refused(r#"{"at":"1"}"#, "/at", 6, "expected a number, found a string");
    refused(r#"{"choice":{"text":"","number":1}}"#, "/choice", 21, "more than one");
    refused(r#"{"choice":{"text":"","x":1}}"#, "/choice", 21, "more than one");
    refused(r#"{"choice":{}}"#, "/choice", 10, "without a member");
    refused(r#"{"choice":{"text":null,"__type":"x"}}"#, "/choice", 10, "without a member");
    refused(r#"[]"#, "", 0, "expected an object, found a list");
    refused("null", "", 0, "expected an object, found null");
    refused("", "", 0, "found nothing");
}

#[test]
fn what_comes_twice_is_refused() {
    refused(r#"{"n":1,"n":1}"#, "/count", 7, "came before");
    refused(r#"{"n":1,"id":"a","n":2}"#, "/count", 16, "came before");
    refused(r#"{"ratio":null,"ratio":1}"#, "/ratio", 14, "came before");
    refused(r#"{"ratio":1,"r\u0061tio":null}"#, "/ratio", 11, "came before");
    refused(r#"{"tags":{"a":"","\u0061":""}}"#, "/tags/a", 16, "came before");
    refused(r#"{"tags":{"a":null,"a":""}}"#, "/tags/a", 18, "came before");
    refused(r#"{"tags":{"a":"","a":null}}"#, "/tags/a", 16, "came before");
    refused(r#"{"secrets":{"a":1,"a":1}}"#, "/secrets/[sensitive]", 18, "came before");
    refused(r#"{"choice":{"text":null,"text":""}}"#, "/choice/text", 23, "came before");
    refused(r#"{"document":{"a":1,"a":1}}"#, "/document/a", 19, "came before");
}

#[test]
fn malformed_json_is_refused_even_where_it_is_skipped() {
    for value in [
        "01",
        "1.",
        ".5",
        "+1",
        "1e",
        "1e+",
        "-",
        "0x1",
        "tru",
        "nul",
        "\"\\x\"",
        "\"\\u12G4\"",
        "\"\\ud800\"",
        "\"\\ud800\\u0041\"",
        "\"\\udc00\"",
        "\"\u{1}\"",
        "\"\n\"",
        "[1,]",
        "[,]",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\" 1}",
        "[1 2]",
        "[",
        "{",
        "\"",
        "\"\\",
        "\"\\u",
        "1 // x",
        "/**/1",
        "\u{c}1",
        "\u{a0}1",
        "",
        "NaN",
        "]",
    ] {
        let skipped = lenient(format!("{{\"unknown\":{value}}}").as_bytes());
        assert!(skipped.is_err(), "skipped {value}");
        assert!(lenient(format!("{{\"document\":{value}}}").as_bytes()).is_err(), "document {value}");
    }
    for (value, at) in
        [(&b"\"a\xFF\""[..], 2), (b"\"\xC0\x80\"", 1), (b"\"\xED\xA0\x80\"", 1), (b"\"\xE2\x82\"", 1)]
    {
        let error = lenient(&[&b"{\"x\":"[..], value, b"}"].concat()).expect_err("invalid UTF-8");
        assert_eq!((error.message(), error.offset()), ("invalid UTF-8", Some(5 + at)));
        let error = lenient(&[&b"{\"id\":"[..], value, b"}"].concat()).expect_err("invalid UTF-8");
        assert_eq!((error.path(), error.offset()), ("/id", Some(6 + at)));
    }
    refused("{\"n\":1}x", "", 7, "behind");
    refused("{\"n\":1,}", "", 7, "expected a string as key");
    refused("\u{feff}{}", "", 0, "expected an object");
}

#[test]
fn every_truncation_is_refused() {
    let text = encode(&full());
    for end in 0..text.len() {
        assert!(lenient(&text.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn nesting_is_bounded_everywhere() {
    let nest =
        |open: &str, close: &str, levels: usize| format!("{}{}", open.repeat(levels), close.repeat(levels));
    for (open, close) in [("[", "]"), ("{\"a\":[", "]}")] {
        let each = open.matches(['[', '{']).count();
        for member in ["unknown", "document"] {
            let text = |levels: usize| format!("{{\"{member}\":{}}}", nest(open, close, levels / each));
            assert!(lenient(text(126).as_bytes()).is_ok());
            let error = lenient(text(128).as_bytes()).expect_err("is too deep");
            assert!(error.message().contains("128 levels"), "{error}");
        }
    }
    let chain = |levels: usize| format!("{}{{}}{}", "{\"child\":".repeat(levels), "}".repeat(levels));
    assert!(lenient(chain(127).as_bytes()).is_ok());
    let error = lenient(chain(128).as_bytes()).expect_err("is too deep");
    assert_eq!(error.path(), "/child".repeat(128));
}

#[test]
fn missing_required_members_are_logged_in_their_place() {
    let text = r#"{"n":null,"tags":{},"child":{"tags":{}},"j\"obs":[{"id":"","n":1}]}"#;
    let (job, missing) = strict(text).expect("decodes");
    assert_eq!(job.count, 0);
    let mut expected = MissingMembers::default();
    use crate::validate::Step;
    expected.record([Step::Member("id")]);
    expected.record([Step::Member("count")]);
    expected.record([Step::Member("child"), Step::Member("id")]);
    expected.record([Step::Member("child"), Step::Member("count")]);
    expected.record([Step::Member("jobs"), Step::Index(0), Step::Member("tags")]);
    assert_eq!(missing, expected);
}

#[test]
fn the_log_of_missing_members_takes_memory_in_proportion_to_the_message() {
    let text = |key: usize, elements: usize| {
        let list = vec!["{}"; elements].join(",");
        format!("{{\"document\":\"{}\",\"child\":{{\"j\\\"obs\":[{list}]}}}}", "k".repeat(key))
    };
    let (_, missing) = strict(&text(0, 300)).expect("300 elements are no matter");
    assert!(!missing.is_empty());
    let error = strict(&text(0, 100_000)).expect_err("300,000 missing members");
    assert!(error.message().contains("too many places"), "{error}");
    assert!(error.path().starts_with("/child/jobs/"), "{error}");
}

#[test]
fn only_strict_decoding_refuses_dense_nulls_and_unknown_tags() {
    let text = r#"{"id":"","n":0,"tags":{"a":null,"b":"c"},"choice":{"new":[1]}}"#;
    let job = lenient(text.as_bytes()).expect("lenient");
    assert_eq!(job.tags.into_iter().collect::<Vec<_>>(), [("b".to_owned(), "c".to_owned())]);
    assert_eq!(job.choice, Some(Choice::Unknown("new".to_owned())));
    let error = strict(text).expect_err("dense null");
    assert_eq!((error.path(), error.offset()), ("/tags/a", Some(27)));
    let error = strict(r#"{"choice":{"new":[1]}}"#).expect_err("unknown tag");
    assert_eq!((error.path(), error.offset()), ("/choice", Some(11)));
    assert!(strict(r#"{"j\"obs":[null]}"#).is_err());
    assert_eq!(
        lenient(br#"{"j\"obs":[null,{},null]}"#).expect("lenient").jobs.map(|jobs| jobs.len()),
        Some(1)
    );
}

#[test]
fn members_outside_the_set_are_neither_written_nor_read_nor_missed() {
    let set = MemberSet::Only(&[1, 7, 11]);
    let bytes = Json::REST.encode_members(&full(), set).expect("encodes");
    let expected = r#"{"n":-2147483648,"child":EMPTY,"j\"obs":[EMPTY,EMPTY]}"#.replace("EMPTY", EMPTY);
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
    let (mut job, mut missing) = (Job::empty(), MissingMembers::default());
    let text = br#"{"id":[],"n":1,"id":7}"#;
    Json::REST
        .decode_members(text, &mut job, set, Policy::Strict(&mut missing), Limits::default())
        .expect("decodes");
    assert_eq!((job.id.as_str(), job.count, missing.is_empty()), ("", 1, true));
    let none = Json::REST.encode_members(&full(), MemberSet::NONE).expect("encodes");
    assert_eq!(none, b"{}");
}

#[test]
fn aws_json_ignores_json_names() {
    let bytes = Json::AWS_JSON_1_0.encode_members(&full(), MemberSet::Only(&[1])).expect("encodes");
    assert_eq!(bytes, br#"{"count":-2147483648}"#);
    let mut job = Job::empty();
    let (policy, limits) = (Policy::Lenient, Limits::default());
    Json::AWS_JSON_1_1
        .decode_members(br#"{"count":7,"n":1}"#, &mut job, MemberSet::All, policy, limits)
        .expect("decodes");
    assert_eq!(job.count, 7);
}

#[test]
fn a_payload_stands_by_itself_under_its_members_path() {
    let member = &Job::SCHEMA.members()[7];
    let bytes = Json::REST.encode(member, &full()).expect("encodes");
    assert_eq!(String::from_utf8_lossy(&bytes), encode(&full()));
    let (mut job, mut missing) = (Job::empty(), MissingMembers::default());
    Json::REST
        .decode(b" {\"id\":\"\",\"n\":1} ", member, &mut job, Policy::Strict(&mut missing), Limits::default())
        .expect("decodes");
    let mut expected = MissingMembers::default();
    expected.record([crate::validate::Step::Member("child"), crate::validate::Step::Member("tags")]);
    assert_eq!(missing, expected);
    let error = Json::REST
        .decode(b"{\"id\":0}", member, &mut job, Policy::Lenient, Limits::default())
        .expect_err("wrong type");
    assert_eq!(error.path(), "/child/id");
    let mut document = Document::Null;
    Json::REST
        .decode(b"[1,\"a\"]", &ROOT, &mut document, Policy::Lenient, Limits::default())
        .expect("decodes");
    assert_eq!(document, Document::List(vec![1.into(), "a".into()]));
    assert_eq!(Json::REST.encode(&ROOT, &document).as_deref(), Ok(&b"[1,\"a\"]"[..]));
}

#[test]
fn a_list_that_is_most_of_a_message_takes_little_more_room_than_it_needs() {
    for length in [63, 64, 65, 300, 2_000, 2_400] {
        let wanted = job(|job| job.holes = Some((0..length).map(|at| Some(format!("{at:>100}"))).collect()));
        let holes = lenient(encode(&wanted).as_bytes()).expect("decodes").holes.unwrap_or_default();
        assert_eq!(Some(&holes), wanted.holes.as_ref());
        // By doubling it would be the next power of two.
        assert!(holes.capacity() <= length.max(64) + length / 4, "{} for {length}", holes.capacity());
    }
}

#[test]
fn an_errors_message_may_come_in_either_case() {
    static FAULT: Schema = Schema::new("test#Fault", &[member!(0, "message")]);
    struct Fault(Option<String>);
    impl HasSchema for Fault {
        fn schema(&self) -> &'static Schema {
            &FAULT
        }
    }

    impl DeserializableStruct for Fault {
        fn empty_structure() -> Self {
            Self(None)
        }

        fn read_member(&mut self, _: usize, reader: &mut MemberReader<'_>) -> Result<(), DecodeError> {
            reader.read(&mut self.0)
        }
    }
    let read = |json: Json, text: &str| {
        let mut fault = Fault::empty();
        json.decode_members(text.as_bytes(), &mut fault, MemberSet::All, Policy::Lenient, Limits::default())
            .map(|()| fault.0)
    };
    let some = |text: &str| Ok(Some(text.to_owned()));
    assert_eq!(read(Json::REST.for_errors(), r#"{"Message":"a"}"#), some("a"));
    assert_eq!(read(Json::REST.for_errors(), r#"{"message":"a","Message":"b"}"#), some("a"));
    assert_eq!(read(Json::REST.for_errors(), r#"{"Message":"b","message":"a"}"#), some("b"));
    assert_eq!(read(Json::REST, r#"{"Message":"a"}"#), Ok(None));
}

#[test]
fn floats_that_json_lacks_are_strings() {
    for (value, text) in
        [(f64::NAN, "\"NaN\""), (f64::INFINITY, "\"Infinity\""), (f64::NEG_INFINITY, "\"-Infinity\"")]
    {
        assert_eq!(Json::REST.encode(&ROOT, &value).as_deref(), Ok(text.as_bytes()));
        assert_eq!(Json::REST.encode(&ROOT, &(value as f32)).as_deref(), Ok(text.as_bytes()));
        let mut read = 0.0_f64;
        Json::REST
            .decode(text.as_bytes(), &ROOT, &mut read, Policy::Lenient, Limits::default())
            .expect("decodes");
        assert_eq!(read.to_bits() & !(1 << 63), value.to_bits() & !(1 << 63));
        assert_eq!(read.is_sign_negative(), value == f64::NEG_INFINITY);
    }
    let mut read = 0.0_f32;
    let decode = Json::REST.decode(b"1e39", &ROOT, &mut read, Policy::Lenient, Limits::default());
    assert!(decode.expect_err("beyond f32").message().contains("range"));
}

#[test]
fn integers_are_written_and_read_at_their_edges() {
    for value in
        [0, 9, 10, 99, 100, 101, 12_345, -1, -9, -10, -100, i64::MAX, i64::MIN, 1_000_000_000_000_000_000]
    {
        let bytes = Json::REST.encode(&ROOT, &value).expect("encodes");
        assert_eq!(bytes, value.to_string().as_bytes());
        let mut read = 1_i64;
        Json::REST.decode(&bytes, &ROOT, &mut read, Policy::Lenient, Limits::default()).expect("decodes");
        assert_eq!(read, value);
    }
    for text in
        ["9223372036854775808", "-9223372036854775809", "99999999999999999999", "18446744073709551617"]
    {
        let mut read = 0_i64;
        let decode = Json::REST.decode(text.as_bytes(), &ROOT, &mut read, Policy::Lenient, Limits::default());
        assert!(decode.expect_err(text).message().contains("range"), "{text}");
    }
}

#[test]
fn timestamps_of_any_length_are_what_their_text_says() {
    let digits = "1234567890123456789012";
    for before in 1..=20 {
        for after in 0..=12 {
            let seconds = digits.get(..before).expect("digits");
            let fraction = digits.get(..after).expect("digits");
            let text = if after == 0 { seconds.to_owned() } else { format!("{seconds}.{fraction}") };
            // What is behind the number decides what may be looked at at once.
            for rest in ["}", ",\"child\":null}", "        }"] {
                let read = lenient(format!(r#"{{"at":{text}{rest}"#).as_bytes());
                let expected = Timestamp::parse_lenient(&text, TimestampFormat::EpochSeconds);
                assert_eq!(read.ok().and_then(|job| job.at), expected.ok(), "{text}");
            }
        }
    }
    for wrong in ["00", "00000000", "000000000012.5", "1.", "1.e3"] {
        assert!(lenient(format!(r#"{{"at":{wrong}}}"#).as_bytes()).is_err(), "{wrong}");
    }
}
