//! Sends what boto3 was asked to send: `requests CASES REQUESTS` reads a case a line, calls its operation, and writes
//! the request that would have left, a line each. Nothing is sent anywhere.

use std::{
    convert::Infallible,
    error::Error,
    fs::{self, File},
    future::{Ready, ready},
    io::{BufWriter, Write},
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::{Duration, SystemTime},
};

use farrier_runtime::{
    client::{BoxFuture, Clock, Credentials, Retries},
    operation::IdempotencyTokenSource,
    stream::ByteStream,
    types::Document,
};
use http::{Request, Response};
use sdk::client::Client;
use serde_json::{Value, json};
use tower_service::Service;

// Deprecated operations and members are sent, too.
#[allow(deprecated)]
mod operations {
    include!("operations.rs");
}

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, cases, requests] = arguments.as_slice() else {
        return Err("usage: requests CASES REQUESTS".into());
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let mut out = BufWriter::new(File::create(requests)?);
    for line in fs::read_to_string(cases)?.lines() {
        let case: Value = serde_json::from_str(line)?;
        let sent = match runtime.block_on(send(&case)) {
            Ok(request) => json!({ "case": case["case"], "request": request }),
            Err(error) => json!({ "case": case["case"], "error": error.to_string() }),
        };
        writeln!(out, "{sent}")?;
    }
    Ok(out.flush()?)
}

/// Calls the operation of a case; the request that left.
async fn send(case: &Value) -> Result<Value, Failure> {
    let text = |name: &str| case[name].as_str().ok_or_else(|| format!("the case has no {name}"));
    let Some([id, secret, session]) = case["credentials"].as_array().map(Vec::as_slice) else {
        return Err("the case has no credentials".into());
    };
    let credentials = Credentials::new(id.as_str().unwrap_or_default(), secret.as_str().unwrap_or_default());
    let taken = Taken::default();
    let mut builder = Client::builder()
        .region(text("region")?)
        .credentials(credentials.with_session_token(session.as_str().unwrap_or_default()))
        .transport(taken.clone())
        .clock(At(SystemTime::UNIX_EPOCH + Duration::from_secs(case["time"].as_u64().unwrap_or_default())))
        .idempotency_tokens(Token(text("token")?.to_owned()))
        .host_prefix(case["host_prefix"] == true)
        .retries(Retries::off());
    if let Some(endpoint) = case["endpoint"].as_str() {
        builder = builder.endpoint(endpoint);
    }
    let params = Document::from(case["params"].clone());
    let outcome = operations::call(&builder.build()?, text("operation")?, &params).await?;
    let request = taken.0.lock().map_err(|_| "a poisoned lock")?.take();
    // The empty answer need not be one of the operation; without a request, the outcome says why.
    request.ok_or_else(|| outcome.err().unwrap_or_else(|| "there is no request".to_owned()).into())
}

/// Keeps the request, and answers with nothing.
#[derive(Clone, Default)]
struct Taken(Arc<Mutex<Option<Value>>>);

impl Service<Request<ByteStream>> for Taken {
    type Response = Response<ByteStream>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<ByteStream>) -> Self::Future {
        let (parts, body) = request.into_parts();
        let headers = parts.headers.iter();
        let headers = headers
            .map(|(name, value)| (name.to_string(), Value::from(String::from_utf8_lossy(value.as_bytes()))));
        let request = json!({
            "method": parts.method.as_str(),
            "url": parts.uri.to_string(),
            "headers": headers.collect::<serde_json::Map<_, _>>(),
            "body": body.as_bytes().into_iter().flatten().map(|byte| format!("{byte:02x}")).collect::<String>(),
        });
        if let Ok(mut taken) = self.0.lock() {
            *taken = Some(request);
        }
        ready(Ok(Response::new(ByteStream::from("{}"))))
    }
}

/// Stands still.
struct At(SystemTime);

impl Clock for At {
    fn now(&self) -> SystemTime {
        self.0
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// Every token is the same.
struct Token(String);

impl IdempotencyTokenSource for Token {
    fn token(&self) -> String {
        self.0.clone()
    }
}
