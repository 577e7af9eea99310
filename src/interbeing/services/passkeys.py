"""Passkeys: signing in with a key that lies on one's own device and opens with a finger, a face or a PIN there."""

import json
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID, uuid4

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from interbeing.domain.errors import WrongKey
from interbeing.domain.person import Passkey, SignIn
from interbeing.domain.typed import one_line
from interbeing.services.accounts import Accounts
from interbeing.services.codes import recognised
from interbeing.services.signing_in import MOST_OF_ONE_PLACE, Entry, enter, enter_anew, proved
from interbeing.storage import sign_ins as store
from interbeing.storage.connect import Connection
from interbeing.storage.people import person_of

ASKED_FOR: Final = timedelta(minutes=5)
LONGEST_NAME: Final = 100
VERIFIED: Final = UserVerificationRequirement.REQUIRED


def ask_new(accounts: Accounts, signed_in: SignIn) -> str:
    """Give what a browser needs to make a passkey for whoever is signed in, as JSON."""
    person = signed_in.person
    with accounts.database.read() as connection:
        known = store.passkeys_of(connection, person.person_id)
    asked = generate_registration_options(
        rp_id=accounts.host,
        rp_name="Interbeing",
        user_id=person.person_id.bytes,
        user_name=person.name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=VERIFIED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one.credential_id) for one in known],
    )
    _remember(accounts, asked.challenge, signed_in.sign_in_id)
    return options_to_json(asked)


def add(accounts: Accounts, signed_in: SignIn, credential: str, name: str) -> Entry | None:
    """Keep a passkey that was just made; for who was invited, gives a new sign-in."""
    whole = _read(credential)
    challenge = _asked(accounts, whole, signed_in.sign_in_id)
    try:
        made = verify_registration_response(
            credential=whole,
            expected_challenge=challenge,
            expected_rp_id=accounts.host,
            expected_origin=accounts.address,
            require_user_verification=True,
        )
    except WebAuthnException as problem:
        raise _unknown() from problem
    named, now = one_line(name, "name", LONGEST_NAME), accounts.clock.now()
    key, person_id = made.credential_public_key, signed_in.person.person_id
    passkey = Passkey(uuid4(), person_id, made.credential_id, key, made.sign_count, named, now)
    accounts.database.write(partial(store.add_passkey, passkey=passkey)).result()
    return enter_anew(accounts, signed_in) if signed_in.is_invited else None


def ask_known(accounts: Accounts, signed_in: SignIn | None, place: str) -> str:
    """Give what a browser needs to show a passkey, as JSON."""
    accounts.refuse_too_many((f"place {place}", MOST_OF_ONE_PLACE))
    asked = generate_authentication_options(rp_id=accounts.host, user_verification=VERIFIED)
    _remember(accounts, asked.challenge, signed_in.sign_in_id if signed_in else None)
    return options_to_json(asked)


def sign_in(accounts: Accounts, credential: str, device: str) -> Entry:
    """Sign in with a passkey; WrongKey when it is not known here."""
    passkey = _shown(accounts, credential, None)
    with accounts.database.read() as connection:
        person = person_of(connection, passkey.person_id)
    if person.ended_at is not None:
        raise _unknown()
    return enter(accounts, person, device)


def prove_again(accounts: Accounts, signed_in: SignIn, credential: str) -> Entry:
    """Show one's passkey once more, for what asks for it."""
    if _shown(accounts, credential, signed_in.sign_in_id).person_id != signed_in.person.person_id:
        raise _unknown()
    return proved(accounts, signed_in)


def remove(accounts: Accounts, person_id: UUID, passkey_id: UUID) -> None:
    """Let go of one of one's passkeys."""
    accounts.database.write(partial(store.remove_passkey, person_id=person_id, passkey_id=passkey_id)).result()


def _shown(accounts: Accounts, credential: str, sign_in_id: UUID | None) -> Passkey:
    """Give the passkey that was shown, once it proved itself."""
    whole = _read(credential)
    challenge = _asked(accounts, whole, sign_in_id)
    with accounts.database.read() as connection:
        known = store.passkey_called(connection, _bytes(whole.get("rawId")))
    if known is None:
        raise _unknown()
    try:
        seen = verify_authentication_response(
            credential=whole,
            expected_challenge=challenge,
            expected_rp_id=accounts.host,
            expected_origin=accounts.address,
            credential_public_key=known.public_key,
            credential_current_sign_count=known.uses,
            require_user_verification=True,
        )
    except WebAuthnException as problem:
        raise _unknown() from problem
    use = partial(store.use_passkey, passkey_id=known.passkey_id, uses=seen.new_sign_count)
    accounts.database.write(use).result()
    return known


def _remember(accounts: Accounts, challenge: bytes, sign_in_id: UUID | None) -> None:
    sha256, until = recognised(bytes_to_base64url(challenge)), accounts.clock.now() + ASKED_FOR

    def do(connection: Connection) -> None:
        store.add_challenge(connection, sha256, sign_in_id, until)

    accounts.database.write(do).result()


def _asked(accounts: Accounts, credential: dict[str, Any], sign_in_id: UUID | None) -> bytes:
    """Give what was asked, which the answer names; WrongKey when we did not ask it here, or it was answered before."""
    try:
        said = json.loads(_bytes(credential["response"]["clientDataJSON"]))
        challenge = _bytes(said["challenge"])
    except (KeyError, TypeError, ValueError) as problem:
        raise _unknown() from problem
    sha256, now = recognised(bytes_to_base64url(challenge)), accounts.clock.now()

    def do(connection: Connection) -> bool:
        return store.use_challenge(connection, sha256, sign_in_id, now)

    if not accounts.database.write(do).result():
        raise _unknown()
    return challenge


def _read(credential: str) -> dict[str, Any]:
    try:
        whole = json.loads(credential)
    except (ValueError, RecursionError) as problem:
        raise _unknown() from problem
    if not isinstance(whole, dict):
        raise _unknown()
    return whole


def _bytes(text: Any) -> bytes:
    """Read what a browser wrote in the letters of an address; WrongKey when it is none."""
    try:
        return base64url_to_bytes(text)
    except (ValueError, TypeError, AttributeError) as problem:
        raise _unknown() from problem


def _unknown() -> WrongKey:
    return WrongKey("that passkey is not known here: try another, or passphrase and code")
