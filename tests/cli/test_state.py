"""The folder an installation keeps its state in."""

import stat
from dataclasses import astuple
from pathlib import Path

import pytest
from sendgrid.helpers.eventwebhook import EventWebhook

from cli.state import StateFolder, StateInUse
from simulator.event_signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, EventSigner


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    """The secrets of an installation are its own, kept for its next start, and nobody else may read them."""
    folder = StateFolder(tmp_path / "state")
    made = folder.keys()

    assert made == StateFolder(tmp_path / "state").keys()
    assert 0o600 == stat.S_IMODE((tmp_path / "state" / "keys.json").stat().st_mode)


def test_no_two_installations_share_a_key(tmp_path: Path) -> None:
    """A token of one installation opens nothing at another."""
    one, other = StateFolder(tmp_path / "one").keys(), StateFolder(tmp_path / "other").keys()

    assert 8 == len({*astuple(one), *astuple(other)})


def test_the_keys_events_of_mails_are_signed_with_belong_together(tmp_path: Path) -> None:
    """What the simulator signs with the private key, the gateway can check with the public one."""
    keys = StateFolder(tmp_path).keys()
    headers = EventSigner(keys.event_private_key).headers("1", b"[]")
    webhook = EventWebhook(keys.event_public_key)

    assert webhook.verify_signature("[]", headers[SIGNATURE_HEADER], headers[TIMESTAMP_HEADER])


def test_a_folder_of_an_earlier_version_is_given_the_keys_it_lacks(tmp_path: Path) -> None:
    """What was there stays, so that calls under way can still be answered; what is new is made, and kept."""
    (tmp_path / "keys.json").write_text('{"signing_key": "the old key", "alert_token": "the old token"}', "utf-8")
    keys = StateFolder(tmp_path).keys()

    assert ("the old key", "the old token") == (keys.signing_key, keys.alert_token)
    assert keys == StateFolder(tmp_path).keys()


def test_a_folder_is_free_again_afterwards(tmp_path: Path) -> None:
    """Whoever comes second is refused; once the first has gone, the folder can be taken again."""
    folder = StateFolder(tmp_path)
    with folder.taken(), pytest.raises(StateInUse, match="Another mimp works on"), StateFolder(tmp_path).taken():
        pass

    with folder.taken():
        assert folder.logs.is_dir()


def test_a_demo_starts_from_nothing(tmp_path: Path) -> None:
    """What an earlier demo has left is gone, folders included."""
    folder = StateFolder(tmp_path)
    for left in (folder.story, folder.database, folder.path / "logs" / "worker.log"):
        left.parent.mkdir(exist_ok=True)
        left.write_text("old", "utf-8")

    with folder.taken_anew():
        assert [folder.path / "lock", folder.logs] == sorted(folder.path.iterdir())
        assert [] == list(folder.logs.iterdir())


def test_a_folder_that_is_no_demos_is_not_emptied(tmp_path: Path) -> None:
    """State of `mimp up`, or anything else, is never removed for a demo."""
    folder = StateFolder(tmp_path)
    folder.database.write_text("incidents", "utf-8")
    with pytest.raises(StateInUse, match="holds something else than a demo"), folder.taken_anew():
        pass

    assert [folder.database] == list(tmp_path.iterdir())
