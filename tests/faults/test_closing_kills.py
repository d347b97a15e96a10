"""Processes killed at each step of closing: no mail is lost, one comes again at most, and the record is what happened."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from cli.quick import WATCHABLE, reminders_from
from cli.state import StateFolder
from config.clock import wall_clock
from domain.board.entries import AddToBoard
from domain.board.state import Section
from domain.closing.detection import Detection, NoticedBy
from domain.impact import WordImpact
from domain.requests import Declare, DropTeam, Mitigate, Propose, Resolve, WaiveFinal
from domain.review.requests import ActionDone, AddAction, AnswerQuestion, CloseReview, Question, ReviewHeld
from records.database import open_records
from records.schema import ACTIONS, ENTRIES, INCIDENTS, PAGES, REVIEWS, ROUNDS, WORDS
from tests.live.closing import Closing, Mail
from tests.live.company import organisation_file, team
from tests.live.eventually import eventually
from tests.live.installation import an_installation

pytestmark = pytest.mark.timeout(300)  # all is played before the first test: nine kills, each followed by a start

_INVOLVED = ("on-call", "owner", "head", "more")
_OWNERS = {"more": 1, "owner": 2}
"""Who owns an action, and which."""

_DETECTED = Detection(noticed_by=NoticedBy.MONITORING, right_team=True)
_KEPT = (INCIDENTS, ENTRIES, ROUNDS, REVIEWS, ACTIONS, PAGES, WORDS)
"""What histories tell of; what providers report to the gateway, they do not."""

_EVERY = timedelta(seconds=WATCHABLE.reminders_every)

Rows = dict[str, list[dict[str, Any]]]


@dataclass
class Played:
    """How it went: what was seen while the records were away, when actions were added, and when each owner's was done (UTC)."""

    closing: Closing
    check_of_records: int
    """The status of `mimp records check` then."""
    mailed_without_records: list[str]
    added_at: datetime
    done_at: dict[str, datetime]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """One incident, from its declaration until its review is closed, with a part killed at each step of closing.

    The team lives where it is noon, so that the day on which its actions are due does not end while they are followed.
    """
    now = wall_clock()
    zone = f"Etc/GMT{now.hour - 12:+d}"
    remind_at = reminders_from(now, zone, WATCHABLE)
    closers = team("closers", 0, zone)
    folder = tmp_path_factory.mktemp("closing")
    company = organisation_file([closers], wait_seconds=30, remind_at=remind_at)
    with an_installation(folder, company, pace=6) as installation:
        yield play(Closing(installation, closers, instants(now, zone, remind_at)))


def instants(now: datetime, zone: str, remind_at: list[str]) -> list[datetime]:
    """Return these times of today's, where the team lives (UTC)."""
    there = ZoneInfo(zone)
    today = now.astimezone(there).date()
    return [datetime.combine(today, time.fromisoformat(each), there).astimezone(UTC) for each in remind_at]


def play(closing: Closing) -> Played:
    """Play it all, a kill at each step."""
    declare(closing)
    closing.kill_while_mailing("worker", "more", lambda: mitigate(closing))
    closing.kill_while_texting("worker", closing.team.on_call, lambda: resolve(closing))
    with closing.installation.without_records():
        check = closing.installation.mimp("records", "check").returncode
        hold(closing)
        closing.installation.kill("worker")
        closing.wait_between_reminders()
        added_at = wall_clock()
        closing.kill_while_mailing("worker", "more", lambda: add_actions(closing))
        mailed = [letter(mail) for who in _OWNERS for mail in closing.mails(who)]
    for part in ("worker", "temporal"):  # in front of a reminder
        closing.kill_while_mailing(part, "more", lambda: None)
    done_at = {}
    for who in _OWNERS:  # the second is the last of all
        closing.wait_between_reminders()
        done_at[who] = wall_clock()
        closing.kill_while_mailing("worker", "more", partial(say_done, closing, who))
    return Played(closing, check, mailed, added_at, done_at)


def declare(closing: Closing) -> None:
    """The on-call engineer takes it, the head of department declares it; everybody has a word on the board."""
    installation, service = closing.installation, closing.team.service
    installation.phones.takes_it(closing.team.on_call)
    installation.post_alert(service)
    installation.taken_by(service)
    closing.code = closing.stands().code
    closing.ask("on-call", WordImpact, text="Customers cannot pay")
    closing.ask("on-call", Propose)
    closing.ask("head", Declare)
    eventually(lambda: closing.stands().called, "the team is called to the technical call")
    closing.ask("head", DropTeam, team=service, reason="this is about what comes after")
    for who in ("owner", "more"):
        closing.ask(who, AddToBoard, section=Section.EXTENT, text="the shop, in every country")


def mitigate(closing: Closing) -> None:
    """It is mitigated, and Temporal dies before anybody is told."""
    closing.ask("head", Mitigate, what="the certificate is renewed by hand")
    closing.installation.kill("temporal")


def resolve(closing: Closing) -> None:
    """It is resolved, with all that it takes."""
    told = f"{closing.code} is mitigated"
    eventually(lambda: texts(closing, told), "the on-call engineer hears that it is mitigated")
    closing.ask("head", WaiveFinal, reason="nobody outside was told")
    closing.ask(
        "head",
        Resolve,
        workaround="a certificate made by hand",
        measure="an alarm a month before it expires",
        detection=_DETECTED,
    )


def hold(closing: Closing) -> None:
    """Each question is answered, and the review is held."""
    for question in Question:
        closing.ask_review("owner", AnswerQuestion, question=question, answer="nothing")
    closing.ask_review("head", ReviewHeld)


def add_actions(closing: Closing) -> None:
    """Two people have something to do by today."""
    for who in _OWNERS:
        owner = closing.card(who)
        today = wall_clock().astimezone(ZoneInfo(owner.time_zone)).date()
        closing.ask_review("head", AddAction, text="an alarm", owner=owner, due=today, measure="it rings in a test")


def say_done(closing: Closing, who: str) -> None:
    """Somebody says that what they own is done; after the last of all, the review is closed."""
    closing.ask_review(who, ActionDone, number=_OWNERS[who], what="it rang")
    if who == [*_OWNERS][-1]:
        closing.ask_review("head", CloseReview)


def texts(closing: Closing, words: str) -> list[str]:
    """Return the texts to the on-call engineer that say so."""
    bodies = [text["body"] for text in closing.installation.phones.texts_to(closing.team.on_call)]
    return [body for body in bodies if words in body]


def letter(mail: Mail) -> str:
    """Return what a mail of the review is about, by its subject."""
    names = {
        "Review of": "invitation",
        "Yours": "yours",
        "Due by": "reminder",
        "Action": "ended",
        "The review": "closed",
    }
    return next((name for begins, name in names.items() if mail["subject"].startswith(begins)), mail["subject"])


def once_each(mails: list[Mail]) -> list[Mail]:
    """Return mails without those that came again: whoever has one of a Message-ID shows no other."""
    return list({mail["headers"]["Message-ID"]: mail for mail in mails}.values())


def test_everything_arrives_whatever_is_killed(played: Played) -> None:
    """Everybody is invited and told that it is closed, owners hear of what is theirs and that it is done, and nobody of more."""
    for who in _INVOLVED:
        arrived = Counter(letter(mail) for mail in once_each(played.closing.mails(who)))
        del arrived["reminder"]

        own = ["yours", "ended"] if who in _OWNERS else []
        assert Counter(["invitation", "closed", *own]) == arrived


def test_a_kill_repeats_one_mail_at_most_and_as_the_same_mail(played: Played) -> None:
    """Of all mails only the one in the provider's hands comes again, once, and mail programmes know it by its Message-ID."""
    copies = defaultdict(list)
    for who in _INVOLVED:
        for mail in played.closing.mails(who):
            copies[mail["headers"]["Message-ID"]].append((mail["to"], mail["subject"], mail["text"]))
    caught = played.closing.caught

    assert ["invitation", "yours", "reminder", "reminder", "ended", "closed"] == [letter(mail) for mail in caught]
    again = {message_id for message_id, sent in copies.items() if len(sent) > 1}
    assert again <= {mail["headers"]["Message-ID"] for mail in caught}
    assert {1, 2} == {len(sent) for sent in copies.values()}
    assert {1} == {len(set(sent)) for sent in copies.values()}


def test_no_reminder_is_lost_and_none_is_made_up(played: Played) -> None:
    """Each time at which an owner was to be reminded has one reminder, on the timeline and in their mailbox, before the next."""
    seen = eventually(played.closing.review, "the review answers")
    for who, number in _OWNERS.items():
        due = [at for at in played.closing.reminders if played.added_at < at < played.done_at[who]]
        words = f"{played.closing.card(who).name} is reminded of action {number}"
        reminded = [entry.at for entry in seen.timeline if entry.what == words]
        arrived = [mail for mail in once_each(played.closing.mails(who)) if letter(mail) == "reminder"]

        assert len(due) > 1
        assert (len(due), len(due)) == (len(reminded), len(arrived))
        assert all(at <= done < at + _EVERY for at, done in zip(due, reminded, strict=True))


def test_a_text_at_the_provider_is_found_there_and_not_repeated(played: Played) -> None:
    """Nobody is texted twice that it is mitigated or resolved: what the provider has is not sent again."""
    code = played.closing.code
    for words in (f"{code} is mitigated", f"{code} is resolved"):
        assert 1 == len(texts(played.closing, words))


def test_records_that_are_away_delay_nothing_and_catch_up(played: Played) -> None:
    """The review was held and owners were mailed meanwhile; once the records are back, every line of its timeline stands there."""
    review = eventually(played.closing.review, "the review answers")
    written = {(entry.origin, entry.sequence) for entry in review.timeline}

    assert 1 == played.check_of_records  # away
    assert {"invitation", "yours"} <= set(played.mailed_without_records)
    eventually(lambda: written <= named(read(record_of(played))["entries"]), "the record catches up")


def test_the_record_is_what_temporals_histories_say(played: Played, tmp_path: Path) -> None:
    """Made anew from the histories, each table of the record has the same rows as the one that was written as it happened."""
    anew = f"sqlite:///{tmp_path / 'anew.db'}"

    def rebuilt() -> Rows:
        assert 0 == played.closing.installation.mimp("records", "rebuild", records_url=anew).returncode
        return read(anew)

    eventually(lambda: rebuilt() == read(record_of(played)), "both say the same")
    assert all(read(anew).values())


def record_of(played: Played) -> str:
    """Return the address of the record that is written as it happens."""
    return f"sqlite:///{StateFolder(played.closing.installation.folder).records}"


def named(entries: list[dict[str, Any]]) -> set[tuple[str, int]]:
    """Return what names each line of a timeline."""
    return {(entry["origin"], entry["sequence"]) for entry in entries}


def read(address: str) -> Rows:
    """Return what a database keeps of incidents, by its tables."""
    rows: Rows = {}
    with open_records(address).connect() as connection:
        for table in _KEPT:
            found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
            rows[table.name] = [dict(row) for row in found]
    return rows
