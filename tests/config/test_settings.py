"""Settings from the environment: simulated by default, chosen by credentials, and every mistake said in words."""

import os
import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.event_keys import new_event_keys
from config.settings import Settings, SettingsInvalid, read_settings

ACCOUNT = "AC" + 32 * "1"
KEY = 32 * "k"
EVENT_KEY = new_event_keys().public
REAL_TELEPHONE = {
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKENS": "token-of-twilio",
    "TWILIO_NUMBER": "+447700900199",
    "PUBLIC_URL": "https://mimp.larkfield.example",
}
SECRETS = {
    "SIGNING_KEY": "secret-signing-key-of-32-characters",
    "ALERT_TOKENS": "secret-alert-token,secret-alert-token-2",
    "TWILIO_AUTH_TOKENS": "secret-auth-token",
    "TWILIO_API_KEY": "SK1",
    "TWILIO_API_SECRET": "secret-api-secret",
    "SENDGRID_API_KEY": "secret-sendgrid-key",
    "SENDGRID_EVENT_KEY": EVENT_KEY,
    "RECORDS_URL": "postgresql://mimp:secret-password@db.larkfield.example/mimp",
    "TEMPORAL_API_KEY": "secret-temporal-key",
}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is set but what the test sets."""
    for name in [name for name in os.environ if name.upper().startswith("MIMP_")]:
        monkeypatch.delenv(name)


def read(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> Settings:
    """Read the settings of an environment."""
    for name, value in given.items():
        monkeypatch.setenv(f"MIMP_{name}", value)
    return read_settings()


def mistakes(monkeypatch: pytest.MonkeyPatch, given: dict[str, str]) -> list[str]:
    """Return what is said about an environment, which must be refused."""
    with pytest.raises(SettingsInvalid) as refused:
        read(monkeypatch, given)
    return str(refused.value).splitlines()


def test_by_default_everything_runs_on_one_machine() -> None:
    """Without a single setting calls, texts and mails are simulated, and every address is this machine's."""
    settings = read_settings()

    assert (True, True) == (settings.telephone_simulated, settings.mail_simulated)
    assert ("127.0.0.1:7233", "default", False) == (
        settings.temporal_address,
        settings.temporal_namespace,
        settings.temporal_tls,
    )
    assert ("http://127.0.0.1:8080", "127.0.0.1", 8080) == (
        settings.public_url,
        settings.gateway_host,
        settings.gateway_port,
    )
    assert ("http://127.0.0.1:8090", Path("config/organisation.yaml")) == (
        settings.simulator_url,
        settings.organisation,
    )


def test_nobody_may_ask_for_anything_by_default() -> None:
    """Without tokens there is nobody the gateway knows."""
    assert () == read_settings().person_tokens


def test_a_persons_token_is_known_by_its_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The entries that `mimp token` prints are taken as they are, with commas between them."""
    entries = [f"ana:{'1' * 64}", f"bo:{'2' * 64}"]

    assert entries == [str(each) for each in read(monkeypatch, {"PERSON_TOKENS": ",".join(entries)}).person_tokens]


def test_nobody_may_report_alerts_by_default() -> None:
    """Without tokens there is none that opens the door."""
    assert () == read_settings().alert_tokens


def test_the_credentials_of_twilio_choose_twilio(monkeypatch: pytest.MonkeyPatch) -> None:
    """Naming an account makes calls and texts real, and leaves mail simulated."""
    settings = read(monkeypatch, REAL_TELEPHONE)

    assert (False, True) == (settings.telephone_simulated, settings.mail_simulated)


def test_the_key_of_sendgrid_chooses_sendgrid(monkeypatch: pytest.MonkeyPatch) -> None:
    """Giving a key makes mail real, and leaves calls and texts simulated."""
    settings = read(monkeypatch, {"SENDGRID_API_KEY": "SG.real", "SENDGRID_EVENT_KEY": EVENT_KEY})

    assert (True, False) == (settings.telephone_simulated, settings.mail_simulated)


def test_mails_are_not_sent_without_a_way_to_hear_what_becomes_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of SendGrid's needs the key of its event webhook, and says where that is found."""
    [said] = mistakes(monkeypatch, {"SENDGRID_API_KEY": "SG.real"})

    assert said.startswith("MIMP_SENDGRID_API_KEY is set: MIMP_SENDGRID_EVENT_KEY is needed as well; SendGrid shows it")


@pytest.mark.parametrize("key", ["nonsense", "bm9uc2Vuc2U=", new_event_keys().private, f"{EVENT_KEY[:-4]}AAA="])
def test_an_event_key_that_is_none_is_said_in_words(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """A key that was cut off, or is the wrong one of the pair, ends a process before it begins."""
    [said] = mistakes(monkeypatch, {"SENDGRID_EVENT_KEY": key})

    assert (True, False) == (said.startswith("MIMP_SENDGRID_EVENT_KEY is no public key: "), key in said)


def test_a_list_is_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tokens are live while one replaces the other; spaces and a comma too many do no harm."""
    settings = read(monkeypatch, {"ALERT_TOKENS": " the-first-of-two , the-second-of-two,"})

    assert (SecretStr("the-first-of-two"), SecretStr("the-second-of-two")) == settings.alert_tokens


def test_an_installation_may_have_a_number_for_each_country(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers beside the default one are given in one line, and there are none by default."""
    assert () == read_settings().twilio_numbers
    settings = read(monkeypatch, {"TWILIO_NUMBERS": "+4930901820, +12025550123"})

    assert ("+4930901820", "+12025550123") == settings.twilio_numbers


def test_a_setting_left_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of an environment file with nothing behind it leaves the default."""
    settings = read(monkeypatch, {"PUBLIC_URL": "", "TWILIO_AUTH_TOKENS": "", "SIGNING_KEY": ""})

    assert read_settings() == settings
    assert ("http://127.0.0.1:8080", True, None) == (
        settings.public_url,
        settings.telephone_simulated,
        settings.signing_key,
    )


def test_settings_are_not_changed_once_they_are_read() -> None:
    """What was read at the start holds for the life of the process."""
    with pytest.raises(ValueError, match="frozen"):
        read_settings().public_url = "https://elsewhere.example"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"GATEWAY_PORT": "http"}, "MIMP_GATEWAY_PORT: Input should be a valid integer"),
        ({"GATEWAY_PORT": "65536"}, "MIMP_GATEWAY_PORT: Input should be less than or equal to 65535"),
        ({"TEMPORAL_TLS": "perhaps"}, "MIMP_TEMPORAL_TLS: Input should be a valid boolean"),
        ({"TEMPORAL_ADDRESS": "temporal"}, "MIMP_TEMPORAL_ADDRESS is 'temporal': give host and port"),
        ({"TEMPORAL_ADDRESS": "http://temporal:7233"}, "MIMP_TEMPORAL_ADDRESS is 'http://temporal:7233': give host"),
        ({"PUBLIC_URL": "mimp.example.com"}, "MIMP_PUBLIC_URL is 'mimp.example.com': give the address"),
        ({"PUBLIC_URL": "ftp://mimp.example.com"}, "MIMP_PUBLIC_URL is 'ftp://mimp.example.com': give the address"),
        ({"PUBLIC_URL": "https://[mimp"}, "MIMP_PUBLIC_URL is 'https://[mimp': give the address"),
        ({"PUBLIC_URL": "https://mimp:99999"}, "MIMP_PUBLIC_URL is 'https://mimp:99999': give the address"),
        ({"PUBLIC_URL": "https://mimp:port"}, "MIMP_PUBLIC_URL is 'https://mimp:port': give the address"),
        (REAL_TELEPHONE | {"PUBLIC_URL": "http://localhost:8080"}, "MIMP_PUBLIC_URL points to this machine"),
        (REAL_TELEPHONE | {"TWILIO_AUTH_TOKENS": ""}, "MIMP_TWILIO_ACCOUNT_SID is set: MIMP_TWILIO_AUTH_TOKENS and"),
        (REAL_TELEPHONE | {"TWILIO_NUMBER": ""}, "MIMP_TWILIO_ACCOUNT_SID is set: MIMP_TWILIO_AUTH_TOKENS and"),
        ({"TWILIO_AUTH_TOKENS": ","}, "MIMP_TWILIO_AUTH_TOKENS names no token: give one"),
        (
            REAL_TELEPHONE | {"TWILIO_AUTH_TOKENS": "token-of-twilio,simulated"},
            "MIMP_TWILIO_AUTH_TOKENS names 'simulated', which anybody knows: name nothing but",
        ),
        (
            {"PUBLIC_URL": "https://mimp.larkfield.example"},
            "MIMP_TWILIO_AUTH_TOKENS names 'simulated', which anybody knows, and others reach MIMP_PUBLIC_URL: give",
        ),
        (
            {"PUBLIC_URL": "HTTPS://mimp.larkfield.example", "TWILIO_AUTH_TOKENS": "long-and-random,simulated"},
            "MIMP_TWILIO_AUTH_TOKENS names 'simulated', which anybody knows, and others reach MIMP_PUBLIC_URL: give",
        ),
        ({"SIGNING_KEY": KEY[1:]}, "MIMP_SIGNING_KEY has fewer than 32 characters"),
        ({"ALERT_TOKENS": 16 * "t" + "," + 15 * "t"}, "MIMP_ALERT_TOKENS has a token of fewer than 16 characters"),
        (
            {"TWILIO_NUMBER": "07700 900000"},
            "MIMP_TWILIO_NUMBER: '07700 900000' is no number in international form: write",
        ),
        (
            {"TWILIO_NUMBERS": "+4930901820,49 30"},
            "MIMP_TWILIO_NUMBERS: '49 30' is no number in international form: write",
        ),
        ({"PERSON_TOKENS": "ana:mimp_secret"}, "MIMP_PERSON_TOKENS: entry 1 is not person-id:digest"),
        ({"TWILIO_API_KEY": "SK1"}, "MIMP_TWILIO_API_KEY and MIMP_TWILIO_API_SECRET belong together"),
        ({"TWILIO_API_SECRET": "secret"}, "MIMP_TWILIO_API_KEY and MIMP_TWILIO_API_SECRET belong together"),
    ],
)
def test_a_mistake_is_said_in_words(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str) -> None:
    """Each mistake is one line that begins with the setting to be mended."""
    [line] = mistakes(monkeypatch, given)

    assert line.startswith(said)


@pytest.mark.parametrize(
    "given",
    [
        {"PUBLIC_URL": "https://mimp.larkfield.example", "TWILIO_AUTH_TOKENS": "a-long-random-text"},
        {"PUBLIC_URL": "https://localhost:8443"},
        {"PUBLIC_URL": "http://gateway:8080"},
    ],
    ids=["a token of its own", "this machine", "no proxy"],
)
def test_phones_may_be_tried_out_where_nobody_can_speak_for_them(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    """Simulated phones stand behind a public address with a token of their own, and without one where nobody else comes."""
    assert read(monkeypatch, given).telephone_simulated


def test_what_is_too_short_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key and a token that are refused are mistakes of length, and may still be somebody's secrets."""
    lines = mistakes(monkeypatch, {"SIGNING_KEY": "secret-key", "ALERT_TOKENS": "secret-token"})

    assert (2, 0) == (len(lines), "".join(lines).count("secret-"))


def test_values_that_do_not_fit_are_said_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two settings of the wrong kind are two lines."""
    lines = mistakes(monkeypatch, {"GATEWAY_PORT": "0", "TEMPORAL_TLS": "perhaps"})

    assert ["MIMP_TEMPORAL_TLS", "MIMP_GATEWAY_PORT"] == [line.partition(":")[0] for line in lines]


def test_settings_that_do_not_belong_together_are_said_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever moves from the simulator to real providers reads everything that is missing at once."""
    given = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_API_KEY": "SK1", "TEMPORAL_ADDRESS": "temporal"}
    lines = mistakes(monkeypatch, given)

    expected = [
        "MIMP_TWILIO_ACCOUNT_SID is",
        "MIMP_TWILIO_API_KEY and",
        "MIMP_PUBLIC_URL points",
        "MIMP_TEMPORAL_ADDRESS is",
    ]
    assert expected == [" ".join(line.split()[:2]) for line in lines]


def test_braces_in_a_mistake_are_only_braces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A template that nobody filled in is shown as it stands."""
    [line] = mistakes(monkeypatch, {"PUBLIC_URL": "{host}"})

    assert line.startswith("MIMP_PUBLIC_URL is '{host}'")


def test_the_signing_key_is_given_to_those_who_need_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers and gateway ask for the key, and are told what to set when there is none."""
    with pytest.raises(SettingsInvalid, match=r"^MIMP_SIGNING_KEY is not set: give a long random text"):
        read_settings().secret()

    assert KEY == read(monkeypatch, {"SIGNING_KEY": KEY}).secret()


def test_no_secret_is_ever_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever logs the settings, in any form, logs no secret."""
    settings = read(monkeypatch, REAL_TELEPHONE | SECRETS)
    printed = "\n".join([repr(settings), str(settings), settings.model_dump_json(), str(settings.model_dump())])

    assert (0, True) == (printed.count("secret-"), "**********" in printed)


def test_no_secret_is_printed_with_a_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the whole traceback of a refusal, causes and all, shows what else was in the environment."""
    with pytest.raises(SettingsInvalid) as refused:
        read(monkeypatch, SECRETS | {"TWILIO_API_KEY": "", "GATEWAY_HOST": "0.0.0.0"})  # noqa: S104 - never listened on
    printed = "".join(traceback.format_exception(refused.value))

    assert (0, True) == (printed.count("secret-"), "belong together" in printed)


def test_simulated_phones_are_not_held_up_and_real_ones_as_a_new_account_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """One call and one segment a second is what a new account has; whoever has more says so."""
    simulated, real = read_settings(), read(monkeypatch, REAL_TELEPHONE)
    raised = read(monkeypatch, {"CALLS_PER_SECOND": "5", "TEXT_SEGMENTS_PER_SECOND": "0.5"})

    assert [(None, None), (1, 1), (5, 0.5)] == [
        (each.call_rate, each.text_segment_rate) for each in (simulated, real, raised)
    ]


@pytest.mark.parametrize("rate", ["0", "-1", "many"])
def test_a_rate_is_more_than_nothing(monkeypatch: pytest.MonkeyPatch, rate: str) -> None:
    """A rate of nought would call nobody for ever."""
    [said] = mistakes(monkeypatch, {"CALLS_PER_SECOND": rate})

    assert said.startswith("MIMP_CALLS_PER_SECOND: ")


@pytest.mark.parametrize("address", ["9464", "localhost:9464", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000"])
def test_the_address_of_the_metrics_is_an_ip_address_and_a_port(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """What the worker could not listen at is said before it starts."""
    [said] = mistakes(monkeypatch, {"METRICS_ADDRESS": address})

    assert f"MIMP_METRICS_ADDRESS is '{address}': give an IP address and a port, such as 127.0.0.1:9464." == said


@pytest.mark.parametrize("address", ["127.0.0.1:9464", "0.0.0.0:1", "[::1]:9464"])
def test_the_metrics_may_be_served_at_any_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """On this machine alone, or for a network to read."""
    assert address == read(monkeypatch, {"METRICS_ADDRESS": address}).metrics_address


def test_a_heartbeat_that_could_not_be_sent_is_told_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check's address is as good as a password, so it is not repeated."""
    [said] = mistakes(monkeypatch, {"HEARTBEAT_URL": "hc-ping/secret"})

    assert ("MIMP_HEARTBEAT_URL is no web address", False) == (said.partition(":")[0], "secret" in said)
