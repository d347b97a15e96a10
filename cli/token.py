"""`mimp token`: makes what a person shows the gateway to be let in."""

from dataclasses import dataclass

from config.person_tokens import PersonToken, digest_of, new_token
from domain.errors import Refused
from domain.organisation import Organisation


@dataclass(frozen=True)
class Made:
    """A new token, which is kept nowhere, and what the settings keep of it."""

    token: str
    setting: PersonToken
    name: str

    def as_lines(self) -> list[str]:
        """Return it in words for whoever hands it out."""
        return [
            f"The token of {self.name}, shown this once: give it to nobody else.",
            self.token,
            "Add this to MIMP_PERSON_TOKENS, with a comma between it and others, and restart the gateways:",
            str(self.setting),
        ]

    def as_data(self) -> dict[str, str]:
        """Return it as data."""
        return {"person": self.setting.person, "token": self.token, "setting": str(self.setting)}


def make_token(organisation: Organisation, person_id: str) -> Made:
    """Make a token for a person of the organisation.

    Raises:
        Refused: nobody has this id.

    """
    person = organisation.people.get(person_id)
    if person is None:
        raise Refused(f"Nobody in the organisation file has the id '{person_id}'.")
    token = new_token()
    return Made(token, PersonToken(person=person_id, digest=digest_of(token)), person.name)
