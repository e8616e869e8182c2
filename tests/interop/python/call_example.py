"""boto3 and the AWS CLI call the example server of TwinMaker's metadata transfer jobs.

    call_example.py ENDPOINT ONE_A_SECOND ONE_JOB

The endpoints are those of three such servers: one whose jobs stay in their first state, one that answers a call a
second, and one that holds a job at most.
"""

import contextlib
import datetime
import json
import os
import socket
import subprocess
import sys
from unittest import mock

import boto3
from botocore.config import Config
from botocore.paginate import Paginator

from entry import entry

REGION = "us-east-1"
SERVICE = "iottwinmaker"
TO_TWINMAKER = {
    "sources": [{"type": "s3", "s3Configuration": {"location": "arn:aws:s3:::models/site-7.json"}}],
    "destination": {
        "type": "iottwinmaker",
        "iotTwinMakerConfiguration": {"workspace": "arn:aws:iottwinmaker:us-east-1:123456789012:workspace/site-7"},
    },
}
TO_S3 = {
    "sources": [{
        "type": "iottwinmaker",
        "iotTwinMakerConfiguration": {
            "workspace": "arn:aws:iottwinmaker:us-east-1:123456789012:workspace/site-7",
            "filters": [
                {"filterByComponentType": {"componentTypeId": "com.example.sensor"}},
                {"filterByEntity": {"entityId": "entity-1"}},
            ],
        },
    }],
    "destination": {"type": "s3", "s3Configuration": {"location": "arn:aws:s3:::models/out"}},
}
LISTED = {"sourceType": "s3", "destinationType": "iottwinmaker"}
# The model's patterns and bounds, as messages have them.
ID_PATTERN = r"^[a-zA-Z_0-9][a-zA-Z_\-0-9]*[a-zA-Z0-9]+$"


def client(endpoint, **config):
    config = {"parameter_validation": False, "retries": {"total_max_attempts": 1}, **config}
    return boto3.client(
        SERVICE, region_name=REGION, endpoint_url=endpoint, config=Config(**config),
        aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret",
    )


def same(what, wanted, came):
    if wanted != came:
        raise AssertionError(f"{what}: wanted {wanted!r}, came {came!r}")


class Group:
    """Cases that go on when one fails."""

    def __init__(self, name):
        self.name = name

    @contextlib.contextmanager
    def case(self, case):
        try:
            yield
        except Exception as error:
            entry(self.name, SERVICE, case, f"{type(error).__name__}: {error}")
        else:
            entry(self.name, SERVICE, case, None)


@contextlib.contextmanager
def raises(kind, status, message=None):
    """Whether the exception is the class that boto3 makes of the model's error, with its status, text and request ID."""
    try:
        yield
    except kind as error:
        same("code", kind.__name__, error.response["Error"]["Code"])
        same("status", status, error.response["ResponseMetadata"]["HTTPStatusCode"])
        if not error.response["ResponseMetadata"].get("RequestId"):
            raise AssertionError("the error has no request ID") from None
        if message is not None:
            same("message", message, error.response["Error"]["Message"])
    else:
        raise AssertionError(f"no {kind.__name__}")


def with_boto3(endpoint, one_a_second, one_job):
    group = Group("boto3")
    calls = client(endpoint)
    errors = calls.exceptions
    operations(group, calls)
    pages(group, calls)
    modelled_errors(group, calls, errors)
    validation(group, calls, errors)
    wire(group, endpoint, errors)
    busy(group, one_a_second)
    with group.case("ServiceQuotaExceededException"):
        full = client(one_job)
        full.create_metadata_transfer_job(**TO_TWINMAKER)
        with raises(full.exceptions.ServiceQuotaExceededException, 402):
            full.create_metadata_transfer_job(**TO_TWINMAKER)


def operations(group, calls):
    with group.case("CreateMetadataTransferJob"):
        before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(seconds=2)
        job = calls.create_metadata_transfer_job(metadataTransferJobId="boto3-1", description="é \"x\" \\ \n", **TO_TWINMAKER)
        same("status", 200, job["ResponseMetadata"]["HTTPStatusCode"])
        same("id", "boto3-1", job["metadataTransferJobId"])
        same("arn", True, job["arn"].endswith("boto3-1"))
        same("state", {"state": "VALIDATING"}, job["status"])
        same("created now", True, before < job["creationDateTime"] < before + datetime.timedelta(minutes=2))
        same("request ID", True, bool(job["ResponseMetadata"].get("RequestId")))
    with group.case("CreateMetadataTransferJob, with unions and lists"):
        calls.create_metadata_transfer_job(metadataTransferJobId="boto3-2", **TO_S3)
    with group.case("GetMetadataTransferJob"):
        job = calls.get_metadata_transfer_job(metadataTransferJobId="boto3-1")
        same("sent", TO_TWINMAKER, {name: job[name] for name in TO_TWINMAKER})
        same("description", "é \"x\" \\ \n", job["description"])
        same("progress", {"totalCount": 100, "succeededCount": 0, "skippedCount": 0, "failedCount": 0}, job["progress"])
        same("dates", True, job["creationDateTime"] <= job["updateDateTime"])
    with group.case("GetMetadataTransferJob, with unions and lists"):
        job = calls.get_metadata_transfer_job(metadataTransferJobId="boto3-2")
        same("sent", TO_S3, {name: job[name] for name in TO_S3})
    with group.case("ListMetadataTransferJobs"):
        page = calls.list_metadata_transfer_jobs(**LISTED)
        same("jobs", ["boto3-1"], [job["metadataTransferJobId"] for job in page["metadataTransferJobSummaries"]])
        same("token", False, "nextToken" in page)
    with group.case("ListMetadataTransferJobs, filtered"):
        for state, wanted in (("VALIDATING", ["boto3-2"]), ("COMPLETED", [])):
            page = calls.list_metadata_transfer_jobs(
                sourceType="iottwinmaker", destinationType="s3", filters=[{"workspaceId": "site-7"}, {"state": state}],
            )
            same(state, wanted, [job["metadataTransferJobId"] for job in page["metadataTransferJobSummaries"]])
    with group.case("CancelMetadataTransferJob"):
        job = calls.cancel_metadata_transfer_job(metadataTransferJobId="boto3-2")
        same("id", "boto3-2", job["metadataTransferJobId"])
        same("state", {"state": "CANCELLING"}, job["status"])


def pages(group, calls):
    """botocore has no paginators for this service; its paginator takes what the model's trait says."""
    settings = {
        "input_token": "nextToken", "output_token": "nextToken", "limit_key": "maxResults",
        "result_key": "metadataTransferJobSummaries",
    }
    model = calls.meta.service_model.operation_model("ListMetadataTransferJobs")
    paginator = Paginator(calls.list_metadata_transfer_jobs, settings, model)
    listed = lambda page: [job["metadataTransferJobId"] for job in page["metadataTransferJobSummaries"]]
    with group.case("pagination"):
        wanted = ["boto3-1"] + [f"page-{number}" for number in range(6)]
        for name in wanted[1:]:
            calls.create_metadata_transfer_job(metadataTransferJobId=name, **TO_TWINMAKER)
        got = [listed(page) for page in paginator.paginate(**LISTED, PaginationConfig={"PageSize": 3})]
        same("pages", [wanted[:3], wanted[3:6], wanted[6:]], got)
    with group.case("pagination that is taken up again"):
        first = paginator.paginate(**LISTED, PaginationConfig={"PageSize": 2, "MaxItems": 3}).build_full_result()
        rest = paginator.paginate(**LISTED, PaginationConfig={"StartingToken": first["NextToken"]}).build_full_result()
        same("jobs", wanted, listed(first) + listed(rest))


def modelled_errors(group, calls, errors):
    with group.case("ConflictException, a job that exists"):
        with raises(errors.ConflictException, 409, "job boto3-1 exists"):
            calls.create_metadata_transfer_job(metadataTransferJobId="boto3-1", **TO_TWINMAKER)
    with group.case("ConflictException, a job that is being cancelled"):
        with raises(errors.ConflictException, 409, "job boto3-2 cannot be cancelled: it is CANCELLING"):
            calls.cancel_metadata_transfer_job(metadataTransferJobId="boto3-2")
    for name in ("get_metadata_transfer_job", "cancel_metadata_transfer_job"):
        with group.case(f"ResourceNotFoundException, {name}"):
            with raises(errors.ResourceNotFoundException, 404, "there is no job none"):
                getattr(calls, name)(metadataTransferJobId="none")


def validation(group, calls, errors):
    def refused(case, message, method, **params):
        with group.case(f"ValidationException, {case}"):
            with raises(errors.ValidationException, 400, message):
                getattr(calls, method)(**params)

    refused(
        "a label's pattern",
        "1 validation error detected. Value at '/metadataTransferJobId' failed to satisfy constraint: Member must satisfy "
        f"regular expression pattern: {ID_PATTERN}",
        "get_metadata_transfer_job", metadataTransferJobId="a b",
    )
    refused(
        "a label's length",
        "1 validation error detected. Value with length 129 at '/metadataTransferJobId' failed to satisfy constraint: "
        "Member must have length between 1 and 128, inclusive",
        "cancel_metadata_transfer_job", metadataTransferJobId="a" * 129,
    )
    refused(
        "required members",
        "2 validation errors detected. Value at '/sources' failed to satisfy constraint: Member must not be null; Value at "
        "'/destination' failed to satisfy constraint: Member must not be null",
        "create_metadata_transfer_job", description="nothing",
    )
    refused(
        "a range",
        "1 validation error detected. Value at '/maxResults' failed to satisfy constraint: Member must be between 0 and "
        "200, inclusive",
        "list_metadata_transfer_jobs", maxResults=201, **LISTED,
    )
    refused(
        "an enum",
        "1 validation error detected. Value at '/sourceType' failed to satisfy constraint: Member must satisfy enum value "
        "set: [s3, iotsitewise, iottwinmaker]",
        "list_metadata_transfer_jobs", sourceType="tape", destinationType="s3",
    )


def wire(group, endpoint, errors):
    """What boto3 sends only if it is made to."""
    with group.case("a body that is no JSON"):
        calls = client(endpoint)
        calls.meta.events.register("before-call", lambda params, **_: params.update(body=b"{"))
        try:
            calls.create_metadata_transfer_job(**TO_TWINMAKER)
            raise AssertionError("it was taken")
        except calls.exceptions.ClientError as error:
            same("code", "SerializationException", error.response["Error"]["Code"])
            same("status", 400, error.response["ResponseMetadata"]["HTTPStatusCode"])
    with group.case("the model's host prefix"):
        port = int(endpoint.rsplit(":", 1)[1])
        resolve, asked = socket.getaddrinfo, []

        def loopback(host, *arguments, **named):
            asked.append(host)
            return resolve("127.0.0.1", *arguments, **named)

        with mock.patch("socket.getaddrinfo", loopback), mock.patch.dict(os.environ):
            del os.environ["AWS_DISABLE_HOST_PREFIX_INJECTION"]
            prefixed = client(f"http://example.test:{port}")
            prefixed.get_metadata_transfer_job(metadataTransferJobId="boto3-1")
        same("hosts", ["api.example.test"], asked)


def busy(group, endpoint):
    with group.case("ThrottlingException"):
        calls = client(endpoint)
        with raises(calls.exceptions.ThrottlingException, 429):
            for _ in range(100):
                calls.list_metadata_transfer_jobs(**LISTED)
    with group.case("ThrottlingException, which boto3 tries again"):
        calls = client(endpoint, retries={"mode": "standard", "total_max_attempts": 10})
        tries = [calls.list_metadata_transfer_jobs(**LISTED)["ResponseMetadata"]["RetryAttempts"] for _ in range(2)]
        same("tried again", True, sum(tries) > 0)


class Cli:
    """The AWS CLI, against an endpoint."""

    def __init__(self, endpoint):
        self.endpoint = endpoint

    def run(self, command, *arguments):
        environment = {
            **os.environ, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION, "AWS_MAX_ATTEMPTS": "1", "AWS_PAGER": "",
        }
        program = [sys.executable, "-m", "awscli", SERVICE, command, "--endpoint-url", self.endpoint, "--output", "json"]
        return subprocess.run(
            [*program, *arguments], env=environment, capture_output=True, text=True, timeout=120, check=False,
        )

    def answer(self, command, *arguments):
        ended = self.run(command, *arguments)
        if ended.returncode != 0:
            raise AssertionError(f"exit code {ended.returncode}: {ended.stderr.strip()}")
        return json.loads(ended.stdout)

    def error(self, command, wanted, *arguments):
        ended = self.run(command, *arguments)
        same("exit code", 255, ended.returncode)
        if wanted not in ended.stderr:
            raise AssertionError(f"wanted {wanted!r}, came {ended.stderr.strip()!r}")


def with_cli(endpoint, one_job):
    group, cli = Group("aws-cli"), Cli(endpoint)
    job = ("--metadata-transfer-job-id", "cli-1")
    listed = ("--source-type", "iottwinmaker", "--destination-type", "s3")
    with group.case("create-metadata-transfer-job"):
        made = cli.answer(
            "create-metadata-transfer-job", *job, "--sources", json.dumps(TO_S3["sources"]), "--destination",
            json.dumps(TO_S3["destination"]),
        )
        same("state", {"state": "VALIDATING"}, made["status"])
    with group.case("get-metadata-transfer-job"):
        got = cli.answer("get-metadata-transfer-job", *job)
        same("sent", TO_S3, {name: got[name] for name in TO_S3})
        # The CLI shows dates as they came.
        same("dates", True, 0 < got["creationDateTime"] <= got["updateDateTime"])
    with group.case("list-metadata-transfer-jobs, page by page"):
        listing = lambda *more: cli.answer("list-metadata-transfer-jobs", *listed, "--max-results", "1", *more)
        first = listing()
        second = listing("--next-token", first["nextToken"])
        jobs = [job["metadataTransferJobId"] for page in (first, second) for job in page["metadataTransferJobSummaries"]]
        same("jobs", ["boto3-2", "cli-1"], jobs)
        same("last page", False, "nextToken" in second)
    with group.case("cancel-metadata-transfer-job"):
        same("state", {"state": "CANCELLING"}, cli.answer("cancel-metadata-transfer-job", *job)["status"])
    called = "when calling the {} operation: "
    with group.case("ConflictException"):
        cli.error(
            "cancel-metadata-transfer-job", "An error occurred (ConflictException) " + called.format(
                "CancelMetadataTransferJob") + "job cli-1 cannot be cancelled: it is CANCELLING", *job,
        )
    with group.case("ResourceNotFoundException"):
        cli.error(
            "get-metadata-transfer-job", "An error occurred (ResourceNotFoundException) " + called.format(
                "GetMetadataTransferJob") + "there is no job none", "--metadata-transfer-job-id", "none",
        )
    with group.case("ValidationException"):
        cli.error(
            "get-metadata-transfer-job", "An error occurred (ValidationException) " + called.format(
                "GetMetadataTransferJob") + "1 validation error detected. Value at '/metadataTransferJobId' failed to satisfy "
            f"constraint: Member must satisfy regular expression pattern: {ID_PATTERN}", "--metadata-transfer-job-id", "a b",
        )
    with group.case("ServiceQuotaExceededException"):
        Cli(one_job).error(
            "create-metadata-transfer-job", "An error occurred (ServiceQuotaExceededException)", "--sources",
            json.dumps(TO_S3["sources"]), "--destination", json.dumps(TO_S3["destination"]),
        )


if __name__ == "__main__":
    os.environ["AWS_DISABLE_HOST_PREFIX_INJECTION"] = "true"
    match sys.argv[1:]:
        case [endpoint, one_a_second, one_job]:
            with_boto3(endpoint, one_a_second, one_job)
            with_cli(endpoint, one_job)
        case _:
            sys.exit(__doc__)
