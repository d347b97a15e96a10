"""Actions of several reviews, as one list."""

from hypothesis import given
from hypothesis import strategies as st

from domain.review.listing import listed
from domain.review.views import ActionView
from tests.domain.review.shown import CODE, action, review


def shown(*actions: ActionView, open_only: bool = False) -> list[int]:
    """Return the numbers of a review's actions in the order in which they are listed."""
    return [each.number for each in listed([review(*actions)], open_only=open_only).actions]


def test_what_is_overdue_comes_first_and_what_is_over_last() -> None:
    """Between them what is due soonest."""
    given_ = [action(1, state="done"), action(2, due=20), action(3, due=10), action(4, overdue=True, due=5)]

    assert [4, 3, 2, 1] == shown(*given_)
    assert [4, 3, 2] == shown(*given_, open_only=True)


def test_actions_of_several_incidents_stand_in_one_list() -> None:
    """Each says whose review it follows from; those due on one day are in the order of their codes."""
    both = [review(action(1), code="search-AB2C"), review(action(1))]

    assert [(CODE, "Checkout", 1), ("search-AB2C", "Checkout", 1)] == [
        (each.code, each.service, each.number) for each in listed(both, open_only=True).actions
    ]


states = st.sampled_from(["open", "done", "moved", "dropped"])
actions = st.lists(st.tuples(states, st.booleans(), st.integers(1, 28)), min_size=1, max_size=20)


@given(actions)
def test_none_is_lost_and_none_is_ahead_of_an_overdue_one(kinds: list[tuple[str, bool, int]]) -> None:
    """Whatever there is, all of it is listed once, and no overdue action stands behind one that is not."""
    found = listed(
        [
            review(
                *(
                    action(n, state=s, overdue=late and s == "open", due=day)
                    for n, (s, late, day) in enumerate(kinds, 1)
                )
            )
        ],
        open_only=False,
    ).actions

    assert list(range(1, len(kinds) + 1)) == sorted(each.number for each in found)
    assert sorted((each.overdue for each in found), reverse=True) == [each.overdue for each in found]
    assert sorted(not each.open for each in found) == [not each.open for each in found]
