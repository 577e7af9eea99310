"""Somebody who sits before the camera and does as the test says: one real face, warped, so that the truth is known.

The face is scikit-image's public-domain portrait of Eileen Collins. Her irises are moved inside their lids, the lids
drawn over them, the head is leant; the room grows dark, a second face comes, nobody is there, the skin's colour beats.
What cannot be made this way: a head that turns, other people, glasses.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import cos, radians, sin, tau
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import map_coordinates
from skimage import data

WIDTH, HEIGHT = 640, 480
LEFT, SEEN_WIDTH, SEEN_HEIGHT, FINER = (
    45,
    360,
    280,
    3,
)  # what is cut out of the portrait, and how much finer it is drawn
FACE_X, FACE_Y, VIEW = 225, 140, 320  # the face in the portrait, and the width that the camera sees of it
IRIS, LIDS_END = (
    4.6,
    8.5,
)  # the iris moves whole; what is farther from its middle than the second stays; portrait pixels
AROUND_EYES = (184, 84, 266, 114)
BROW = 9  # above the upper lid; the skin between is stretched over the eye
GRAIN: Final = 1.5
BLOOD: Final = np.array([0.3, 1.0, 0.5])  # how red, green and blue take part in a pulse
WALL: Final = 150
Picture = NDArray[np.uint8]
Places = NDArray[np.float64]


class Eye(NamedTuple):
    """Where an eye is in the portrait, in its pixels."""

    left: tuple[float, float]
    right: tuple[float, float]
    upper: float
    lower: float
    iris: tuple[float, float]


EYES: Final = (
    Eye((193.5, 102.5), (212.0, 102.0), 97.3, 105.2, (203.0, 101.2)),
    Eye((237.5, 105.2), (256.0, 104.0), 99.4, 107.0, (246.8, 103.0)),
)


@dataclass(frozen=True, slots=True)
class Pose:
    """What the sitter does. An eye is 18.5 wide in `side`'s pixels; `lids`: 0 open, 1 shut; `light`: 1 as it was.

    `aside`: in the picture's left half (-1) or its right one (1), the other is a wall; 0 before the whole of it.
    """

    side: float = 0.0
    lids: float = 0.0
    lean_degrees: float = 0.0
    near: float = 1.0
    light: float = 1.0
    faces: int = 1
    aside: int = 0


OWN, OTHER, AWAY = Pose(), Pose(side=2.25), Pose(side=-2.25)
SHUT = Pose(lids=1.0)


def seen(pose: Pose, rng: np.random.Generator, turn: float = 0.0, beat: float = 0.0) -> Picture:
    """What the camera sees, swaying with `turn` (0 to 1 is one round); `beat` is the blood's share in the colour."""
    if pose.faces == 0:
        view = np.full((HEIGHT, WIDTH, 3), WALL, np.float64)
    elif pose.aside:
        halves = (_view(pose, turn, WIDTH // 2), np.full((HEIGHT, WIDTH // 2, 3), WALL, np.float64))
        view = np.hstack(halves[:: -pose.aside])
    elif pose.faces == 1:
        view = _view(pose, turn, WIDTH)
    else:
        view = np.hstack([_view(pose, turn, WIDTH // 2), _view(pose, turn + 0.5, WIDTH // 2)])
    grain = rng.normal(0, GRAIN, (HEIGHT, WIDTH, 1))
    return np.clip(view * pose.light * (1 + beat * BLOOD) + grain, 0, 255).astype(np.uint8)


def between_eyes(near: float, width: int) -> tuple[float, float]:
    """Where the middle between the irises is in a view of this width, of somebody still and upright."""
    x, y = (sum(axis) / len(EYES) for axis in zip(*(eye.iris for eye in EYES), strict=True))
    larger = near * WIDTH / VIEW
    return width / 2 + (x - FACE_X) * larger, HEIGHT / 2 + (y - FACE_Y) * larger


def _view(pose: Pose, turn: float, width: int) -> Places:
    near = pose.near * (1 + 0.05 * sin(tau * turn))
    x = (FACE_X + 5 * sin(tau * turn) - LEFT) * FINER
    y = (FACE_Y + 3 * sin(2 * tau * turn)) * FINER
    scale = VIEW * FINER / near / WIDTH
    along, across = scale * cos(radians(pose.lean_degrees)), scale * sin(radians(pose.lean_degrees))
    half_x, half_y = width / 2, HEIGHT / 2
    view = (along, across, x - along * half_x - across * half_y, -across, along, y + across * half_x - along * half_y)
    face = _face(pose.side, pose.lids)
    return np.asarray(
        face.transform((width, HEIGHT), Image.Transform.AFFINE, view, Image.Resampling.BICUBIC), np.float64
    )


@lru_cache(maxsize=16)
def _face(side: float, lids: float) -> Image.Image:
    """The portrait with the irises moved to the side and the lids drawn down."""
    portrait = data.astronaut()
    cut = Image.fromarray(portrait).crop((LEFT, 0, LEFT + SEEN_WIDTH, SEEN_HEIGHT))
    face = cut.resize((SEEN_WIDTH * FINER, SEEN_HEIGHT * FINER), Image.Resampling.BICUBIC)
    left, top, right, bottom = AROUND_EYES
    rows, columns = np.mgrid[top * FINER : bottom * FINER, left * FINER : right * FINER].astype(np.float64)
    x, y = (columns + 0.5) / FINER - 0.5, (rows + 0.5) / FINER - 0.5
    from_x, from_y = x.copy(), y.copy()
    for eye in EYES:
        from_x -= side * _moved_with(eye, x - side, y)
        from_y, is_lid = _lid_over(eye, lids, x, y, from_y)
        from_x = np.where(is_lid, x, from_x)
    colours = [map_coordinates(portrait[..., one].astype(np.float64), [from_y, from_x], order=3) for one in range(3)]
    eyes = Image.fromarray(np.clip(np.stack(colours, axis=-1), 0, 255).astype(np.uint8))
    face.paste(eyes, ((left - LEFT) * FINER, top * FINER))
    return face


def _moved_with(eye: Eye, x: Places, y: Places) -> Places:
    """How much each place moves with the iris: all of it inside, nothing at the corners, smooth between."""
    away = np.hypot(x - eye.iris[0], y - eye.iris[1])
    share = np.clip((LIDS_END - away) / (LIDS_END - IRIS), 0, 1)
    return share * share * (3 - 2 * share)


def _lid_over(eye: Eye, lids: float, x: Places, y: Places, from_y: Places) -> tuple[Places, NDArray[np.bool_]]:
    """Where each place comes from when the skin above is drawn down over the eye, and which places are lid."""
    across = np.clip((x - eye.left[0]) / (eye.right[0] - eye.left[0]), 0, 1)
    line = eye.left[1] + (eye.right[1] - eye.left[1]) * across
    middle, bow = (eye.left[1] + eye.right[1]) / 2, 4 * across * (1 - across)
    upper, lower = line - (middle - eye.upper) * bow - 0.8, line + (eye.lower - middle) * bow + 0.6
    edge, brow = upper + lids * (lower - upper), upper - BROW
    is_lid = (across > 0) & (across < 1) & (y < edge) & (y > brow) & (lids > 0)
    return np.where(is_lid, brow + (y - brow) * (upper - brow) / (edge - brow), from_y), is_lid
