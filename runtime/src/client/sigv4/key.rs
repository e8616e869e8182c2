//! Keys and signatures: what of Signature Version 4 is cryptography, by ring.

use std::{fmt, time::SystemTime};

use ring::hmac;

use super::super::{auth::Credentials, transport::BoxError};
use crate::types::{Timestamp, TimestampFormat};

/// What a signature holds for: a second, a region and a service.
pub(in crate::client) struct Scope<'a> {
    /// The second, since 1970.
    #[cfg(feature = "event-stream")]
    pub(in crate::client) seconds: i64,
    /// The second, as `20150830T123600Z`.
    pub(in crate::client) time: String,
    region: &'a str,
    service: &'a str,
}

impl<'a> Scope<'a> {
    /// # Errors
    /// When the clock's time has no such form.
    pub(in crate::client) fn new(
        time: SystemTime,
        region: &'a str,
        service: &'a str,
    ) -> Result<Self, BoxError> {
        let seconds = Timestamp::try_from(time)?.seconds();
        let mut time = Timestamp::from_seconds(seconds).format(TimestampFormat::DateTime)?;
        time.retain(|character| !matches!(character, '-' | ':'));
        Ok(Self {
            #[cfg(feature = "event-stream")]
            seconds,
            time,
            region,
            service,
        })
    }

    /// The day, as `20150830`.
    fn date(&self) -> &str {
        self.time.split_once('T').map_or(self.time.as_str(), |(date, _)| date)
    }

    /// Signs hashes of what `algorithm` is for.
    pub(in crate::client) fn sign(
        &self,
        credentials: &Credentials,
        algorithm: &str,
        hashed: &str,
    ) -> hmac::Tag {
        let secret = format!("AWS4{}", credentials.secret_access_key);
        let mut key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        for part in [self.date(), self.region, self.service, "aws4_request"] {
            key = hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref());
        }
        let text = format!("{algorithm}\n{}\n{self}\n{hashed}", self.time);
        hmac::sign(&key, text.as_bytes())
    }
}

/// As credentials name their scope: `20150830/us-east-1/iam/aws4_request`.
impl fmt::Display for Scope<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}/aws4_request", self.date(), self.region, self.service)
    }
}
