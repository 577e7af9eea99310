"""How often something was tried of late, under a name that nobody can read here."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, insert, select

from interbeing.storage.connect import Connection
from interbeing.storage.tables_next_door import tries

COUNTED_FOR: Final = timedelta(minutes=1)


def count_try(connection: Connection, most: Mapping[str, int], now: datetime) -> bool:
    """Count a try under each of these names; False, and nothing counted, when one had as many as it may."""
    long_ago, ahead = tries.c.tried_at <= now - COUNTED_FOR, tries.c.tried_at > now + COUNTED_FOR
    connection.execute(delete(tries).where(long_ago | ahead))  # ahead: a clock that was put back
    for name, may in most.items():
        counted = select(func.count()).select_from(tries).where(tries.c.name_sha256 == name)
        if connection.execute(counted).scalar_one() >= may:
            return False
    connection.execute(insert(tries), [{"name_sha256": name, "tried_at": now} for name in most])
    return True
