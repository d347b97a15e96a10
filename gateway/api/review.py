"""Reviews over HTTP: how one stands, which actions are open in all of them, and what people ask of one (P25 to P28)."""

from http import HTTPStatus

from fastapi import APIRouter

from domain.messages import Message
from domain.review.listing import ListedActions, listed
from domain.review.requests import (
    ActionDone,
    AddAction,
    AnswerQuestion,
    AssignAction,
    ChangeDeadline,
    ChangeRhythm,
    CloseReview,
    DecideAction,
    DropAction,
    InviteToReview,
    MoveAction,
    ReopenAction,
    ReviewHeld,
    ScheduleReview,
)
from domain.review.views import ReviewView
from gateway.api.asking import PersonsRequest, Target
from gateway.api.doors import Code
from gateway.api.problems import OF_AN_INCIDENT, OF_ANY_REQUEST
from gateway.engine import Engine, Gone
from gateway.refusals import RequestRefused

_OF_A_REVIEW: tuple[tuple[type[Message], str], ...] = (
    (ScheduleReview, "Hold the review at this time and place"),
    (InviteToReview, "Invite one more person to it"),
    (AnswerQuestion, "Answer one of its questions"),
    (ReviewHeld, "Say that it was held, and who came"),
    (AddAction, "Add an action: whose, by when, and by what one sees that it is done"),
    (AssignAction, "Give an action another owner"),
    (ChangeDeadline, "Give an action another deadline"),
    (ActionDone, "Say that an action is done"),
    (MoveAction, "Have an action followed elsewhere"),
    (DropAction, "Have an action not done at all"),
    (DecideAction, "Approve or refuse what was proposed about an action"),
    (ReopenAction, "Open an action again that was ended by mistake"),
    (ChangeRhythm, "Tell everyone involved how the actions stand more or less often"),
    (CloseReview, "Close it now that nothing is left to do"),
)

REVIEW_REQUESTS = tuple(PersonsRequest(model, summary, target=Target.REVIEW) for model, summary in _OF_A_REVIEW)
"""Every request that goes to a review."""


class Reviews:
    """Shows reviews as the engine knows them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self, router: APIRouter) -> None:
        """Add the routes to a router."""
        router.add_api_route(
            "/incidents/{code}/review", self.shown, responses=OF_AN_INCIDENT, summary="How the review stands"
        )
        router.add_api_route(
            "/actions", self.actions, responses=OF_ANY_REQUEST, summary="The open actions of all reviews"
        )

    async def shown(self, code: Code) -> ReviewView:
        """Show by when it is to be held, who is invited, what it answered, and how its actions stand; open or closed."""
        try:
            return await self._engine.review(code)
        except Gone as gone:
            sentence = (
                f"There is no review of {code}: its impact is not over yet, or there is no incident with this code."
            )
            raise RequestRefused(HTTPStatus.NOT_FOUND, sentence, "GET /incidents lists those that are open.") from gone

    async def actions(self) -> ListedActions:
        """List what is still to be done: what is overdue first, then what is due soonest."""
        return listed(await self._engine.open_reviews(), open_only=True)
