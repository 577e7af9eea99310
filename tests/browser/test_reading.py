"""The reading's line on the console: quiet, a hypothesis, and never a figure before enough is known."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture
from tests.browser.console_stage import staged

pytestmark = pytest.mark.browser
SLOWLY_MS = 120_000  # the model may have to be translated first


def test_the_line_counts_the_exchanges_and_then_says_what_may_be_read(page: Page, tmp_path: Path) -> None:
    stage = staged(tmp_path)
    with stage.serving(mind="on"):
        page.goto(stage.console)
        page.get_by_role("button", name="Open the session").click()
        line = page.locator("#reading")
        expect(line).to_have_text("Not known yet: no exchange so far.", timeout=SLOWLY_MS)
        assert "hypothesis" in (line.get_attribute("title") or "")
        for exchange in range(1, 9):
            for action in ("felt_sadness", "offered_compassion", "perceived_anger", "received_hard"):
                page.locator(f'[data-action="{action}"]').click()
            if exchange == 3:
                expect(line).to_have_text("Not known yet: 3 exchanges so far in sadness.", timeout=SLOWLY_MS)
        known = re.compile(r"^In sadness, may read anger: 0\.\d\d \(0\.\d\d–0\.\d\d\), from 8 moments\.$")
        expect(line).to_have_text(known, timeout=SLOWLY_MS)
        picture(page, "reading")
