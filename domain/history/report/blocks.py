"""What a report is made of when it is shown: sections of paragraphs, facts and tables, the same for every form.

Whoever writes a form knows these three shapes and nothing of incidents. All of it is plain text in one line each.
"""

from typing import Literal

from domain.messages import Message


class Paragraph(Message):
    """One paragraph."""

    shape: Literal["paragraph"] = "paragraph"
    text: str


class Facts(Message):
    """What is known of each of several things: a name, and what there is to say."""

    shape: Literal["facts"] = "facts"
    rows: tuple[tuple[str, str], ...]


class Table(Message):
    """A table: as many cells in each row as there are columns. `about` says what it lists where the section has several."""

    shape: Literal["table"] = "table"
    about: str = ""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Facts | Table


class Section(Message):
    """A part of the report with its title; `name` tells it from the others, and never changes."""

    name: str
    title: str
    blocks: tuple[Block, ...]
