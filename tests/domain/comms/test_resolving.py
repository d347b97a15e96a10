"""Who stands behind an audience, and on which channels each is told."""

from domain.comms.audience.recipients import BusinessAudience, TechnicalAudience
from domain.comms.audience.resolving import business_recipients, technical_recipients
from domain.organisation import Channel, Organisation, QuietHours
from domain.rota import Override
from tests.domain.builders import NIGHT, at
from tests.domain.company import organisation, person

MAIL, TEXT, CALL = Channel.MAIL, Channel.TEXT, Channel.CALL
PHONE = "+447700900101"
ADDRESS = "ana@larkfield.example"
OWNS = "owns Checkout, which fails"
AT_NIGHT = QuietHours.model_validate({"from": "22:00", "until": "07:00"})


def company(**ana: object) -> Organisation:
    """Return a company in which Ana is as given, and Cy and Eli have a mailbox."""
    of_ana = person("ana", **ana)  # type: ignore[arg-type] # whatever a test says of her
    return organisation(
        of_ana, person("cy", email="cy@larkfield.example"), person("eli", email="eli@larkfield.example")
    )


def told(**ana: object) -> tuple[Channel, ...]:
    """Return by which channels Ana, who is as given, is told at night."""
    [recipient] = business_recipients(company(**ana), BusinessAudience(people={"ana": "owner"}), NIGHT).recipients
    return recipient.channels


def test_people_are_mailed_and_texted_where_no_mail_arrives() -> None:
    """Nobody has to choose anything: a mail comes first, and a text is next; never a call."""
    assert (MAIL, TEXT) == told(email=ADDRESS, phone=PHONE)


def test_what_somebody_agreed_to_for_low_urgency_counts() -> None:
    """Whoever chose texts is texted first; whoever chose mails alone is never texted."""
    assert (TEXT, MAIL) == told(email=ADDRESS, phone=PHONE, low_urgency_channels=(TEXT, MAIL))
    assert (MAIL,) == told(email=ADDRESS, phone=PHONE, low_urgency_channels=(MAIL,))


def test_a_round_never_calls() -> None:
    """Whoever agreed to calls alone is mailed, or texted, all the same."""
    assert (MAIL, TEXT) == told(email=ADDRESS, phone=PHONE, low_urgency_channels=(CALL,))
    assert (TEXT,) == told(email=ADDRESS, phone=PHONE, low_urgency_channels=(CALL, TEXT))


def test_whoever_cannot_be_reached_as_agreed_is_reached_as_can_be() -> None:
    """An agreement to texts without a number is no reason to tell somebody nothing."""
    assert (MAIL,) == told(email=ADDRESS, low_urgency_channels=(TEXT,))


def test_a_text_in_quiet_hours_becomes_a_mail() -> None:
    """A mail wakes nobody, so that nothing is held; by day the text is sent."""
    sleeper = {"email": ADDRESS, "phone": PHONE, "low_urgency_channels": (TEXT,), "quiet_hours": AT_NIGHT}
    [by_day] = business_recipients(
        company(**sleeper), BusinessAudience(people={"ana": "owner"}), at(10 * 60)
    ).recipients

    assert ((MAIL,), (TEXT,)) == (told(**sleeper), by_day.channels)


def test_whom_nobody_can_tell_is_named_with_the_reason() -> None:
    """People who have left, and people without any address, are not silently left out."""
    found = business_recipients(
        company(email=ADDRESS), BusinessAudience(people=dict.fromkeys(("zoe", "bo", "ana"), "")), NIGHT
    )

    assert ["ana"] == [each.person for each in found.recipients]
    assert (
        "zoe is not in the organisation file any more",
        "Bo has neither a mail address nor a telephone number",
    ) == found.left_out


def test_a_team_is_whoever_is_on_call_and_its_head() -> None:
    """Each comes with their place, the team, and why the team is told; times are on their own clock."""
    found = technical_recipients(company(email=ADDRESS), TechnicalAudience(teams={"shop": OWNS}), NIGHT)

    assert [
        ("ana", f"on-call engineer of Shop ({OWNS})"),
        ("cy", f"head of department of Shop ({OWNS})"),
    ] == [(each.person, each.because) for each in found.recipients]
    assert {"Europe/London"} == {each.time_zone for each in found.recipients}


def test_who_is_on_call_is_asked_at_that_moment() -> None:
    """While somebody has taken over the shift, they are told."""
    override = Override(person="eli", starts=at(-10), ends=at(10))
    company = organisation(
        *(person(who, email=f"{who}@larkfield.example") for who in ("ana", "cy", "eli")), overrides=(override,)
    )
    audience = TechnicalAudience(teams={"shop": OWNS})

    assert ["eli", "cy"] == [each.person for each in technical_recipients(company, audience, at(0)).recipients]
    assert ["ana", "cy"] == [each.person for each in technical_recipients(company, audience, at(20)).recipients]


def test_whoever_stands_in_is_told_and_it_says_for_whom() -> None:
    """The deputy of somebody absent reads why it is them."""
    found = technical_recipients(
        company(email=ADDRESS, away=True, deputy="eli"), TechnicalAudience(teams={"shop": OWNS}), NIGHT
    )

    first = found.recipients[0]
    assert ("eli", True) == (first.person, "Ana is absent until" in first.because)


def test_nobody_is_told_twice() -> None:
    """On call for two teams, or on a list as well: once, for the first reason there is."""
    base = company(email=ADDRESS)
    both = base.model_copy(update={"teams": {**base.teams, "pay": base.teams["shop"].model_copy(update={"id": "pay"})}})
    audience = TechnicalAudience(
        teams={"shop": OWNS, "pay": "is affected"}, people={"ana": "is told of every incident"}
    )
    found = technical_recipients(both, audience, NIGHT)

    assert ["ana", "cy"] == [each.person for each in found.recipients]
    assert f"on-call engineer of Shop ({OWNS})" == found.recipients[0].because


def test_a_team_that_has_left_is_named() -> None:
    """While an incident runs a team may leave the organisation file: the others are told, and it is said."""
    audience = TechnicalAudience(teams={"gone": OWNS}, people={"ana": "is told of every incident"})
    found = technical_recipients(company(email=ADDRESS), audience, NIGHT)

    assert ["ana"] == [each.person for each in found.recipients]
    assert ("the team gone is not in the organisation file any more",) == found.left_out
