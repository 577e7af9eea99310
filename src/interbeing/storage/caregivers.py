"""The versions of a caregiver history as papers; the newest stands."""

from typing import Any
from uuid import UUID

from interbeing.domain.caregiver import Caregiver, CaregiverHistory, HowOften
from interbeing.domain.emotion import Emotion
from interbeing.storage.connect import Connection
from interbeing.storage.papers import Paper, PaperKind, add_paper, papers_of
from interbeing.storage.seal import Seal


def add_history(connection: Connection, seal: Seal, history: CaregiverHistory) -> None:
    """Keep one more version."""
    content = {"caregivers": [_told(caregiver) for caregiver in history.caregivers]}
    paper = Paper(history.history_id, history.patient_id, PaperKind.CAREGIVERS, None, history.written_at, content)
    add_paper(connection, seal, paper)


def histories_of(connection: Connection, seal: Seal, patient_id: UUID) -> tuple[CaregiverHistory, ...]:
    """Give every version in order of entry."""
    found = papers_of(connection, seal, patient_id, PaperKind.CAREGIVERS)
    return tuple(
        CaregiverHistory(
            history_id=paper.paper_id,
            patient_id=paper.patient_id,
            caregivers=tuple(_caregiver(one) for one in paper.content["caregivers"]),
            written_at=paper.written_at,
        )
        for paper in found
    )


def newest_history(connection: Connection, seal: Seal, patient_id: UUID) -> CaregiverHistory | None:
    """Give the version that stands, None when nothing was told yet."""
    versions = histories_of(connection, seal, patient_id)
    return versions[-1] if versions else None


def _told(caregiver: Caregiver) -> dict[str, Any]:
    memory = {felt.value: {r.value: word.value for r, word in row.items()} for felt, row in caregiver.memory.items()}
    return {"name": caregiver.name, "memory": memory}


def _caregiver(told: dict[str, Any]) -> Caregiver:
    memory = {
        Emotion(felt): {Emotion(response): HowOften(word) for response, word in row.items()}
        for felt, row in told["memory"].items()
    }
    return Caregiver(told["name"], memory)
