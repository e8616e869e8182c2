//! Requests that a server refuses.

use bytes::Bytes;

use super::{Assertion, ExpectedBody, MalformedRequestTest, Outcome, Role};
use crate::testing::{
    compare,
    report::{self, Verdict},
    self_check,
};

impl MalformedRequestTest {
    /// Runs the case against `serve`, which is a server's whole way from a request to the answer.
    pub fn server(&self, serve: impl Fn(&http::Request<Bytes>) -> http::Response<Bytes>) -> Verdict {
        let outcome = |case: &Self| case.outcome(&serve);
        report::run(
            self.id,
            self.protocol,
            Role::Server,
            "malformed request",
            || outcome(self),
            || self_check::malformed(self, outcome),
        )
    }

    fn outcome(&self, serve: &dyn Fn(&http::Request<Bytes>) -> http::Response<Bytes>) -> Outcome {
        let mut uri = self.uri.to_owned();
        if !self.query_params.is_empty() {
            uri = format!("{uri}?{}", self.query_params.join("&"));
        }
        let mut request = http::Request::builder().method(self.method).uri(uri);
        for (name, value) in &self.headers {
            request = request.header(*name, *value);
        }
        let body = Bytes::from_static(self.body.unwrap_or_default().as_bytes());
        let response = serve(&request.body(body).map_err(|error| error.to_string())?);
        compare::text("status", &self.code.to_string(), response.status().as_str())?;
        compare::headers(response.headers(), &self.response_headers, &[], &[])?;
        match &self.response_body {
            None => Ok(()),
            Some(ExpectedBody { media_type, assertion: Assertion::Contents(contents) }) => {
                compare::body(contents, response.body(), Some(media_type))
            }
            Some(ExpectedBody { assertion: Assertion::MessageRegex(regex), .. }) => {
                compare::message(regex, response.body())
            }
        }
    }
}
