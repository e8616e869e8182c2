//! Waiting until something is so: an operation called again and again, after pauses that grow.
//!
//! Spec: <https://smithy.io/2.0/additional-specs/waiters.html>. What an answer means is a list of acceptors, which
//! generated code makes of the model's paths. Time is that of the client's clock.

use std::{
    fmt,
    ops::RangeInclusive,
    time::{Duration, SystemTime},
};

use bytes::Bytes;

use super::{
    Call, Caller,
    caller::{Planned as _, Settings, in_memory},
    clock::within,
    decode_response,
};
use crate::operation::{ErrorShape, Operation, OperationError, shape_name};

/// Waits with the calls of a client, for no longer than a time. Generated clients hold one for their waiters.
#[derive(Clone, Debug)]
pub struct Wait {
    caller: Caller,
    limit: Duration,
}

/// What an acceptor makes of a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// What was waited for is so.
    Success,
    /// It never will be.
    Failure,
    /// It may be later.
    Retry,
}

impl State {
    /// Comes about with an output of which this holds.
    pub const fn when<I, T>(self, matches: fn(&T) -> bool) -> Acceptor<I, T> {
        Acceptor { state: self, matcher: Matcher::Output(matches) }
    }

    /// Comes about with an input and its output of which this holds.
    pub const fn when_both<I, T>(self, matches: fn((&I, &T)) -> bool) -> Acceptor<I, T> {
        Acceptor { state: self, matcher: Matcher::Both(matches) }
    }

    /// Comes about with any output.
    pub const fn on_output<I, T>(self) -> Acceptor<I, T> {
        Acceptor { state: self, matcher: Matcher::Success(true) }
    }

    /// Comes about with any error.
    pub const fn on_error<I, T>(self) -> Acceptor<I, T> {
        Acceptor { state: self, matcher: Matcher::Success(false) }
    }

    /// Comes about with the error of this code: that of the response, or the name of the shape.
    pub const fn on<I, T>(self, code: &'static str) -> Acceptor<I, T> {
        Acceptor { state: self, matcher: Matcher::Error(code) }
    }
}

/// What an answer to the input `I` means, whose output is `T`.
pub struct Acceptor<I, T> {
    state: State,
    matcher: Matcher<I, T>,
}

enum Matcher<I, T> {
    Output(fn(&T) -> bool),
    Both(fn((&I, &T)) -> bool),
    Success(bool),
    Error(&'static str),
}

impl<I, T> Acceptor<I, T> {
    /// Whether the answer is what it waits for; `codes` are those of an error.
    fn matches<E>(&self, input: &I, answer: &Result<T, E>, codes: &[String]) -> bool {
        match (&self.matcher, answer) {
            (Matcher::Output(matches), Ok(output)) => matches(output),
            (Matcher::Both(matches), Ok(output)) => matches((input, output)),
            (Matcher::Success(expected), answer) => answer.is_ok() == *expected,
            (Matcher::Error(code), Err(_)) => codes.iter().any(|other| other == code),
            _ => false,
        }
    }
}

impl<I, T> fmt::Debug for Acceptor<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acceptor").field("state", &self.state).finish_non_exhaustive()
    }
}

/// Whether there are items, and this holds of all.
pub fn all<T>(mut items: impl Iterator<Item = T>, matches: fn(T) -> bool) -> bool {
    items.next().is_some_and(|first| matches(first) && items.all(matches))
}

/// An operation's answer.
type Answer<O> = Result<<O as Operation>::Output, <O as Operation>::Error>;

/// Why a wait for the operation `O` ended before what was waited for was so.
#[non_exhaustive]
pub enum WaitError<O: Operation> {
    /// It never will be: by the model's word, or since the operation failed.
    Failed(Box<Answer<O>>),
    /// The time was over; the last answer, if there was one.
    TimedOut(Option<Box<Answer<O>>>),
}

impl<O: Operation> WaitError<O> {
    /// The last answer.
    pub fn answer(&self) -> Option<&Answer<O>> {
        match self {
            Self::Failed(answer) => Some(answer),
            Self::TimedOut(answer) => answer.as_deref(),
        }
    }
}

impl<O: Operation> fmt::Display for WaitError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = O::SCHEMA.name();
        match self {
            Self::Failed(_) => write!(f, "what was waited for with {name} will not be so")?,
            Self::TimedOut(_) => write!(f, "the time to wait with {name} is over")?,
        }
        match self.answer() {
            Some(Err(error)) => write!(f, ": {error}"),
            _ => Ok(()),
        }
    }
}

impl<O: Operation> fmt::Debug for WaitError<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Failed(_) => "Failed",
            Self::TimedOut(_) => "TimedOut",
        };
        f.debug_tuple(name)
            .field(&self.answer().map(|answer| answer.as_ref().map(|_| O::SCHEMA.name())))
            .finish()
    }
}

impl<O: Operation<Error: 'static>> std::error::Error for WaitError<O> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.answer()?.as_ref().err().map(|error| error as _)
    }
}

impl Caller {
    /// Waits with calls of this client for at most so long.
    pub fn wait(&self, limit: Duration) -> Wait {
        Wait { caller: self.clone(), limit }
    }
}

impl Wait {
    /// Calls an operation until an acceptor ends it: the output, none where an error says that it is so. Between calls
    /// are pauses of the seconds `delays`, from the shortest to the longest.
    ///
    /// # Errors
    /// An acceptor or an error that none expects ended it, or the time is over.
    pub async fn until<O: Call>(
        &self,
        input: O::Input,
        delays: RangeInclusive<u32>,
        acceptors: &[Acceptor<O::Input, O::Output>],
    ) -> Result<Option<O::Output>, WaitError<O>> {
        self.reach::<O>(input, delays, acceptors).await.map(Result::ok)
    }

    /// [`until`](Self::until) where no error says that it is so.
    ///
    /// # Errors
    /// As [`until`](Self::until).
    pub async fn until_output<O: Call>(
        &self,
        input: O::Input,
        delays: RangeInclusive<u32>,
        acceptors: &[Acceptor<O::Input, O::Output>],
    ) -> Result<O::Output, WaitError<O>> {
        let reached = self.reach::<O>(input, delays, acceptors).await?;
        reached.map_err(|error| WaitError::Failed(Box::new(Err(error))))
    }

    async fn reach<O: Call>(
        &self,
        input: O::Input,
        delays: RangeInclusive<u32>,
        acceptors: &[Acceptor<O::Input, O::Output>],
    ) -> Result<Answer<O>, WaitError<O>> {
        let settings = self.caller.settings();
        let mut pauses = Pauses::new(settings, delays, self.limit);
        let mut last = None;
        loop {
            let request = self.caller.exchange(O::PLAN, self.caller.encode::<O>(&input));
            let Ok(response) = within(&*settings.clock, Some(pauses.time_to_answer()), request).await else {
                return Err(WaitError::TimedOut(last.map(Box::new)));
            };
            let (answer, codes) = match response {
                Ok(response) => {
                    let response = response.map(in_memory);
                    let answer = decode_response::<O>(settings.protocol, &response, &settings.codec);
                    let codes = answer.as_ref().err().map(|error| settings.codes(&response, error.shape()));
                    (answer, codes.unwrap_or_default())
                }
                Err(error) => (Err(O::Error::unhandled(error)), Vec::new()),
            };
            let accepted = acceptors.iter().find(|acceptor| acceptor.matches(&input, &answer, &codes));
            match accepted.map(|acceptor| acceptor.state) {
                Some(State::Success) => return Ok(answer),
                Some(State::Failure) => return Err(WaitError::Failed(Box::new(answer))),
                None if answer.is_err() => return Err(WaitError::Failed(Box::new(answer))),
                Some(State::Retry) | None => {}
            }
            let Some(pause) = pauses.next() else {
                return Err(WaitError::TimedOut(Some(Box::new(answer))));
            };
            last = Some(answer);
            settings.clock.sleep(pause).await;
        }
    }
}

impl Settings {
    /// The codes of an error: those of its response, and those that its shape has in the model.
    fn codes(&self, response: &http::Response<Bytes>, shape: Option<&dyn ErrorShape>) -> Vec<String> {
        let description = self.protocol.describe_error(response, &self.codec);
        let name = shape.map(|shape| shape_name(shape.schema().id()).to_owned());
        let query = shape.and_then(|shape| shape.error_schema().query).map(|error| error.code.to_owned());
        description.codes.into_iter().chain(description.query_code).chain(name).chain(query).collect()
    }
}

/// The pauses between calls: exponential backoff with jitter, as the specification has it.
struct Pauses<'a> {
    settings: &'a Settings,
    shortest: Duration,
    longest: Duration,
    limit: Duration,
    begin: SystemTime,
    /// The sum of the pauses, for clocks that are set back.
    paused: Duration,
    count: u32,
}

impl<'a> Pauses<'a> {
    fn new(settings: &'a Settings, delays: RangeInclusive<u32>, limit: Duration) -> Self {
        let [shortest, longest] =
            [delays.start(), delays.end()].map(|seconds| Duration::from_secs(u64::from(*seconds)));
        let begin = settings.clock.now();
        Self { settings, shortest, longest, limit, begin, paused: Duration::ZERO, count: 0 }
    }

    fn remaining(&self) -> Duration {
        let passed = self.settings.clock.now().duration_since(self.begin).unwrap_or_default();
        self.limit.saturating_sub(passed.max(self.paused))
    }

    /// How long a call may take. The last one begins when the time is over, and gets what the shortest pause is.
    fn time_to_answer(&self) -> Duration {
        self.remaining().max(self.shortest)
    }

    /// The next pause; none when the time is over.
    fn next(&mut self) -> Option<Duration> {
        let remaining = self.remaining();
        if remaining.is_zero() {
            return None;
        }
        let ceiling = self.shortest.saturating_mul(1 << self.count.min(31)).min(self.longest);
        let jitter = ceiling.saturating_sub(self.shortest).mul_f64(self.settings.retries.jitter());
        let mut pause = self.shortest + jitter;
        if remaining.saturating_sub(pause) <= self.shortest {
            pause = remaining;
        }
        self.paused += pause;
        self.count += 1;
        Some(pause)
    }
}
