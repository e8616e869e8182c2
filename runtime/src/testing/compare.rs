//! Comparisons of protocol tests: what was expected with what came, each with a sentence for the difference.

use http::HeaderMap;

use super::case::Outcome;
use crate::{
    codec::{Codec as _, Limits, Policy, json::Json},
    error::EncodeError,
    http::decode_component,
    pattern::Pattern,
    schema::{Member, MemberSet, ROOT},
    serde::{SerializableStruct, ShapeSerializer},
    types::{BigDecimal, BigInteger, Document, Number, Timestamp},
    unique::Canonical,
};

/// Compares two texts.
pub(super) fn text(what: &str, wanted: &str, came: &str) -> Outcome {
    if wanted == came { Ok(()) } else { Err(format!("{what}: expected `{wanted}`, got `{came}`")) }
}

/// Compares bytes.
pub(super) fn bytes(what: &str, wanted: &[u8], came: &[u8]) -> Outcome {
    text(what, &String::from_utf8_lossy(wanted), &String::from_utf8_lossy(came))
}

/// Compares the parameters of a query. Each expected one must be there as often as it is expected.
pub(super) fn query(came: &[&str], wanted: &[String], forbidden: &[String], required: &[String]) -> Outcome {
    let mut left = came.to_vec();
    for parameter in wanted {
        match left.iter().position(|other| other == parameter) {
            Some(at) => drop(left.swap_remove(at)),
            None => return Err(format!("query: expected `{parameter}` in `{}`", came.join("&"))),
        }
    }
    let name = |parameter: &str| parameter.split('=').next().unwrap_or_default().to_owned();
    let has = |wanted: &String| came.iter().any(|parameter| name(parameter) == *wanted);
    if let Some(name) = forbidden.iter().find(|name| has(name)) {
        return Err(format!("query: `{name}` must not be in `{}`", came.join("&")));
    }
    match required.iter().find(|name| !has(name)) {
        Some(name) => Err(format!("query: `{name}` must be in `{}`", came.join("&"))),
        None => Ok(()),
    }
}

/// Compares headers. Several lines of one name are one list.
pub(super) fn headers(
    came: &HeaderMap,
    wanted: &[(String, String)],
    forbidden: &[String],
    required: &[String],
) -> Outcome {
    for (name, value) in wanted {
        let lines: Vec<String> = came
            .get_all(name)
            .iter()
            .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
            .collect();
        if lines.is_empty() {
            return Err(format!("header `{name}`: expected `{value}`, and it is not there"));
        }
        text(&format!("header `{name}`"), value, &lines.join(", "))?;
    }
    if let Some(name) = forbidden.iter().find(|name| came.contains_key(name.as_str())) {
        return Err(format!("header `{name}` must not be there"));
    }
    // HTTP libraries derive the length from the body; an encoded request has a body of known length.
    let missing =
        |name: &&String| !came.contains_key(name.as_str()) && !name.eq_ignore_ascii_case("content-length");
    match required.iter().find(missing) {
        Some(name) => Err(format!("header `{name}` must be there")),
        None => Ok(()),
    }
}

/// The expected headers, where a digest that is that of the case's own body becomes the digest of the body that came:
/// bodies are compared by their media type, so that they need not be the same bytes.
pub(super) fn own_digests(
    wanted: &[(String, String)],
    wanted_body: Option<&str>,
    came: &[u8],
) -> Vec<(String, String)> {
    let digest = |name: &str, body: &[u8]| -> Option<String> {
        #[cfg(feature = "checksum")]
        if name.eq_ignore_ascii_case("content-md5") {
            return Some(crate::codec::base64::encode(&md5::compute(body).0));
        }
        let _ = (name, body);
        None
    };
    let expected = |(name, value): &(String, String)| {
        let own = wanted_body.and_then(|body| digest(name, body.as_bytes())).as_ref() == Some(value);
        let value = if own { digest(name, came) } else { None }.unwrap_or_else(|| value.clone());
        (name.clone(), value)
    };
    wanted.iter().map(expected).collect()
}

/// The media type of a case's body. Where the case does not tell it, its headers may: what is no text is base64.
pub(super) fn body_media_type(
    told: Option<&'static str>,
    headers: &[(String, String)],
) -> Option<&'static str> {
    let is_binary =
        |(name, value): &(String, String)| name.eq_ignore_ascii_case("content-type") && value == CBOR;
    told.or_else(|| headers.iter().any(is_binary).then_some(CBOR))
}

const CBOR: &str = "application/cbor";

/// The bytes of a case's body, which is base64 where its media type is one of bytes that are no text.
pub(super) fn decode_body(body: &str, media_type: Option<&str>) -> Result<Vec<u8>, String> {
    match media_type {
        Some(CBOR | "application/vnd.amazon.eventstream") => crate::codec::base64::decode(body.as_bytes())
            .map_err(|_| "the case's body is no base64".to_owned()),
        _ => Ok(body.as_bytes().to_vec()),
    }
}

/// Compares bodies by their media type.
pub(super) fn body(wanted: &str, came: &[u8], media_type: Option<&str>) -> Outcome {
    let kind = media_type.unwrap_or_default();
    if (kind == "application/json" || kind.ends_with("+json")) && !wanted.is_empty() {
        let (wanted_tree, came_tree) = (json(wanted.as_bytes())?, json(came)?);
        return if same(&wanted_tree, &came_tree) {
            Ok(())
        } else {
            Err(format!("body: expected `{}`, got `{}`", wanted.trim(), String::from_utf8_lossy(came)))
        };
    }
    #[cfg(feature = "xml")]
    if super::xml::is_xml(kind) && !wanted.is_empty() {
        return super::xml::compare(wanted, came);
    }
    let wanted = decode_body(wanted, media_type)?;
    #[cfg(feature = "cbor")]
    if kind == CBOR && !wanted.is_empty() {
        let diagnostic = |bytes: &[u8]| {
            crate::codec::cbor::diagnostic(bytes).map_err(|error| format!("body: {error}: {bytes:02x?}"))
        };
        return text("body", &diagnostic(&wanted)?, &diagnostic(came)?);
    }
    if kind == "application/x-www-form-urlencoded" {
        return form(&wanted, came);
    }
    bytes("body", &wanted, came)
}

/// Compares forms: the same pairs, in any order.
fn form(wanted: &[u8], came: &[u8]) -> Outcome {
    let pairs = |form: &[u8]| -> Result<Vec<(String, String)>, String> {
        let form = std::str::from_utf8(form).map_err(|error| format!("body: {error}"))?;
        let decoded = |text: &str| {
            let text = decode_component(text.trim(), true)
                .ok_or_else(|| format!("body: `{text}` is no part of a form"))?;
            Ok::<_, String>(text.into_owned())
        };
        let pairs = form.split('&').filter(|pair| !pair.trim().is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decoded(name)?, decoded(value)?))
        });
        let mut pairs = pairs.collect::<Result<Vec<_>, String>>()?;
        pairs.sort();
        Ok(pairs)
    };
    if pairs(wanted)? == pairs(came)? { Ok(()) } else { bytes("body", wanted, came) }
}

fn json(bytes: &[u8]) -> Result<Document, String> {
    let mut document = Document::Null;
    match Json::REST.decode(bytes, &ROOT, &mut document, Policy::Lenient, Limits::default()) {
        Ok(()) => Ok(document),
        Err(error) => Err(format!("body: {error}: `{}`", String::from_utf8_lossy(bytes))),
    }
}

/// Whether two JSON values are the same, numbers by value.
fn same(one: &Document, other: &Document) -> bool {
    match (one, other) {
        (Document::Number(one), Document::Number(other)) => {
            // As doubles only where one of them is written as one: integers differ beyond a double's digits.
            let as_doubles = [one, other].into_iter().any(|number| matches!(number, Number::Double(_)));
            one == other || (as_doubles && float(one) == float(other))
        }
        (Document::List(one), Document::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Document::Map(one), Document::Map(other)) => {
            one.len() == other.len()
                && one
                    .iter()
                    .zip(other)
                    .all(|((name, one), (other_name, other))| name == other_name && same(one, other))
        }
        (one, other) => one == other,
    }
}

fn float(number: &Number) -> Option<f64> {
    match number {
        #[allow(clippy::cast_precision_loss, reason = "compared with a double")]
        Number::Integer(value) => Some(*value as f64),
        #[allow(clippy::cast_precision_loss, reason = "compared with a double")]
        Number::Unsigned(value) => Some(*value as f64),
        Number::Double(value) => Some(*value),
        Number::Big(value) => value.to_string().parse().ok(),
    }
}

/// Compares the message of an error's body with a pattern.
pub(super) fn message(wanted: &Pattern, came: &[u8]) -> Outcome {
    let Document::Map(map) = json(came)? else { return Err("body: no object".to_owned()) };
    match map.get("message").or_else(|| map.get("Message")) {
        Some(Document::String(message)) if wanted.is_match(message) => Ok(()),
        other => Err(format!("message: expected a match of `{}`, got {other:?}", wanted.source())),
    }
}

/// Which members of a structure are compared.
#[derive(Clone, Copy)]
pub(super) struct Members {
    /// The members that travel in the body.
    pub(super) in_body: MemberSet,
    /// The member that is the whole body, when it is not compared.
    pub(super) payload: Option<&'static str>,
    /// Whether the case has no body, so that they are not compared.
    pub(super) without_body: bool,
    /// A member that is not compared, since the case does not list it.
    pub(super) unlisted: Option<&'static str>,
}

impl Members {
    pub(super) fn contains(&self, member: &Member) -> bool {
        let in_body = self.in_body.contains(member.index()) || self.payload == Some(member.name());
        !(self.without_body && in_body) && self.unlisted != Some(member.name())
    }
}

/// Compares two structures of one type. NaN equals itself, and an empty list or map equals an absent one where it is
/// bound to headers or the query, which cannot express it.
pub(super) fn structures(
    wanted: &dyn SerializableStruct,
    came: &dyn SerializableStruct,
    members: &Members,
) -> Outcome {
    let canonical = |value: &dyn SerializableStruct| -> Result<Vec<u8>, String> {
        let mut filter = Filter { inner: Canonical::default(), members, held: None, depth: 0, skips: false };
        value.serialize_members(MemberSet::All, &mut filter).map_err(|error| error.to_string())?;
        Ok(filter.inner.into_bytes())
    };
    if canonical(wanted)? == canonical(came)? {
        return Ok(());
    }
    Err(format!("value: expected {}, got {}", show(wanted), show(came)))
}

fn show(value: &dyn SerializableStruct) -> String {
    match Json::REST.encode_members(value, MemberSet::All) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => error.to_string(),
    }
}

/// Writes the members that are compared.
struct Filter<'a> {
    inner: Canonical,
    members: &'a Members,
    /// The length of the form before the list or map that is being written at the top.
    held: Option<usize>,
    /// How many lists and maps are open.
    depth: usize,
    /// Whether the top-level list or map being written is left out.
    skips: bool,
}

impl Filter<'_> {
    /// Writes through, when what is at the top is compared.
    fn through(
        &mut self,
        member: &Member,
        write: impl FnOnce(&mut Canonical) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let compared = if self.depth == 0 { self.members.contains(member) } else { !self.skips };
        if compared { write(&mut self.inner) } else { Ok(()) }
    }

    fn open(&mut self, member: &Member, length: usize) -> bool {
        if self.depth == 0 {
            let bound_elsewhere = !self.members.in_body.contains(member.index());
            self.skips = !self.members.contains(member) || (length == 0 && bound_elsewhere);
            self.held = Some(length);
        }
        self.depth += 1;
        !self.skips
    }

    fn close(&mut self) -> bool {
        self.depth = self.depth.saturating_sub(1);
        !self.skips
    }
}

impl ShapeSerializer for Filter<'_> {
    fn write_structure(
        &mut self,
        member: &Member,
        value: &dyn SerializableStruct,
    ) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_structure(member, value))
    }

    fn begin_list(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        if self.open(member, length) { self.inner.begin_list(member, length) } else { Ok(()) }
    }

    fn end_list(&mut self, member: &Member) -> Result<(), EncodeError> {
        if self.close() { self.inner.end_list(member) } else { Ok(()) }
    }

    fn begin_map(&mut self, member: &Member, length: usize) -> Result<(), EncodeError> {
        if self.open(member, length) { self.inner.begin_map(member, length) } else { Ok(()) }
    }

    fn write_key(&mut self, member: &Member, key: &str) -> Result<(), EncodeError> {
        if self.skips { Ok(()) } else { self.inner.write_key(member, key) }
    }

    fn end_map(&mut self, member: &Member) -> Result<(), EncodeError> {
        if self.close() { self.inner.end_map(member) } else { Ok(()) }
    }

    fn write_null(&mut self, member: &Member) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_null(member))
    }

    fn write_boolean(&mut self, member: &Member, value: bool) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_boolean(member, value))
    }

    fn write_byte(&mut self, member: &Member, value: i8) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_byte(member, value))
    }

    fn write_short(&mut self, member: &Member, value: i16) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_short(member, value))
    }

    fn write_integer(&mut self, member: &Member, value: i32) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_integer(member, value))
    }

    fn write_long(&mut self, member: &Member, value: i64) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_long(member, value))
    }

    fn write_float(&mut self, member: &Member, value: f32) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_float(member, value))
    }

    fn write_double(&mut self, member: &Member, value: f64) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_double(member, value))
    }

    fn write_big_integer(&mut self, member: &Member, value: &BigInteger) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_big_integer(member, value))
    }

    fn write_big_decimal(&mut self, member: &Member, value: &BigDecimal) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_big_decimal(member, value))
    }

    fn write_string(&mut self, member: &Member, value: &str) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_string(member, value))
    }

    fn write_blob(&mut self, member: &Member, value: &[u8]) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_blob(member, value))
    }

    fn write_timestamp(&mut self, member: &Member, value: Timestamp) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_timestamp(member, value))
    }

    fn write_document(&mut self, member: &Member, value: &Document) -> Result<(), EncodeError> {
        self.through(member, |inner| inner.write_document(member, value))
    }
}
