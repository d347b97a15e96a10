"""P9: an alert opens an incident, further ones join it, and none is ever dropped."""

from domain.timeline import Kind
from tests.harness.story import Story


async def test_a_repeat_pages_nobody_twice(story: Story) -> None:
    """The same alert sent again, and another one for the same service, join the incident that is open."""
    await story.alert("checkout")
    await (await story.on_call.phone.rings()).acknowledges()

    await story.alert("checkout")
    await story.alert("checkout", fingerprint="another", name="PaymentsSlow")
    await story.after(minutes=20)
    seen = await story.seen()

    assert (2, 1) == (seen.alerts, seen.repeats)


async def test_an_unknown_service_goes_to_the_catch_all_team_and_says_so(story: Story) -> None:
    """An alert for a service nobody listed pages the catch-all team's on-call engineer, and the timeline says why."""
    await story.alert("Loyalty Points")
    await (await story.colleague.phone.rings()).acknowledges()
    notes = await story.told(Kind.NOTE, "loyalty-points")

    assert ["service 'Loyalty Points' is not in the organisation file: the catch-all team, Platform, is paged"] == notes
    assert story.colleague.name == await story.holder("loyalty-points")


async def test_an_alert_without_a_service_is_not_dropped(story: Story) -> None:
    """An alert that names no service at all pages the catch-all team too."""
    response = await story.alert(None, name="DiskFull")
    await (await story.colleague.phone.rings()).acknowledges()

    assert ["incident/no-service-diskfull"] == response.json()["incidents"]


async def test_what_is_not_an_alert_has_no_effect(story: Story) -> None:
    """A body that is wrong in any way is refused in words, and no incident is half started."""
    wrong = [
        [],
        {},
        {"version": "4"},
        {"version": "3", "alerts": []},
        {"version": "4", "alerts": [{"status": "on fire"}]},
    ]
    answers = [await story.post(body) for body in wrong]
    unknown = await story.post({}, token="guessed")

    assert {422} == {answer.status_code for answer in answers}
    assert 401 == unknown.status_code
    assert [] == await story.workflow_ids("")


async def test_a_cleared_alert_starts_nothing(story: Story) -> None:
    """An alert that says all is well again, without an incident, wakes nobody."""
    response = await story.alert("checkout", status="resolved")

    assert 202 == response.status_code
    assert [] == await story.workflow_ids("")
