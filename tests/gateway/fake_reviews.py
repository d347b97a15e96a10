"""Reviews with memory, as far as the gateway sees them."""

from domain.codes import IncidentCode
from domain.errors import MimpError
from domain.requests import Reply
from domain.review.requests import ReviewRequest
from domain.review.views import ReviewView
from gateway.engine import Gone


class FakeReviews:
    """Reviews by their incidents' codes: `reviews` is how they stand, `review_refuses` what all of them say to what is asked.

    `review_asks` is what was asked, by its id.
    """

    patience: list[float]

    def __init__(self) -> None:
        self.reviews: dict[str, ReviewView] = {}
        self.review_asks: dict[str, tuple[str, ReviewRequest]] = {}
        self.review_refuses: MimpError | None = None

    def _asked(self, what: str, about: str = "") -> None:
        """Note that something is asked, and be as silent as the test says."""
        raise NotImplementedError

    async def review(self, code: IncidentCode) -> ReviewView:
        """Return how a review stands; those that are not among `reviews` were never begun."""
        self._asked("review")
        if str(code) not in self.reviews:
            raise Gone("workflow not found")
        return self.reviews[str(code)]

    async def open_reviews(self) -> list[ReviewView]:
        """Return how every review stands."""
        self._asked("open_reviews")
        return list(self.reviews.values())

    async def ask_review(self, code: IncidentCode, request: ReviewRequest, request_id: str, *, within: float) -> Reply:
        """Keep a request once, and say that it is done, unless the review refuses it."""
        self.patience.append(within)
        self._asked("ask_review")
        if self.review_refuses:
            raise self.review_refuses
        self.review_asks[request_id] = (str(code), request)
        return Reply(words="Thank you: it is noted.")
