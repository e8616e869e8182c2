"""What boto3 sends for every operation of a service, and whether another client sends the same.

    boto3_requests.py record SERVICE FILE MODEL OPERATION,...
                                          writes the cases: parameters, settings and boto3's request, a line each
    boto3_requests.py compare FILE OTHER  compares them with the lines of OTHER: {"case", "method", "url", "headers", "body"}

Nothing is sent anywhere: boto3's requests are taken before they leave. The parameters are made from botocore's own
model of the service, and have every member, or the required ones alone; members that the Smithy model does not have,
because it is older, are left out. Results are written as `entry` has them.
"""

import datetime
import json
import sys
import uuid
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config
from botocore.credentials import Credentials

from entry import entry

REGION = "eu-west-1"
CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "session")
TOKEN = uuid.UUID("00000000-0000-4000-8000-000000000000")
# What a client says of itself and of its retries.
OWN = {"amz-sdk-invocation-id", "amz-sdk-request", "user-agent", "x-amz-user-agent"}
# What is compared in a way of its own.
APART = {"authorization", "host"}
# Characters that a path and a query have to escape.
TEXT = "a b+c~d%e*é/f?g=h&i"


class Values:
    """Makes the values of shapes: with every member, or the required ones alone."""

    def __init__(self, every_member, smithy):
        self.every_member = every_member
        # By their names: the structures and unions of the Smithy model.
        self.smithy = smithy
        self.open = []

    def of(self, shape, name, is_header=False):
        kind = shape.type_name
        if kind == "structure":
            return self.structure(shape)
        if kind == "list":
            # A shape inside itself has no end.
            return [] if self.is_open(shape.member) else [self.of(shape.member, name, is_header) for _ in range(2)]
        if kind == "map":
            key = self.of(shape.key, f"{name} key", is_header)
            return {} if self.is_open(shape.value) else {key: self.of(shape.value, name, is_header)}
        if kind == "string":
            # Headers are ASCII on the wire.
            return shape.enum[0] if shape.enum else f"{name} {'text' if is_header else TEXT}"
        if kind == "timestamp":
            return 1700000000
        return {
            "boolean": True, "integer": 3, "long": 1 << 40, "float": 1.5, "double": 2.25,
            "blob": "bytes", "character": "c", "short": 4, "byte": 5, "bigdecimal": 1,
        }[kind]

    def structure(self, shape):
        smithy = self.smithy.get(shape.name, {"type": "structure", "members": {}})
        required = {name for name, member in smithy["members"].items() if "smithy.api#required" in member.get("traits", {})}
        members = [(name, member) for name, member in shape.members.items() if name in smithy["members"]]
        if smithy["type"] == "union":
            members = [pair for pair in members if not self.is_open(pair[1])][:1]
            required = {name for name, _ in members}
        elif not self.every_member:
            members = [(name, member) for name, member in members if name in required]
        self.open.append(shape.name)
        value = {
            name: self.of(member, name, member.serialization.get("location") in ("header", "headers"))
            for name, member in members
            if name in required or not self.is_open(member)
        }
        self.open.pop()
        return value

    def is_open(self, shape):
        """Whether a structure is inside itself, behind whatever lists and maps."""
        while shape.type_name in ("list", "map"):
            shape = shape.member if shape.type_name == "list" else shape.value
        return shape.type_name == "structure" and shape.name in self.open


def for_boto3(shape, node):
    """The same value as boto3 takes it: blobs are bytes."""
    kind = shape.type_name
    if kind == "structure":
        return {name: for_boto3(shape.members[name], item) for name, item in node.items()}
    if kind == "list":
        return [for_boto3(shape.member, item) for item in node]
    if kind == "map":
        return {key: for_boto3(shape.value, item) for key, item in node.items()}
    return node.encode() if kind == "blob" else node


# The path of an endpoint.
BASE = "/base"

# How a client is set up: the region's own endpoint, one that is given, and that one without the model's host prefix.
SETTINGS = {
    "": {"endpoint": None, "host_prefix": True},
    ", endpoint": {"endpoint": "http://127.0.0.1:9" + BASE, "host_prefix": True},
    ", endpoint without prefix": {"endpoint": "http://127.0.0.1:9", "host_prefix": False},
}


class Recorder:
    """A boto3 client whose requests are taken before they leave."""

    def __init__(self, service, endpoint, host_prefix):
        config = Config(
            parameter_validation=False, retries={"total_max_attempts": 1}, inject_host_prefix=host_prefix,
        )
        key, secret, session = CREDENTIALS.get_frozen_credentials()[:3]
        self.client = boto3.client(
            service, region_name=REGION, endpoint_url=endpoint, config=config,
            aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=session,
        )
        self.methods = {wire: name for name, wire in self.client.meta.method_to_api_mapping.items()}
        self.taken = []
        self.client.meta.events.register("before-send", self.take)

    def take(self, request, **_):
        self.taken.append(request)
        return AWSResponse(request.url, 200, {}, Empty())

    def request(self, operation, params):
        self.taken.clear()
        try:
            getattr(self.client, self.methods[operation])(**params)
        except Exception as error:  # the empty answer need not be one of the operation
            if not self.taken:
                raise RuntimeError(f"{operation}: boto3 sent nothing: {error}") from error
        return described(self.taken[0])


class Empty:
    """The body of an empty answer."""

    def stream(self, *_, **__):
        yield b"{}"

    def read(self, *_):
        return b"{}"


def described(request):
    body = request.body or b""
    body = body.encode() if isinstance(body, str) else body
    text = lambda item: item.decode() if isinstance(item, bytes) else str(item)
    return {
        "method": request.method, "url": request.url,
        "headers": {name.lower(): text(item) for name, item in request.headers.items()},
        "body": body.hex(),
    }


def record(service, path, smithy, operations):
    recorders = {name: Recorder(service, **settings) for name, settings in SETTINGS.items()}
    model = recorders[""].client.meta.service_model
    with open(smithy, encoding="utf-8") as text:
        shapes = json.load(text)["shapes"]
    shapes = {name.split("#")[1]: shape for name, shape in shapes.items() if shape["type"] in ("structure", "union")}
    wire = {name.lower(): name for name in model.operation_names}
    with open(path, "w", encoding="utf-8") as out, mock.patch("uuid.uuid4", lambda: TOKEN):
        for operation in sorted(operations):
            # Rust's case of names is another.
            operation = wire[operation.lower()]
            shape = model.operation_model(operation).input_shape
            for members, every in {"every member": True, "required members": False}.items():
                params = Values(every, shapes).of(shape, operation) if shape else {}
                for name, recorder in recorders.items():
                    request = recorder.request(operation, for_boto3(shape, params) if shape else {})
                    out.write(json.dumps({
                        "case": f"{operation}, {members}{name}", "operation": operation, "params": params,
                        "region": REGION, "token": str(TOKEN), "credentials": CREDENTIALS.get_frozen_credentials()[:3],
                        "time": seconds(request), **SETTINGS[name], "request": request,
                    }) + "\n")


def seconds(request):
    """When the request was signed; any time for one that is not."""
    time = request["headers"].get("x-amz-date", "20200101T000000Z")
    time = datetime.datetime.strptime(time, "%Y%m%dT%H%M%SZ")
    return int(time.replace(tzinfo=datetime.timezone.utc).timestamp())


def parts(request, service):
    """What is compared, with a name for each part."""
    url = urlsplit(request["url"])
    headers = {name: item for name, item in request["headers"].items() if name not in OWN | APART}
    body = bytes.fromhex(request["body"])
    if "json" in headers.get("content-type", "") and body:
        # Spaces and the order of members say nothing.
        body = json.loads(body)
        headers.pop("content-length", None)
    elif "x-www-form-urlencoded" in headers.get("content-type", ""):
        # Nor does which characters are encoded, and the media type has no charset.
        body = dict(parse_qsl(body.decode(), keep_blank_values=True))
        headers.pop("content-length", None)
        headers["content-type"] = headers["content-type"].removesuffix("; charset=utf-8")
    yield "method", request["method"]
    yield "host", (url.scheme, url.netloc)
    # The path `/` below an endpoint's own.
    yield "path", BASE + "/" if url.path == BASE else url.path
    yield "query", sorted(url.query.split("&"))
    yield "headers", headers
    yield "body", body
    yield "signature", signature(request, service)


def signature(request, name):
    """What the signature covers, and whether it is the one that botocore computes for the request; none without one."""
    said = request["headers"].get("authorization")
    if not said:
        return None
    fields = dict(part.split("=", 1) for part in said.replace(",", " ").split() if "=" in part)
    signed = fields.get("SignedHeaders", "").split(";")
    headers = {name: item for name, item in request["headers"].items() if name in signed and name != "host"}
    copy = AWSRequest(request["method"], request["url"], headers, bytes.fromhex(request["body"]))
    copy.context["timestamp"] = request["headers"].get("x-amz-date", "")
    auth = SigV4Auth(CREDENTIALS, name, REGION)
    text = auth.string_to_sign(copy, auth.canonical_request(copy))
    return {
        "scope": fields.get("Credential"),
        "headers": sorted(set(signed) - OWN),
        "is right": auth.signature(text, copy) == fields.get("Signature"),
    }


def differing(where, one, two):
    """A line for each place in which two values differ."""
    if isinstance(one, dict) and isinstance(two, dict):
        names = sorted(one.keys() | two.keys())
        return [text for name in names for text in differing(f"{where}.{name}", one.get(name), two.get(name))]
    if isinstance(one, list) and isinstance(two, list) and len(one) == len(two):
        return [text for i, pair in enumerate(zip(one, two)) for text in differing(f"{where}[{i}]", *pair)]
    return [] if one == two else [f"{where}: boto3 {one!r}, Farrier {two!r}"]


def lines(path):
    with open(path, encoding="utf-8") as text:
        return [json.loads(line) for line in text]


def compare(path, other):
    came = {line["case"]: line for line in lines(other)}
    for case in lines(path):
        wanted, got = case["request"], came.get(case["case"], {})
        authorization = wanted["headers"].get("authorization")
        service = authorization.split("/")[3] if authorization else "unsigned"
        if "request" in got:
            pairs = zip(parts(wanted, service), parts(got["request"], service))
            differences = [text for (name, one), (_, two) in pairs for text in differing(name, one, two)]
        else:
            differences = [got.get("error", "it was not sent")]
        entry("requests", service, case["case"], "\n".join(differences))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["record", service, path, smithy, operations]:
            record(service, path, smithy, operations.split(","))
        case ["compare", path, other]:
            compare(path, other)
        case _:
            sys.exit(__doc__)
