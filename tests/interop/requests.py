"""What boto3 sends for every operation of a service, and whether it is what another client sends.

    requests.py record SERVICE FILE       writes the cases: operation, parameters and boto3's request, a line each
    requests.py compare FILE OTHER        compares them with the lines of OTHER: {"case", "method", "url", "headers", "body"}

Nothing is sent anywhere: boto3's requests are taken before they leave. The parameters are made from botocore's own
model of the service, and have every member, or the required ones alone.
"""

import base64
import json
import sys
from urllib.parse import parse_qsl, urlsplit

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config

# What a client says of itself and of its retries.
OWN = {"amz-sdk-invocation-id", "amz-sdk-request", "user-agent", "x-amz-user-agent", "connection", "host", "accept-encoding"}
# How deep structures are filled.
DEPTH = 4
# Characters that a path and a query have to escape.
TEXT = "a b+c~d%e*é"


def value(shape, name, depth):
    """A value of the shape with every member."""
    kind = shape.type_name
    if kind == "structure":
        members = shape.members.items()
        if getattr(shape, "is_tagged_union", False):
            members = list(members)[:1]
        return {
            member: value(target, member, depth - 1)
            for member, target in members
            if depth > 0 or member in shape.required_members
        }
    if kind == "list":
        return [value(shape.member, name, depth - 1) for _ in range(2)] if depth > 0 else []
    if kind == "map":
        return {f"{name} key": value(shape.value, name, depth - 1)} if depth > 0 else {}
    if kind == "string":
        return shape.enum[0] if getattr(shape, "enum", None) else f"{name} {TEXT}"
    if kind == "timestamp":
        return 1700000000
    return {
        "boolean": True, "integer": 3, "long": 1 << 40, "float": 1.5, "double": 2.25,
        "blob": "bytes", "character": "c", "short": 4, "byte": 5, "bigdecimal": 1,
    }[kind]


def required(shape):
    """A value with the required members alone."""
    return {name: value(shape.members[name], name, 2) for name in shape.required_members}


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


def record(service, path):
    config = Config(parameter_validation=False, retries={"max_attempts": 1})
    client = boto3.client(
        service, region_name="eu-west-1", endpoint_url="http://127.0.0.1:9", config=config,
        aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
        aws_session_token="session",
    )
    taken = []

    def take(request, **_):
        taken.append(request)
        return AWSResponse(request.url, 200, {}, Empty())

    client.meta.events.register("before-send", take)
    model = client.meta.service_model
    with open(path, "w", encoding="utf-8") as out:
        for name in sorted(model.operation_names):
            operation = model.operation_model(name)
            shape = operation.input_shape
            cases = {"all": value(shape, name, DEPTH), "required": required(shape)} if shape else {"none": {}}
            for kind, params in cases.items():
                taken.clear()
                method = getattr(client, boto3_name(client, name))
                try:
                    method(**(for_boto3(shape, params) if shape else {}))
                except Exception as error:  # the empty answer need not be one of the operation
                    if not taken:
                        raise RuntimeError(f"{name} ({kind}): boto3 sent nothing: {error}") from error
                out.write(json.dumps({
                    "case": f"{name} ({kind})", "operation": name, "params": params, **described(taken[0])
                }) + "\n")


def boto3_name(client, operation):
    return next(name for name, wire in client.meta.method_to_api_mapping.items() if wire == operation)


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
        "body": base64.b64encode(body).decode(),
    }


def parts(entry):
    """What is compared, with a name for each part."""
    url = urlsplit(entry["url"])
    headers = {name.lower(): item for name, item in entry["headers"].items() if name.lower() not in OWN}
    if headers.get("content-length") == "0":
        del headers["content-length"]
    body = base64.b64decode(entry["body"])
    if headers.get("content-type", "").startswith("application/json") and body:
        body = json.loads(body)
    authorization = headers.pop("authorization", "")
    yield "method", entry["method"]
    yield "host", url.netloc
    yield "path", url.path
    yield "query", sorted(parse_qsl(url.query, keep_blank_values=True))
    yield "headers", headers
    yield "body", body
    yield "signed headers", signed_headers(authorization)


def signed_headers(authorization):
    """The headers that the signature covers, but for those that a client says of itself."""
    for part in authorization.replace(",", " ").split():
        if part.startswith("SignedHeaders="):
            return sorted(set(part.removeprefix("SignedHeaders=").split(";")) - OWN | {"host"})
    return []


def compare(path, other):
    with open(path, encoding="utf-8") as lines:
        wanted = {entry["case"]: entry for entry in map(json.loads, lines)}
    with open(other, encoding="utf-8") as lines:
        came = {entry["case"]: entry for entry in map(json.loads, lines)}
    passed, failed = 0, 0
    for case, entry in wanted.items():
        differences = ["it was not sent"] if case not in came else [
            f"{name}: boto3 {one!r}, Farrier {two!r}"
            for (name, one), (_, two) in zip(parts(entry), parts(came[case]))
            if one != two
        ]
        print(f"{'ok    ' if not differences else 'FAILED'} request   {case}")
        for difference in differences:
            print(f"         {difference}")
        passed, failed = passed + (not differences), failed + bool(differences)
    print(f"requests: {passed} passed, {failed} failed")
    return failed


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["record", service, path]:
            record(service, path)
        case ["compare", path, other]:
            sys.exit(1 if compare(path, other) else 0)
        case _:
            sys.exit(__doc__)
