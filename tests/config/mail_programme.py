"""What a mail programme makes of HTML."""

from html.parser import HTMLParser


class MailProgramme(HTMLParser):
    """What is seen of the HTML: its elements, the addresses it would fetch or lead to, its styles, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.styles: list[str] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "background", "action"}]
        self.styles += [value or "" for name, value in attrs if name == "style"]

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words += data.split()

    @property
    def read(self) -> str:
        """The words as one text."""
        return " ".join(self.words)
