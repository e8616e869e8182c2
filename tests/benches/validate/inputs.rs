//! Inputs of TwinMaker's operations, and the same checks as one writes them by hand with the `regex` crate.

use std::sync::LazyLock;

use iottwinmaker::types::{
    CancelMetadataTransferJobRequest, CreateMetadataTransferJobRequest, DestinationConfiguration,
    DestinationType, FilterByAsset, FilterByAssetModel, FilterByComponentType, FilterByEntity,
    IotSiteWiseSourceConfiguration, IotSiteWiseSourceConfigurationFilter,
    IotTwinMakerDestinationConfiguration, IotTwinMakerSourceConfiguration,
    IotTwinMakerSourceConfigurationFilter, ListMetadataTransferJobsFilter, ListMetadataTransferJobsRequest,
    MetadataTransferJobState, S3DestinationConfiguration, S3SourceConfiguration, SourceConfiguration,
    SourceType,
};
use regex::Regex;

const ID: &str = "0a6b5f0e-3f1c-4a55-9d5e-6d4f5b1c2d3e";
const WORKSPACE: &str = "arn:aws:iottwinmaker:eu-west-1:123456789012:workspace/factory";

pub(crate) fn cancel() -> CancelMetadataTransferJobRequest {
    CancelMetadataTransferJobRequest::new(ID)
}

pub(crate) fn list() -> ListMetadataTransferJobsRequest {
    ListMetadataTransferJobsRequest::new(SourceType::S3, DestinationType::Iottwinmaker)
        .with_filters(vec![
            ListMetadataTransferJobsFilter::WorkspaceId("factory-north".to_owned()),
            ListMetadataTransferJobsFilter::State(MetadataTransferJobState::Running),
        ])
        .with_next_token("eyJmcm9tIjoxMH0=")
        .with_max_results(50)
}

/// From a bucket to a workspace.
pub(crate) fn import() -> CreateMetadataTransferJobRequest {
    let location = S3SourceConfiguration::new("arn:aws:s3:::factory-north/exports/2024-11-25/entities.json");
    create(SourceConfiguration::new(SourceType::S3).with_s3_configuration(location), to_workspace())
}

/// From SiteWise to a workspace, filtered.
pub(crate) fn migrate() -> CreateMetadataTransferJobRequest {
    let assets = IotSiteWiseSourceConfigurationFilter::FilterByAsset(
        FilterByAsset::new()
            .with_asset_id("6d4f5b1c-2d3e-4a55-9d5e-0a6b5f0e3f1c")
            .with_asset_external_id("line.4:mixer-7")
            .with_include_offspring(true),
    );
    let models = IotSiteWiseSourceConfigurationFilter::FilterByAssetModel(
        FilterByAssetModel::new()
            .with_asset_model_id("3f1c4a55-2d3e-4a55-9d5e-6d4f5b1c2d3e")
            .with_asset_model_external_id("model_mixer"),
    );
    let site_wise = IotSiteWiseSourceConfiguration::new().with_filters(vec![assets, models]);
    let source =
        SourceConfiguration::new(SourceType::Iotsitewise).with_iot_site_wise_configuration(site_wise);
    create(source, to_workspace())
}

/// From a workspace to a bucket, filtered.
pub(crate) fn export() -> CreateMetadataTransferJobRequest {
    let filters = vec![
        IotTwinMakerSourceConfigurationFilter::FilterByComponentType(FilterByComponentType::new(
            "com.example.factory:mixer-drive",
        )),
        IotTwinMakerSourceConfigurationFilter::FilterByEntity(FilterByEntity::new(ID)),
    ];
    let workspace = IotTwinMakerSourceConfiguration::new(WORKSPACE).with_filters(filters);
    let source =
        SourceConfiguration::new(SourceType::Iottwinmaker).with_iot_twin_maker_configuration(workspace);
    let bucket = S3DestinationConfiguration::new("arn:aws:s3:::factory-north/exports");
    create(source, DestinationConfiguration::new(DestinationType::S3).with_s3_configuration(bucket))
}

fn to_workspace() -> DestinationConfiguration {
    DestinationConfiguration::new(DestinationType::Iottwinmaker)
        .with_iot_twin_maker_configuration(IotTwinMakerDestinationConfiguration::new(WORKSPACE))
}

fn create(
    source: SourceConfiguration,
    destination: DestinationConfiguration,
) -> CreateMetadataTransferJobRequest {
    CreateMetadataTransferJobRequest::new(vec![source], destination)
        .with_metadata_transfer_job_id(ID)
        .with_description("The mixers of the northern hall, as they stand after the refit.")
}

/// Whether the checks of one input hold. It ends at the first that does not, and forms no message.
pub(crate) trait ByHand {
    fn is_valid(&self) -> bool;
}

/// A string's length and pattern.
fn text(value: &str, min: usize, max: usize, pattern: &Regex) -> bool {
    (min..=max).contains(&value.chars().count()) && pattern.is_match(value)
}

fn all<T>(value: Option<&T>, check: impl Fn(&T) -> bool) -> bool {
    value.is_none_or(check)
}

/// Patterns that are compiled once.
macro_rules! patterns {
    ($($name:ident = $pattern:literal;)*) => { $(
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("a pattern"));
    )* };
}

// Those that match any string (`.*`) are left out, as whoever writes by hand would.
patterns! {
    ID_PATTERN = r"^[a-zA-Z_0-9][a-zA-Z_\-0-9]*[a-zA-Z0-9]+$";
    COMPONENT_TYPE_ID = r"^[a-zA-Z_\.\-0-9:]+$";
    ENTITY_ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|^[a-zA-Z0-9][a-zA-Z_\-0-9.:]*[a-zA-Z0-9]+$";
    S3_DESTINATION = r"(^arn:((aws)|(aws-cn)|(aws-us-gov)):s3:::)([/a-zA-Z0-9_-]+$)";
    S3_SOURCE = r"(^arn:((aws)|(aws-cn)|(aws-us-gov)):s3:::)([a-zA-Z0-9_-]+)\/([/.a-zA-Z0-9_-]+$)";
    EXTERNAL_ID = r"[a-zA-Z0-9_][a-zA-Z_\-0-9.:]*[a-zA-Z0-9_]+";
    TWIN_MAKER_ARN = r"^arn:((aws)|(aws-cn)|(aws-us-gov)):iottwinmaker:[a-z0-9-]+:[0-9]{12}:[\/a-zA-Z0-9_\-\.:]+$";
    UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
}

impl ByHand for CancelMetadataTransferJobRequest {
    fn is_valid(&self) -> bool {
        text(&self.metadata_transfer_job_id, 1, 128, &ID_PATTERN)
    }
}

impl ByHand for ListMetadataTransferJobsRequest {
    fn is_valid(&self) -> bool {
        !matches!(self.source_type, SourceType::Unknown(_))
            && !matches!(self.destination_type, DestinationType::Unknown(_))
            && all(self.filters.as_ref(), |filters| {
                filters.iter().all(|filter| match filter {
                    ListMetadataTransferJobsFilter::WorkspaceId(id) => text(id, 1, 128, &ID_PATTERN),
                    ListMetadataTransferJobsFilter::State(state) => {
                        !matches!(state, MetadataTransferJobState::Unknown(_))
                    }
                    _ => true,
                })
            })
            && all(self.next_token.as_ref(), |token| token.chars().count() <= 17_880)
            && all(self.max_results.as_ref(), |count| (0..=200).contains(count))
    }
}

impl ByHand for CreateMetadataTransferJobRequest {
    fn is_valid(&self) -> bool {
        all(self.metadata_transfer_job_id.as_ref(), |id| text(id, 1, 128, &ID_PATTERN))
            && all(self.description.as_ref(), |description| description.chars().count() <= 2_048)
            && self.sources.len() == 1
            && self.sources.iter().all(source)
            && destination(&self.destination)
    }
}

fn source(source: &SourceConfiguration) -> bool {
    !matches!(source.r#type, SourceType::Unknown(_))
        && all(source.s3_configuration.as_ref(), |s3| S3_SOURCE.is_match(&s3.location))
        && all(source.iot_site_wise_configuration.as_ref(), |configuration| {
            all(configuration.filters.as_ref(), |filters| filters.iter().all(site_wise))
        })
        && all(source.iot_twin_maker_configuration.as_ref(), |configuration| {
            text(&configuration.workspace, 20, 2_048, &TWIN_MAKER_ARN)
                && all(configuration.filters.as_ref(), |filters| filters.iter().all(twin_maker))
        })
}

fn site_wise(filter: &IotSiteWiseSourceConfigurationFilter) -> bool {
    let ids = |id: Option<&String>, external: Option<&String>| {
        all(id, |id| text(id, 36, 36, &UUID))
            && all(external, |external| text(external, 2, 128, &EXTERNAL_ID))
    };
    match filter {
        IotSiteWiseSourceConfigurationFilter::FilterByAsset(asset) => {
            ids(asset.asset_id.as_ref(), asset.asset_external_id.as_ref())
        }
        IotSiteWiseSourceConfigurationFilter::FilterByAssetModel(model) => {
            ids(model.asset_model_id.as_ref(), model.asset_model_external_id.as_ref())
        }
        _ => true,
    }
}

fn twin_maker(filter: &IotTwinMakerSourceConfigurationFilter) -> bool {
    match filter {
        IotTwinMakerSourceConfigurationFilter::FilterByComponentType(filter) => {
            text(&filter.component_type_id, 1, 256, &COMPONENT_TYPE_ID)
        }
        IotTwinMakerSourceConfigurationFilter::FilterByEntity(filter) => {
            text(&filter.entity_id, 1, 128, &ENTITY_ID)
        }
        _ => true,
    }
}

fn destination(destination: &DestinationConfiguration) -> bool {
    !matches!(destination.r#type, DestinationType::Unknown(_))
        && all(destination.s3_configuration.as_ref(), |s3| S3_DESTINATION.is_match(&s3.location))
        && all(destination.iot_twin_maker_configuration.as_ref(), |configuration| {
            text(&configuration.workspace, 20, 2_048, &TWIN_MAKER_ARN)
        })
}
