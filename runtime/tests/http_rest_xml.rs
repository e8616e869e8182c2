//! restXml over HTTP: how errors are read.

#[macro_use]
mod http_support;

use bytes::Bytes;
use farrier_runtime::{
    client::ClientSettings,
    member,
    operation::{DeserializableError, ErrorSchema, ErrorShape},
    protocol::{Protocol as _, RestXml},
};

structure!(Refused, "test#Refused" { message: Option<String> = 0 member!(0, "message"); });

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("refused")
    }
}

impl ErrorShape for Refused {
    fn error_schema(&self) -> ErrorSchema {
        ErrorSchema::new("Refused", 400)
    }
}

impl DeserializableError for Refused {}

#[test]
fn an_errors_members_are_read_whatever_stands_around_them() {
    let members = "<Code>Refused</Code><message>m</message>";
    for body in [
        format!("<Error>{members}</Error>"),
        format!("<ErrorResponse><Error>{members}</Error></ErrorResponse>"),
        format!("<Refused>{members}<RequestId>1</RequestId></Refused>"),
    ] {
        let mut error = Refused::default();
        let response = http::Response::new(Bytes::from(body.clone()));
        let read = RestXml::new().decode_error(&response, &mut error, &ClientSettings::default());
        assert_eq!((read.is_ok(), error.message.as_deref()), (true, Some("m")), "{body}");
    }
}
