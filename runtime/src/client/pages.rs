//! The pages of an operation, one request after another.
//!
//! Comes in: an operation's first input. Goes out: a stream of its outputs. Always holds: nothing is sent before the
//! stream is polled for it, and after an error comes nothing. What is generic over operations is the turning of pages
//! alone; the exchange of messages is compiled once.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use super::{
    Call, Caller, Decoding,
    answer::{Exchange, Ongoing},
    caller::Planned as _,
};
use crate::{
    error::DecodeError,
    operation::{Operation, OperationError, ResponseMetadata, UnhandledError},
    serde::DeserializableShape,
};

/// The pages of the operation `O`: a [`Stream`] of its outputs, which asks for a page when it is polled for it. It ends
/// with the page that has no token for another, and after an error.
///
/// `I` is the collection of items in a page, where the model names one: see [`items`](Self::items).
#[must_use = "pages are asked for when the stream is polled"]
pub struct Pages<O: Call, I = ()> {
    caller: Caller,
    input: O::Input,
    turn: TurnPage<O>,
    items: fn(O::Output) -> I,
    state: State,
}

/// Makes the input for the next page.
type TurnPage<O> = Box<dyn Fn(&mut <O as Operation>::Input, &<O as Operation>::Output) -> Turn + Send + Sync>;

enum State {
    /// The next page was not asked for yet.
    Ready,
    /// It was.
    Waiting(Ongoing),
    /// The page of this response has the token that it was asked for with.
    Stuck(ResponseMetadata),
    /// There is no further page.
    Ended,
}

/// What a page says of the next one.
enum Turn {
    /// The input asks for it.
    Next,
    /// There is none.
    End,
    /// It would be the same again.
    Stuck,
}

/// Puts the token of a page into the place where the next input has it. An empty token is none.
fn turn<T: PartialEq + DeserializableShape>(place: &mut Option<T>, token: Option<T>) -> Turn {
    match token {
        Some(token) if token == T::empty() => Turn::End,
        None => Turn::End,
        token if *place == token => Turn::Stuck,
        token => {
            *place = token;
            Turn::Next
        }
    }
}

/// [`turn`] with a place that always has a value.
fn turn_default<T: PartialEq + DeserializableShape>(place: &mut T, token: Option<T>) -> Turn {
    let mut next = Some(std::mem::replace(place, T::empty()));
    let turned = turn(&mut next, token);
    *place = next.unwrap_or_else(T::empty);
    turned
}

impl Caller {
    /// The pages of an operation: `place` is where an input has its token, `token` is what a page says of the next.
    pub fn pages<O, T>(
        &self,
        input: O::Input,
        place: fn(&mut O::Input) -> &mut Option<T>,
        token: fn(&O::Output) -> Option<T>,
    ) -> Pages<O>
    where
        O: Call<Input: 'static, Output: 'static>,
        T: PartialEq + DeserializableShape + 'static,
    {
        self.pages_by(input, Box::new(move |input, output| turn(place(input), token(output))))
    }

    /// [`pages`](Self::pages) of an operation whose input has a default for its token.
    pub fn pages_by_default<O, T>(
        &self,
        input: O::Input,
        place: fn(&mut O::Input) -> &mut T,
        token: fn(&O::Output) -> Option<T>,
    ) -> Pages<O>
    where
        O: Call<Input: 'static, Output: 'static>,
        T: PartialEq + DeserializableShape + 'static,
    {
        self.pages_by(input, Box::new(move |input, output| turn_default(place(input), token(output))))
    }

    fn pages_by<O: Call>(&self, input: O::Input, turn: TurnPage<O>) -> Pages<O> {
        Pages { caller: self.clone(), input, turn, items: |_| (), state: State::Ready }
    }
}

impl<O: Call> Pages<O> {
    /// Says what a page's items are.
    pub fn with_items<I>(self, items: fn(O::Output) -> I) -> Pages<O, I> {
        let Self { caller, input, turn, state, .. } = self;
        Pages { caller, input, turn, items, state }
    }
}

impl<O: Call, I> Pages<O, I> {
    /// The next page.
    pub async fn next(&mut self) -> Option<Result<O::Output, O::Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// What an answer makes of the stream, and the page in it.
    fn take(&mut self, exchange: &mut dyn Exchange) -> Result<O::Output, O::Error> {
        let metadata = exchange.metadata();
        let output = Decoding::<O>::of(exchange)?;
        self.state = match (self.turn)(&mut self.input, &output) {
            Turn::Next => State::Ready,
            Turn::End => State::Ended,
            Turn::Stuck => metadata.map_or(State::Ended, State::Stuck),
        };
        Ok(output)
    }
}

impl<O: Call, I: IntoIterator> Pages<O, I> {
    /// The items of all pages, one after another.
    pub fn items(self) -> Items<O, I> {
        Items { pages: self, page: None }
    }
}

impl<O: Call, I> Stream for Pages<O, I> {
    type Item = Result<O::Output, O::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let State::Ready = self.state {
            let request = self.caller.encode::<O>(&self.input);
            self.state = State::Waiting(self.caller.start(O::PLAN, request));
        }
        if let State::Waiting(exchange) = &mut self.state {
            ready!(exchange.poll(context));
        }
        Poll::Ready(match std::mem::replace(&mut self.state, State::Ended) {
            State::Waiting(mut exchange) => Some(self.take(exchange.exchange())),
            State::Stuck(metadata) => {
                let error = DecodeError::new("the page has the token that it was asked for with", "");
                Some(Err(O::Error::unhandled(UnhandledError::decode(error, metadata))))
            }
            _ => None,
        })
    }
}

// Nothing in it is ever pinned.
impl<O: Call, I> Unpin for Pages<O, I> {}

impl<O: Call, I> fmt::Debug for Pages<O, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("operation", &O::SCHEMA.name()).finish_non_exhaustive()
    }
}

/// The items of all pages of the operation `O`: a [`Stream`], made by [`Pages::items`].
#[must_use = "pages are asked for when the stream is polled"]
pub struct Items<O: Call, I: IntoIterator> {
    pages: Pages<O, I>,
    page: Option<I::IntoIter>,
}

impl<O: Call, I: IntoIterator> Items<O, I> {
    /// The next item.
    pub async fn next(&mut self) -> Option<Result<I::Item, O::Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Call, I: IntoIterator> Stream for Items<O, I> {
    type Item = Result<I::Item, <O as Operation>::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.as_mut().and_then(Iterator::next) {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut self.pages).poll_next(context)) {
                Some(Ok(output)) => self.page = Some((self.pages.items)(output).into_iter()),
                end => return Poll::Ready(end.and_then(Result::err).map(Err)),
            }
        }
    }
}

// Nothing in it is ever pinned.
impl<O: Call, I: IntoIterator> Unpin for Items<O, I> {}

impl<O: Call, I: IntoIterator> fmt::Debug for Items<O, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("operation", &O::SCHEMA.name()).finish_non_exhaustive()
    }
}
