// Where a found face lies, said as the frame that would lie on it: what the therapist's hand may lay, and nothing else is made of it.
import type { FoundFace, Point } from "./face_source";
import { CLOSER_BY, FARTHEST, MOST_CLOSER, within, type Spot } from "../line/view";

/** A place on a face, in parts of its picture's width and height; `long` is from its eyes to its mouth, in parts of the height. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly long: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

// Places in the common face mesh: the corners of both eyes, the inner edges of the lips.
const EYES = [33, 133, 362, 263] as const;
const LIPS = [13, 14] as const;
// A frame's middle has the eyes 5 and the mouth 11 hundredths of the screen's height away (islands/styles/mirror_glass.css).
const TO_EYES = 5;
const TO_MOUTH = 11;
const HUNDRED = 100;

/** Where this face lies in its picture; null when points of it are missing. */
export function placeOf({ points }: FoundFace, { width, height }: Size): Place | null {
  const [eyes, mouth] = [middleOf(points, EYES), middleOf(points, LIPS)];
  if (!eyes || !mouth) return null;
  const down = TO_EYES / (TO_EYES + TO_MOUTH);
  return {
    x: (eyes.x + (mouth.x - eyes.x) * down) / width,
    y: (eyes.y + (mouth.y - eyes.y) * down) / height,
    long: Math.hypot(mouth.x - eyes.x, mouth.y - eyes.y) / height,
  };
}

/** The frame that lies on this place of a picture which fills the screen and is mirrored there. */
export function spotOver({ x, y, long }: Place, picture: Size, screen: Size): Spot {
  const scale = Math.max(screen.width / picture.width, screen.height / picture.height);
  const [wide, high] = [(picture.width * scale) / screen.width, (picture.height * scale) / screen.height];
  const steps = Math.log((TO_EYES + TO_MOUTH) / (HUNDRED * Math.max(0.001, long * high))) / Math.log(CLOSER_BY);
  return {
    across: within(Math.round(HUNDRED * (0.5 - x) * wide), FARTHEST),
    down: within(Math.round(HUNDRED * (y - 0.5) * high), FARTHEST),
    closer: within(Math.round(steps), MOST_CLOSER),
  };
}

function middleOf(points: readonly Point[], places: readonly number[]): Point | null {
  const found = places.flatMap((place) => points[place] ?? []);
  if (found.length < places.length) return null;
  return {
    x: found.reduce((sum, point) => sum + point.x, 0) / found.length,
    y: found.reduce((sum, point) => sum + point.y, 0) / found.length,
  };
}
