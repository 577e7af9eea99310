"""A camera that shows a face: a short clip for Chromium's fake device, made once and kept beside the other artefacts.

The face is scikit-image's public-domain portrait of Eileen Collins, panned and zoomed a little as if someone sat there.
Two marks in the picture let a test see what a screen does with it: a bright block low on the camera's own left (a true
mirror shows it low on the viewer's right), and each frame's number in black and white squares above it.
"""

import os
import subprocess
from collections.abc import Callable
from math import sin, tau
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from tests.browser.canary import with_canary

WIDTH, HEIGHT, RATE_HZ, CLIP_S = 640, 480, 30, 5
FACE_X, FACE_Y, VIEW_WIDTH = 225, 140, 320  # where the face is in the portrait, and how much of it is seen, in pixels
SQUARE: Final = 24
NUMBER_BITS: Final = 8
Picture = NDArray[np.uint8]


def face_clip(folder: Path, *, has_canary: bool = False) -> Path:
    """Give the clip in `folder`, made there when it is not there yet; with a pattern to be known by, or not."""
    clip = folder / f"face-{WIDTH}x{HEIGHT}-{CLIP_S}s{'-canary' if has_canary else ''}.mjpeg"
    if not clip.exists():
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = clip.with_suffix(f".{os.getpid()}.part")  # another worker may make it at the same time
        _film(unfinished, with_canary if has_canary else lambda picture: picture)
        unfinished.rename(clip)
    return clip


def _film(path: Path, marked_so: Callable[[Picture], Picture]) -> None:
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(RATE_HZ), "-i", "-"]
    film = ["-pix_fmt", "yuvj420p", "-c:v", "mjpeg", "-q:v", "3", "-f", "mjpeg", str(path)]
    portrait = Image.fromarray(data.astronaut())
    noise = np.random.default_rng(0)
    command = ["ffmpeg", "-y", "-loglevel", "error", *raw, *film]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as ffmpeg:
        assert ffmpeg.stdin is not None
        for number in range(RATE_HZ * CLIP_S):
            still = _seen(portrait, number / (RATE_HZ * CLIP_S), noise)
            ffmpeg.stdin.write(marked_so(_marked(still, number)).tobytes())
        ffmpeg.stdin.close()
    assert ffmpeg.returncode == 0, "ffmpeg could not make the clip"


def _seen(portrait: Image.Image, turn: float, noise: np.random.Generator) -> Picture:
    """What the camera sees at `turn` (0 to 1 through the clip): whole cycles, so that the clip loops without a jump."""
    zoom = 1 + 0.05 * sin(tau * turn)
    x, y = FACE_X + 5 * sin(tau * turn), FACE_Y + 3 * sin(2 * tau * turn)
    width = VIEW_WIDTH / zoom
    height = width * HEIGHT / WIDTH
    view = (width / WIDTH, 0, x - width / 2, 0, height / HEIGHT, y - height / 2)
    still = portrait.transform((WIDTH, HEIGHT), Image.Transform.AFFINE, view, resample=Image.Resampling.BILINEAR)
    grain = noise.normal(0, 1.5, (HEIGHT, WIDTH, 1))
    return np.clip(np.asarray(still, np.float32) + grain, 0, 255).astype(np.uint8)


def _marked(picture: Picture, number: int) -> Picture:
    picture[-SQUARE:, :SQUARE] = 245
    for bit in range(NUMBER_BITS):
        left = bit * SQUARE
        picture[-2 * SQUARE : -SQUARE, left : left + SQUARE] = 235 if number >> bit & 1 else 16
    return picture
