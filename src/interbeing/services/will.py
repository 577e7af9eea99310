"""Writing the clinical will down, with the clinic's settings."""

from dataclasses import asdict, replace
from typing import Final

from interbeing.domain.typed import many_lines
from interbeing.domain.will import Will
from interbeing.storage.clinic import clinic_of, set_clinic
from interbeing.storage.connect import Connection, Database

LONGEST_OF: Final = {"keys": 1_000, "computer": 1_000, "wishes": 4_000, "executor": 200, "reach": 500, "second": 500}
LONGEST: Final = 100


def write_will(database: Database, will: Will) -> None:
    """Keep it in place of the one before; every part may be empty. BadInput names what cannot be written down."""
    written = Will(
        **{name: many_lines(text, name, LONGEST_OF.get(name, LONGEST)) for name, text in asdict(will).items()}
    )

    def keep(connection: Connection) -> None:
        set_clinic(connection, replace(clinic_of(connection), will=written))

    database.write(keep).result()
