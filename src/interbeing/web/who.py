"""Who asks, as it was recognised: an owner, somebody who signed in, or nobody."""

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.types import Scope

from interbeing.domain import access
from interbeing.domain.access import NOBODY, Principal
from interbeing.domain.person import SignIn
from interbeing.services.accounts import Accounts
from interbeing.services.signing_in import still_signed_in
from interbeing.services.tablets import who_joined
from interbeing.settings import Settings

ASKS: Final = "interbeing.principal"
SIGNED_IN: Final = "interbeing.sign_in"
AT_TABLET: Final = "interbeing.at_tablet"  # the address of the tablets' door, for what comes through it
TABLET_COOKIE: Final = "__Host-room-tablet"


def who_asks(asking: HTTPConnection | Scope) -> Principal:
    """Give who asks; nobody, where nobody said so."""
    found: Principal = asking.get(ASKS, NOBODY)
    return found


async def who_asks_still(asking: HTTPConnection) -> Principal:
    """Give who asks on a socket that has been open for a while; nobody, once their sign-in is over."""
    signed_in: SignIn | None = asking.get(SIGNED_IN)
    if AT_TABLET in asking:
        return await tablet_asks(asking)
    if signed_in is None:
        return who_asks(asking)
    accounts: Accounts = asking.app.state.door.inside.accounts
    now = await run_in_threadpool(still_signed_in, accounts, signed_in.sign_in_id)
    return now.principal(accounts.clock.now()) if now is not None and now.person == signed_in.person else NOBODY


async def tablet_asks(asking: HTTPConnection) -> Principal:
    """Give who asks through the tablets' door; never the owner, whatever is brought along."""
    token, room = asking.cookies.get(TABLET_COOKIE), asking.app.state.door.room
    if room is None or not token:
        return access.AT_TABLET
    return await run_in_threadpool(who_joined, room.database, room.clock, token)


def cookie_of(settings: Settings) -> str:
    """Give the name of the cookie that holds a sign-in's token; the prefix binds it to this host and to TLS."""
    return "__Host-room-sign-in" if settings.public_address else "room-sign-in"
