"""Signing in: a passphrase together with a code from one's telephone, and the browsers in which one has signed in."""

import base64
import secrets
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID, uuid4

import pyotp

from interbeing.domain.deed import Deed
from interbeing.domain.errors import BadInput, WrongKey
from interbeing.domain.person import Passkey, Person, SignIn
from interbeing.services.accounts import Accounts
from interbeing.services.codes import recognised
from interbeing.services.unlocking import LONGEST, chosen
from interbeing.storage import audit, seats
from interbeing.storage import sign_ins as store
from interbeing.storage.connect import Connection
from interbeing.storage.people import person_called
from interbeing.storage.sign_ins import Secret
from interbeing.storage.wrapping import unwrap, wrap

TOKEN_BYTES: Final = 32
LONGEST_DEVICE: Final = 200
MOST_OF_ONE_NAME: Final = 5  # tries in a minute
MOST_OF_ONE_PLACE: Final = 20
STEP_S: Final = 30
MOST_AT_ONCE: Final = 5  # browsers in which one person is signed in
NOTED_EVERY: Final = timedelta(seconds=30)  # that a sign-in is used
SECRET_BYTES: Final = 20  # RFC 4226 recommends 160 bits
SIGNED_IN: Final = "signed in"
NOT_SIGNED_IN: Final = "sign-in refused"


class Entry(NamedTuple):
    """A sign-in that was just made, and the token for its browser: it is told once and kept nowhere."""

    sign_in: SignIn
    token: str


class Account(NamedTuple):
    """What somebody has for proving who they are, and where they are signed in."""

    has_passphrase: bool
    passkeys: tuple[Passkey, ...]
    sign_ins: tuple[SignIn, ...]

    @property
    def has_secret(self) -> bool:
        """Whether they can sign in."""
        return self.has_passphrase or bool(self.passkeys)


def sign_in(accounts: Accounts, name: str, passphrase: str, code: str, *, device: str, place: str) -> Entry:
    """Sign in with name, passphrase and code. WrongKey says that they do not belong together, and not which is wrong.

    NotAllowed after five tries of one name or twenty from one place within a minute.
    """
    accounts.refuse_too_many((f"name {name.casefold()}", MOST_OF_ONE_NAME), (f"place {place}", MOST_OF_ONE_PLACE))
    with accounts.database.read() as connection:
        person = person_called(connection, name.strip())
    if person is None or person.ended_at is not None or not _proves(accounts, person, passphrase, code):
        accounts.database.write(partial(audit.note, deed=_deed(accounts, NOT_SIGNED_IN, "nobody"))).result()
        raise WrongKey("name, passphrase and code do not belong together: look at all three, then try again")
    return enter(accounts, person, device)


def prove_again(accounts: Accounts, signed_in: SignIn, passphrase: str, code: str) -> Entry:
    """Give passphrase and code once more, for what asks for it; WrongKey when they are not right."""
    accounts.refuse_too_many((f"name {signed_in.person.name.casefold()}", MOST_OF_ONE_NAME))
    if not _proves(accounts, signed_in.person, passphrase, code):
        raise WrongKey("passphrase and code do not belong together: look at both, then try again")
    return proved(accounts, signed_in)


def proved(accounts: Accounts, signed_in: SignIn) -> Entry:
    """Note that somebody just gave their secret in this browser; from now on another token is theirs."""
    token, at = secrets.token_urlsafe(TOKEN_BYTES), accounts.clock.now()
    renew = partial(store.renew_token, sign_in_id=signed_in.sign_in_id, token_sha256=recognised(token), proved_at=at)
    accounts.database.write(renew).result()
    return Entry(replace(signed_in, proved_at=at, used_at=at), token)


def enter(accounts: Accounts, person: Person, device: str, *, is_invited: bool = False) -> Entry:
    """Make a sign-in; it always has a token of its own, whatever the browser brought along.

    Of too many, those that were made longest ago end; one that has a session's screen open stays.
    """
    token, now = secrets.token_urlsafe(TOKEN_BYTES), accounts.clock.now()
    made = SignIn(uuid4(), person, is_invited, device[:LONGEST_DEVICE], now, now, now)

    def do(connection: Connection) -> None:
        before = [one for one in store.sign_ins_of(connection, person.person_id) if not one.is_over(now)]
        for one in before[MOST_AT_ONCE - 1 :]:
            if not _is_held_up(accounts, connection, one):
                store.touch(connection, one.sign_in_id, ended_at=now)
        store.add_sign_in(connection, made, recognised(token))
        audit.note(connection, _deed(accounts, SIGNED_IN, str(person.person_id)))

    accounts.database.write(do).result()
    return Entry(made, token)


def new_codes() -> str:
    """Give a new secret from which a telephone makes codes."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def codes_address(accounts: Accounts, person: Person, codes: str) -> str:
    """Give the secret as a telephone's camera reads it."""
    return pyotp.TOTP(codes).provisioning_uri(name=person.name, issuer_name=f"Interbeing {accounts.host}")


def choose_passphrase(
    accounts: Accounts, signed_in: SignIn, passphrase: str, again: str, codes: str, code: str
) -> Entry:
    """Set passphrase and codes, once a first code shows that the telephone has them; gives a new sign-in.

    Every other sign-in of this person ends.
    """
    wanted = chosen(passphrase, again, signed_in.person.name, accounts.host)
    step = _step_of(accounts, codes, code)
    if step is None:
        raise BadInput("that is not the code which the telephone should show now: try the next one", about="code")
    person = signed_in.person
    locked = wrap(accounts.key, base64.b32decode(codes), _about(person.person_id))
    secret = Secret(accounts.hashed(wanted), locked, step)
    accounts.database.write(partial(store.set_secret, person_id=person.person_id, secret=secret)).result()
    return enter_anew(accounts, signed_in)


def enter_anew(accounts: Accounts, signed_in: SignIn) -> Entry:
    """End every sign-in of this person and make one anew in this browser."""
    sign_out_everywhere(accounts, signed_in.person.person_id)
    return enter(accounts, signed_in.person, signed_in.device)


def who_signed_in(accounts: Accounts, token: str, *, is_work: bool = False) -> SignIn | None:
    """Give the sign-in of this token, None when it is over; work keeps it from being idle."""
    now = accounts.clock.now()
    with accounts.database.read() as connection:
        found = store.sign_in_called(connection, recognised(token))
        if found is None or (found.is_over(now) and not _is_held_up(accounts, connection, found)):
            return None
    if is_work and now - found.used_at >= NOTED_EVERY:
        accounts.database.write(partial(store.touch, sign_in_id=found.sign_in_id, used_at=now))
    return found


def _is_held_up(accounts: Accounts, connection: Connection, signed_in: SignIn) -> bool:
    """Say whether a session's open screen, here or next door, is all that keeps a sign-in from being over."""
    is_seated = accounts.in_session[signed_in.sign_in_id] > 0 or seats.is_seated(connection, signed_in.sign_in_id)
    return is_seated and not signed_in.is_over(accounts.clock.now(), in_session=True)


def still_signed_in(accounts: Accounts, sign_in_id: UUID) -> SignIn | None:
    """Give a sign-in that has a session's screen open, as it stands now; None once somebody ended it."""
    with accounts.database.read() as connection:
        found = store.sign_in_of(connection, sign_in_id)
    return None if found is None or found.is_over(accounts.clock.now(), in_session=True) else found


def account_of(accounts: Accounts, person_id: UUID) -> Account:
    """Give how somebody proves who they are, and where they are signed in now."""
    now = accounts.clock.now()
    with accounts.database.read() as connection:
        found = store.sign_ins_of(connection, person_id)
        return Account(
            has_passphrase=store.secret_of(connection, person_id) is not None,
            passkeys=store.passkeys_of(connection, person_id),
            sign_ins=tuple(one for one in found if not one.is_over(now)),
        )


def end_other_sign_ins(accounts: Accounts, signed_in: SignIn) -> None:
    """End every sign-in of this person but this one."""
    now = accounts.clock.now()

    def do(connection: Connection) -> None:
        for one in store.sign_ins_of(connection, signed_in.person.person_id):
            if one.sign_in_id != signed_in.sign_in_id:
                store.touch(connection, one.sign_in_id, ended_at=now)

    accounts.database.write(do).result()


def sign_out_everywhere(accounts: Accounts, person_id: UUID) -> None:
    """End every sign-in of somebody, as an admin; what they sign in with stays."""
    now = accounts.clock.now()
    accounts.database.write(partial(store.end_sign_ins, person_id=person_id, now=now)).result()


def end_sign_in(accounts: Accounts, person_id: UUID, sign_in_id: UUID) -> None:
    """End one sign-in of this person; another's is left alone."""
    now = accounts.clock.now()

    def do(connection: Connection) -> None:
        found = store.sign_in_of(connection, sign_in_id)
        if found is not None and found.person.person_id == person_id:
            store.touch(connection, sign_in_id, ended_at=now)

    accounts.database.write(do).result()


def _proves(accounts: Accounts, person: Person, passphrase: str, code: str) -> bool:
    """Say whether both are right; a code counts once."""
    with accounts.database.read() as connection:
        secret = store.secret_of(connection, person.person_id)
    if not accounts.is_passphrase(secret.argon2 if secret else None, passphrase[:LONGEST]) or secret is None:
        return False
    codes = base64.b32encode(unwrap(accounts.key, secret.codes_locked, _about(person.person_id))).decode()
    step = _step_of(accounts, codes, code)
    if step is None:
        return False
    return accounts.database.write(partial(store.use_step, person_id=person.person_id, step=step)).result()


def _step_of(accounts: Accounts, codes: str, code: str) -> int | None:
    """Give the half minute of which this is the code: now, or the ones beside it; None when it is of none."""
    try:
        made = pyotp.TOTP(codes, interval=STEP_S)
        if len(base64.b32decode(codes)) != SECRET_BYTES:
            return None
    except ValueError:
        return None
    now = int(accounts.clock.now().timestamp()) // STEP_S
    typed = "".join(code.split())
    return next(
        (step for step in (now - 1, now, now + 1) if secrets.compare_digest(made.generate_otp(step), typed)), None
    )


def _about(person_id: UUID) -> str:
    return f"codes of {person_id}"


def _deed(accounts: Accounts, action: str, actor: str) -> Deed:
    return Deed(action, accounts.clock.now(), accounts.clock.monotonic_ms(), actor=actor)
