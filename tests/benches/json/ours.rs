//! The shapes of the messages, as Farrier writes them: of AWS IoT TwinMaker's metadata transfer jobs and entities, and of
//! Amazon DynamoDB's Scan.

use farrier_runtime::{Blob, Map, Timestamp, string_enum, structure, union};

string_enum! {
    /// The state of a job.
    #[derive(Clone, Debug, PartialEq)]
    pub enum State: Unknown {
        /// Validating.
        0: Validating = "VALIDATING";
        /// Running.
        1: Running = "RUNNING";
        /// Cancelled.
        2: Cancelled = "CANCELLED";
    }
}

string_enum! {
    /// What went wrong.
    #[derive(Clone, Debug, PartialEq)]
    pub enum Code: Unknown {
        /// Processing.
        0: ProcessingError = "PROCESSING_ERROR";
        /// Failure.
        1: InternalFailure = "INTERNAL_FAILURE";
    }
}

/// Writes a structure in a module of its own, since each brings its schema.
macro_rules! shapes {
    ($($module:ident: $name:ident { $($field:ident: $type:ty),* $(,)? } $table:tt)*) => { $(
        pub(crate) mod $module {
            use super::*;

            /// A shape of the messages.
            #[derive(Debug)]
            pub(crate) struct $name { $(pub(crate) $field: $type),* }

            shapes! { @table $name $table }
        }
        pub(crate) use $module::$name;
    )* };
    (@table $name:ident { $($table:tt)* }) => { structure! { $name: "bench#Shape", new() { $($table)* } } };
}

shapes! {
    details: Details { code: Option<Code>, message: Option<String> } {
        0: code = "code" / with_code(Code);
        1: message = "message" / with_message(impl Into<String>);
    }
    status: Status { state: Option<State>, error: Option<Details>, queued_position: Option<i32> } {
        0: state = "state" / with_state(State);
        1: error = "error" / with_error(Details);
        2: queued_position = "queuedPosition" / with_queued_position(i32);
    }
    progress: Progress {
        total_count: Option<i32>, succeeded_count: Option<i32>, skipped_count: Option<i32>, failed_count: Option<i32>,
    } {
        0: total_count = "totalCount" / with_total_count(i32);
        1: succeeded_count = "succeededCount" / with_succeeded_count(i32);
        2: skipped_count = "skippedCount" / with_skipped_count(i32);
        3: failed_count = "failedCount" / with_failed_count(i32);
    }
    job: Job {
        metadata_transfer_job_id: Option<String>, arn: Option<String>, creation_date_time: Option<Timestamp>,
        update_date_time: Option<Timestamp>, status: Option<Status>, progress: Option<Progress>,
    } {
        0: metadata_transfer_job_id = "metadataTransferJobId" / with_metadata_transfer_job_id(impl Into<String>);
        1: arn = "arn" / with_arn(impl Into<String>);
        2: creation_date_time = "creationDateTime" / with_creation_date_time(Timestamp);
        3: update_date_time = "updateDateTime" / with_update_date_time(Timestamp);
        4: status = "status" / with_status(Status);
        5: progress = "progress" / with_progress(Progress);
    }
    jobs: Jobs { metadata_transfer_job_summaries: Option<Vec<Job>>, next_token: Option<String> } {
        0: metadata_transfer_job_summaries = "metadataTransferJobSummaries"
            / with_metadata_transfer_job_summaries(Vec<Job>);
        1: next_token = "nextToken" / with_next_token(impl Into<String>);
    }
    entity: Entity {
        entity_id: Option<String>, entity_name: Option<String>, arn: Option<String>, parent_entity_id: Option<String>,
        status: Option<Status>, description: Option<String>, has_child_entities: Option<bool>,
        creation_date_time: Option<Timestamp>, update_date_time: Option<Timestamp>,
    } {
        0: entity_id = "entityId" / with_entity_id(impl Into<String>);
        1: entity_name = "entityName" / with_entity_name(impl Into<String>);
        2: arn = "arn" / with_arn(impl Into<String>);
        3: parent_entity_id = "parentEntityId" / with_parent_entity_id(impl Into<String>);
        4: status = "status" / with_status(Status);
        5: description = "description" / with_description(impl Into<String>);
        6: has_child_entities = "hasChildEntities" / with_has_child_entities(bool);
        7: creation_date_time = "creationDateTime" / with_creation_date_time(Timestamp);
        8: update_date_time = "updateDateTime" / with_update_date_time(Timestamp);
    }
    entities: Entities { entity_summaries: Option<Vec<Entity>>, next_token: Option<String> } {
        0: entity_summaries = "entitySummaries" / with_entity_summaries(Vec<Entity>);
        1: next_token = "nextToken" / with_next_token(impl Into<String>);
    }
    scan: Scan {
        items: Option<Vec<Map<String, AttributeValue>>>, count: Option<i32>, scanned_count: Option<i32>,
        last_evaluated_key: Option<Map<String, AttributeValue>>,
    } {
        0: items = "Items" / with_items(Vec<Map<String, AttributeValue>>);
        1: count = "Count" / with_count(i32);
        2: scanned_count = "ScannedCount" / with_scanned_count(i32);
        3: last_evaluated_key = "LastEvaluatedKey" / with_last_evaluated_key(Map<String, AttributeValue>);
    }
}

union! {
    /// DynamoDB's value.
    #[derive(Clone, Debug, PartialEq)]
    pub enum AttributeValue: "bench#AttributeValue", Unknown {
        /// A string.
        0: S(String) = "S";
        /// A number.
        1: N(String) = "N";
        /// Bytes.
        2: B(Blob) = "B";
        /// Strings.
        3: Ss(Vec<String>) = "SS";
        /// A map.
        4: M(Map<String, AttributeValue>) = "M";
        /// A list.
        5: L(Vec<AttributeValue>) = "L";
        /// A boolean.
        6: Bool(bool) = "BOOL";
    }
}
