//! What the shapes are in serde's formats.

use crate::ir::{SerdeForm, Service};

/// The names and formats of the service's first protocol that writes JSON.
pub(super) fn form(service: Option<&Service>) -> SerdeForm {
    let mut protocols = service.map(|service| service.protocols.as_slice()).unwrap_or_default().iter();
    protocols
        .find(|protocol| protocol.feature() == "json")
        .map_or(SerdeForm::Members, |protocol| SerdeForm::Protocol(*protocol))
}
