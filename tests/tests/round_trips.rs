//! What is encoded is decoded to the same value: arbitrary values of every type of the generated crate as JSON, and of
//! its operations' messages as whole requests and responses, from client to server and back.

use std::{collections::BTreeSet, fs};

use bytes::Bytes;
use farrier_runtime::{
    client::{self, ClientSettings, Endpoint},
    operation::{ClientOperation, OperationError, ServerOperation},
    protocol::Protocol as _,
    server::{self, ServerRequest},
    testing::{arbitrary, round_trip},
};
use farrier_tests::{fixture, round_trips};
use http::{Request, Response};
use iottwinmaker::{
    PROTOCOL,
    operation::{CancelMetadataTransferJob, CancelMetadataTransferJobError},
    server::{OPERATIONS, settings},
    types,
};
use proptest::{collection::vec, prelude::*};

/// Bytes that values are made from.
fn seed() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..400)
}

/// A test for each type, and the list of them.
macro_rules! every_type_round_trips {
    ($($function:ident: $ty:ident;)+) => {
        proptest! {
            $(
                #[test]
                fn $function(bytes in seed()) {
                    let value: types::$ty = arbitrary(&bytes);
                    prop_assert_eq!(round_trip(PROTOCOL.codec(), &value), Ok(()));
                }
            )+
        }

        const TYPES: &[&str] = &[$(stringify!($ty)),+];
    };
}

every_type_round_trips! {
    access_denied_exception: AccessDeniedException;
    cancel_metadata_transfer_job_request: CancelMetadataTransferJobRequest;
    cancel_metadata_transfer_job_response: CancelMetadataTransferJobResponse;
    conflict_exception: ConflictException;
    create_metadata_transfer_job_request: CreateMetadataTransferJobRequest;
    create_metadata_transfer_job_response: CreateMetadataTransferJobResponse;
    destination_configuration: DestinationConfiguration;
    destination_type: DestinationType;
    error_code: ErrorCode;
    error_details: ErrorDetails;
    filter_by_asset: FilterByAsset;
    filter_by_asset_model: FilterByAssetModel;
    filter_by_component_type: FilterByComponentType;
    filter_by_entity: FilterByEntity;
    get_metadata_transfer_job_request: GetMetadataTransferJobRequest;
    get_metadata_transfer_job_response: GetMetadataTransferJobResponse;
    internal_server_exception: InternalServerException;
    iot_site_wise_source_configuration: IotSiteWiseSourceConfiguration;
    iot_site_wise_source_configuration_filter: IotSiteWiseSourceConfigurationFilter;
    iot_twin_maker_destination_configuration: IotTwinMakerDestinationConfiguration;
    iot_twin_maker_source_configuration: IotTwinMakerSourceConfiguration;
    iot_twin_maker_source_configuration_filter: IotTwinMakerSourceConfigurationFilter;
    list_metadata_transfer_jobs_filter: ListMetadataTransferJobsFilter;
    list_metadata_transfer_jobs_request: ListMetadataTransferJobsRequest;
    list_metadata_transfer_jobs_response: ListMetadataTransferJobsResponse;
    metadata_transfer_job_progress: MetadataTransferJobProgress;
    metadata_transfer_job_state: MetadataTransferJobState;
    metadata_transfer_job_status: MetadataTransferJobStatus;
    metadata_transfer_job_summary: MetadataTransferJobSummary;
    resource_not_found_exception: ResourceNotFoundException;
    s3_destination_configuration: S3DestinationConfiguration;
    s3_source_configuration: S3SourceConfiguration;
    service_quota_exceeded_exception: ServiceQuotaExceededException;
    source_configuration: SourceConfiguration;
    source_type: SourceType;
    throttling_exception: ThrottlingException;
    validation_exception: ValidationException;
}

/// The types above are those that the crate has.
#[test]
fn no_type_is_forgotten() {
    let folder = fixture::root().join("generated/iottwinmaker/src/types");
    let mut defined = BTreeSet::new();
    for file in fs::read_dir(folder).expect("the crate's types") {
        let file = file.expect("a file");
        if round_trips::has_shapes(&file.file_name().to_string_lossy()) {
            defined.extend(round_trips::defined(&fs::read_to_string(file.path()).expect("a file of types")));
        }
    }
    assert_eq!(defined, TYPES.iter().map(|&name| name.to_owned()).collect());
}

fn endpoint() -> Endpoint {
    Endpoint::parse("https://example.com").expect("an endpoint")
}

/// The input as the server of `O` has it after a client has sent it; none when the client refuses to send it.
fn send<O: ClientOperation + ServerOperation>(input: &O::Input) -> Option<O::Input> {
    let client = ClientSettings { endpoint: Some(endpoint()), ..ClientSettings::default() };
    let request: Request<Bytes> = client::encode_request::<O>(&PROTOCOL, input, &client).ok()?;
    let (uri, headers, body) = (request.uri(), request.headers(), request.body());
    let route = OPERATIONS.router().find(request.method(), uri.path(), uri.query()).expect("a route");
    assert_eq!(OPERATIONS.schemas()[route.operation].id, O::SCHEMA.id);
    let request = ServerRequest { uri, headers, body, labels: &route.labels };
    let (input, missing) =
        server::decode_request::<O>(&PROTOCOL, &request, &settings()).expect("the request");
    assert!(missing.is_empty(), "{missing:?}");
    Some(input)
}

/// What a client of `O` has of a response.
fn receive<O: ClientOperation + ServerOperation>(response: &Response<Bytes>) -> Result<O::Output, O::Error> {
    client::decode_response::<O>(&PROTOCOL, response, &ClientSettings::default())
}

proptest! {
    #[test]
    fn a_request_reaches_the_server_as_it_was_sent(bytes in seed()) {
        let input = arbitrary(&bytes);
        let received = send::<CancelMetadataTransferJob>(&input);
        // Only what is in the path can keep a request from being sent: an empty label.
        prop_assert_eq!(received.is_none(), input.metadata_transfer_job_id.is_empty());
        if let Some(received) = received {
            prop_assert_eq!(received, input);
        }
    }

    #[test]
    fn a_response_reaches_the_client_as_it_was_sent(bytes in seed()) {
        let output = arbitrary(&bytes);
        let response = server::encode_response::<CancelMetadataTransferJob>(&PROTOCOL, &output, &settings());
        prop_assert_eq!(receive::<CancelMetadataTransferJob>(&response).expect("the response"), output);
    }

    #[test]
    fn an_error_reaches_the_client_as_it_was_sent(bytes in seed(), variant in 0..6) {
        let error = error(variant, &bytes);
        let status = error.shape().map(|shape| shape.error_schema().status);
        let response = server::encode_error::<CancelMetadataTransferJob>(&PROTOCOL, &error, &settings());
        prop_assert_eq!(Some(response.status().as_u16()), status);
        match receive::<CancelMetadataTransferJob>(&response) {
            Err(received) => prop_assert_eq!(received, error),
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

/// An arbitrary error of the operation.
fn error(variant: i32, bytes: &[u8]) -> CancelMetadataTransferJobError {
    match variant {
        0 => arbitrary::<types::AccessDeniedException>(bytes).into(),
        1 => arbitrary::<types::ConflictException>(bytes).into(),
        2 => arbitrary::<types::InternalServerException>(bytes).into(),
        3 => arbitrary::<types::ResourceNotFoundException>(bytes).into(),
        4 => arbitrary::<types::ThrottlingException>(bytes).into(),
        _ => arbitrary::<types::ValidationException>(bytes).into(),
    }
}
