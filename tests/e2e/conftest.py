"""Fixtures: one recording upstream for the session, and an Envoy per distinct policy, kept."""

import json

import httpx
import openai
import pytest

from gateway import MODULE, NOOP, Envoy, Refused, bootstrap
from upstream import Upstream


@pytest.fixture(scope="session")
def _upstream():
    upstream = Upstream()
    yield upstream
    upstream.stop()


@pytest.fixture
def upstream(_upstream):
    """The recording upstream, with nothing recorded yet."""
    _upstream.reset()
    return _upstream


@pytest.fixture(scope="session")
def envoys(_upstream):
    """`envoys(policy)`: a running Envoy with that policy; started once, ended with the session.

    `None` is the policy that stands in envoy/envoy.yaml.
    """
    running, refused = {}, {}

    def get(policy=None, module=MODULE, concurrency=1):
        key = json.dumps([policy, str(module), concurrency])
        if module and not module.exists():
            pytest.fail(f"{module} is missing: run `make test`, which builds it")
        if key in refused:
            raise refused[key]
        if key not in running or not running[key].alive():
            try:
                running[key] = Envoy(bootstrap([policy], _upstream.port, module), concurrency)
            except Refused as why:
                refused[key] = why
                raise
        return running[key]

    yield get
    for envoy in running.values():
        with envoy:
            pass


@pytest.fixture
def envoy(envoys, upstream):
    """Envoy with the reference configuration as it stands."""
    return envoys()


@pytest.fixture
def noop(envoys, upstream):
    """The same Envoy with a filter that does nothing."""
    return envoys(module=NOOP)


def sdk(envoy, **options) -> openai.OpenAI:
    """The OpenAI SDK, talking to that Envoy. Retries are off: a test sees the first answer."""
    options = {"api_key": "test-key", "max_retries": 0, "timeout": 20, **options}
    return openai.OpenAI(base_url=envoy.url() + "/v1", **options)


@pytest.fixture
def client(envoy):
    with sdk(envoy) as client:
        yield client


@pytest.fixture
def http():
    """A plain HTTP client that asks for nothing the test did not ask for."""
    with httpx.Client(timeout=20, headers={"accept-encoding": "identity"}) as client:
        yield client
