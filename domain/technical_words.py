"""Technical language in what business readers are sent: found and shown to the author, who may overrule it (P17).

The words of the list count wherever they stand. Names of our own systems and teams count only when they cannot be taken for
business language: one with an underscore (`order_hub`), with letters before a digit (`shop02`), with a capital inside (`OrderHub`),
or with a word of the list in it (`Payments API`, `orders-db`). A name of plain words, such as Orders, Payments or Search, is what
customers call the thing too, and never counts, however it is written. A code name that reads like a plain word belongs in the
company's own list.
"""

import re
from collections.abc import Iterable

from domain.messages import Message

TECHNICAL_WORDS: tuple[str, ...] = (
    *("4xx", "5xx", "API", "back-end", "codebase", "config", "deploy", "deployment", "endpoint", "front-end", "Git"),
    *("hotfix", "JSON", "microservice", "middleware", "namespace", "null pointer", "payload", "rollback", "runtime"),
    *("stack trace", "timeout", "webhook", "XML"),
    *("cache", "database", "DB", "deadlock", "Kafka", "message queue", "MySQL", "Postgres", "PostgreSQL", "Redis"),
    *("S3", "schema", "shard", "SQL"),
    *("cluster", "CPU", "cron", "daemon", "Docker", "failover", "firmware", "hypervisor", "k8s", "Kubernetes", "Linux"),
    *("nginx", "node", "OOM", "pod", "reboot", "server", "virtual machine", "VM"),
    *("bandwidth", "CDN", "DDoS", "DHCP", "DNS", "firewall", "gateway", "HTTP", "HTTPS", "IP address", "latency"),
    *("load balancer", "localhost", "packet loss", "proxy", "router", "SMTP", "subnet", "TCP", "throughput", "UDP"),
    *("authentication", "LDAP", "OAuth", "SSH", "SSL", "TLS", "VLAN"),
)
"""What readers outside of technology cannot be expected to know. Words that business has too, such as queue, branch, container,
instance or port, are not among them. A word stands in the singular; its hyphen or blank may be a hyphen, a blank or nothing."""

_MACHINE_NAME = re.compile(r"_|[^\W\d_]{2}\d|[a-z][A-Z]")
_CONSONANT_Y = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])y$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class Hit(Message):
    """A technical word as it was written, and the sentence it stands in."""

    word: str
    sentence: str


class CompanyWords(Message):
    """What one company adds to the list: words of its own, and names of its services and teams, of which plain ones never count."""

    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


def technical_words(text: str, word_list: Iterable[str] = TECHNICAL_WORDS, names: Iterable[str] = ()) -> list[Hit]:
    """Return the technical words in a text, in order: whole words, in the singular or plural, in capitals or not.

    `names` are those of our systems and teams, of which plain words never count. A hit is a warning, never a refusal.
    """
    listed = list(word_list)
    in_list = _any_of(listed)
    telling = [name for name in names if _MACHINE_NAME.search(name) or in_list.search(name)]
    wanted = _any_of([*listed, *telling])
    sentences = _SENTENCE_END.split(" ".join(text.split()))
    return [Hit(word=found[0], sentence=sentence) for sentence in sentences for found in wanted.finditer(sentence)]


def _any_of(terms: Iterable[str]) -> re.Pattern[str]:
    """Return what finds any of these terms; of two that begin at the same place the longer one."""
    written = [_as_written(term) for term in sorted(terms, key=len, reverse=True) if re.search(r"\w", term)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)" if written else r"(?!)", re.IGNORECASE)


def _as_written(term: str) -> str:
    """Return the pattern of a term with its plural, a hyphen or blank in it written any way."""
    parts = [re.escape(part) for part in re.split(r"[\s-]+", term) if part]
    singular = _CONSONANT_Y.sub("(?:y|ie)", r"[\s-]*".join(parts))
    return rf"{singular}(?:s|es|['\u2019]s)?"
