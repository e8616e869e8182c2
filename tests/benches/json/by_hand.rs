//! The same shapes as one writes them by hand for serde.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum State {
    Validating,
    Running,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Code {
    ProcessingError,
    InternalFailure,
}

/// Writes structures whose members are all optional.
macro_rules! shapes {
    ($($(#[$attribute:meta])* $name:ident { $($field:ident: $type:ty),* $(,)? })*) => { $(
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        $(#[$attribute])*
        pub(crate) struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none")] $field: Option<$type>,)*
        }
    )* };
}

shapes! {
    Details { code: Code, message: String }
    #[serde(rename_all = "camelCase")]
    Status { state: State, error: Details, queued_position: i32 }
    #[serde(rename_all = "camelCase")]
    Progress { total_count: i32, succeeded_count: i32, skipped_count: i32, failed_count: i32 }
    #[serde(rename_all = "camelCase")]
    Job {
        metadata_transfer_job_id: String, arn: String, creation_date_time: f64, update_date_time: f64, status: Status,
        progress: Progress,
    }
    #[serde(rename_all = "camelCase")]
    Jobs { metadata_transfer_job_summaries: Vec<Job>, next_token: String }
    #[serde(rename_all = "camelCase")]
    Entity {
        entity_id: String, entity_name: String, arn: String, parent_entity_id: String, status: Status,
        description: String, has_child_entities: bool, creation_date_time: f64, update_date_time: f64,
    }
    #[serde(rename_all = "camelCase")]
    Entities { entity_summaries: Vec<Entity>, next_token: String }
    #[serde(rename_all = "PascalCase")]
    Scan {
        items: Vec<BTreeMap<String, AttributeValue>>, count: i32, scanned_count: i32,
        last_evaluated_key: BTreeMap<String, AttributeValue>,
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum AttributeValue {
    S(String),
    N(String),
    /// The messages have none; the variant keeps both sides' values of one size.
    #[serde(skip)]
    #[allow(dead_code, reason = "see above")]
    B(farrier_runtime::Blob),
    #[serde(rename = "SS")]
    Ss(Vec<String>),
    M(BTreeMap<String, AttributeValue>),
    L(Vec<AttributeValue>),
    #[serde(rename = "BOOL")]
    Bool(bool),
}
