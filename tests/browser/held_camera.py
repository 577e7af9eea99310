"""A camera that the test holds: it shows what it is told, when it is told, in the place of the mirror's own camera.

The fake camera of the browser plays a file at a pace of its own under load; here the clock of the page is the truth.
"""

import base64
from io import BytesIO
from typing import Final

import numpy as np
from PIL import Image
from playwright.sync_api import Page

from tests.browser.sitter import Picture, Pose, seen

SIDES: Final = 4  # pictures of one pose, each with grain of its own
BEAT: Final = 20  # pictures of one heartbeat
DEPTH: Final = 0.005
# Before anything else of the page. The picture sways by a few pixels, as somebody does who sits still.
CAMERA = """() => {
  const paper = document.createElement('canvas'), [width, height] = [paper.width, paper.height] = [640, 480];
  const pen = paper.getContext('2d');
  let pictures = [], beats_per_min = 0, drawn = 0;
  const laid_out = {};
  const bitmap = (text) => createImageBitmap(new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]));
  setInterval(() => {
    if (pictures.length === 0) return pen.fillRect(0, 0, width, height);
    const now_s = performance.now() / 1000;
    const place = beats_per_min ? (now_s * beats_per_min / 60 % 1) * pictures.length : drawn;
    const [x, y] = [6 + 3 * Math.sin(now_s / 0.9), 5 + 2 * Math.sin(now_s / 1.3)];
    pen.drawImage(pictures[Math.floor(place) % pictures.length], -x, -y, width + 12, height + 10);
    drawn += 1;
  }, 1000 / 30);
  globalThis.layOut = async (name, texts) => { laid_out[name] = await Promise.all(texts.map(bitmap)); };
  globalThis.holdUp = (name, rate) => { pictures = laid_out[name]; beats_per_min = rate; };
  navigator.mediaDevices.getUserMedia = async () => paper.captureStream(30);
}"""


def hold_camera(page: Page) -> None:
    """Put the held camera in the place of the page's own; before the page is opened."""
    page.add_init_script(f"({CAMERA})()")


def lay_out(page: Page, name: str, pose: Pose, rng: np.random.Generator, *, has_pulse: bool = False) -> None:
    """Make the pictures of this pose, so that it can be held up at once."""
    beats = [DEPTH * np.sin(2 * np.pi * place / BEAT) for place in range(BEAT)] if has_pulse else [0.0] * SIDES
    texts = [_text(seen(pose, rng, beat=float(beat))) for beat in beats]
    page.evaluate("([name, texts]) => layOut(name, texts)", [name, texts])


def hold_up(page: Page, name: str, beats_per_min: float = 0) -> None:
    """Show this pose from now on, its heart beating at this rate if it has a pulse."""
    page.evaluate("([name, rate]) => holdUp(name, rate)", [name, beats_per_min])


def _text(picture: Picture) -> str:
    file = BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=95, subsampling=0)
    return base64.b64encode(file.getvalue()).decode()
