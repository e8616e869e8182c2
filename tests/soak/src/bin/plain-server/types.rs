//! The structures of the API for serde, and their constraints.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

static ID: LazyLock<Regex> = LazyLock::new(|| compile(r"^[a-zA-Z_0-9][a-zA-Z_\-0-9]*[a-zA-Z0-9]+$"));
static WORKSPACE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^arn:((aws)|(aws-cn)|(aws-us-gov)):iottwinmaker:[a-z0-9-]+:[0-9]{12}:[\/a-zA-Z0-9_\-\.:]+$")
});
static FILE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(^arn:((aws)|(aws-cn)|(aws-us-gov)):s3:::)([a-zA-Z0-9_-]+)\/([/.a-zA-Z0-9_-]+$)")
});

fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the patterns are the model's")
}

/// A violated constraint, in words.
pub(crate) type Violation = &'static str;

pub(crate) fn check_id(id: &str) -> Result<(), Violation> {
    check((1..=128).contains(&id.len()) && ID.is_match(id), "an ID is malformed")
}

fn check(holds: bool, violation: Violation) -> Result<(), Violation> {
    if holds { Ok(()) } else { Err(violation) }
}

#[derive(Clone, Copy, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    S3,
    Iotsitewise,
    Iottwinmaker,
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Location {
    pub(crate) location: String,
}

#[derive(Clone, Deserialize, Serialize)]
pub(crate) struct Workspace {
    pub(crate) workspace: String,
}

#[derive(Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Endpoint {
    #[serde(rename = "type")]
    pub(crate) kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) s3_configuration: Option<Location>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) iot_twin_maker_configuration: Option<Workspace>,
}

impl Endpoint {
    fn check(&self) -> Result<(), Violation> {
        let (file, workspace) = (&self.s3_configuration, &self.iot_twin_maker_configuration);
        check(file.as_ref().is_none_or(|file| FILE.is_match(&file.location)), "a location is malformed")?;
        let is_arn = |arn: &str| (20..=2048).contains(&arn.len()) && WORKSPACE.is_match(arn);
        check(workspace.as_ref().is_none_or(|to| is_arn(&to.workspace)), "a workspace is malformed")
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Create {
    pub(crate) metadata_transfer_job_id: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) sources: Vec<Endpoint>,
    pub(crate) destination: Endpoint,
}

impl Create {
    pub(crate) fn check(&self) -> Result<(), Violation> {
        self.metadata_transfer_job_id.as_deref().map_or(Ok(()), check_id)?;
        let length = self.description.as_ref().map_or(0, |text| text.chars().count());
        check(length <= 2048, "the description is too long")?;
        check(self.sources.len() == 1, "there is one source")?;
        self.sources.iter().try_for_each(Endpoint::check)?;
        self.destination.check()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Filter {
    WorkspaceId(String),
    State(State),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct List {
    pub(crate) source_type: Kind,
    pub(crate) destination_type: Kind,
    #[serde(default)]
    pub(crate) filters: Vec<Filter>,
    pub(crate) next_token: Option<String>,
    pub(crate) max_results: Option<i32>,
}

impl List {
    pub(crate) fn check(&self) -> Result<(), Violation> {
        check(self.next_token.as_ref().is_none_or(|token| token.len() <= 17_880), "the token is too long")?;
        check(self.max_results.is_none_or(|size| (0..=200).contains(&size)), "the page is too large")
    }
}

#[derive(Clone, Copy, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum State {
    Validating,
    Pending,
    Running,
    Cancelling,
    Completed,
    Cancelled,
}

#[derive(Serialize)]
pub(crate) struct Status {
    pub(crate) state: State,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Progress {
    pub(crate) total_count: i32,
    pub(crate) succeeded_count: i32,
    pub(crate) skipped_count: i32,
    pub(crate) failed_count: i32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Created {
    pub(crate) metadata_transfer_job_id: String,
    pub(crate) arn: String,
    pub(crate) creation_date_time: f64,
    pub(crate) status: Status,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cancelled {
    pub(crate) metadata_transfer_job_id: String,
    pub(crate) arn: String,
    pub(crate) update_date_time: f64,
    pub(crate) status: Status,
    pub(crate) progress: Progress,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    pub(crate) metadata_transfer_job_id: String,
    pub(crate) arn: String,
    pub(crate) creation_date_time: f64,
    pub(crate) update_date_time: f64,
    pub(crate) status: Status,
    pub(crate) progress: Progress,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Full {
    #[serde(flatten)]
    pub(crate) summary: Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) sources: Vec<Endpoint>,
    pub(crate) destination: Endpoint,
    pub(crate) metadata_transfer_job_role: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    pub(crate) metadata_transfer_job_summaries: Vec<Summary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}
