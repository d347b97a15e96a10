"""Reads an incident of the past out of the lasting record."""

from config.settings import Settings
from domain.codes import read_incident_code
from domain.errors import Refused
from domain.history.past import Past
from records.database import open_records
from records.history import History


def read_past(settings: Settings, code: str) -> Past:
    """Return everything the record knows of the incident with this code, as a person typed it.

    Raises:
        Refused: it is no code, or the record knows no such incident.
        RecordsError: the record cannot be read.

    """
    known = str(read_incident_code(code))
    past = History(open_records(settings.records_url.get_secret_value())).past(known)
    if past is None:
        raise Refused(f"The record knows no incident {known}; 'mimp history' finds those it knows by their words.")
    return past
