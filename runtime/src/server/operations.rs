//! The operations of a service, found by what a request of any protocol says.

use super::Router;
use crate::operation::{OperationSchema, ServiceSchema};

/// What a server knows of its service: the operations, by name and by route. Generated crates hold it as
/// `server::OPERATIONS`.
#[derive(Debug)]
pub struct Operations {
    service: &'static ServiceSchema,
    schemas: &'static [&'static OperationSchema],
    router: Router,
}

impl Operations {
    /// The operations `schemas` of `service`. The router's routes refer to their places.
    #[must_use]
    pub const fn new(
        service: &'static ServiceSchema,
        schemas: &'static [&'static OperationSchema],
        router: Router,
    ) -> Self {
        Self { service, schemas, router }
    }

    /// The service.
    #[must_use]
    pub const fn service(&self) -> &'static ServiceSchema {
        self.service
    }

    /// The operations' schemas. An operation's place here is what routes know it by.
    #[must_use]
    pub const fn schemas(&self) -> &'static [&'static OperationSchema] {
        self.schemas
    }

    /// The routes of the operations that have the `http` trait.
    #[must_use]
    pub const fn router(&self) -> &Router {
        &self.router
    }

    /// The place of the operation with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<usize> {
        let has_name = |id: &str| id.strip_suffix(name).is_some_and(|rest| rest.ends_with('#'));
        self.schemas.iter().position(|schema| has_name(schema.id))
    }
}
