"""For ELAN: one annotation document; each exchange is a chain felt → offered → perceived → received.

The chain is made of symbolic associations, which have no time of their own: `offered` hangs on `felt`, `perceived` on
`offered`, `received` on `perceived`. A place that nobody marked is an empty annotation. When each mark was made stands
on a tier of its own (`felt at`, `offered at`, …); what lasted has one tier each.
"""

from collections.abc import Iterator
from itertools import zip_longest
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from interbeing.domain.exchange import Exchange
from interbeing.domain.moment import Moment
from interbeing.formats.chunks import chunked
from interbeing.formats.events import CODES, Event, events_of
from interbeing.formats.recording import Recording

CHAIN: Final = ("felt", "offered", "perceived", "received", "perceived again", "received again")
SHOWN_MS: Final = 500  # how long a point is drawn, so that ELAN can show it; less when the next one comes sooner
CONTROL: Final = dict.fromkeys(i for i in range(32) if chr(i) not in "\t\n\r")
LINGUISTIC: Final = """\
    <LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="marks" TIME_ALIGNABLE="true"/>
    <LINGUISTIC_TYPE CONSTRAINTS="Symbolic_Association" GRAPHIC_REFERENCES="false" LINGUISTIC_TYPE_ID="chain" \
TIME_ALIGNABLE="false"/>
    <CONSTRAINT DESCRIPTION="1-1 association with a parent annotation" STEREOTYPE="Symbolic_Association"/>
"""


class Aligned(NamedTuple):
    """An annotation with a time of its own."""

    start_ms: int
    stop_ms: int
    value: str


def document(recording: Recording) -> Iterator[bytes]:
    """Give the annotation document (EAF 3.0)."""
    tiers = {name: _apart(found) for name, found in _aligned(recording).items()}
    for part in chunked(_lines(recording, tiers)):
        yield "".join(part).encode()


def _lines(recording: Recording, tiers: dict[str, list[Aligned]]) -> Iterator[str]:
    yield from _head(recording, tiers)
    slot, number = 0, 0
    first_of_exchange = 0
    for name, found in tiers.items():
        yield f'    <TIER LINGUISTIC_TYPE_REF="marks" TIER_ID={quoteattr(name)}>\n'
        if name == "exchange":
            first_of_exchange = number + 1
        for one in found:
            number, slot = number + 1, slot + 2
            yield (
                f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="ts{slot - 1}" '
                f'TIME_SLOT_REF2="ts{slot}"><ANNOTATION_VALUE>{_text(one.value)}</ANNOTATION_VALUE>'
                "</ALIGNABLE_ANNOTATION></ANNOTATION>\n"
            )
        yield "    </TIER>\n"
    yield from _chains(recording.exchanges, first_of_exchange, number)
    yield LINGUISTIC
    yield "</ANNOTATION_DOCUMENT>\n"


def _head(recording: Recording, tiers: dict[str, list[Aligned]]) -> Iterator[str]:
    when = recording.began_at.isoformat()
    author = "Interbeing (simulated, nobody real)" if recording.is_simulated else "Interbeing"
    count = sum(map(len, tiers.values())) + len(CHAIN) * len(recording.exchanges)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<ANNOTATION_DOCUMENT AUTHOR="{author}" DATE="{when}" FORMAT="3.0" VERSION="3.0" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xsi:noNamespaceSchemaLocation="http://www.mpi.nl/tools/elan/EAFv3.0.xsd">\n'
        '    <HEADER MEDIA_FILE="" TIME_UNITS="milliseconds">\n'
        f'        <PROPERTY NAME="lastUsedAnnotationId">{count}</PROPERTY>\n'
        f'        <PROPERTY NAME="session">{recording.session.session_id}</PROPERTY>\n'
        "    </HEADER>\n    <TIME_ORDER>\n"
    )
    slot = 0
    for found in tiers.values():
        for one in found:
            slot += 2
            yield f'<TIME_SLOT TIME_SLOT_ID="ts{slot - 1}" TIME_VALUE="{one.start_ms}"/>'
            yield f'<TIME_SLOT TIME_SLOT_ID="ts{slot}" TIME_VALUE="{one.stop_ms}"/>\n'
    yield "    </TIME_ORDER>\n"


def _chains(exchanges: tuple[Exchange, ...], first_of_exchange: int, used: int) -> Iterator[str]:
    parent_tier, parents = "exchange", range(first_of_exchange, first_of_exchange + len(exchanges))
    for name in CHAIN:
        yield (
            f'    <TIER LINGUISTIC_TYPE_REF="chain" PARENT_REF={quoteattr(parent_tier)} TIER_ID={quoteattr(name)}>\n'
        )
        mine = range(used + 1, used + 1 + len(exchanges))
        for number, parent, exchange in zip(mine, parents, exchanges, strict=True):
            value = _value(getattr(exchange, name.replace(" ", "_")))
            yield (
                f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="a{number}" ANNOTATION_REF="a{parent}">'
                f"<ANNOTATION_VALUE>{value}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>\n"
            )
        yield "    </TIER>\n"
        parent_tier, parents, used = name, mine, used + len(exchanges)


def _aligned(recording: Recording) -> dict[str, list[Aligned]]:
    """Give the tiers that have times: exchanges, each kind of point, each kind of stretch."""
    tiers: dict[str, list[Aligned]] = {"exchange": [_stretch(n, one) for n, one in enumerate(recording.exchanges, 1)]}
    for event in events_of(recording):
        name = event.code if CODES[event.code].lasts else f"{event.code} at"
        stop_ms = event.start_ms + SHOWN_MS if event.stop_ms is None else event.stop_ms
        tiers.setdefault(name, []).append(Aligned(event.start_ms, stop_ms, _said(event)))
    return tiers


def _stretch(number: int, exchange: Exchange) -> Aligned:
    moments = exchange.moments
    return Aligned(moments[0].session_ms, max(moments[-1].session_ms, moments[0].session_ms + 1), str(number))


def _said(event: Event) -> str:
    number = f" [{event.exchange}]" if event.exchange else ""
    return f"{event.value or event.code}{number}"


def _apart(found: list[Aligned]) -> list[Aligned]:
    """Let no annotation reach into the next one of its tier, and none be shorter than 1 ms; starts stay as they are."""
    apart: list[Aligned] = []
    for one, after in zip_longest(found, found[1:]):
        stop_ms = min(one.stop_ms, after.start_ms) if after else one.stop_ms
        apart.append(one._replace(stop_ms=max(stop_ms, one.start_ms + 1)))
    return apart


def _value(moment: Moment | None) -> str:
    mark = moment.mark if moment else None
    found = getattr(mark, "emotion", None) or getattr(mark, "reception", None)
    return found.value if found else ""


def _text(value: str) -> str:
    return escape(value.translate(CONTROL))
