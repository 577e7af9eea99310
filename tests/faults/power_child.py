"""A room that keeps moments while it is being traced: says what it sent and what was acknowledged, line by line.

`python -m tests.faults.power_child FOLDER SABOTAGE BURSTS`
"""

import os
import random
import sys
from concurrent.futures import Future, wait
from pathlib import Path
from uuid import UUID

from interbeing.domain.moment import Moment, Receipt
from interbeing.storage.connect import Database
from interbeing.storage.moments import append
from tests.faults.sabotage import SABOTAGES

PAGES_PER_CHECKPOINT = 60  # far fewer than SQLite's 1,000, so that a short run holds many checkpoints


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def acknowledge(session_id: UUID, answer: "Future[Receipt]") -> None:
    receipt = answer.result()
    say("acked", session_id, receipt.moment_id, receipt.seq, receipt.sha256, receipt.head)


def keep(database: Database, moment: Moment) -> "Future[Receipt]":
    say("sent", moment.session_id, moment.moment_id)
    answer = database.write(lambda connection: append(connection, database.seal, moment, moment.marked_at))
    answer.add_done_callback(lambda done: acknowledge(moment.session_id, done))  # runs in the writer's own thread
    return answer


def main(folder: str, sabotage: str, bursts: str) -> None:
    from interbeing.storage.connect import open_file
    from tests.rooms import a_moment, planned_session

    SABOTAGES[sabotage]()
    chance = random.Random(20261123)
    database = open_file(Path(folder))
    pragma = f"PRAGMA wal_autocheckpoint={PAGES_PER_CHECKPOINT}"
    database.write(lambda connection: connection.exec_driver_sql(pragma)).result()
    sessions = [planned_session(database) for _ in range(2)]
    for burst in range(int(bursts)):
        wait([keep(database, a_moment(chance.choice(sessions), None, burst)) for _ in range(chance.randint(1, 6))])
    database.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
