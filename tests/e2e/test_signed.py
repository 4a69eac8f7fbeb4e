"""AWS's signatures cover the body. What that means where a body is changed, and what an operator does about it."""

import re

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.exceptions
import pytest

import vendors
from gateway import Envoy, bootstrap
from surfaces import AWS_KEYS, Said, bedrock_converse
from test_sdks import CARD, POLICY, prompt
from upstream import as_json

SIGNING = {
    "name": "envoy.filters.http.aws_request_signing",
    "typed_config": {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning",
        "service_name": "bedrock",
        "region": "us-east-1",
        "credential_provider": {
            "inline_credential": {"access_key_id": AWS_KEYS[0], "secret_access_key": AWS_KEYS[1]},
        },
    },
}


class Verifier(botocore.auth.SigV4Auth):
    """Takes the headers that were signed, whichever botocore itself would choose."""

    def headers_to_sign(self, request):
        return request.headers


def is_signed(request) -> bool:
    """Whether the signature is the one that AWS would compute."""
    found = re.search(
        r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)",
        request.header("authorization"),
    )
    region, service, signed, signature = found.groups()
    again = botocore.awsrequest.AWSRequest(
        request.method,
        f"http://{request.header('host')}{request.path}",
        {name: " ".join(request.header(name).split()) for name in signed.split(";")},
        request.body,
    )
    again.context["timestamp"] = request.header("x-amz-date")
    signer = Verifier(botocore.credentials.Credentials(*AWS_KEYS), service, region)
    return signer.signature(signer.string_to_sign(again, signer.canonical_request(again)), again) == signature


def bedrock(request):
    """Answers what was signed, and refuses the rest as AWS does."""
    if is_signed(request):
        return as_json(vendors.converse("Noted."))
    why = "The request signature we calculated does not match the signature you provided."
    return as_json({"message": why}, 403, {"x-amzn-errortype": "InvalidSignatureException"})


def test_a_clean_request_keeps_its_signature(envoys, upstream):
    upstream.answer = bedrock
    said = Said()
    bedrock_converse(envoys(POLICY).url(), prompt("hello"), said)
    assert said.text == "Noted."


def test_a_changed_request_is_refused_by_aws_unless_signed_again(envoys, upstream):
    upstream.answer = bedrock
    with pytest.raises(botocore.exceptions.ClientError) as raised:
        bedrock_converse(envoys(POLICY).url(), prompt(CARD), Said())
    assert raised.value.response["Error"]["Code"] == "InvalidSignatureException"
    assert CARD.encode() not in upstream.wire


def test_envoy_signs_what_was_changed(upstream):
    """With Envoy's own signing filter behind this one."""

    def signing(listener):
        manager = listener["filter_chains"][0]["filters"][0]["typed_config"]
        manager["http_filters"].insert(1, SIGNING)

    upstream.answer = bedrock
    with Envoy(bootstrap([POLICY], upstream.port, edit=signing)) as envoy:
        for text in ("hello", CARD):
            said = Said()
            bedrock_converse(envoy.url(), prompt(text), said)
            assert said.text == "Noted."
    assert CARD.encode() not in upstream.wire
