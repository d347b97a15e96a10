"""Twilio's REST interface: conferences, and who is in them."""

from fastapi import APIRouter, Request

from simulator.conference_records import ConferenceStatus, Departure, Participant
from simulator.conferences import Conferences
from simulator.config import SimulatorConfig
from simulator.errors import UnknownConferenceError
from simulator.fault_rules import RequestKind
from simulator.room import Room
from simulator.twilio_door import Answer, Handler, TwilioDoor
from simulator.twilio_errors import invalid_parameter, not_found
from simulator.twilio_forms import Form
from simulator.twilio_json import base_path, conference_json, participant_json
from simulator.twilio_lists import Page, within


class ConferenceApi:
    """Answers as Twilio does. A conference is named by its SID, a participant by its call's SID or its label."""

    def __init__(self, config: SimulatorConfig, conferences: Conferences, door: TwilioDoor) -> None:
        self._account = config.account_sid
        self._conferences = conferences
        self._door = door

    def router(self) -> APIRouter:
        """Give the routes."""
        router = APIRouter(include_in_schema=False, prefix=base_path("{account}"))
        one = "/Conferences/{conference}"
        table: tuple[tuple[str, str, RequestKind, Handler], ...] = (
            ("GET", f"{one}/Participants.json", "list_participants", self.list_participants),
            ("GET", f"{one}/Participants/{{participant}}.json", "fetch_participant", self.fetch_participant),
            ("POST", f"{one}/Participants/{{participant}}.json", "update_participant", self.update_participant),
            ("DELETE", f"{one}/Participants/{{participant}}.json", "remove_participant", self.remove_participant),
            ("GET", "/Conferences.json", "list_conferences", self.list_conferences),
            ("GET", f"{one}.json", "fetch_conference", self.fetch_conference),
            ("POST", f"{one}.json", "update_conference", self.update_conference),
        )
        for method, path, kind, handler in table:
            answer = self._door.at_risk(kind, self._concerned, handler)
            router.add_api_route(path, answer, methods=[method], response_model=None)
        return router

    async def list_conferences(self, request: Request) -> Answer:
        """Show the conferences that pass the filters."""
        asked = request.query_params
        chosen = [
            conference
            for conference in self._conferences.conferences
            if asked.get("Status") in (None, "", conference.status.value)
            and asked.get("FriendlyName") in (None, "", conference.name)
            and within(asked, "DateCreated", conference.created)
            and within(asked, "DateUpdated", conference.updated)
        ]
        page, fields = Page(request.url.path, asked).cut(chosen)
        return 200, {**fields, "conferences": [conference_json(each, self._account) for each in page]}

    async def fetch_conference(self, request: Request) -> Answer:
        """Show a conference."""
        return 200, conference_json(self._room(request).conference, self._account)

    async def update_conference(self, request: Request) -> Answer:
        """End a conference."""
        room, form = self._room(request), Form.read(await request.body())
        status = form.text("Status")
        if status not in (None, ConferenceStatus.COMPLETED):
            raise invalid_parameter("Status", status)
        if status is not None:
            room.end()
        return 200, conference_json(room.conference, self._account)

    async def list_participants(self, request: Request) -> Answer:
        """Show who is in a conference now."""
        asked, conference = request.query_params, self._room(request).conference
        chosen = [
            participant
            for participant in conference.participants
            if _passes(asked.get("Muted"), participant.muted)
            and _passes(asked.get("Hold"), participant.hold)
            and _passes(asked.get("Coaching"), False)
        ]
        page, fields = Page(request.url.path, asked).cut(chosen)
        return 200, {**fields, "participants": [participant_json(each, conference, self._account) for each in page]}

    async def fetch_participant(self, request: Request) -> Answer:
        """Show someone who is in a conference."""
        room = self._room(request)
        return 200, participant_json(_participant(room, request), room.conference, self._account)

    async def update_participant(self, request: Request) -> Answer:
        """Mute someone or put them on hold, or no longer."""
        room, form = self._room(request), Form.read(await request.body())
        participant = _participant(room, request)
        if form.text("Muted") is not None:
            room.mute(participant, muted=form.flag("Muted"))
        if form.text("Hold") is not None:
            room.hold(participant, hold=form.flag("Hold"))
        return 200, participant_json(participant, room.conference, self._account)

    async def remove_participant(self, request: Request) -> Answer:
        """Put someone out of a conference; their call goes on."""
        room = self._room(request)
        room.leave(_participant(room, request), Departure.UPDATED_VIA_API, kicked=True)
        return 204, None

    def _room(self, request: Request) -> Room:
        try:
            return self._conferences.room(request.path_params["conference"])
        except UnknownConferenceError as error:
            raise not_found(request.url.path) from error

    async def _concerned(self, request: Request) -> frozenset[str]:
        """Tell whose phones a request is about: that of the participant it names, or of all in the conference it names."""
        conference, name = request.path_params.get("conference"), request.path_params.get("participant")
        present = [
            participant
            for each in self._conferences.conferences
            if each.sid == conference
            for participant in each.participants
        ]
        named = [each for each in present if name in (None, each.sid, each.order.label)]
        return frozenset(participant.call.phone for participant in named)


def _passes(asked: str | None, is_so: bool) -> bool:
    return not asked or (asked.lower() == "true") is is_so


def _participant(room: Room, request: Request) -> Participant:
    participant = room.find(request.path_params["participant"])
    if participant is None:
        raise not_found(request.url.path)
    return participant
