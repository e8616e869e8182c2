//! The XML codec by Smithy's XML binding traits, one hazard a test.

use farrier_runtime::{
    Blob, DecodeError, Map, Timestamp,
    codec::{
        Codec as _, Limits, Policy,
        xml::{Envelope, Leaf, Xml},
    },
    member,
    schema::{Member, MemberSet, ROOT, WireNames, XmlNamespace},
    serde::DeserializableShape,
    validate::{MissingMembers, Step},
};

#[path = "shapes/structure.rs"]
#[macro_use]
mod structure;

static ITEM: Member =
    Member::element().wire_names(&WireNames::new().xml("item").namespace(XmlNamespace::new("urn:item")));
static KEY: Member =
    Member::value().wire_names(&WireNames::new().xml("K").namespace(XmlNamespace::new("urn:k")));
static VALUE: Member = Member::value().wire_names(&WireNames::new().xml("V"));
static SECRET: Member = Member::value().sensitive();

structure! {
    #[derive(Clone, Debug, PartialEq)]
    Thing "test#Thing" {
        0 text: Option<String> = member!(0, "text").wire_names(&WireNames::new().xml("Text"));
        1 count: Option<i32> = member!(1, "count");
        2 kind: Option<String> = member!(2, "kind")
            .wire_names(&WireNames::new().xml("xsi:type")).xml_attribute();
        3 plain: Option<Vec<String>> = member!(3, "plain");
        4 items: Option<Vec<String>> = member!(4, "items").list(&ITEM);
        5 flat: Option<Vec<String>> = member!(5, "flat").list(&ITEM).xml_flattened();
        6 map: Option<Map<String, i64>> = member!(6, "map").map(&KEY, &VALUE);
        7 flat_map: Option<Map<String, i64>> = member!(7, "flatMap")
            .wire_names(&WireNames::new().xml("KVP").namespace(XmlNamespace::new("urn:kvp")))
            .map(&KEY, &VALUE).xml_flattened();
        8 holes: Option<Vec<Option<String>>> = member!(8, "holes").sparse();
        9 child: Option<Box<Thing>> = member!(9, "child")
            .wire_names(&WireNames::new().namespace(XmlNamespace::new("urn:p").prefix("p")));
        10 blob: Option<Blob> = member!(10, "blob");
        11 at: Option<Timestamp> = member!(11, "at");
        12 size: Option<i16> = member!(12, "size").xml_attribute();
        13 secrets: Option<Map<String, i64>> = member!(13, "secrets").map(&SECRET, &VALUE);
        14 lists: Option<Vec<Vec<String>>> = member!(14, "lists");
        15 things: Option<Vec<Thing>> = member!(15, "things").xml_flattened();
        16 ratio: Option<f64> = member!(16, "ratio");
    }
}

structure! {
    #[derive(Clone, Debug, PartialEq)]
    Strict "test#Strict" {
        0 id: String = member!(0, "id").required();
        1 tags: Vec<String> = member!(1, "tags").required().xml_flattened();
        2 inner: Option<Box<Strict>> = member!(2, "inner");
    }
}

fn decode<T: DeserializableShape>(text: &str, policy: Policy<'_>) -> Result<T, DecodeError> {
    let mut value = T::empty();
    Xml::REST.decode(text.as_bytes(), &ROOT, &mut value, policy, Limits::default())?;
    Ok(value)
}

fn lenient(content: &str) -> Thing {
    decode(&format!("<Thing>{content}</Thing>"), Policy::Lenient).expect(content)
}

fn strict(text: &str) -> Result<Thing, DecodeError> {
    decode(text, Policy::Strict(&mut MissingMembers::default()))
}

fn refused(text: &str) -> String {
    let error = strict(text).expect_err(text);
    assert!(error.offset().is_some_and(|offset| offset <= text.len()), "{error}");
    error.to_string()
}

fn refused_by_all(text: &str) -> String {
    decode::<Thing>(text, Policy::Lenient).expect_err(text);
    refused(text)
}

fn encode(thing: &Thing) -> String {
    let bytes = Xml::REST.encode(&ROOT, thing).expect("encodes");
    assert_eq!(strict(std::str::from_utf8(&bytes).expect("UTF-8")).as_ref(), Ok(thing));
    String::from_utf8(bytes).expect("UTF-8")
}

fn nothing() -> Thing {
    Thing::empty()
}

#[test]
fn names_and_attributes_are_those_of_the_traits() {
    let thing = Thing {
        text: Some("a".to_owned()),
        count: Some(-1),
        kind: Some("x\"<\n".to_owned()),
        size: Some(3),
        ..nothing()
    };
    let text = r#"<Thing xsi:type="x&quot;&lt;&#xA;" size="3"><Text>a</Text><count>-1</count></Thing>"#;
    assert_eq!(encode(&thing), text);
}

#[test]
fn lists_and_maps_nest_or_are_flattened() {
    let strings = |strings: &[&str]| Some(strings.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
    let map = Some(Map::from([("a".to_owned(), 1), ("b".to_owned(), 2)]));
    let thing = Thing { plain: strings(&["a", ""]), items: strings(&["b"]), ..nothing() };
    assert_eq!(
        encode(&thing),
        "<Thing><plain><member>a</member><member></member></plain>\
         <items><item xmlns=\"urn:item\">b</item></items></Thing>"
    );
    let thing = Thing { flat: strings(&["c", "d"]), flat_map: map.clone(), ..nothing() };
    assert_eq!(
        encode(&thing),
        "<Thing><flat xmlns=\"urn:item\">c</flat><flat xmlns=\"urn:item\">d</flat>\
         <KVP xmlns=\"urn:kvp\"><K xmlns=\"urn:k\">a</K><V>1</V></KVP>\
         <KVP xmlns=\"urn:kvp\"><K xmlns=\"urn:k\">b</K><V>2</V></KVP></Thing>"
    );
    let thing = Thing { map, lists: Some(vec![vec!["x".to_owned()], vec![]]), ..nothing() };
    assert_eq!(
        encode(&thing),
        "<Thing><map><entry><K xmlns=\"urn:k\">a</K><V>1</V></entry>\
         <entry><K xmlns=\"urn:k\">b</K><V>2</V></entry></map>\
         <lists><member><member>x</member></member><member></member></lists></Thing>"
    );
}

#[test]
fn recursion_in_flattened_lists_and_structures() {
    let leaf = Thing { count: Some(1), ..nothing() };
    let middle = Thing { things: Some(vec![leaf.clone(), nothing()]), size: Some(2), ..nothing() };
    let thing =
        Thing { child: Some(Box::new(middle.clone())), things: Some(vec![middle, leaf]), ..nothing() };
    let inner = "<things><count>1</count></things><things></things>";
    assert_eq!(
        encode(&thing),
        format!(
            "<Thing><child xmlns:p=\"urn:p\" size=\"2\">{inner}</child>\
             <things size=\"2\">{inner}</things><things><count>1</count></things></Thing>"
        )
    );
}

#[test]
fn elements_of_flattened_lists_may_stand_apart() {
    let thing = lenient(
        "<flat>1</flat><count>7</count><flat>2</flat><KVP><V>1</V><K>a</K></KVP><flat>3</flat>\
         <unknown/><KVP><K>b</K><V>2</V></KVP>",
    );
    assert_eq!(thing.flat, Some(vec!["1".to_owned(), "2".to_owned(), "3".to_owned()]));
    assert_eq!(thing.flat_map, Some(Map::from([("a".to_owned(), 1), ("b".to_owned(), 2)])));
    assert_eq!(thing.count, Some(7));
}

#[test]
fn scattered_lists_take_time_in_proportion() {
    // Quadratic time would take minutes here.
    let text: String =
        (0..60_000).map(|at| format!("<flat>{at}</flat><things/><KVP><K>{at}</K><V>1</V></KVP>")).collect();
    let thing = lenient(&text);
    assert_eq!(thing.flat.map(|list| list.len()), Some(60_000));
    assert_eq!(thing.things.map(|list| list.len()), Some(60_000));
}

#[test]
fn empty_is_not_missing() {
    let thing = lenient("<Text/><plain/><map></map><blob/><child/>");
    assert_eq!(thing.text.as_deref(), Some(""));
    assert_eq!((thing.plain, thing.map), (Some(vec![]), Some(Map::new())));
    assert_eq!(thing.blob, Some(Blob::default()));
    assert_eq!(thing.child, Some(Box::new(nothing())));
    assert_eq!(lenient(""), nothing());
    refused_by_all("<Thing><count/></Thing>");
}

#[test]
fn nulls_are_those_of_xml_schema() {
    let nil = "xmlns:i='http://www.w3.org/2001/XMLSchema-instance' i:nil='true'";
    let thing = lenient(&format!("<count {nil}/><holes><member>a</member><member {nil}/></holes>"));
    assert_eq!((thing.count, thing.holes), (None, Some(vec![Some("a".to_owned()), None])));
    let dense = format!("<Thing><plain><member {nil}/><member>b</member></plain></Thing>");
    assert_eq!(decode::<Thing>(&dense, Policy::Lenient).expect("skips").plain, Some(vec!["b".to_owned()]));
    assert!(refused(&dense).contains("/plain/0"), "{}", refused(&dense));
    encode(&Thing { holes: Some(vec![None, Some(String::new())]), ..nothing() });
}

#[test]
fn prefixes_of_the_document_are_its_own() {
    let text = "<q:Thing xmlns:q='urn:q' xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:type='T'>\
                <q:Text>a</q:Text><q:plain><q:member>b</q:member></q:plain></q:Thing>";
    let thing = strict(text).expect("decodes");
    assert_eq!((thing.text.as_deref(), thing.kind.as_deref()), (Some("a"), Some("T")));
    assert_eq!(thing.plain, Some(vec!["b".to_owned()]));
    // An attribute without prefix is another one, and a declaration is none.
    assert_eq!(strict("<Thing type='T' xmlns:size='4'/>"), Ok(nothing()));
}

#[test]
fn text_is_put_together_from_all_its_parts() {
    let thing = lenient("<Text>a&amp;<![CDATA[<b>]]><!-- c -->&#x64;&#101;<?pi f?>\r\ng\rh</Text>");
    assert_eq!(thing.text.as_deref(), Some("a&<b>de\ng\nh"));
    let thing = lenient("<count><!-- - -->\n 12 </count><blob> AAE=\n</blob><at> 1970-01-01T00:00:01Z</at>");
    assert_eq!((thing.count, thing.at), (Some(12), Some(Timestamp::from_seconds(1))));
    assert_eq!(thing.blob, Some(Blob::new(vec![0, 1])));
    // In strings whitespace counts.
    assert_eq!(lenient("<Text> \n</Text>").text.as_deref(), Some(" \n"));
    assert_eq!(lenient("<Text>\u{FEFF}&lt;</Text>").text.as_deref(), Some("\u{FEFF}<"));
}

#[test]
fn what_is_written_survives_the_normalization_of_ends_of_lines() {
    let text = "a\r\nb\rc\n\td ]]> & \u{85}\u{2028}";
    let thing = Thing { text: Some(text.to_owned()), kind: Some(text.to_owned()), ..nothing() };
    assert!(encode(&thing).contains("<Text>a&#xD;\nb&#xD;c\n\td ]]&gt; &amp; "));
}

#[test]
fn characters_that_xml_does_not_have_are_refused() {
    for text in ["\0", "\u{1}", "a\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
        let thing = Thing { text: Some(text.to_owned()), ..nothing() };
        let error = Xml::REST.encode(&ROOT, &thing).expect_err("no character of XML");
        assert_eq!(error.member(), "text");
    }
    assert!(refused("<Thing><Text>&#1;</Text></Thing>").contains("does not allow"));
    assert!(refused("<Thing><Text>\u{1}</Text></Thing>").contains("does not allow"));
    assert!(refused("<Thing size='&#1;'/>").contains("does not allow"));
    // Services write them all the same.
    assert_eq!(lenient("<Text>&#1;</Text>").text.as_deref(), Some("\u{1}"));
    refused_by_all("<Thing><Text>&#0;</Text></Thing>");
}

#[test]
fn there_are_no_definitions_and_no_entities() {
    for text in [
        "<!DOCTYPE Thing><Thing/>",
        "<!DOCTYPE Thing SYSTEM 'file:///etc/passwd'><Thing/>",
        "<!DOCTYPE Thing [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><Thing><Text>&b;</Text></Thing>",
    ] {
        assert!(refused_by_all(text).contains("document type definition"), "{text}");
    }
    assert!(refused_by_all("<Thing><Text>&a;</Text></Thing>").contains("unknown entity"));
    assert!(refused_by_all("<Thing><unknown>&nbsp;</unknown></Thing>").contains("unknown entity"));
    refused_by_all("<Thing size='&a;'/>");
    refused_by_all("<Thing><Text>&#xD800;</Text></Thing>");
    refused_by_all("<Thing><Text>&amp</Text></Thing>");
}

#[test]
fn malformed_documents_are_refused() {
    for text in [
        "",
        " ",
        "Thing",
        "<Thing>",
        "<Thing></Other>",
        "</Thing>",
        "<Thing/><Thing/>",
        "<Thing/>x",
        "x<Thing/>",
        "<Thing",
        "<Thing a></Thing>",
        "<Thing a='1' b=2/>",
        "<Thing a='<'/>",
        "< />",
        "<Thing><![CDATA[</Thing>",
        "<Thing><!-- -- --></Thing>",
        "<Thing/><?xml version='1.0'?>",
        "<Thing><count>1<b/></count></Thing>",
        "<?xml version='1.0' encoding='UTF-16'?><Thing/>",
        "<Thing>&</Thing>",
        "<Thing/>&amp;",
    ] {
        refused_by_all(text);
    }
    let error = Xml::REST
        .decode(b"<Thing>\xFF</Thing>", &ROOT, &mut nothing(), Policy::Lenient, Limits::default())
        .expect_err("not UTF-8");
    assert_eq!(error.offset(), Some(7));
}

#[test]
fn what_may_stand_around_the_root() {
    let text =
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- a --><?b c?>\n<Thing/>\n<!-- d -->\n";
    assert_eq!(strict(text), Ok(nothing()));
}

#[test]
fn errors_have_path_and_offset() {
    let error =
        strict("<Thing><things/><things><map><entry><K>a/b</K><V>x</V></entry></map></things></Thing>")
            .expect_err("no number");
    assert_eq!((error.path(), error.offset()), ("/things/1/map/a/b", Some(46)));
    let error =
        strict("<Thing><secrets><entry><key>a</key><V/></entry></secrets></Thing>").expect_err("no number");
    assert_eq!(error.path(), "/secrets/[sensitive]");
}

#[test]
fn nesting_is_bounded() {
    let limits = Limits { max_depth: 10, ..Limits::default() };
    let nested = |depth: usize| format!("{}{}", "<things>".repeat(depth), "</things>".repeat(depth));
    let read = |content: &str| {
        let text = format!("<Thing>{content}</Thing>");
        Xml::REST.decode(text.as_bytes(), &ROOT, &mut nothing(), Policy::Lenient, limits)
    };
    // Each level is a list and a structure.
    read(&nested(4)).expect("nests in nine levels");
    assert!(read(&nested(5)).expect_err("too deep").message().contains("more than 10 levels"));
    let unknown = format!("{}{}", "<x>".repeat(100_000), "</x>".repeat(100_000));
    read(&unknown).expect_err("too deep");
}

#[test]
fn strict_reading_refuses_what_lenient_reading_skips() {
    for (text, message) in [
        ("<Other/>", "expected an element Thing"),
        ("<Thing><count>1</count><count>2</count></Thing>", "came before"),
        ("<Thing size='1' size='2'/>", "came before"),
        ("<Thing>x<count>1</count></Thing>", "text between elements"),
        ("<Thing><plain>x</plain></Thing>", "text between elements"),
        ("<Thing><plain><other>x</other></plain></Thing>", "expected an element member"),
        ("<Thing><map><entry><K>a</K></entry></map></Thing>", "null in a list or map"),
        ("<Thing><at>1970-01-01T00:00:00+01:00</at></Thing>", "/at"),
    ] {
        let found = refused(text);
        assert!(found.contains(message), "{text}: {found}");
        decode::<Thing>(text, Policy::Lenient).expect(text);
    }
    assert_eq!(lenient("<count>1</count><count>2</count>").count, Some(1));
}

#[test]
fn entries_of_maps_need_one_key_each() {
    refused_by_all("<Thing><map><entry><V>1</V></entry></map></Thing>");
    refused_by_all("<Thing><map><entry><K>a</K><K>b</K><V>1</V></entry></map></Thing>");
    let error = refused_by_all(
        "<Thing><map><entry><K>a</K><V>1</V></entry><entry><K>a</K><V>2</V></entry></map></Thing>",
    );
    assert!(error.contains("a key that came before"), "{error}");
}

#[test]
fn missing_members_are_recorded_with_their_places() {
    let mut missing = MissingMembers::default();
    let value: Strict = decode(
        "<Strict><tags>a</tags><inner><inner><id/></inner></inner></Strict>",
        Policy::Strict(&mut missing),
    )
    .expect("decodes");
    assert_eq!(value.tags, ["a"]);
    let mut expected = MissingMembers::default();
    expected.record([Step::Member("id")]);
    expected.record([Step::Member("inner"), Step::Member("id")]);
    // A flattened list without elements is empty, not missing.
    assert_eq!(missing, expected);
}

#[test]
fn numbers_are_in_range_and_in_their_form() {
    for text in ["2147483648", "1.0", "1e1", "0x1", "", "one", "١", "1-"] {
        refused_by_all(&format!("<Thing><count>{text}</count></Thing>"));
    }
    for text in ["inf", "INF", "nan", "infinity", "1e999", "1_0", "", "-", ".", "1.2.3", "1e", "e1"] {
        refused_by_all(&format!("<Thing><ratio>{text}</ratio></Thing>"));
    }
    for (text, value) in [("-Infinity", f64::NEG_INFINITY), ("1e3", 1000.0), ("-0.5", -0.5)] {
        assert_eq!(lenient(&format!("<ratio>{text}</ratio>")).ratio, Some(value));
    }
    assert!(lenient("<ratio>NaN</ratio>").ratio.is_some_and(f64::is_nan));
}

#[test]
fn payloads_are_called_like_their_member_or_their_shape() {
    static NAMED: Member = member!(0, "thing").wire_names(&WireNames::new().xml("Hola"));
    static UNNAMED: Member = member!(0, "thing");
    let write = |member| {
        let bytes = Xml::REST.with_namespace(Some(XmlNamespace::new("urn:s"))).encode(member, &nothing());
        String::from_utf8(bytes.expect("encodes")).expect("UTF-8")
    };
    assert_eq!(write(&NAMED), "<Hola xmlns=\"urn:s\"></Hola>");
    assert_eq!(write(&UNNAMED), "<Thing xmlns=\"urn:s\"></Thing>");
    let mut missing = MissingMembers::default();
    let policy = Policy::Strict(&mut missing);
    let read =
        Xml::REST.decode(b"<Hola><count>3</count></Hola>", &NAMED, &mut nothing(), policy, Limits::default());
    assert_eq!(read, Ok(()));
}

#[test]
fn envelopes_stand_around_the_members() {
    let request_id = [Leaf { path: &["ResponseMetadata", "RequestId"], text: "a&b" }];
    let envelope = Envelope {
        path: &["Response", "Result"],
        leading: &[Leaf { path: &["Code"], text: "c" }],
        trailing: &request_id,
    };
    let xml = Xml::QUERY.with_namespace(Some(XmlNamespace::new("urn:s"))).within(envelope);
    let thing = Thing { count: Some(1), size: Some(2), ..nothing() };
    let bytes = xml.encode_members(&thing, MemberSet::All).expect("encodes");
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        "<Response xmlns=\"urn:s\"><Result size=\"2\"><Code>c</Code><count>1</count></Result>\
         <ResponseMetadata><RequestId>a&amp;b</RequestId></ResponseMetadata></Response>"
    );
    let read = |text: &[u8]| {
        let mut read = nothing();
        xml.decode_members(text, &mut read, MemberSet::All, Policy::Lenient, Limits::default()).map(|()| read)
    };
    assert_eq!(read(&bytes), Ok(thing.clone()));
    assert_eq!(read(b"<Result size='2'><count>1</count></Result>"), Ok(thing));
    assert!(read(b"<Response/>").expect_err("no result").message().contains("expected an element Result"));
}

#[test]
fn an_unwrapped_member_is_the_root() {
    let xml = Xml::REST.unwrapped().with_namespace(Some(XmlNamespace::new("urn:s")));
    let thing = Thing { text: Some("a".to_owned()), ..nothing() };
    let bytes = xml.encode_members(&thing, MemberSet::All).expect("encodes");
    assert_eq!(String::from_utf8_lossy(&bytes), "<Text xmlns=\"urn:s\">a</Text>");
    let mut read = nothing();
    xml.decode_members(&bytes, &mut read, MemberSet::All, Policy::Lenient, Limits::default())
        .expect("decodes");
    assert_eq!(read, thing);
}

#[test]
fn only_the_chosen_members_are_written_and_read() {
    let thing = Thing { count: Some(1), size: Some(2), flat: Some(vec![String::new()]), ..nothing() };
    let set = MemberSet::Only(&[1, 5]);
    let bytes = Xml::REST.encode_members(&thing, set).expect("encodes");
    assert_eq!(
        String::from_utf8_lossy(&bytes),
        "<Thing><count>1</count><flat xmlns=\"urn:item\"></flat></Thing>"
    );
    let mut read = nothing();
    let text = b"<Thing size='2'><count>1</count><flat/></Thing>";
    Xml::REST
        .decode_members(text, &mut read, MemberSet::Only(&[1]), Policy::Lenient, Limits::default())
        .expect("decodes");
    assert_eq!(read, Thing { count: Some(1), ..nothing() });
}

#[test]
fn an_error_s_message_comes_in_either_case() {
    structure! {
        #[derive(Clone, Debug, PartialEq)]
        Failure "test#Failure" {
            0 message: Option<String> = member!(0, "message");
        }
    }
    let mut failure = Failure::empty();
    let text = b"<Error><Message>a</Message><message>b</message></Error>";
    Xml::REST
        .for_errors()
        .decode_members(text, &mut failure, MemberSet::All, Policy::Lenient, Limits::default())
        .expect("decodes");
    assert_eq!(failure.message.as_deref(), Some("a"));
}
