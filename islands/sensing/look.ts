// What a found face shows of where it looks: plain measures of distances in it, none of them a feeling.
import type { FoundFace, Point } from "./face_source";

/** Measures of one face. Lengths in a face are given in widths of its eyes, so that they do not change with distance. */
export interface Look {
  /** Where the irises are in the eyes, to the side and down, 0 in the middle. */
  readonly eye_x: number;
  readonly eye_y: number;
  /** Where the tip of the nose is below the middle between the eyes: turning and nodding move it. */
  readonly nose_x: number;
  readonly nose_y: number;
  /** How far the lids are apart. */
  readonly open: number;
  /** The middle of the face and its width, in pixels of the picture. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly eyes_apart: number;
  readonly score: number;
}

// Places in the common face mesh: outer corner, inner corner, upper lid, lower lid, iris.
const EYES = [
  { from: 33, to: 133, above: 159, below: 145, iris: 468 },
  { from: 362, to: 263, above: 386, below: 374, iris: 473 },
] as const;
const NOSE = 1;
const CHEEKS = [234, 454] as const;
const MESH_POINTS = 468;
const EYES_APART_CM = 6.3; // between the pupils of most adults; a face's distance from it is rough
const VIEW = 0.9; // a camera's focal length in widths of its picture, about 58 degrees: rough, too

/** Measures a face; null when points of it are missing. */
export function lookOf(face: FoundFace): Look | null {
  const { points, score } = face;
  const eyes = EYES.map((eye) => {
    const [from, to, above, below, iris] = [points[eye.from], points[eye.to], points[eye.above], points[eye.below], points[eye.iris]];
    return from && to && above && below && iris ? eyeOf(from, to, above, below, iris) : null;
  });
  const [one, other] = eyes;
  const [nose, left, right] = [points[NOSE], points[CHEEKS[0]], points[CHEEKS[1]]];
  if (!one || !other || !nose || !left || !right) return null;
  const width_of_eye = (one.width + other.width) / 2;
  const along = unit(one.middle, other.middle);
  const middle = half(one.middle, other.middle);
  const mesh = points.slice(0, MESH_POINTS);
  return {
    eye_x: (one.x + other.x) / 2,
    eye_y: (one.y + other.y) / 2,
    nose_x: dot(minus(nose, middle), along) / width_of_eye,
    nose_y: dot(minus(nose, middle), { x: -along.y, y: along.x }) / width_of_eye,
    open: (one.open + other.open) / 2,
    x: mean(mesh.map((point) => point.x)),
    y: mean(mesh.map((point) => point.y)),
    width: distance(left, right),
    eyes_apart: distance(one.middle, other.middle),
    score,
  };
}

/** A rough distance from the camera in centimetres. */
export function farCm(look: Look, picture_width: number): number {
  return Math.round((EYES_APART_CM * VIEW * picture_width) / look.eyes_apart);
}

interface Eye {
  readonly x: number;
  readonly y: number;
  readonly open: number;
  readonly width: number;
  readonly middle: Point;
}

function eyeOf(from: Point, to: Point, above: Point, below: Point, iris: Point): Eye {
  const width = Math.max(1, distance(from, to));
  const along = unit(from, to);
  const middle = half(from, to);
  const offset = minus(iris, middle);
  return {
    x: dot(offset, along) / width,
    y: dot(offset, { x: -along.y, y: along.x }) / width,
    open: distance(above, below) / width,
    width,
    middle,
  };
}

const minus = (a: Point, b: Point): Point => ({ x: a.x - b.x, y: a.y - b.y });
const dot = (a: Point, b: Point): number => a.x * b.x + a.y * b.y;
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);
const half = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const unit = (a: Point, b: Point): Point => {
  const length = Math.max(1e-6, distance(a, b));
  return { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
