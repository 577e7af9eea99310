"""Opens the files in a folder with the programs they are for, and says as JSON what those found in them.

Runs in `.tools/peers`, an environment apart (`make peers-ready`): `python opened_by_peers.py FOLDER`.
"""

import importlib.metadata
import json
import logging
import os
import sys
import types
import warnings
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
warnings.simplefilter("ignore")
SITE = Path(sys.prefix) / f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"


def boris_package() -> None:
    """Let BORIS's modules be imported one by one: its package opens sound and video players, which a test has not."""
    package = types.ModuleType("boris")
    package.__path__ = [str(SITE / "boris")]
    player = types.ModuleType("boris.mpv2")
    player.dll = ""
    sys.modules |= {"boris": package, "boris.mpv2": player}


def boris(folder: Path) -> dict[str, Any]:
    boris_package()
    from boris import config as cfg
    from boris import export_observation, project_functions

    _name, changed, project, message = project_functions.open_project_json(str(folder / "session.boris"))
    assert "error" not in project, project["error"]
    observation_id, observation = next(iter(project["observations"].items()))
    paired, said = project_functions.check_state_events_obs(observation_id, project[cfg.ETHOGRAM], observation)
    asked = {
        "time": cfg.TIME_EVENTS,
        cfg.SELECTED_SUBJECTS: [one["name"] for one in project["subjects_conf"].values()],
        cfg.SELECTED_BEHAVIORS: [one["code"] for one in project["behaviors_conf"].values()],
    }
    data, _modifiers = export_observation.export_aggregated_events(project, asked, observation_id)
    return {
        "changed": changed,
        "message": message,
        "paired": [paired, said],
        "undefined": sorted(project_functions.check_coded_behaviors(project)),
        "events": [[float(event[0]), *event[1:]] for event in observation["events"]],
        "aggregated": [[None if cell is None else str(cell) for cell in row] for row in data],
    }


def elan(folder: Path) -> dict[str, Any]:
    from pympi import Elan

    document = Elan.Eaf(str(folder / "session.eaf"))
    chain = {name: document.tiers[name][1] for name in document.tiers if document.tiers[name][1]}
    return {
        "parents": {name: about[2].get("PARENT_REF") for name, about in document.tiers.items()},
        "links": {
            name: {a: [ref, value] for a, (ref, value, _prev, _svg) in found.items()} for name, found in chain.items()
        },
        "times": {
            name: sorted([start, stop, value] for start, stop, value in document.get_annotation_data_for_tier(name))
            for name in document.tiers
            if not document.tiers[name][1] and name not in chain and not document.tiers[name][2].get("PARENT_REF")
        },
        "constraints": {name: about.get("CONSTRAINTS") for name, about in document.linguistic_types.items()},
    }


def xdf(folder: Path) -> dict[str, Any]:
    import pyxdf

    logging.disable(logging.CRITICAL)
    streams, _header = pyxdf.load_xdf(str(folder / "session.xdf"), synchronize_clocks=True, dejitter_timestamps=False)
    return {
        stream["info"]["name"][0]: {
            "type": stream["info"]["type"][0],
            "stamps": [float(at) for at in stream["time_stamps"]],
            "values": [[str(value) for value in row] for row in stream["time_series"]],
            "labels": [one["label"][0] for one in stream["info"]["desc"][0]["channels"][0]["channel"]],
        }
        for stream in streams
    }


def edf(folder: Path) -> dict[str, Any]:
    import pyedflib

    with pyedflib.EdfReader(str(folder / "session.edf")) as file:
        starts, lengths, texts = file.readAnnotations()
        return {
            "labels": file.getSignalLabels(),
            "rates": [file.getSampleFrequency(n) for n in range(file.signals_in_file)],
            "levels": [file.getTransducer(n) for n in range(file.signals_in_file)],
            "values": [[float(value) for value in file.readSignal(n)] for n in range(file.signals_in_file)],
            "began": file.getStartdatetime().isoformat(),
            "annotations": [[float(a), float(b), str(c)] for a, b, c in zip(starts, lengths, texts, strict=True)],
        }


def fhir(folder: Path) -> dict[str, Any]:
    from fhir.resources.R4B.bundle import Bundle

    bundle = Bundle.model_validate_json((folder / "session.fhir.json").read_bytes())
    resources = [entry.resource for entry in bundle.entry]
    seen = [one for one in resources if type(one).__name__ == "Observation"]
    marks = [one for one in seen if one.effectiveDateTime]
    return {
        "shares": {
            one.code.coding[0].code: {
                part.code.coding[0].code: float(part.valueQuantity.value) for part in one.component
            }
            for one in seen
            if one.component and one.component[0].valueQuantity
        },
        "ratings": ratings_in(seen),
        "kinds": sorted({type(one).__name__ for one in resources}),
        "marks": [
            [
                mark.id,
                mark.effectiveDateTime.isoformat(),
                mark.code.coding[0].code,
                mark.valueCodeableConcept.coding[0].code if mark.valueCodeableConcept else None,
                [source.reference for source in mark.derivedFrom or []],
            ]
            for mark in marks
        ],
    }


def ratings_in(seen: list[Any]) -> dict[str, Any]:
    """Who rated: the system of the code, the session, and each figure by its code."""
    return {
        one.performer[0].display or one.performer[0].reference: [
            one.code.coding[0].system,
            one.identifier[0].value,
            {part.code.coding[0].code: part.valueInteger for part in one.component},
        ]
        for one in seen
        if one.code.coding[0].code == "rating"
    }


def measures(folder: Path) -> dict[str, Any]:
    """Every measure of ours and its answers, as the R4 model reads them."""
    from fhir.resources.R4B.bundle import Bundle

    found = [entry.resource for entry in Bundle.model_validate_json((folder / "answers.fhir.json").read_bytes()).entry]
    asked = {one.url: one for one in found if type(one).__name__ == "Questionnaire"}
    return {
        "kinds": sorted({type(one).__name__ for one in found}),
        "ratings": ratings_in([one for one in found if type(one).__name__ == "Observation"]),
        "asked": {url: [len(one.item), one.item[0].text] for url, one in asked.items()},
        "answers": {
            one.questionnaire.partition("|")[0]: [int(item.answer[0].valueCoding.code) for item in one.item or []]
            for one in found
            if type(one).__name__ == "QuestionnaireResponse"
        },
    }


def duckdb(folder: Path) -> dict[str, Any]:
    import duckdb as engine

    def read(what: str) -> list[list[Any]]:
        asked = f"select seq, kind, emotion, level, at_reflection, session_ms from {what} order by seq"
        return [list(row) for row in engine.sql(asked).fetchall()]

    return {
        "parquet": read(f"'{folder / 'session.parquet'}'"),
        "csv": read(f"read_csv('{folder / 'session.csv'}', all_varchar=false)"),
        "types": engine.sql(f"describe select * from '{folder / 'session.parquet'}'").fetchall(),
    }


PEERS = {
    "boris": ("boris-behav-obs", boris),
    "elan": ("pympi-ling", elan),
    "xdf": ("pyxdf", xdf),
    "edf": ("pyEDFlib", edf),
    "fhir": ("fhir.resources", fhir),
    "measures": ("fhir.resources", measures),
    "duckdb": ("duckdb", duckdb),
}

if __name__ == "__main__":
    found = {name: opened(Path(sys.argv[1])) for name, (_package, opened) in PEERS.items()}
    found["versions"] = {package: importlib.metadata.version(package) for package, _opened in PEERS.values()}
    print(json.dumps(found))
