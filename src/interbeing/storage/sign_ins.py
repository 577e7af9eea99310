"""How people prove who they are, and the browsers in which they have: of every secret only what recognises it."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from interbeing.domain.person import Passkey, SignIn
from interbeing.storage.connect import Connection
from interbeing.storage.people import person_in
from interbeing.storage.tables import challenges, passkeys, passphrases, people, sign_ins


class Secret(NamedTuple):
    """What recognises a passphrase, the locked secret of its codes, and the step of the last code that was used."""

    argon2: str
    codes_locked: str
    last_step: int


def set_secret(connection: Connection, person_id: UUID, secret: Secret) -> None:
    """Keep this in place of the one before."""
    connection.execute(delete(passphrases).where(passphrases.c.person_id == person_id))
    connection.execute(insert(passphrases).values(person_id=person_id, **secret._asdict()))


def secret_of(connection: Connection, person_id: UUID) -> Secret | None:
    """Give what recognises this person's passphrase and codes."""
    row = connection.execute(select(passphrases).where(passphrases.c.person_id == person_id)).one_or_none()
    return None if row is None else Secret(row.argon2, row.codes_locked, row.last_step)


def use_step(connection: Connection, person_id: UUID, step: int) -> bool:
    """Note that the code of this step was used; False when it, or a later one, was used already."""
    unused = (passphrases.c.person_id == person_id, passphrases.c.last_step < step)
    return connection.execute(update(passphrases).where(*unused).values(last_step=step)).rowcount == 1


def forget_secrets(connection: Connection, person_id: UUID) -> None:
    """Let go of passphrase and passkeys: who comes back is invited anew."""
    for table in (passphrases, passkeys):
        connection.execute(delete(table).where(table.c.person_id == person_id))


def add_passkey(connection: Connection, passkey: Passkey) -> None:
    """Keep what recognises a new passkey."""
    connection.execute(
        insert(passkeys).values(
            passkey_id=passkey.passkey_id,
            person_id=passkey.person_id,
            credential_id=passkey.credential_id,
            public_key=passkey.public_key,
            uses=passkey.uses,
            name=passkey.name,
            added_at=passkey.added_at,
        )
    )


def passkeys_of(connection: Connection, person_id: UUID) -> tuple[Passkey, ...]:
    """Give a person's passkeys, the earliest first."""
    wanted = select(passkeys).where(passkeys.c.person_id == person_id).order_by(passkeys.c.added_at)
    return tuple(_passkey(row) for row in connection.execute(wanted))


def passkey_called(connection: Connection, credential_id: bytes) -> Passkey | None:
    """Give the passkey that bears this id."""
    row = connection.execute(select(passkeys).where(passkeys.c.credential_id == credential_id)).one_or_none()
    return None if row is None else _passkey(row)


def use_passkey(connection: Connection, passkey_id: UUID, uses: int) -> None:
    """Note how often it says that it was used."""
    connection.execute(update(passkeys).where(passkeys.c.passkey_id == passkey_id).values(uses=uses))


def remove_passkey(connection: Connection, person_id: UUID, passkey_id: UUID) -> None:
    """Let go of one passkey of this person."""
    this = (passkeys.c.passkey_id == passkey_id, passkeys.c.person_id == person_id)
    connection.execute(delete(passkeys).where(*this))


def add_challenge(connection: Connection, challenge_sha256: str, sign_in_id: UUID | None, until: datetime) -> None:
    """Keep what was asked of a passkey, and in which sign-in."""
    values = {"challenge_sha256": challenge_sha256, "sign_in_id": sign_in_id, "until": until}
    connection.execute(insert(challenges).values(values))


def use_challenge(connection: Connection, challenge_sha256: str, sign_in_id: UUID | None, now: datetime) -> bool:
    """Say whether this was asked, in this sign-in, in time; it counts once. Old ones are let go."""
    this = challenges.c.challenge_sha256 == challenge_sha256
    row = connection.execute(select(challenges).where(this)).one_or_none()
    connection.execute(delete(challenges).where(this | (challenges.c.until <= now)))
    return row is not None and row.until > now and row.sign_in_id == sign_in_id


def add_sign_in(connection: Connection, sign_in: SignIn, token_sha256: str) -> None:
    """Keep a new sign-in, and what recognises its token."""
    connection.execute(
        insert(sign_ins).values(
            sign_in_id=sign_in.sign_in_id,
            person_id=sign_in.person.person_id,
            token_sha256=token_sha256,
            is_invited=sign_in.is_invited,
            device=sign_in.device,
            made_at=sign_in.made_at,
            used_at=sign_in.used_at,
            proved_at=sign_in.proved_at,
        )
    )


def sign_in_called(connection: Connection, token_sha256: str) -> SignIn | None:
    """Give the sign-in that this token belongs to, over or not."""
    row = connection.execute(_SIGN_INS.where(sign_ins.c.token_sha256 == token_sha256)).one_or_none()
    return None if row is None else _sign_in(row)


def sign_in_of(connection: Connection, sign_in_id: UUID) -> SignIn | None:
    """Give one sign-in by its id, over or not."""
    row = connection.execute(_SIGN_INS.where(sign_ins.c.sign_in_id == sign_in_id)).one_or_none()
    return None if row is None else _sign_in(row)


def sign_ins_of(connection: Connection, person_id: UUID) -> tuple[SignIn, ...]:
    """Give a person's sign-ins that nobody ended, the newest first."""
    mine = (sign_ins.c.person_id == person_id, sign_ins.c.ended_at.is_(None))
    rows = connection.execute(_SIGN_INS.where(*mine).order_by(sign_ins.c.made_at.desc()))
    return tuple(_sign_in(row) for row in rows)


def touch(connection: Connection, sign_in_id: UUID, **at: datetime) -> None:
    """Note when a sign-in was used, proved or ended."""
    connection.execute(update(sign_ins).where(sign_ins.c.sign_in_id == sign_in_id).values(**at))


def renew_token(connection: Connection, sign_in_id: UUID, token_sha256: str, proved_at: datetime) -> None:
    """Let this sign-in be recognised by another token from now on, since the secret was given again."""
    values = {"token_sha256": token_sha256, "proved_at": proved_at, "used_at": proved_at}
    connection.execute(update(sign_ins).where(sign_ins.c.sign_in_id == sign_in_id).values(values))


def end_sign_ins(connection: Connection, person_id: UUID, now: datetime) -> None:
    """End every sign-in of a person."""
    mine = (sign_ins.c.person_id == person_id, sign_ins.c.ended_at.is_(None))
    connection.execute(update(sign_ins).where(*mine).values(ended_at=now))


_SIGN_INS = select(
    sign_ins,
    people.c.name,
    people.c.role,
    people.c.patient_id,
    people.c.made_at.label("person_made_at"),
    people.c.ended_at.label("person_ended_at"),
).join(people, people.c.person_id == sign_ins.c.person_id)


def _sign_in(row: Row[Any]) -> SignIn:
    person = person_in(row, "person_")
    return SignIn(
        row.sign_in_id, person, row.is_invited, row.device, row.made_at, row.used_at, row.proved_at, row.ended_at
    )


def _passkey(row: Row[Any]) -> Passkey:
    return Passkey(row.passkey_id, row.person_id, row.credential_id, row.public_key, row.uses, row.name, row.added_at)
