"""P24: mitigated, resolved, reopened; and what an alert does after that."""

from datetime import timedelta

import pytest

from domain.errors import Refused
from domain.incident import alerts, leads, moves, requests, searching
from domain.incident.state import Incident
from domain.leading import PersonCard, who_leads
from domain.lifecycle import Actor, IncidentState
from domain.messages import EscalationReport, Purpose
from domain.reliance.contact_plan import ContactPlan
from domain.requests import AnyRequest, Declare, IgnoreAlert, Mitigate, Propose, Reopen, Resolve
from domain.silent_lead import CallTheLadder
from tests.domain.builders import CODE, actor, alert, at, card, resolves
from tests.domain.incidents import ANA, HEAD, held_by_ana, move_of, told
from tests.domain.pairs import texts

S = IncidentState


def declared() -> Incident:
    """Return an incident that Cy has declared and leads, and whose searches have ended."""
    case = held_by_ana()
    case.card = card(customer_effect="customers cannot check out")
    case.surroundings.looked_around = case.surroundings.looked_at_changes = case.surroundings.looked_back = True
    case.episode.contacts = ContactPlan(service="checkout")
    grant(case, Propose(actor=ANA), 2)
    grant(case, Declare(actor=HEAD), 3)
    for search in case.searches.running:
        searching.stop_order(case, search, at(3))
        searching.search_ended(case, search, at(3))
    return case


def grant(case: Incident, request: AnyRequest, minute: float) -> str:
    """Have a request granted at this minute; return the words said back."""
    reply = requests.grant(case, request, at(minute))
    case.told_of_life = True
    case.to_tell.clear()
    return reply.words


def mitigated() -> Incident:
    """Return that incident, mitigated after half an hour, its alert cleared."""
    case = declared()
    grant(case, Mitigate(actor=HEAD, what="rolled back to 4.1"), 30)
    alerts.receive(case, alert(firing=False), at(31))
    return case


def test_what_was_done_is_said_when_it_is_mitigated_and_resolved() -> None:
    """The lead says what ended the impact, which workaround is in place, and what keeps it from happening again."""
    case = mitigated()
    assert ("mitigated", "rolled back to 4.1 (code 4821)") == (told(case)[-2], case.timeline.entries[-2].why)

    grant(case, resolves(HEAD, measure="a test of the basket"), 60)

    assert (S.RESOLVED, None, "cy") == (case.state, case.lead_id, case.last_lead_id)
    assert "workaround: 4.1 stays; against recurrence: a test of the basket (code 4821)" in [
        entry.why for entry in case.timeline.entries
    ]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Mitigate(actor=HEAD, what=" "), "Say what was done to end the impact."),
        (Mitigate(actor=actor("dee"), what="x"), "Only the incident lead, or the head of department, may do that."),
        (Resolve(actor=HEAD), "An incident that is declared cannot be resolved."),
        (Reopen(actor=HEAD, reason="x"), "An incident that is declared cannot be reopened."),
        (IgnoreAlert(actor=HEAD), "No alert waits for an answer: there is nothing to ignore."),
    ],
)
def test_what_is_missing_or_not_theirs_is_refused_and_changes_nothing(request_: AnyRequest, words: str) -> None:
    """Each refusal says what is missing, or who may."""
    case = declared()
    before = case.model_dump_json()
    with pytest.raises(Refused) as refused:
        requests.check(case, request_, at(30))

    assert (words, before) == (str(refused.value), case.model_dump_json())


def test_a_resolved_incident_ends_after_the_grace_time() -> None:
    """Until then it can be reopened."""
    case = mitigated()
    grant(case, resolves(HEAD), 60)
    end = at(60) + timedelta(hours=4)
    assert [moves.StayQuiet, moves.End] == [move_of(case, when) for when in (end - timedelta(seconds=1), end)]

    grant(case, Reopen(actor=ANA, reason="orders are down again"), 70)
    assert (S.DECLARED, None) == (case.state, case.episode.resolved_at)


def resolved() -> Incident:
    """Return that incident, resolved after an hour; Dee, of another department, led it at last."""
    case = mitigated()
    lead = case.leadership.lead
    assert lead is not None
    lead.person = PersonCard(id="dee", name="Dee")
    grant(case, resolves(HEAD), 60)
    return case


@pytest.mark.parametrize(("who", "lead"), [(HEAD, "cy"), (actor("dee"), "dee")])
def test_who_is_senior_or_led_it_leads_what_they_reopen(who: Actor, lead: str) -> None:
    """P13: a head of department leads it, and so does who led it last, also of another department; nobody else is called."""
    case = resolved()
    words = requests.grant(case, Reopen(actor=who, reason="orders are down again"), at(70)).words

    assert (S.DECLARED, lead, f"{CODE} is reopened. You lead it.") == (case.state, case.lead_id, words)
    assert "ask whether they still lead" not in told(case)
    told_by_cy = [("dee", f"{CODE} is reopened by Cy: orders are down again. Cy leads it.")]
    assert ([] if who.contact == "dee" else told_by_cy) == texts(case)


def test_who_only_says_that_it_is_not_over_does_not_lead_it() -> None:
    """P13: who led it last leads again, is told and called; while they do not answer, the ladder of leads is called."""
    case = resolved()
    reply = requests.grant(case, Reopen(actor=ANA, reason="orders are down again"), at(70))

    assert ("dee", f"{CODE} is reopened. Dee leads it.") == (case.lead_id, reply.words)
    assert [("dee", f"{CODE} is reopened by Ana: orders are down again. You lead it.")] == texts(case)
    assert moves.StartSearch(purpose=Purpose.SILENT_LEAD, team="storefront") == moves.next_move(case, at(70))
    assert "dee" == searching.first_asked(case, searching.start_search(case, Purpose.SILENT_LEAD, "storefront", at(70)))
    assert isinstance(leads.next_step(case, at(70) + leads.policy(case).answer_within), CallTheLadder)


def test_whoever_takes_over_is_told_times_by_their_own_clock() -> None:
    """Found by the ladder of leads in Tokyo, they lead with the time zone of Tokyo."""
    case = resolved()
    grant(case, Reopen(actor=ANA, reason="orders are down again"), 70)
    search = searching.start_search(case, Purpose.SILENT_LEAD, "storefront", at(70))
    leads.see_to_the_lead(case, at(70) + leads.policy(case).answer_within)
    found = EscalationReport(
        escalation=search.id,
        purpose=Purpose.SILENT_LEAD,
        holder="yui",
        holder_name="Yui",
        holder_time_zone="Asia/Tokyo",
    )
    searching.escalation_reported(case, found, at(90))

    assert PersonCard(id="yui", name="Yui", time_zone="Asia/Tokyo") == who_leads(case.leadership)


def test_the_lead_is_told_that_what_they_mitigated_is_reopened() -> None:
    """Mitigated it has its lead still, who is told by whom it was reopened, and why."""
    case = mitigated()
    requests.grant(case, Reopen(actor=ANA, reason="orders are down again"), at(40))

    assert ("cy", [("cy", f"{CODE} is reopened by Ana: orders are down again. You lead it.")]) == (
        case.lead_id,
        texts(case),
    )


@pytest.mark.parametrize("fingerprint", ["f2", "f1"], ids=["a new alert", "the same alert, which had cleared"])
def test_an_alert_after_mitigation_asks_the_lead(fingerprint: str) -> None:
    """It is asked whether to reopen it; the lead comes first, then somebody senior; a repeat asks nobody twice."""
    case = mitigated()
    alerts.receive(case, alert(fingerprint), at(40))
    assert moves.StartSearch(purpose=Purpose.REOPEN, team="storefront") == moves.next_move(case, at(40))
    search = searching.start_search(case, Purpose.REOPEN, "storefront", at(40))
    search.told_clear = case.all_clear

    assert ("cy", S.MITIGATED) == (searching.first_asked(case, search), case.state)
    alerts.receive(case, alert(fingerprint), at(41))
    assert moves.Listen is move_of(case, at(41))


def test_the_lead_reopens_it_or_ignores_the_alert() -> None:
    """Either ends the search; an alert that was ignored is asked about again only when another fires."""
    for request, state, because in (
        (Reopen(actor=HEAD, reason="it is back"), S.DECLARED, "it is reopened"),
        (IgnoreAlert(actor=HEAD, reason="a test of the monitoring"), S.MITIGATED, "the alert is ignored"),
    ):
        case = mitigated()
        alerts.receive(case, alert("f2"), at(40))
        search = searching.start_search(case, Purpose.REOPEN, "storefront", at(40))
        grant(case, request, 45)

        assert (state, moves.StopSearch(search=search.id)) == (case.state, moves.next_move(case, at(45)))
        assert because == searching.stop_order(case, search, at(45)).because

    searching.search_ended(case, search, at(45))
    assert moves.Listen is move_of(case, at(45))
    alerts.receive(case, alert("f3"), at(50))
    assert moves.StartSearch is move_of(case, at(50))


def test_what_is_resolved_asks_who_led_it() -> None:
    """Nobody leads it any more, and still somebody is asked, by name."""
    case = mitigated()
    grant(case, resolves(HEAD), 60)
    alerts.receive(case, alert("f2"), at(70))
    search = searching.start_search(case, Purpose.REOPEN, "storefront", at(70))

    assert "cy" == searching.first_asked(case, search)
    grant(case, IgnoreAlert(actor=actor("cy")), 71)
    assert case.episode.recurred_at is None
