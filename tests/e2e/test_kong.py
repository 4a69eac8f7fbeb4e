"""The files in kong/: whether Kong would take them, as far as that can be told without a Kong.

Kong itself is not run here. What is checked: the YAML is what Kong's declarative format says of routes, filter chains
and plugins; every policy in it is valid by the schema in promptsieve.meta.json (an independent draft-4 validator) and
by the filter's own `check`; and nothing is combined that hosts.md says must not be.
"""

import json
import subprocess

import jsonschema
import pytest
import yaml

from gateway import ROOT

KONG = ROOT / "kong"
META = json.loads((KONG / "promptsieve.meta.json").read_text())
# These make Kong fetch the whole response inside its access phase: the filter's request side would be passed by.
BUFFERING = {"ai-proxy", "ai-proxy-advanced", "ai-request-transformer", "ai-response-transformer", "ai-sanitizer"}


def documents(name):
    return [document for document in yaml.safe_load_all((KONG / name).read_text()) if document]


def filters():
    """(where, entity, parent) of each filter and plugin named promptsieve."""
    for name in ("kong.yml", "deck.yml"):
        (document,) = documents(name)
        for service in document["services"]:
            for parent in (service, *service.get("routes", [])):
                for chain in parent.get("filter_chains", []):
                    yield from ((f"{name} {parent['name']}", entry, parent) for entry in chain["filters"])
                for plugin in parent.get("plugins", []):
                    yield f"{name} {parent['name']}", plugin, parent
    for document in documents("kubernetes.yml"):
        if document["kind"] == "KongPlugin":
            yield "kubernetes.yml", {"name": document["plugin"], "config": document["config"]}, None


FILTERS = list(filters())


def test_the_schema_is_draft_4():
    jsonschema.Draft4Validator.check_schema(META["config_schema"])
    assert set(META) <= {"config_schema", "metrics"}


@pytest.fixture(scope="module")
def promptsieve():
    """The command line as `cargo test` has built it; built now if that has not run."""
    subprocess.run(["cargo", "build", "--quiet", "--bin", "promptsieve"], cwd=ROOT, check=True)
    return ROOT / "target/debug/promptsieve"


@pytest.mark.timeout(900)  # The build may have to be waited for.
@pytest.mark.parametrize(
    "policy", [{}, *(entry["config"] for _, entry, _ in FILTERS)], ids=["{}", *(where for where, _, _ in FILTERS)]
)
def test_policies_are_valid(policy, promptsieve, tmp_path):
    jsonschema.Draft4Validator(META["config_schema"]).validate(policy)
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(policy))
    checked = subprocess.run([promptsieve, "check", file], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize(
    "policy",
    [
        {"mods": "enforce"},
        {"mode": "watch"},
        {"request": {"rules": [{"detect": "*"}]}},
        {"request": {"rules": [{"detect": "*", "action": "shred"}]}},
        {"limits": {"max_depth": 0}},
        {"policies": [{"match": {}}]},
        [],
    ],
    ids=json.dumps,
)
def test_broken_policies_are_refused(policy):
    assert not jsonschema.Draft4Validator(META["config_schema"]).is_valid(policy)


def test_the_filter_is_attached_both_ways():
    ways = {way for _, _, parent in FILTERS if parent for way in ("filter_chains", "plugins") if way in parent}
    assert ways == {"filter_chains", "plugins"}
    assert {entry["name"] for _, entry, _ in FILTERS} == {"promptsieve"}


@pytest.mark.parametrize("name", ["kong.yml", "deck.yml"])
def test_the_declarative_file_is_sound(name):
    (document,) = documents(name)
    assert document["_format_version"] == "3.0"
    assert set(document) <= {"_format_version", "_info", "services", "plugins", "consumers"}
    names = set()
    for service in document["services"]:
        for route in service["routes"]:
            # Large buffered responses are unsafe to rewrite (hosts.md), and streams would be held up.
            assert route["response_buffering"] is False, route["name"]
            # Two instances of the filter on one request.
            assert not ("filter_chains" in route and "plugins" in route), route["name"]
            assert not ("filter_chains" in service and "plugins" in route), route["name"]
        for parent in (service, *service["routes"]):
            # Each chain belongs to exactly one route or service: here, the one it stands in.
            assert len(parent.get("filter_chains", [])) <= 1
            for chain in parent.get("filter_chains", []):
                assert set(chain) <= {"name", "enabled", "filters", "tags"} and chain["name"] not in names
                names.add(chain["name"])
    # As a plugin the filter belongs to a service or route, never to a consumer or to everything.
    unscoped = document.get("plugins", []) + [p for c in document.get("consumers", []) for p in c.get("plugins", [])]
    assert all(plugin["name"] != "promptsieve" for plugin in unscoped)


@pytest.mark.parametrize("name", ["kong.yml", "deck.yml", "kubernetes.yml"])
def test_nothing_is_combined_that_passes_the_filter_by(name):
    def names(node):
        if isinstance(node, dict):
            yield from [node["name"]] if isinstance(node.get("name"), str) else []
            for value in node.values():
                yield from names(value)
        elif isinstance(node, list):
            for value in node:
                yield from names(value)

    assert not BUFFERING & set(names(documents(name)))


def test_the_caller_is_known_before_the_filter_runs():
    """`x-consumer-username` can be trusted only where an auth plugin sets or clears it."""
    (document,) = documents("kong.yml")
    plugins = {plugin["name"]: plugin.get("config", {}) for plugin in document["plugins"]}
    assert {"key-auth", "acl", "rate-limiting", "correlation-id"} <= set(plugins)
    assert plugins["correlation-id"]["header_name"] == "x-request-id"
    allowed = set(plugins["acl"]["allow"])
    for consumer in document["consumers"]:
        assert allowed & {acl["group"] for acl in consumer["acls"]}, consumer["username"]
