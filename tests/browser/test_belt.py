"""A heart-rate belt through Chromium's emulated Bluetooth: chosen by a press, heard, lost, its gaps marked.

The emulation cannot push a message by itself; reading the characteristic brings the same event as a push.
"""

import base64
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession

from interbeing.domain.consent import Purpose
from tests.browser.conftest import ARTEFACTS
from tests.browser.face import face_clip
from tests.browser.mirror_room import note, until
from tests.browser.sensing_stage import Stage, before

pytestmark = pytest.mark.browser
SILENT_S, LOADED_S = 2, 2  # the second is for this test run's own machine
ADDRESS = "09:09:09:09:09:09"
HEART_RATE = "0000180d-0000-1000-8000-00805f9b34fb"
MEASUREMENT = "00002a37-0000-1000-8000-00805f9b34fb"
KEEP_IT = """() => {
  const begin = BluetoothRemoteGATTCharacteristic.prototype.startNotifications;
  BluetoothRemoteGATTCharacteristic.prototype.startNotifications = function () {
    globalThis.heart = this;
    return begin.call(this);
  };
}"""


class EmulatedBelt:
    """A belt that the browser believes in."""

    def __init__(self, stage: Stage) -> None:
        browser = stage.page.context.browser
        assert browser is not None
        self.stage = stage
        self.radio: CDPSession = browser.new_browser_cdp_session()
        self.page: CDPSession = stage.page.context.new_cdp_session(stage.page)
        self.characteristic: str | None = None
        self.prompts: set[str] = set()
        self.waiting: list[bytes] = []
        self.radio.on("BluetoothEmulation.gattOperationReceived", self._gatt)
        self.radio.on("BluetoothEmulation.descriptorOperationReceived", self._described)
        self.radio.on("BluetoothEmulation.characteristicOperationReceived", self._operation)
        self.page.on("DeviceAccess.deviceRequestPrompted", self._prompt)
        self.page.send("DeviceAccess.enable")
        self.radio.send("BluetoothEmulation.enable", {"state": "powered-on", "leSupported": True})
        known = {"address": ADDRESS, "name": "Emulated belt", "manufacturerData": [], "knownServiceUuids": [HEART_RATE]}
        self.radio.send("BluetoothEmulation.simulatePreconnectedPeripheral", known)

    def beat(self, *rr: float, contact: bool = True) -> None:
        """Let one message come, with these intervals in seconds."""
        flags = 0x10 | 0x04 | (0x02 if contact else 0)
        body = b"".join(round(interval * 1024).to_bytes(2, "little") for interval in rr)
        self.waiting.append(bytes([flags, round(60 / rr[0])]) + body)
        self.stage.page.evaluate("heart.readValue().then(() => 0)")

    def go_out_of_reach(self) -> None:
        """Break the connection, as walking away does; the emulation forgets what the belt offers."""
        self.characteristic = None
        self.radio.send("BluetoothEmulation.simulateGATTDisconnection", {"address": ADDRESS})

    def _prompt(self, event: dict[str, Any]) -> None:
        if event["devices"] and event["id"] not in self.prompts:  # a second choice for one prompt ends the browser
            self.prompts.add(event["id"])
            chosen = {"id": event["id"], "deviceId": event["devices"][0]["id"]}
            self.page.send("DeviceAccess.selectPrompt", chosen)

    def _gatt(self, event: dict[str, Any]) -> None:
        if event["type"] == "discovery" and self.characteristic is None:
            self.characteristic = ""
            service = {"address": ADDRESS, "serviceUuid": HEART_RATE}
            made = self.radio.send("BluetoothEmulation.addService", service)
            measurement = {"characteristicUuid": MEASUREMENT, "properties": {"notify": True, "read": True}}
            added = self.radio.send("BluetoothEmulation.addCharacteristic", {**made, **measurement})
            self.characteristic = added["characteristicId"]
            descriptor = {"descriptorUuid": "00002902-0000-1000-8000-00805f9b34fb"}
            self.radio.send("BluetoothEmulation.addDescriptor", {**added, **descriptor})
        done = {"address": event["address"], "type": event["type"], "code": 0}
        self.radio.send("BluetoothEmulation.simulateGATTOperationResponse", done)

    def _described(self, event: dict[str, Any]) -> None:
        done = {"descriptorId": event["descriptorId"], "type": event["type"], "code": 0}
        self.radio.send("BluetoothEmulation.simulateDescriptorOperationResponse", done)

    def _operation(self, event: dict[str, Any]) -> None:
        answer = {"characteristicId": event["characteristicId"], "type": event["type"], "code": 0}
        if event["type"] == "read":
            answer["data"] = base64.b64encode(self.waiting.pop(0)).decode()
        self.radio.send("BluetoothEmulation.simulateCharacteristicOperationResponse", answer)


@pytest.fixture(scope="module")
def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("belt") / "served"
    with before(browser, folder, face_clip(ARTEFACTS), Purpose.BELT, show=False) as one:
        one.page.add_init_script(f"({KEEP_IT})()")
        yield one


@pytest.fixture(scope="module")
def belt(stage: Stage) -> EmulatedBelt:
    stage.page.goto(f"{stage.served.address}/sessions/{stage.sessions.camera}/mirror")
    belt = EmulatedBelt(stage)
    stage.page.get_by_role("button", name="Choose the belt").click()
    stage.page.get_by_text("The belt is chosen.").wait_for(timeout=15_000)
    return belt


def belts_beats(stage: Stage) -> list[dict[str, Any]]:
    """What the page said that it heard of the belt."""
    said = (json.loads(text) for _, text in stage.sent)
    return [one for one in said if one["type"] == "belt"]


def test_a_belt_is_heard_and_its_gap_is_marked_and_not_bridged(stage: Stage, belt: EmulatedBelt) -> None:
    page = stage.page
    for rr in ((0.8, 0.81), (0.79,), (0.8, 0.8), (0.82,)):
        belt.beat(*rr)
        page.wait_for_timeout(300)
    on = stage.until_told("belt", lambda one: one["is_on"] and one["now"]["rate_bpm"], 10)
    assert on["now"]["rate_bpm"] == pytest.approx(60 / 0.8, abs=1)
    assert on["now"]["contact"] is True
    sent = belts_beats(stage)
    assert [one["rr"] for one in sent] == [[819, 829], [809], [819, 819], [840]]
    assert [one["after_gap"] for one in sent] == [True, False, False, False]
    last = time.monotonic()
    stage.until_told("belt", lambda one: one["why"] == "silent", 10)
    note(f"a belt's gap was marked {time.monotonic() - last:.1f} s after its last beat")
    assert time.monotonic() - last < SILENT_S + 1 + LOADED_S
    belt.beat(0.8)
    stage.until_told("belt", lambda one: one["is_on"], 10)
    (again,) = belts_beats(stage)[4:]
    assert again["after_gap"] is True


def test_a_belt_out_of_reach_is_said_sought_and_heard_again_after_a_gap(stage: Stage, belt: EmulatedBelt) -> None:
    belt.beat(0.8)
    stage.until_told("belt", lambda one: one["is_on"], 10)
    beats = len(belts_beats(stage))
    stage.page.evaluate("globalThis.heart = null")
    left = time.monotonic()
    belt.go_out_of_reach()
    stage.until_told("belt", lambda one: one["why"] == "no_belt", 10)
    note(f"a belt out of reach was told after {time.monotonic() - left:.1f} s")
    assert time.monotonic() - left < SILENT_S + 1 + LOADED_S
    until(stage.page, "globalThis.heart !== null")  # it was found again, without anybody's press
    belt.beat(0.75)
    stage.until_told("belt", lambda one: one["is_on"], 10)
    assert [one["after_gap"] for one in belts_beats(stage)[beats:]] == [True]


def test_where_there_is_no_bluetooth_the_page_says_so(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("none") / "served"
    with before(browser, folder, face_clip(ARTEFACTS), Purpose.BELT, show=False) as one:
        one.page.add_init_script("Reflect.deleteProperty(Navigator.prototype, 'bluetooth')")
        one.page.goto(f"{one.served.address}/sessions/{one.sessions.camera}/mirror")
        one.page.get_by_text("This browser cannot reach a belt").wait_for()
        assert one.page.get_by_role("button", name="Choose the belt").is_disabled()
