//! How the cases of a service run, and how they tell what became of them.

use std::error::Error;

use farrier_runtime::client::{Builder, Client, Credentials};
use serde_json::json;

/// Why a case fails.
pub type Failure = Box<dyn Error + Send + Sync>;
/// How a case ends.
pub type Outcome = Result<(), Failure>;

/// The ID of the key that the server knows.
pub const KEY: &str = "AKIDEXAMPLE";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// moto's server.
pub struct Moto(String);

impl Moto {
    /// The server at `endpoint`.
    pub fn new(endpoint: String) -> Self {
        Self(endpoint)
    }

    /// A client of a service for it; none, and a failed case, where it cannot be built.
    pub async fn client<C: Client>(&self, service: &str) -> Option<C> {
        self.client_with(service, |builder| builder).await
    }

    /// The same with further settings.
    pub async fn client_with<C: Client>(
        &self,
        service: &str,
        settings: impl FnOnce(Builder<C>) -> Builder<C>,
    ) -> Option<C> {
        match self.with(settings) {
            Ok(client) => Some(client),
            Err(error) => {
                check(service, "builds a client", async { Err(error) }).await;
                None
            }
        }
    }

    /// A client with further settings.
    ///
    /// # Errors
    /// It cannot be built.
    pub fn with<C: Client>(&self, settings: impl FnOnce(Builder<C>) -> Builder<C>) -> Result<C, Failure> {
        let builder = Builder::new().endpoint(&self.0).region("us-east-1").host_prefix(false);
        Ok(settings(builder.credentials(Credentials::new(KEY, SECRET))).build()?)
    }
}

/// Runs a case, and writes what became of it.
pub async fn check(service: &str, case: &str, body: impl Future<Output = Outcome>) {
    let difference = body.await.err().map(|error| {
        // An error says what happened; its sources say why.
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            text.push_str(&format!(": {error}"));
            source = error.source();
        }
        text
    });
    println!("{}", json!({ "group": "moto", "service": service, "case": case, "difference": difference }));
}

/// Fails where two values differ.
pub fn same<T: PartialEq<U> + std::fmt::Debug, U: std::fmt::Debug>(came: T, wanted: U) -> Outcome {
    if came == wanted { Ok(()) } else { Err(format!("wanted {wanted:?}, came {came:?}").into()) }
}

/// Fails where a result is not the error that was wanted.
pub fn wanted<T: std::fmt::Debug, E: std::fmt::Debug>(
    result: Result<T, E>,
    is_wanted: impl FnOnce(&E) -> bool,
) -> Outcome {
    match result {
        Err(error) if is_wanted(&error) => Ok(()),
        other => Err(format!("another outcome was wanted than {other:?}").into()),
    }
}
