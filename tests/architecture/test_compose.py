"""docker-compose.yml: valid by the specification, and true to the code. It is not run here; its script for Temporal is."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # the package ships no types
import pytest
from ruamel.yaml import YAML
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from config.event_keys import new_event_keys
from config.process import executable
from config.settings import Settings, read_settings
from domain.names import NAMESPACE, RETENTION_DAYS, SearchAttribute
from tests.architecture.project import DATA, ROOT

COMPOSE: dict[str, Any] = YAML(typ="safe").load(ROOT / "docker-compose.yml")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EXAMPLE = dict(re.findall(r"^([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE))

OURS = pytest.mark.parametrize("service", ["worker", "gateway"])
SIMULATED = {
    "MIMP_PUBLIC_URL": "http://gateway:8080",
    "MIMP_SIGNING_KEY": "a signing key of the tests, long enough",
    "MIMP_ALERT_TOKENS": "the first of two tokens,the second of two tokens",
}
REAL = SIMULATED | {
    "MIMP_PUBLIC_URL": "https://mimp.example.com",
    "MIMP_TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
    "MIMP_TWILIO_AUTH_TOKENS": "token",
    "MIMP_TWILIO_NUMBER": "+447700900000",
    "MIMP_SENDGRID_API_KEY": "SG.key",
    "MIMP_SENDGRID_EVENT_KEY": new_event_keys().public,
    "MIMP_MAIL_FROM": "incidents@example.com",
}


def _filled_in(text: str, answers: dict[str, str]) -> str:
    """Return a value as compose hands it over: `${NAME:-default}` and `${NAME:?complaint}` replaced."""
    return re.sub(r"\$\{(\w+):[-?]([^}]*)\}", lambda found: answers.get(found[1]) or found[2], text)


def test_it_is_valid_by_the_compose_specification() -> None:
    """Docker reads it: the specification's own schema has nothing against it."""
    schema = json.loads((DATA / "compose-spec.json").read_text("utf-8"))

    assert [] == [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(COMPOSE)]


@OURS
def test_nothing_that_pages_waits_for_the_records(service: str) -> None:
    """Tables that cannot be made keep no worker and no gateway from starting."""
    assert {"condition": "service_started"} == SERVICES[service]["depends_on"]["records-schema"]


def test_every_variable_it_asks_for_is_in_the_example() -> None:
    """Whoever copies .env.example to .env finds every variable there, and none that is read by nobody."""
    asked_for = re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text("utf-8"))

    assert EXAMPLE.keys() == set(asked_for)


@OURS
def test_our_processes_are_given_settings_that_exist(service: str) -> None:
    """No setting is misspelt: each variable of worker and gateway is one they read, or PostgreSQL's own for its password."""
    given = {name.removeprefix("MIMP_").lower() for name in SERVICES[service]["environment"] if name != "PGPASSWORD"}

    assert set() == given - Settings.model_fields.keys()


@OURS
@pytest.mark.parametrize("answers", [SIMULATED, REAL], ids=["simulated", "real"])
def test_our_processes_start_with_what_they_are_given(
    service: str, answers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without accounts the settings are valid, and choose the providers that were meant."""
    for name, value in SERVICES[service]["environment"].items():
        monkeypatch.setenv(name, _filled_in(value, answers))
    settings = read_settings()

    assert answers["MIMP_SIGNING_KEY"] == settings.secret()
    assert [answers is SIMULATED] * 2 == [settings.telephone_simulated, settings.mail_simulated]


@OURS
def test_the_organisation_is_where_our_processes_look_for_it(service: str) -> None:
    """It is mounted for reading alone, at the place the settings name, and is the example's unless another is named."""
    (mount,) = SERVICES[service]["volumes"]

    assert (SERVICES[service]["environment"]["MIMP_ORGANISATION"], True) == (mount["target"], mount["read_only"])
    assert (ROOT / _filled_in(mount["source"], {})).is_file()


def test_no_host_name_has_an_underscore() -> None:
    """Twilio refuses addresses with an underscore in the host; a service's name is its host name."""
    addresses = [value for service in SERVICES.values() for value in (service.get("environment") or {}).values()]
    hosts = [host for value in addresses for host in re.findall(r"//([^/:\s]+)", value)]

    assert [] == [name for name in [*SERVICES, *hosts] if "_" in name]


def test_every_port_is_published_on_loopback() -> None:
    """What has no password or TLS of its own is not reachable from outside by default."""
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert [] == [port for port in published if not port.startswith("127.0.0.1:")]


def test_every_image_is_pinned() -> None:
    """An image that is not ours names a version; the parts of Temporal that must agree name the same."""
    images = {name: service["image"] for name, service in SERVICES.items() if "build" not in service}

    assert [] == [image for image in images.values() if not re.search(r":\d+\.\d+", image)]
    assert 1 == len({images[name].partition(":")[2] for name in ("temporal", "temporal-schema", "temporal-namespace")})


async def test_its_script_prepares_temporal_and_may_run_again() -> None:
    """Run twice against a real server, it leaves a namespace that keeps histories long enough, with every search attribute."""
    server = await WorkflowEnvironment.start_local(dev_server_existing_path=executable("temporal"))
    async with server as env:
        for _ in range(2):
            await _run_script(env.client.service_client.config.target_host)

        assert RETENTION_DAYS == await _retention_days(env.client)
        assert set(SearchAttribute) <= await _search_attributes(env.client)


async def _run_script(address: str) -> None:
    service = SERVICES["temporal-namespace"]
    path = f"{Path(executable('temporal')).parent}:/usr/bin:/bin"
    environment = {**service["environment"], "TEMPORAL_ADDRESS": address, "PATH": path}
    command = [part.replace("$$", "$") for part in [*service["entrypoint"], *service["command"]]]
    process = await asyncio.create_subprocess_exec(*command, env=environment)

    assert await process.wait() == 0


async def _retention_days(client: Client) -> int:
    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
    return described.config.workflow_execution_retention_ttl.ToTimedelta().days


async def _search_attributes(client: Client) -> set[str]:
    listed = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace=NAMESPACE))
    return set(listed.custom_attributes)
