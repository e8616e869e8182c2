"""Serves moto on a free port of loopback; the first line of output is its address.

Requests have to be signed with the key `AKIDEXAMPLE`. botocore computes their signatures again, of the bytes that came:
moto's own check takes bodies and queries that it has parsed before, which not every request survives.
"""

import io

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

CREDENTIALS = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")


class Signed:
    """Lets only requests to `app` that are signed."""

    def __init__(self, app):
        self.app = app

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        environ["wsgi.input"] = io.BytesIO(body)
        try:
            refused = self.why_not(environ, body)
        except Exception as error:  # whatever a header says that has another form
            refused = f"{type(error).__name__}: {error}"
        if not refused:
            return self.app(environ, start_response)
        headers = [("Content-Type", "application/json"), ("x-amzn-ErrorType", "SignatureDoesNotMatch")]
        start_response("403 Forbidden", headers)
        return [b'{"__type": "SignatureDoesNotMatch", "message": "%s"}' % refused.encode()]

    def why_not(self, environ, body):
        headers = {name[5:].replace("_", "-").lower(): item for name, item in environ.items() if name.startswith("HTTP_")}
        headers["content-type"] = environ.get("CONTENT_TYPE", "")
        headers["content-length"] = environ.get("CONTENT_LENGTH", "")
        scheme, _, rest = headers["authorization"].partition(" ")
        fields = dict(part.strip().split("=", 1) for part in rest.split(","))
        key, _, region, service, _ = fields["Credential"].split("/")
        signed = fields["SignedHeaders"].split(";")
        if (scheme, key) != ("AWS4-HMAC-SHA256", CREDENTIALS.access_key):
            return "it is signed in another way or with another key"
        url = f"http://{headers['host']}{environ['RAW_URI']}"
        request = AWSRequest(environ["REQUEST_METHOD"], url, {name: headers[name] for name in signed}, body)
        request.context["timestamp"] = headers["x-amz-date"]
        auth = (S3SigV4Auth if service == "s3" else SigV4Auth)(CREDENTIALS, service, region)
        hashed = headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        if hashed not in ("UNSIGNED-PAYLOAD", auth.payload(request)):
            return "the body has another hash"
        text = auth.string_to_sign(request, auth.canonical_request(request))
        if auth.signature(text, request) != fields["Signature"]:
            return "the signature is another"
        return None


server = make_server("127.0.0.1", 0, Signed(DomainDispatcherApplication(create_backend_app)), threaded=True)
print(f"http://127.0.0.1:{server.port}", flush=True)
server.serve_forever()
