//! Requests: written by clients, read by servers.

use bytes::Bytes;
use http::HeaderMap;

use super::{
    bound::Bound,
    payload,
    read::{read_header, read_prefix_headers},
    text::{Event, TextReader, TextRules, Texts},
    uri::{Labels, Query, decode_component},
    write::{is_host_label, no_text, push_label, push_query, write_header, write_prefix_headers, write_text},
};
use crate::{
    client::{Addressing, AddressingStyle, Endpoint},
    codec::{Codec, Limits, Policy},
    error::{DecodeError, EncodeError},
    operation::Payload,
    schema::Member,
    serde::{DeserializableShape, SerializableShape},
    types::{TimestampFormat, map::in_order},
    validate::{MissingMembers, Step},
};

/// What of a request the bindings of its operation wrote.
#[derive(Debug, Default)]
pub(crate) struct RequestParts {
    /// The path, percent-encoded, with a slash before each segment; empty for the root.
    pub(crate) path: String,
    /// The query, percent-encoded, without the `?`.
    pub(crate) query: String,
    /// The host prefix of `endpoint`.
    pub(crate) host_prefix: String,
    /// How the label is addressed that may be in the host's name; none when there is none.
    pub(crate) addressing: Option<Addressing>,
    /// The endpoint that a member has, instead of that of the settings.
    pub(crate) endpoint: Option<Endpoint>,
    /// The headers.
    pub(crate) headers: HeaderMap,
    /// The payload; none when it is absent or the operation has none.
    pub(crate) payload: Option<Bytes>,
    /// The headers that hold a hash of the body.
    pub(crate) hashes: Vec<(&'static str, BodyHash)>,
}

/// A hash of a body that a service asks for in a header, in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyHash {
    /// SHA-256.
    Sha256,
    /// The root of a binary tree whose leaves are the SHA-256 hashes of each MiB, as Amazon Glacier defines it.
    Sha256Tree,
}

/// Writes the parts of a request that members are bound to, each by its index.
///
/// The first error is kept, no member is written after it, and whoever made the writer is told.
pub struct RequestWriter<'a> {
    codec: &'a dyn Codec,
    payload: Option<Payload>,
    bound: Bound<EncodeError>,
    parts: RequestParts,
    query_keys: Vec<&'static str>,
    addressing: Addressing,
}

impl<'a> RequestWriter<'a> {
    /// Starts a request of the structure with these members, whose payload, if there is one, is of the kind `payload`.
    pub(crate) fn new(codec: &'a dyn Codec, payload: Option<Payload>, members: &'static [Member]) -> Self {
        Self {
            codec,
            payload,
            bound: Bound::new(members),
            parts: RequestParts::default(),
            query_keys: Vec::new(),
            addressing: Addressing::default(),
        }
    }

    /// Sets how labels are addressed that may be in the host's name.
    pub(crate) fn with_addressing(mut self, addressing: Addressing) -> Self {
        self.addressing = addressing;
        self
    }

    /// What was written.
    ///
    /// # Errors
    /// The first of what was written.
    pub(crate) fn finish(self) -> Result<RequestParts, EncodeError> {
        self.bound.end(self.parts)
    }

    /// Writes a member, if no other had an error.
    fn write(
        &mut self,
        index: usize,
        write: impl FnOnce(&mut Self, &'static Member) -> Result<(), EncodeError>,
    ) -> &mut Self {
        if let Some(member) = self.bound.member(index) {
            let result = write(self, member);
            self.bound.keep(result);
        }
        self
    }

    /// Appends literal segments of the URI pattern, such as `jobs` or `2015-03-31/functions`.
    pub fn segment(&mut self, literal: &'static str) -> &mut Self {
        self.parts.path.push('/');
        self.parts.path.push_str(literal);
        self
    }

    /// Appends a URI pattern that is literal throughout, such as `/jobs`; `/` alone is nothing.
    pub fn path(&mut self, literal: &'static str) -> &mut Self {
        self.parts.path.push_str(if literal == "/" { "" } else { literal });
        self
    }

    /// Appends a label (`httpLabel`), percent-encoded, slashes too.
    ///
    /// An error when the value is absent or its text is empty: the request would go to another path.
    pub fn label(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| this.push_label(member, value, false))
    }

    /// Appends a label that the service takes in the host's name, too: there, if the client is told so and it is a
    /// label of host names in lower case, or to the path.
    ///
    /// Errors are those of [`label`](Self::label).
    pub fn host_or_path_label(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            let before = this.parts.path.len();
            this.push_label(member, value, false)?;
            let mut addressing = this.addressing;
            let label = this.parts.path.get(before + 1..).unwrap_or_default();
            let is_lower_case = !label.bytes().any(|byte| byte.is_ascii_uppercase());
            if addressing.style == AddressingStyle::Host && is_lower_case && is_host_label(label) {
                let label = label.to_owned();
                this.parts.path.truncate(before);
                this.parts.host_prefix.push_str(&label);
                this.parts.host_prefix.push('.');
            } else {
                addressing.style = AddressingStyle::Path;
            }
            this.parts.addressing = Some(addressing);
            Ok(())
        })
    }

    /// Appends a label, or `default` in place of one that is absent or empty.
    pub fn label_or(
        &mut self,
        index: usize,
        value: &dyn SerializableShape,
        default: &'static str,
    ) -> &mut Self {
        self.write(index, |this, member| {
            let before = this.parts.path.len();
            if this.push_label(member, value, false).is_err() {
                this.parts.path.truncate(before);
                this.segment(default);
            }
            Ok(())
        })
    }

    /// Appends as a label what stands behind the last slash of an ID that is a path (`/hostedzone/Z1`). An ID without a slash,
    /// or with one at its end, is a label as it is.
    ///
    /// Errors are those of [`label`](Self::label).
    pub fn last_segment_label(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            let start = this.parts.path.len() + 1;
            this.push_label(member, value, false)?;
            let label = this.parts.path.get(start..).unwrap_or_default();
            // A slash of the value is encoded, and so is a percent sign.
            if let Some((_, last)) = label.rsplit_once("%2F").filter(|(_, last)| !last.is_empty()) {
                let end = this.parts.path.len() - last.len();
                this.parts.path.replace_range(start..end, "");
            }
            Ok(())
        })
    }

    /// Appends a greedy label, percent-encoded save its slashes.
    ///
    /// Errors are those of [`label`](Self::label).
    pub fn greedy_label(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| this.push_label(member, value, true))
    }

    fn push_label(
        &mut self,
        member: &'static Member,
        value: &dyn SerializableShape,
        greedy: bool,
    ) -> Result<(), EncodeError> {
        let path = &mut self.parts.path;
        path.push('/');
        push_label(member, value, greedy, path)
    }

    /// Adds a query parameter that the URI pattern has.
    pub fn literal_query(&mut self, key: &'static str, value: Option<&'static str>) -> &mut Self {
        self.query_keys.push(key);
        let query = &mut self.parts.query;
        if !query.is_empty() {
            query.push('&');
        }
        // It is encoded where it has to be, as all of the pattern.
        query.push_str(key);
        if let Some(value) = value {
            query.push('=');
            query.push_str(value);
        }
        self
    }

    /// Adds a query parameter (`httpQuery`), one for each element of a list.
    ///
    /// An error when the value has no text.
    pub fn query(&mut self, key: &'static str, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            let (query, keys) = (&mut this.parts.query, &mut this.query_keys);
            let mut sink = |event: Event<'_>| {
                match event {
                    Event::String(text) | Event::Plain(text) => {
                        keys.push(key);
                        push_query(key, text, query);
                    }
                    Event::List(_) | Event::EndList => {}
                    Event::Blob(_) | Event::Key(_) => return Err(no_text(member)),
                }
                Ok(())
            };
            write_text(member, value, TimestampFormat::DateTime, false, &mut sink)
        })
    }

    /// Adds the query parameters of a map (`httpQueryParams`), of strings or lists of strings. Parameters that the
    /// request already has take precedence: call it last.
    ///
    /// An error when the values have no text.
    pub fn query_params(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            let (query, keys) = (&mut this.parts.query, &this.query_keys);
            let mut current = None;
            let mut sink = |event: Event<'_>| {
                match event {
                    Event::Key(key) => current = (!keys.contains(&key)).then(|| key.to_owned()),
                    Event::String(text) | Event::Plain(text) => {
                        if let Some(key) = &current {
                            push_query(key, text, query);
                        }
                    }
                    Event::List(_) | Event::EndList => {}
                    Event::Blob(_) => return Err(no_text(member)),
                }
                Ok(())
            };
            write_text(member, value, TimestampFormat::DateTime, false, &mut sink)
        })
    }

    /// Adds a header (`httpHeader`); the elements of a list are joined by commas. It replaces one of the same name
    /// that came from [`prefix_headers`](Self::prefix_headers).
    ///
    /// An error when the value has no text, or has control characters.
    pub fn header(&mut self, name: &'static str, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| write_header(&mut this.parts.headers, name, member, value))
    }

    /// Adds the headers of a map (`httpPrefixHeaders`): the prefix and the key are the name. Headers that the request
    /// already has take precedence.
    ///
    /// An error when a key makes no name, or a value has control characters.
    pub fn prefix_headers(
        &mut self,
        prefix: &'static str,
        index: usize,
        value: &dyn SerializableShape,
    ) -> &mut Self {
        self.write(index, |this, member| write_prefix_headers(&mut this.parts.headers, prefix, member, value))
    }

    /// Sets the body (`httpPayload`).
    ///
    /// An error when the codec cannot express the value.
    pub fn payload(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            if let Some(kind) = this.payload {
                this.parts.payload = payload::encode(kind, this.codec, member, value)?;
            }
            Ok(())
        })
    }

    /// Adds a header that every request of the service has, unless the request has it already.
    pub fn constant_header(&mut self, name: &'static str, value: &'static str) -> &mut Self {
        if let Ok(name) = http::HeaderName::from_bytes(name.as_bytes()) {
            self.parts.headers.entry(name).or_insert(http::HeaderValue::from_static(value));
        }
        self
    }

    /// Adds a header with a hash of the body, when there is one. It needs the feature `sha256`.
    pub fn body_hash_header(&mut self, name: &'static str, hash: BodyHash) -> &mut Self {
        self.parts.hashes.push((name, hash));
        self
    }

    /// Sends the request to the URL that a member has, if it has one, instead of the endpoint of the settings.
    ///
    /// An error when the value is no URL of an endpoint.
    pub fn endpoint(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            let endpoint = &mut this.parts.endpoint;
            let mut sink = |event: Event<'_>| {
                if let Event::String(url) = event {
                    let parsed = Endpoint::parse(url);
                    *endpoint = Some(
                        parsed.map_err(|_| EncodeError::new("not the URL of an endpoint", member.name()))?,
                    );
                }
                Ok(())
            };
            write_text(member, value, TimestampFormat::DateTime, false, &mut sink)
        })
    }

    /// Refuses a value that is not empty, with an error: by the service's endpoint rules it leads to where Signature Version 4A
    /// alone is taken, and a client signs with Version 4.
    pub fn needs_sigv4a(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |_, member| {
            let mut sink = |event: Event<'_>| match event {
                Event::String(text) if !text.is_empty() => Err(EncodeError::new(
                    "a value for an endpoint that takes Signature Version 4A alone, where a client signs with Version 4 \
                     (leave it out for the region's endpoint)",
                    member.name(),
                )),
                _ => Ok(()),
            };
            write_text(member, value, TimestampFormat::DateTime, false, &mut sink)
        })
    }

    /// Appends a literal part of the host prefix (`endpoint`), such as `api.`.
    pub fn host_prefix(&mut self, literal: &'static str) -> &mut Self {
        self.parts.host_prefix.push_str(literal);
        self
    }

    /// Appends a label of the host prefix (`hostLabel`).
    ///
    /// An error when the value is absent, or is no label of a host name: 1 to 63 letters, digits and hyphens, the first and
    /// last not a hyphen (RFC 1123, section 2.1).
    pub fn host_label(&mut self, index: usize, value: &dyn SerializableShape) -> &mut Self {
        self.write(index, |this, member| {
            let prefix = &mut this.parts.host_prefix;
            let before = prefix.len();
            let mut sink = |event: Event<'_>| match event {
                Event::String(text) if is_host_label(text) => {
                    prefix.push_str(text);
                    Ok(())
                }
                _ => Err(EncodeError::new("not a label of a host name", member.name())),
            };
            write_text(member, value, TimestampFormat::DateTime, false, &mut sink)?;
            if prefix.len() == before {
                return Err(EncodeError::new("a label of the host must not be absent", member.name()));
            }
            Ok(())
        })
    }
}

/// What a [`RequestReader`] reads from.
#[derive(Debug)]
pub(crate) struct RequestSource<'a> {
    pub(crate) labels: &'a Labels<'a>,
    pub(crate) query: &'a Query<'a>,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a Bytes,
}

/// Reads the parts of a request that members are bound to, each by its index.
///
/// The first error is kept, no member is read after it, and whoever made the reader is told.
pub struct RequestReader<'a> {
    source: RequestSource<'a>,
    codec: &'a dyn Codec,
    payload: Option<Payload>,
    bound: Bound<DecodeError>,
    missing: &'a mut MissingMembers,
    limits: Limits,
}

/// A server reads label and query as clients must write them.
const URI_RULES: TextRules =
    TextRules { timestamp: TimestampFormat::DateTime, base64: false, lenient: false };
/// The same for headers.
const HEADER_RULES: TextRules =
    TextRules { timestamp: TimestampFormat::HttpDate, base64: true, lenient: false };

impl<'a> RequestReader<'a> {
    pub(crate) fn new(
        source: RequestSource<'a>,
        codec: &'a dyn Codec,
        payload: Option<Payload>,
        members: &'static [Member],
        missing: &'a mut MissingMembers,
        limits: Limits,
    ) -> Self {
        Self { source, codec, payload, bound: Bound::new(members), missing, limits }
    }

    /// Whether all could be read.
    ///
    /// # Errors
    /// The first of what was read.
    pub(crate) fn finish(self) -> Result<(), DecodeError> {
        self.bound.end(())
    }

    /// Reads a member, if no other had an error.
    fn read(
        &mut self,
        index: usize,
        read: impl FnOnce(&mut Self, &'static Member) -> Result<(), DecodeError>,
    ) -> &mut Self {
        if let Some(member) = self.bound.member(index) {
            let result = read(self, member);
            self.bound.keep(result);
        }
        self
    }

    fn absent(&mut self, member: &'static Member) {
        if member.is_required() {
            self.missing.record([Step::Member(member.name())]);
        }
    }

    /// Reads a label, greedy or not.
    ///
    /// An error when the text is not the value's.
    pub fn label(&mut self, index: usize, value: &mut dyn DeserializableShape) -> &mut Self {
        self.read(index, |this, member| {
            let Some(text) = this.source.labels.get(member.name()) else {
                this.absent(member);
                return Ok(());
            };
            let text = decode_component(text, false).ok_or_else(|| {
                DecodeError::new("the label is not percent-encoded UTF-8", format!("/{}", member.name()))
            })?;
            value.deserialize(member, &mut TextReader::value(member.name(), Texts::one(&text), URI_RULES))
        })
    }

    /// Reads a query parameter; a list takes every repetition, another value the first.
    ///
    /// An error when the text is not the value's.
    pub fn query(
        &mut self,
        key: &'static str,
        index: usize,
        value: &mut dyn DeserializableShape,
    ) -> &mut Self {
        self.read(index, |this, member| {
            let pairs = this.source.query.pairs();
            let texts: Vec<&str> =
                pairs.iter().filter(|(name, _)| name == key).map(|(_, text)| &**text).collect();
            if texts.is_empty() {
                this.absent(member);
                return Ok(());
            }
            let texts = Texts::Values(texts.into_iter());
            value.deserialize(member, &mut TextReader::value(member.name(), texts, URI_RULES))
        })
    }

    /// Reads every query parameter into a map, those bound to other members too. A key that comes twice has, in a map
    /// of strings, its first value.
    ///
    /// An error when the values are not strings.
    pub fn query_params(&mut self, index: usize, value: &mut dyn DeserializableShape) -> &mut Self {
        self.read(index, |this, member| {
            let pairs = this.source.query.pairs();
            let mut grouped: Vec<(String, Vec<&str>)> = Vec::new();
            for index in in_order(pairs.len(), &|index| &pairs[index].0) {
                let (key, text) = &pairs[index];
                match grouped.last_mut() {
                    Some((last, texts)) if last == key => texts.push(text),
                    _ => grouped.push((key.clone().into_owned(), vec![text])),
                }
            }
            if grouped.is_empty() {
                return Ok(());
            }
            let entries =
                grouped.into_iter().map(|(key, texts)| (key, Texts::Values(texts.into_iter()))).collect();
            value.deserialize(member, &mut TextReader::map(member.name(), entries, URI_RULES))
        })
    }

    /// Reads a header.
    ///
    /// An error when the text is not the value's.
    pub fn header(
        &mut self,
        name: &'static str,
        index: usize,
        value: &mut dyn DeserializableShape,
    ) -> &mut Self {
        self.read(index, |this, member| {
            if !read_header(this.source.headers, name, member, value, HEADER_RULES)? {
                this.absent(member);
            }
            Ok(())
        })
    }

    /// Reads the headers whose name starts with `prefix` into a map, those bound to other members too.
    ///
    /// An error when the text is not the value's.
    pub fn prefix_headers(
        &mut self,
        prefix: &'static str,
        index: usize,
        value: &mut dyn DeserializableShape,
    ) -> &mut Self {
        self.read(index, |this, member| {
            read_prefix_headers(this.source.headers, prefix, member, value, HEADER_RULES)
        })
    }

    /// Reads the body.
    ///
    /// An error when the bytes are malformed or not of the value's shape.
    pub fn payload(&mut self, index: usize, value: &mut dyn DeserializableShape) -> &mut Self {
        self.read(index, |this, member| {
            let Some(kind) = this.payload else { return Ok(()) };
            let body = this.source.body;
            let present = match kind {
                // No bytes are a value, too, but stand for absence where that is possible.
                Payload::Blob(_) | Payload::Text(_) | Payload::Stream { .. } | Payload::Events => {
                    !body.is_empty() || member.is_required()
                }
                // A client sends an absent structure as an empty object.
                Payload::Structure => !body.is_empty() && (member.is_required() || !is_empty_object(body)),
                Payload::Union | Payload::Document | Payload::Collection => !body.is_empty(),
            };
            if !present {
                this.absent(member);
                return Ok(());
            }
            payload::decode(kind, this.codec, member, body, value, Policy::Strict(this.missing), this.limits)
        })
    }
}

/// Whether the body is `{}`, with white space perhaps.
fn is_empty_object(body: &[u8]) -> bool {
    let inner = body.trim_ascii().strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"));
    inner.is_some_and(|inner| inner.trim_ascii().is_empty())
}

impl std::fmt::Debug for RequestWriter<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestWriter").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for RequestReader<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestReader").finish_non_exhaustive()
    }
}
