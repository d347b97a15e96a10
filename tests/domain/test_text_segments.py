"""What a text costs, in segments."""

import pytest

from domain.text_segments import cheapest, longest_page_text, segments
from tests.domain.company import organisation, person


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", 1),
        ("x" * 160, 1),
        ("x" * 161, 2),
        ("x" * 306, 2),
        ("x" * 307, 3),
        ("é" * 160, 1),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ł" * 70, 1),
        ("ł" + "x" * 70, 2),
        ("ł" * 134, 2),
        ("ł" * 135, 3),
        ("🔥" * 35, 1),
        ("🔥" * 36, 2),
    ],
)
def test_a_text_is_counted_as_providers_count_it(body: str, expected: int) -> None:
    """One character beyond the GSM alphabet more than halves what a segment holds, and an emoji takes two places."""
    assert expected == segments(body)


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ("Can\u2019t pay \u2013 \u201eat all\u201d\u2026", 'Can\'t pay - "at all"...'),
        ("Cafe\u0301 zamówień nie działa: Płatności", "Café zamowien nie dziala: Platnosci"),
        ("Magasin \u00e0 Gen\u00e8ve, fran\u00e7ais, c\u0153ur", "Magasin à Genève, francais, coeur"),
        ("Оплата не работает, café", "Оплата не работает, café"),
        ("In Kraków 🔥", "In Kraków 🔥"),
    ],
)
def test_words_lose_what_alone_would_make_them_dear(body: str, sent: str) -> None:
    """Accents that the alphabet has stay, others go where the text is cheap without them, and other alphabets are left alone."""
    assert sent == cheapest(body)


def test_the_longest_usual_page_is_one_segment_for_a_company_with_plain_names() -> None:
    """A page's text is written to fit into one."""
    assert 1 == longest_page_text(organisation(person("ana")))


def test_a_name_beyond_the_alphabet_makes_pages_longer() -> None:
    """One service with such a name slows the lane, as its pages cost more."""
    company = organisation(person("ana"))
    service = next(iter(company.services.values()))
    renamed = service.model_copy(update={"name": "Płatności"})

    assert 3 == longest_page_text(company.model_copy(update={"services": {service.id: renamed}}))
