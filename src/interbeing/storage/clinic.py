"""The clinic's settings, kept as one document."""

import json
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import delete, insert, select

from interbeing.domain.arousal import Window
from interbeing.domain.clinic import Clinic, Contact, Limits
from interbeing.domain.clinic_words import ClinicWords
from interbeing.domain.retention import DEFAULT_CLASSES, RetentionClass
from interbeing.domain.will import Will
from interbeing.storage.connect import Connection
from interbeing.storage.tables import clinic

THE_CLINIC: Final = 1


def clinic_of(connection: Connection) -> Clinic:
    """Give the settings, our defaults where nothing was set yet."""
    row = connection.execute(select(clinic.c.settings).where(clinic.c.clinic_id == THE_CLINIC)).one_or_none()
    return Clinic() if row is None else _clinic(json.loads(row.settings))


def set_clinic(connection: Connection, settings: Clinic) -> None:
    """Keep these settings in place of the ones before."""
    connection.execute(delete(clinic).where(clinic.c.clinic_id == THE_CLINIC))
    connection.execute(
        insert(clinic).values(clinic_id=THE_CLINIC, settings=json.dumps(_document(settings), ensure_ascii=False))
    )


def _document(settings: Clinic) -> dict[str, Any]:
    return {
        "name": settings.name,
        "language": settings.language,
        "contacts": [asdict(contact) for contact in settings.contacts],
        "window": asdict(settings.window),
        "limits": asdict(settings.limits),
        "keys": dict(settings.keys),
        "keys_on": settings.keys_on,
        "words": {"grounding": dict(settings.words.grounding), "aftercare": dict(settings.words.aftercare)},
        "parts": dict(settings.parts),
        "retention": [asdict(one) for one in settings.retention],
        "will": asdict(settings.will),
    }


def _clinic(document: dict[str, Any]) -> Clinic:
    return Clinic(
        name=document["name"],
        language=document["language"],
        contacts=tuple(Contact(**contact) for contact in document["contacts"]),
        window=Window(**document["window"]),
        limits=Limits(**document["limits"]),
        keys=MappingProxyType(document["keys"]),
        keys_on=document["keys_on"],
        words=_words(document.get("words", {})),
        parts=MappingProxyType(document.get("parts", {})),
        retention=tuple(RetentionClass(**one) for one in document.get("retention", ())) or DEFAULT_CLASSES,
        will=Will(**document.get("will", {})),
    )


def _words(document: dict[str, dict[str, str]]) -> ClinicWords:
    """Read the clinic's words; what it never wrote is ours."""
    return ClinicWords(**{name: MappingProxyType(texts) for name, texts in document.items()})
