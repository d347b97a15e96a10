"""What stands in and on one TwiML element, read and judged."""

from xml.etree import ElementTree as ET


class TwimlError(ValueError):
    """A document Twilio would not carry out; the text says what is wrong with it."""


def text_of(element: ET.Element) -> str:
    """Take the text with what stands inside inline marks such as <break/> and <emphasis>, on one line."""
    return " ".join("".join(element.itertext()).split())


def method_of(element: ET.Element, name: str = "method") -> str:
    """Read an attribute that names an HTTP method; POST when absent. Raises TwimlError for another one."""
    method = element.get(name, "POST").upper()
    if method not in ("GET", "POST"):
        raise TwimlError(f'{name}="{method}" of <{element.tag}> must be GET or POST')
    return method


def seconds_of(element: ET.Element, name: str, default: float) -> float:
    """Read a number of telephone seconds; raises TwimlError for anything else."""
    value = element.get(name)
    if value is None:
        return default
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if seconds < 0:
        raise TwimlError(f'{name}="{value}" of <{element.tag}> must be a number of seconds')
    return seconds


def whole_number_of(element: ET.Element, name: str, default: int) -> int:
    """Read a whole number; raises TwimlError for anything else."""
    value = element.get(name)
    if value is None:
        return default
    if not value.isdecimal():
        raise TwimlError(f'{name}="{value}" of <{element.tag}> must be a whole number')
    return int(value)


def flag_of(element: ET.Element, name: str, *, default: bool) -> bool:
    """Read true or false; raises TwimlError for anything else."""
    return choice_of(element, name, ("true", "false"), "true" if default else "false") == "true"


def choice_of(element: ET.Element, name: str, choices: tuple[str, ...], default: str) -> str:
    """Read one of several words; raises TwimlError for any other."""
    value = element.get(name, default)
    if value not in choices:
        raise TwimlError(f'{name}="{value}" of <{element.tag}> must be {", ".join(choices[:-1])} or {choices[-1]}')
    return value
