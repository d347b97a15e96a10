"""Technical language in what business readers are sent: found and shown to the author, who may overrule it (P17).

The words of the list count wherever they stand. Names of our own systems and teams count only when they cannot be taken for
business language: one with an underscore (`order_hub`), with letters before a digit (`shop02`), with a capital between small
letters (`OrderHub`), or with a word of the list in it (`Payments API`, `orders-db`). A name of plain words, such as Orders,
Payments or Search, is what customers call the thing too, and never counts, however it is written. A code name that reads like a
plain word belongs in the company's own list. Addresses of pages and mailboxes are no language.
"""

import re
from collections.abc import Iterable, Iterator

from domain.messages import Message
from domain.organisation import Organisation

TECHNICAL_WORDS: tuple[str, ...] = (
    *("4xx", "5xx", "API", "backend", "codebase", "config", "deployment", "endpoint", "frontend", "Git"),
    *("hotfix", "JSON", "microservice", "middleware", "namespace", "null pointer", "rollback", "runtime"),
    *("stack trace", "timeout", "webhook", "XML"),
    *("cache", "database", "DB", "deadlock", "Kafka", "message queue", "MySQL", "Postgres", "PostgreSQL", "Redis"),
    *("S3", "schema", "SQL"),
    *("CPU", "cron", "daemon", "failover", "firmware", "hypervisor", "k8s", "Kubernetes", "Linux"),
    *("nginx", "node", "OOM", "reboot", "server", "virtual machine", "VM"),
    *("DDoS", "DHCP", "DNS", "firewall", "HTTP", "HTTPS", "IP address", "latency"),
    *("load balancer", "localhost", "packet loss", "SMTP", "subnet", "TCP", "UDP"),
    *("authentication", "LDAP", "OAuth", "SSH", "SSL", "TLS", "VLAN"),
)
"""What readers outside of technology cannot be expected to know, in the singular; a hyphen or blank may be either or nothing.

Words that business has too are not among them: queue, branch, container, port, and cluster (of shops), deploy (staff), docker (at a
port), front end (of a shop), gateway (for payments), payload (of a lorry), pod (of coffee), proxy (for sales), throughput (of a
warehouse). A false alarm costs more than a miss: whoever is warned in vain stops reading.
"""

_MACHINE_NAME = re.compile(r"_|[^\W\d_]{2}\d|[a-z]{2}[A-Z][a-z]{2}")
_CONSONANT_Y = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])y$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\s*\n\s*")
_BLANKS = re.compile(r"[\s-]+")
_BETWEEN = "\0"  # stands in no text, and no term reaches over it
_ADDRESS = re.compile(r"\b\w+://\S+|\bwww\.\S+|\S+@\S+")


class Hit(Message):
    """A technical word as it was written, and the sentence it stands in."""

    word: str
    sentence: str


class CompanyWords(Message):
    """What one company adds to the list: words of its own, and those names of its services and teams that only a machine has."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def technical_words(text: str, word_list: Iterable[str] = TECHNICAL_WORDS, names: Iterable[str] = ()) -> list[Hit]:
    """Return the technical words in a text, in order: whole words, in the singular or plural, in capitals or not.

    `names` are those of our systems and teams, of which plain words never count. A hit is a warning, never a refusal.
    """
    listed = list(word_list)
    wanted = _any_of([*listed, *_telling(names, listed)])
    sentences = (" ".join(sentence.split()) for sentence in _SENTENCE_END.split(text))
    return [
        Hit(word=found[0], sentence=sentence)
        for sentence in sentences
        for found in wanted.finditer(_ADDRESS.sub(_blank, sentence))
    ]


def company_words(organisation: Organisation) -> CompanyWords:
    """Return what is technical in this company beside our list: its own words, and the names of its services and teams.

    A name that stands in what a service means to customers is business language, such as that of a brand they pay with.
    """
    services, teams = organisation.services.values(), organisation.teams.values()
    named = dict.fromkeys([*(service.name for service in services), *(team.name for team in teams)])
    telling = _telling(named, [*TECHNICAL_WORDS, *organisation.technical_words])
    unknown = _in_none_of([service.customer_effect or "" for service in services], telling)
    return CompanyWords(words=organisation.technical_words, names=tuple(unknown))


def _telling(names: Iterable[str], word_list: Iterable[str]) -> list[str]:
    """Return the names that cannot be taken for business language."""
    in_list = _any_of(word_list)
    return [name for name in names if _MACHINE_NAME.search(name) or in_list.search(name)]


def _in_none_of(texts: Iterable[str], names: Iterable[str]) -> Iterator[str]:
    """Yield the names that stand in none of the texts. Of thousands, most are told by a plain look for their letters."""
    whole = _BETWEEN.join(texts)
    letters = _letters(whole)
    for name in names:
        if _letters(name).removesuffix("y") not in letters or not _any_of([name]).search(whole):
            yield name


def _letters(text: str) -> str:
    return _BLANKS.sub("", text.casefold())


def _blank(found: re.Match[str]) -> str:
    """Return as many blanks: the address of a page is no language, and what follows stays in its place."""
    return " " * len(found[0])


def _any_of(terms: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of these terms; of two that begin at the same place the longer one."""
    written = [_as_written(term) for term in sorted(terms, key=len, reverse=True) if re.search(r"\w", term)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)" if written else r"(?!)", re.IGNORECASE)


def _as_written(term: str) -> str:
    """Return the pattern of a term with its plural, a hyphen or blank in it written any way."""
    parts = [re.escape(part) for part in re.split(r"[\s-]+", term) if part]
    singular = _CONSONANT_Y.sub("(?:y|ie)", r"[\s-]*".join(parts))
    return rf"{singular}(?:s|es|['\u2019]s)?"
