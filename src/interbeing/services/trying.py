"""How often something may be tried: counted in the record, so that it counts in every room that has it open."""

from functools import partial

from interbeing.domain.deed import DOING
from interbeing.domain.errors import NotAllowed
from interbeing.services.clock import Clock
from interbeing.services.codes import recognised
from interbeing.storage.connect import Database
from interbeing.storage.tries import count_try


def refuse_too_many(database: Database, clock: Clock, *tries: tuple[str, int]) -> None:
    """Count a try under each of these names; NotAllowed when one had as many in the last minute as it may."""
    most = {recognised(name): may for name, may in tries}
    doing = DOING.set(None)  # a try is no deed; what comes of it is
    try:
        is_counted = database.write(partial(count_try, most=most, now=clock.now())).result()
    finally:
        DOING.reset(doing)
    if not is_counted:
        raise NotAllowed("that was tried too often: wait a minute, then try again")
