"""For clinic systems: a FHIR R4 bundle of a session, what was marked as Observations, with Consent and Provenance.

`offered` is derived from `felt`, `perceived` from `offered`, `received` from `perceived`, where they were marked. LOINC
stands only where a code was confirmed; our own words have a code system of our own. No name of a person is in it.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid5

import numpy as np

from interbeing.domain.consent import ConsentEntry
from interbeing.domain.exchange import Exchange
from interbeing.domain.moment import Moment
from interbeing.formats.chunks import chunked
from interbeing.formats.events import CODES, Event, events_of
from interbeing.formats.fhir_ratings import rating_observation
from interbeing.formats.recording import Recording
from interbeing.formats.signal import Numbers, Signal

Resource = dict[str, Any]
CODES_URI: Final = "urn:interbeing:marks"
VALUES_URI: Final = "urn:interbeing:values"
LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"
TEST_DATA: Final = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}
CONSENT_SCOPE: Final = "http://terminology.hl7.org/CodeSystem/consentscope"
CONSENT_TYPE: Final = {"system": "http://loinc.org", "code": "59284-0", "display": "Consent Document"}
CHAIN: Final = (("felt", "offered"), ("offered", "perceived"), ("perceived", "received"))
SURVEY: Final = "http://terminology.hl7.org/CodeSystem/observation-category"


def bundle(recording: Recording) -> Iterator[bytes]:
    """Give the bundle, a collection."""
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": _at(recording, recording.end_ms)}
    yield json.dumps(head).encode()[:-1] + b', "entry": ['
    between = b""
    for some in chunked(_entries(recording), 1_000):
        yield between + b",\n".join(some)
        between = b",\n"
    yield b"]}"


def _entries(recording: Recording) -> Iterator[bytes]:
    patient = recording.session.patient_id
    yield _entry(patient, {"resourceType": "Patient"}, recording)
    for entry in recording.consents:
        yield _entry(_consent_id(entry), _consent(entry), recording)
    sources = _sources(recording.exchanges)
    for event in events_of(recording):
        yield _entry(_id_of(event), _observation(recording, event, sources), recording)
    for signal in recording.signals:
        yield _entry(uuid5(recording.session.session_id, signal.name), _signal(recording, signal), recording)
    for rating in recording.ratings:
        yield _entry(rating.rating_id, rating_observation(rating), recording)
    yield _entry(uuid5(recording.session.session_id, "provenance"), _provenance(recording), recording)


def _entry(one_id: UUID, resource: Resource, recording: Recording) -> bytes:
    named = {"resourceType": resource["resourceType"], "id": str(one_id), **resource}
    if recording.is_simulated:
        named["meta"] = {"tag": [TEST_DATA]}
    return json.dumps({"fullUrl": f"urn:uuid:{one_id}", "resource": named}, ensure_ascii=False).encode()


def _observation(recording: Recording, event: Event, sources: Mapping[UUID, UUID]) -> Resource:
    about = CODES[event.code]
    told: Resource = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": CODES_URI, "code": event.code, "display": about.meaning}]},
        "subject": _reference(recording.session.patient_id),
        "performer": [{"display": event.author}],
        **_when(recording, event),
        **_value(event),
    }
    source = sources.get(event.moment_id)
    if source and event.stop_ms is None:
        told["derivedFrom"] = [_reference(source)]
    if event.reason:
        told["note"] = [{"text": event.reason}]
    return told


def _when(recording: Recording, event: Event) -> Resource:
    start = _at(recording, event.start_ms)
    if event.stop_ms is None:
        return {"effectiveDateTime": start}
    return {"effectivePeriod": {"start": start, "end": _at(recording, event.stop_ms)}}


def _value(event: Event) -> Resource:
    if event.code == "arousal":
        return {"valueInteger": int(event.value)}
    if not event.value:
        return {"valueBoolean": True}
    return {"valueCodeableConcept": {"coding": [{"system": VALUES_URI, "code": event.value}]}}


def _sources(exchanges: tuple[Exchange, ...]) -> dict[UUID, UUID]:
    """Say for each mark of an exchange which one it answers."""
    found: dict[UUID, UUID] = {}
    for exchange in exchanges:
        for before, after in CHAIN:
            source: Moment | None = getattr(exchange, before)
            answer: Moment | None = getattr(exchange, after)
            if source and answer:
                found[answer.moment_id] = source.moment_id
    return found


def _signal(recording: Recording, signal: Signal) -> Resource:
    """Give the mean of what was known of a signal over the whole session, or how often it was each of its words."""
    known = signal.values[~np.isnan(signal.values)]
    what = "shares" if signal.levels else "mean"
    coding = [{"system": CODES_URI, "code": f"{signal.name}-{what}", "display": f"{what} of {signal.meaning}"}]
    if signal.loinc:
        coding.insert(0, {"system": LOINC, "code": signal.loinc})
    value: Resource = {"dataAbsentReason": {"text": "not known"}}
    if len(known):
        value = {"component": list(_shares(signal, known))} if signal.levels else _mean(signal, known)
    period = {"start": _at(recording, 0), "end": _at(recording, recording.end_ms)}
    subject = _reference(recording.session.patient_id)
    head: Resource = {"resourceType": "Observation", "status": "final", "code": {"coding": coding}, "subject": subject}
    return {**head, "effectivePeriod": period, **value}


def _mean(signal: Signal, known: Numbers) -> Resource:
    unit = {"unit": signal.unit} if signal.unit else {"unit": "{score}", "system": UCUM, "code": "{score}"}
    return {"valueQuantity": {"value": round(float(known.mean()), 3), **unit}}


def _shares(signal: Signal, known: Numbers) -> Iterator[Resource]:
    percent = {"unit": "%", "system": UCUM, "code": "%"}
    for place, word in enumerate(signal.levels):
        share = round(float((known == place).mean()) * 100, 1)
        code = {"coding": [{"system": VALUES_URI, "code": word}]}
        yield {"code": code, "valueQuantity": {"value": share, **percent}}


def _consent(entry: ConsentEntry) -> Resource:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": CONSENT_SCOPE, "code": "patient-privacy"}]},
        "category": [{"coding": [CONSENT_TYPE]}],
        "patient": _reference(entry.patient_id),
        "dateTime": entry.recorded_at.astimezone(UTC).isoformat(),
        "policyRule": {"text": f"{entry.purpose.value}, text {entry.text_version}"},
        "provision": {"type": "permit" if entry.is_given else "deny"},
    }


def _provenance(recording: Recording) -> Resource:
    last = max((kept.received_at for kept in recording.kept), default=recording.began_at)
    return {
        "resourceType": "Provenance",
        "target": [_reference(recording.session.patient_id)],
        "recorded": last.astimezone(UTC).isoformat(),
        "activity": {"text": f"session {recording.session.session_id}, kept by Interbeing"},
        "agent": [{"who": {"display": author}} for author in sorted({k.moment.author.value for k in recording.kept})]
        or [{"who": {"display": "room"}}],
        "entity": [{"role": "source", "what": {"display": f"end of its log: {_head(recording)}"}}],
    }


def _head(recording: Recording) -> str:
    return recording.kept[-1].receipt.head if recording.kept else "empty"


def _id_of(event: Event) -> UUID:
    return event.moment_id if event.stop_ms is None else uuid5(event.moment_id, event.code)


def _consent_id(entry: ConsentEntry) -> UUID:
    return uuid5(entry.patient_id, f"{entry.purpose.value} {entry.recorded_at.isoformat()}")


def _reference(one_id: UUID) -> Resource:
    return {"reference": f"urn:uuid:{one_id}"}


def _at(recording: Recording, session_ms: int) -> str:
    at: datetime = recording.began_at + timedelta(milliseconds=session_ms)
    return at.isoformat(timespec="milliseconds")
