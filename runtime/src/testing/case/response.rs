//! Responses and errors: what a server answers, and what a client reads of it.

use bytes::Bytes;

use super::{
    Outcome, ResponseTest, Role, TOKEN, client_settings, compared, document, ignored, ready, take_stream,
    whole,
};
use crate::{
    client,
    operation::{
        ClientOperation, DeserializableError, ErrorShape, OperationError, SerializableError, ServerError,
        ServerOperation, ServiceSchema,
    },
    protocol::{Protocol, ResponseContext},
    schema::Schema,
    serde::DeserializableShape,
    server::{self, ServerSettings},
    stream::ByteStream,
    testing::{
        compare,
        params::read_params,
        report::{self, Verdict},
        self_check,
    },
    types::Document,
};

/// A message with the whole of its stream.
fn whole_response(response: http::Response<ByteStream>) -> Result<http::Response<Bytes>, String> {
    let (parts, body) = response.into_parts();
    Ok(http::Response::from_parts(parts, whole(body)?))
}

impl ResponseTest {
    /// Runs the case as a client of the operation `O`: the output that the response becomes.
    pub fn client<O: ClientOperation + ServerOperation>(&self, protocol: &dyn Protocol) -> Verdict {
        let members = compared(protocol, O::SCHEMA.output, self.payload, self.body.is_some());
        let outcome = |params: &Document| {
            let response = self.response()?;
            let settings = client_settings(None)?;
            let mut params = params.clone();
            let output = match take_stream(&mut params, self.stream) {
                None => client::decode_response::<O>(protocol, &response, &settings)
                    .map_err(|error| format!("{error:?}"))?,
                Some(wanted) => {
                    let response = response.map(ByteStream::from);
                    let decoded =
                        ready(client::decode_streaming_response::<O>(protocol, response, &settings));
                    let (output, came) = decoded.map_err(|error| format!("{error:?}"))?;
                    if self.body.is_some() {
                        compare::bytes("streamed body", &wanted, &whole(came)?)?;
                    }
                    output
                }
            };
            let mut wanted = O::Output::empty();
            read_params(&params, &mut wanted).map_err(|error| error.to_string())?;
            compare::structures(&wanted, &output, &members)
        };
        self.run_client(ignored(&O::Output::empty(), &members, self.stream), outcome)
    }

    /// Runs the case as a client of an operation with the errors `E`: the error that the response becomes. `code` is
    /// the name of the error's shape.
    pub fn client_error<O: ClientOperation + ServerOperation>(
        &self,
        protocol: &dyn Protocol,
        code: &str,
    ) -> Verdict {
        let outcome = |params: &Document| {
            let response = self.response()?;
            let decoded = client::decode_response::<O>(protocol, &response, &client_settings(None)?);
            let error = match decoded {
                Ok(_) => return Err("the response was taken for a success".to_owned()),
                Err(error) => error,
            };
            let found = error.serializable().ok_or_else(|| format!("the error was not known: {error}"))?;
            let mut read = Ok(());
            let wanted = O::Error::from_code(code, |shape| read = read_params(params, shape));
            read.map_err(|error| error.to_string())?;
            let wanted = wanted.as_ref().and_then(ServerError::serializable);
            let wanted = wanted.ok_or("the operation does not list the error")?;
            compare::text("error", wanted_name(wanted), found.schema().name())?;
            compare::structures(
                wanted,
                found,
                &compared(protocol, found.error_schema().body, self.payload, self.body.is_some()),
            )
        };
        let error = O::Error::from_code(code, |_| {});
        let ignored = error.as_ref().and_then(ServerError::serializable).map(|shape| {
            ignored(
                shape,
                &compared(protocol, shape.error_schema().body, self.payload, self.body.is_some()),
                self.stream,
            )
        });
        self.run_client(ignored.unwrap_or_default(), outcome)
    }

    fn run_client(&self, ignored: Vec<&'static str>, outcome: impl Fn(&Document) -> Outcome) -> Verdict {
        report::run(
            self.id,
            self.protocol,
            Role::Client,
            "response",
            || outcome(&document(self.params)?),
            || self_check::params(self.params, ignored, &outcome),
        )
    }

    /// Runs the case as a server of the operation `O`: the response that the params become.
    pub fn server<O: ClientOperation + ServerOperation>(&self, protocol: &dyn Protocol) -> Verdict {
        self.run_server(|case| {
            let mut params = document(case.params)?;
            let stream = take_stream(&mut params, case.stream);
            let mut output = O::Output::empty();
            read_params(&params, &mut output).map_err(|error| error.to_string())?;
            let settings = self.server_settings();
            let response = match stream {
                None => server::encode_response::<O>(protocol, &output, &settings),
                Some(bytes) => {
                    let body = ByteStream::from(bytes);
                    whole_response(server::encode_streaming_response::<O>(
                        protocol, &output, body, &settings,
                    ))?
                }
            };
            case.compare_response(&response)
        })
    }

    /// Runs the case as a server that answers with the error `E`.
    pub fn server_error<E: SerializableError + DeserializableError + DeserializableShape>(
        &self,
        protocol: &dyn Protocol,
        service: &'static ServiceSchema,
    ) -> Verdict {
        let request_id = self.request_id();
        self.of_error(E::empty().schema()).run_server(|case| {
            let mut error = E::empty();
            read_params(&document(case.params)?, &mut error).map_err(|error| error.to_string())?;
            let response = protocol
                .encode_error(&error, ResponseContext { service, request_id: &request_id })
                .map_err(|error| error.to_string())?;
            case.compare_response(&response)
        })
    }

    fn run_server(&self, outcome: impl Fn(&Self) -> Outcome) -> Verdict {
        report::run(
            self.id,
            self.protocol,
            Role::Server,
            "response",
            || outcome(self),
            || self_check::response_server(self, &outcome),
        )
    }

    /// The settings of a server whose request IDs are that of the case: no operation has it among its members.
    fn server_settings(&self) -> ServerSettings {
        let id = self.request_id();
        ServerSettings { request_ids: std::sync::Arc::new(move || id.clone()), ..ServerSettings::default() }
    }

    /// The request ID that the case has in a header or in its body.
    fn request_id(&self) -> String {
        let header = self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-amzn-requestid"));
        let id = header.map(|(_, id)| id.clone());
        #[cfg(feature = "xml")]
        let id = id.or_else(|| self.xml_body().and_then(crate::testing::xml::request_id));
        id.unwrap_or_else(|| TOKEN.to_owned())
    }

    #[cfg(feature = "xml")]
    fn xml_body(&self) -> Option<&str> {
        self.body.as_deref().filter(|_| self.media_type().is_some_and(crate::testing::xml::is_xml))
    }

    /// The media type of the body, which a case need not tell of a document.
    pub(in crate::testing) fn media_type(&self) -> Option<&'static str> {
        let is_document = self.body.as_ref().is_some_and(|body| body.trim_start().starts_with('<'));
        let listed = compare::body_media_type(self.body_media_type, &self.headers);
        listed.or(is_document.then_some("application/xml"))
    }

    /// The case without what its body has that no server can know: it is not among the error's members.
    fn of_error(&self, schema: &'static Schema) -> Self {
        #[cfg(feature = "xml")]
        if let Some(body) = self.xml_body() {
            return Self { body: crate::testing::xml::of_error(body, schema), ..self.clone() };
        }
        let _ = schema;
        self.clone()
    }

    fn compare_response(&self, response: &http::Response<Bytes>) -> Outcome {
        compare::text("status", &self.code.to_string(), response.status().as_str())?;
        compare::headers(response.headers(), &self.headers, &self.forbid_headers, &self.require_headers)?;
        match &self.body {
            Some(wanted) => compare::body(wanted, response.body(), self.media_type()),
            None => Ok(()),
        }
    }

    /// The case's response.
    fn response(&self) -> Result<http::Response<Bytes>, String> {
        let mut response = http::Response::builder().status(self.code);
        for (name, value) in &self.headers {
            response = response.header(name, value);
        }
        let body = compare::decode_body(self.body.as_deref().unwrap_or_default(), self.media_type())?;
        response.body(body.into()).map_err(|error| error.to_string())
    }
}

fn wanted_name(wanted: &dyn ErrorShape) -> &'static str {
    wanted.schema().name()
}
