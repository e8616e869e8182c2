//! The messages: values of 400 bytes to a mebibyte, as services answer.

use farrier_runtime::{Map, Timestamp};

use crate::ours::{
    AttributeValue, Code, Details, Entities, Entity, Job, Jobs, Progress, Scan, State, Status,
};

/// Ten jobs: 4 KiB of structures.
pub(crate) fn jobs() -> Jobs {
    Jobs::new()
        .with_metadata_transfer_job_summaries((0..10).map(job).collect())
        .with_next_token("eyJmcm9tIjoxMH0=")
}

/// A page of a table: 40 KiB of maps.
pub(crate) fn scan() -> Scan {
    Scan::new()
        .with_items((0..106).map(item).collect())
        .with_count(106)
        .with_scanned_count(120)
        .with_last_evaluated_key(Map::from([("id".to_owned(), AttributeValue::S("order-105".to_owned()))]))
}

/// 2,400 entities: a mebibyte of structures.
pub(crate) fn entities() -> Entities {
    Entities::new().with_entity_summaries((0..2_400).map(entity).collect())
}

/// A job of 400 bytes.
pub(crate) fn job(number: i64) -> Job {
    let id = format!("0a6b5f0e-3f1c-4a55-9d5e-{number:012}");
    Job::new()
        .with_arn(format!("arn:aws:iottwinmaker:eu-west-1:123456789012:metadata-transfer-job/{id}"))
        .with_metadata_transfer_job_id(id)
        .with_update_date_time(Timestamp::from_milliseconds(1_700_000_000_123 + number))
        .with_status(status(number))
        .with_progress(
            Progress::new()
                .with_total_count(1_000)
                .with_succeeded_count(640)
                .with_skipped_count(12)
                .with_failed_count(1),
        )
}

fn status(number: i64) -> Status {
    let status = Status::new().with_state(if number % 2 == 0 { State::Running } else { State::Cancelled });
    if number % 2 == 0 {
        return status;
    }
    status
        .with_error(Details::new().with_code(Code::ProcessingError).with_message("The job was cancelled."))
        .with_queued_position(3)
}

fn entity(number: i64) -> Entity {
    Entity::new()
        .with_entity_id(format!("6d4f5b1c-2d3e-4a55-9d5e-{number:012}"))
        .with_entity_name(format!("Mixer_{number}"))
        .with_arn(format!("arn:aws:iottwinmaker:eu-west-1:123456789012:workspace/factory/entity/{number}"))
        .with_parent_entity_id("$ROOT")
        .with_status(status(number))
        .with_description("Mixes what the \"hopper\" gives it: a drive, two valves and a thermometer.")
        .with_has_child_entities(number % 3 == 0)
        .with_creation_date_time(Timestamp::from_seconds(1_700_000_000 + number))
        .with_update_date_time(Timestamp::from_milliseconds(1_700_000_000_123 + number))
}

fn item(number: i64) -> Map<String, AttributeValue> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let line = |at: i64| {
        AttributeValue::M(Map::from([
            ("sku".to_owned(), text(&format!("SKU-{at:06}"))),
            ("quantity".to_owned(), AttributeValue::N((at % 7 + 1).to_string())),
        ]))
    };
    Map::from([
        ("id".to_owned(), text(&format!("order-{number}"))),
        ("customer".to_owned(), text("c0ffee00-3f1c-4a55-9d5e-6d4f5b1c2d3e")),
        ("total".to_owned(), AttributeValue::N(format!("{}.95", number * 3))),
        ("paid".to_owned(), AttributeValue::Bool(number % 2 == 0)),
        ("tags".to_owned(), AttributeValue::Ss(vec!["new".to_owned(), "gift".to_owned()])),
        ("lines".to_owned(), AttributeValue::L((0..4).map(|at| line(number + at)).collect())),
    ])
}
