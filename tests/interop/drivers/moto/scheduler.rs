//! EventBridge Scheduler: restJson1, with idempotency tokens in the query and dates in bodies.

use farrier_runtime::Timestamp;
use scheduler::{
    client::Client,
    operation::{CreateScheduleError, GetScheduleError},
    types::*,
};

use crate::case::{Moto, Outcome, check, same, wanted};

/// Runs the cases.
pub async fn run(moto: &Moto) {
    let Some(client) = moto.client::<Client>("scheduler").await else { return };
    check("scheduler", "creates", create(&client)).await;
    check("scheduler", "reads", read(&client)).await;
    check("scheduler", "lists page by page", list(&client)).await;
    check("scheduler", "tells of one that exists", conflict(&client)).await;
    check("scheduler", "deletes, and tells that there is none", delete(&client)).await;
}

/// Long after today.
const END: i64 = 4_102_444_800;

fn schedule(name: &str) -> CreateScheduleInput {
    let target =
        Target::new("arn:aws:sqs:us-east-1:123456789012:queue", "arn:aws:iam::123456789012:role/role");
    let window = FlexibleTimeWindow::new(FlexibleTimeWindowMode::Flexible).with_maximum_window_in_minutes(4);
    let expression = "cron(0 12 ? * MON-FRI *)";
    CreateScheduleInput::new(name, expression, target.with_input("{\"é\": [1, 2]}"), window)
        .with_end_date(Timestamp::from_seconds(END))
}

async fn create(client: &Client) -> Outcome {
    for number in 0..3 {
        let created = client.create_schedule(schedule(&format!("schedule-{number}"))).await?;
        let arn = format!("arn:aws:scheduler:us-east-1:123456789012:schedule/default/schedule-{number}");
        same(created.schedule_arn, arn)?;
    }
    Ok(())
}

async fn read(client: &Client) -> Outcome {
    let read = client.get_schedule(GetScheduleInput::new("schedule-1")).await?;
    let sent = schedule("schedule-1");
    same(read.schedule_expression, Some(sent.schedule_expression))?;
    same(read.target.and_then(|target| target.input), sent.target.input)?;
    same(read.flexible_time_window, Some(sent.flexible_time_window))?;
    same(read.end_date, sent.end_date)
}

async fn list(client: &Client) -> Outcome {
    let mut pages = client.pages().list_schedules(ListSchedulesInput::new().with_max_results(2));
    let (mut sizes, mut names) = (Vec::new(), Vec::new());
    while let Some(page) = pages.next().await {
        let schedules = page?.schedules;
        sizes.push(schedules.len());
        names.extend(schedules.into_iter().filter_map(|schedule| schedule.name));
    }
    names.sort();
    same(sizes, [2, 1])?;
    same(names, ["schedule-0", "schedule-1", "schedule-2"])
}

async fn conflict(client: &Client) -> Outcome {
    wanted(client.create_schedule(schedule("schedule-0")).await, |error| {
        matches!(error, CreateScheduleError::ConflictException(_))
    })
}

async fn delete(client: &Client) -> Outcome {
    client.delete_schedule(DeleteScheduleInput::new("schedule-0")).await?;
    let gone = client.get_schedule(GetScheduleInput::new("schedule-0")).await;
    wanted(gone, |error| matches!(error, GetScheduleError::ResourceNotFoundException(_)))
}
