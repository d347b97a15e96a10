"""How the searches of an incident go: begun, told how things stand, told to stop, reported on, ended."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from domain.incident import attaching, business_call, ending, involved, leads, reminding, triage
from domain.incident.involvement import Way
from domain.incident.page_words import digest, page_words
from domain.incident.responsible import who_is_reminded
from domain.incident.searches import Search
from domain.incident.state import Incident
from domain.incident.wanted import is_wanted
from domain.leading import PersonCard, search_begins
from domain.lifecycle import IncidentState
from domain.messages import EscalationReport, PageWords, Purpose, Stop
from domain.organisation import Urgency
from domain.purposes import kind_of
from domain.timeline import Kind


def start_search(
    incident: Incident, purpose: Purpose, team: str, now: datetime, *, person: str | None = None
) -> Search:
    """Begin a search for this purpose in a team, or of a person who is asked by name, and return it."""
    urgency = kind_of(purpose).urgency or incident.asked_for or Urgency.HIGH
    if purpose is Purpose.TRIAGE:
        triage.start_triage(incident, urgency, now)
    search = incident.searches.begin(incident.code, purpose, team, urgency, now, person=person)
    if purpose is Purpose.OFFER_LEAD:
        search_begins(incident.leadership, search.id)
    reminding.page_begins(incident, purpose)
    words_told(incident, search, now)
    return search


def first_asked(incident: Incident, search: Search) -> str | None:
    """Return whom a search asks before anybody else, by id: the lead, or who led it last, where it is theirs to say."""
    return incident.lead_id or incident.last_lead_id if kind_of(search.purpose).lead_first else None


def whose_deputy(incident: Incident, search: Search) -> str | None:
    """Return whose deputy a search asks before anybody else, by id: that of whoever was reminded; None where nobody's."""
    return who_is_reminded(incident) if kind_of(search.purpose).deputy_first else None


def service_of(incident: Incident, search: Search) -> str | None:
    """Return the service a search is about: that of the team it calls, else the one that fails."""
    called = incident.called.get(search.team) if search.purpose is Purpose.JOIN else None
    if called:
        return called.service
    return incident.card.service if incident.card else None


def supersede(search: Search) -> None:
    """The search of low urgency is told to stop: what came since needs people to be called, and its end is not waited for."""
    search.running = False


def search_told(incident: Incident, search: Search, now: datetime) -> bool:
    """Note that the search is told whether all alerts have cleared, and return that; a question to a person stands either way."""
    search.told_clear = incident.all_clear
    search.heard_of_at = now
    return search.told_clear and not kind_of(search.purpose).personal


def words_told(incident: Incident, search: Search, now: datetime) -> PageWords:
    """Note that the search is told what its pages say now, and return that."""
    words = page_words(incident, search.purpose)
    search.told_words = digest(words)
    search.heard_of_at = now
    return words


def search_ended(incident: Incident, search: Search, now: datetime) -> None:
    """The search does not run any more. When nothing has settled it, somebody ended it by hand: it starts anew."""
    search.running = False
    if search.purpose is Purpose.ROUND_OVERDUE:
        incident.comms.holder = incident.comms.holder_name = None
    if search.purpose is Purpose.TRIAGE and is_wanted(incident, search):
        if incident.asked_for is None or search.urgency.outranks(incident.asked_for):
            incident.asked_for = search.urgency
        why = "it was ended from outside, and an incident in triage is never without one"
        incident.write(now, Kind.NOTE, "the search had stopped: it starts anew", why=why)


def escalation_reported(incident: Incident, report: EscalationReport, now: datetime) -> timedelta | None:
    """Take in what a search reports: who has it, or that it has ended. One that another has taken the place of says nothing new.

    Returns how long the incident was open until anybody had it, when this is the first to have it.
    """
    search = incident.searches.named(report.escalation)
    if search is None:
        return None
    search.heard_of_at = now
    if report.ended:
        search_ended(incident, search, now)
        return None
    if report.holder:
        name = report.holder_name or report.holder
        person = PersonCard(id=report.holder, name=name, time_zone=report.holder_time_zone)
        incident.involvement.note(person, Way.HAD_IT if search.purpose is Purpose.TRIAGE else Way.ANSWERED)
        if search.purpose is Purpose.SILENT_LEAD:
            leads.found(incident, person, now)
            involved.lead_changed(incident)
    if search.purpose is Purpose.ROUND_OVERDUE:
        reminding.somebody_sees_to_it(incident, report, now)
    if search.purpose is not Purpose.TRIAGE:
        return None
    return triage.somebody_has_it(incident, report.holder, report.holder_name, now)


def stop_order(incident: Incident, search: Search, now: datetime) -> Stop:
    """Tell the search that it is settled, with the one text that everyone who was paged gets; note that it was told."""
    search.told_to_stop = True
    search.heard_of_at = now
    if kind_of(search.purpose).personal:
        return _SETTLED[search.purpose](incident, search)
    if incident.state is IncidentState.ATTACHED and incident.attachment:
        return attaching.stop_order(incident, incident.attachment)
    return _SETTLED[search.purpose](incident, search)


def _how_it_stands(incident: Incident, _: Search) -> Stop:
    return ending.stop_order(incident)


def _offer_settled(incident: Incident, search: Search) -> Stop:
    """Whoever was asked is told of it by the rule that settled the offer, so that nothing is texted here."""
    return Stop(because=incident.leadership.settled.get(search.whom, "it is settled"))


def _who_leads(incident: Incident, _: Search) -> Stop:
    lead = incident.leadership.lead
    return Stop(because=f"{lead.person.name} leads it") if lead else ending.stop_order(incident)


def _who_is_on_the_call(incident: Incident, search: Search) -> Stop:
    if not incident.state.declared:
        return ending.stop_order(incident)
    called = incident.called.get(search.team)
    needed = called is not None and not called.dropped
    there = f"{called.name if called else 'the team'} is on the call"
    return Stop(because=there if needed else "nobody is needed any more")


def _whether_they_are_back(incident: Incident, _: Search) -> Stop:
    return Stop(because="they are on the call") if incident.state.declared else ending.stop_order(incident)


def _whether_it_is_over(incident: Incident, _: Search) -> Stop:
    return Stop(because="it is reopened" if incident.state.declared else "the alert is ignored")


_SETTLED: Mapping[Purpose, Callable[[Incident, Search], Stop]] = {
    Purpose.TRIAGE: _how_it_stands,
    Purpose.DECLARE: _how_it_stands,
    Purpose.JOIN: _who_is_on_the_call,
    Purpose.CALL_BACK: _whether_they_are_back,
    Purpose.REOPEN: _whether_it_is_over,
    Purpose.SILENT_LEAD: _who_leads,
    Purpose.OFFER_LEAD: _offer_settled,
    Purpose.BUSINESS_CALL: business_call.stop_order,
    Purpose.ROUND_OVERDUE: reminding.overdue_ended,
    Purpose.ROUND_DUE: reminding.nudge_ended,
}
"""Every purpose that is searched for, with why it is settled; some end with a text to everyone who was paged."""
