"""The questions of a review, as people read them (P26), and which of them must be answered before it counts as held."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.review.requests import Question

QUESTIONS: Mapping[Question, str] = MappingProxyType(
    {
        Question.PREVENT: "What prevents this or similar incidents?",
        Question.DETECT: "What detects them early?",
        Question.MITIGATE: "What mitigates the impact if it happens again?",
        Question.WENT_WELL: "What went well?",
    }
)

MUST_BE_ANSWERED = (Question.PREVENT, Question.DETECT, Question.MITIGATE)
"""If only with "nothing"."""
