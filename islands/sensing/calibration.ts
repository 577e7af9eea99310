// Learns where this person's eyes point: at their own, at the other's, away. Before that, no direction is said.
import type { Look } from "./look";

export type Direction = "own" | "other" | "away";
/** A letter as the room reads it: own, the other's (thine), away, closed, not known. */
export type Letter = "o" | "t" | "a" | "c" | "?";

/** The middle of one direction's looks, how far they lie around it, and how far the lids are apart. */
interface Centre {
  readonly at: readonly number[];
  readonly spread: readonly number[];
}

export interface Calibration {
  readonly centres: Readonly<Record<Direction, Centre>>;
  readonly open: number;
}

const FEWEST = 5; // looks for each direction
const EYES_SPREAD = 0.01; // in eyes' widths, at the least: three times the nets' own jitter on a still face
const HEAD_SPREAD = 0.03; // the same for turning and nodding; both from the warped face of docs/evidence/signals.md
const APART = 3; // spreads between two directions, or they cannot be told from each other; ours
const ELSEWHERE = 8; // spreads from a pair of eyes, and it is not that pair that is looked at; ours
const NEITHER = 0.75; // nearer than this to the next one's distance, it is neither; ours
const CLOSED_BELOW = 0.65; // of this person's own opening; ours, from warped lids
const SMALLEST_SPREADS = [EYES_SPREAD, EYES_SPREAD, HEAD_SPREAD, HEAD_SPREAD];
const LETTERS: Readonly<Record<Direction, Letter>> = { own: "o", other: "t", away: "a" };
const DIRECTIONS = ["own", "other", "away"] as const;

/** Learns from looks in each direction; null when they are too few, or cannot be told apart. */
export function learn(looks: Readonly<Record<Direction, readonly Look[]>>): Calibration | null {
  if (DIRECTIONS.some((direction) => looks[direction].length < FEWEST)) return null;
  const centres = { own: centreOf(looks.own), other: centreOf(looks.other), away: centreOf(looks.away) };
  const pairs = [["own", "other"], ["own", "away"], ["other", "away"]] as const;
  if (pairs.some(([a, b]) => apart(centres[a], centres[b]) < APART)) return null;
  return { centres, open: middleOf([...looks.own, ...looks.other].map((look) => look.open)) };
}

/** Says where this look points; not known without a calibration, between two directions, and far from both pairs of eyes. */
export function directionOf(look: Look, calibration: Calibration | null): Letter {
  if (calibration === null) return "?";
  if (look.open < CLOSED_BELOW * calibration.open) return "c";
  const at = placeOf(look);
  const [nearest, next] = DIRECTIONS.map((direction) => ({ direction, far: far(at, calibration.centres[direction]) })).sort(
    (a, b) => a.far - b.far,
  );
  if (!nearest || !next || nearest.far > NEITHER * next.far) return "?";
  if (nearest.direction !== "away" && nearest.far > ELSEWHERE) return "?";
  return LETTERS[nearest.direction];
}

function centreOf(looks: readonly Look[]): Centre {
  const places = looks.map(placeOf);
  const at = (places[0] ?? []).map((_, axis) => middleOf(places.map((place) => place[axis] ?? 0)));
  const spread = at.map((middle, axis) => {
    const around = places.map((place) => Math.abs((place[axis] ?? 0) - middle));
    return Math.max(SMALLEST_SPREADS[axis] ?? 0, 1.5 * middleOf(around)); // about the standard deviation, stray looks left out
  });
  return { at, spread };
}

function placeOf(look: Look): readonly number[] {
  return [look.eye_x, look.eye_y, look.nose_x, look.nose_y];
}

/** How many spreads a place lies from a centre. */
function far(at: readonly number[], { at: middle, spread }: Centre): number {
  return Math.hypot(...at.map((value, axis) => (value - (middle[axis] ?? 0)) / (spread[axis] ?? 1)));
}

/** How many spreads two centres lie apart, each axis in the pooled spread of both. */
function apart(one: Centre, other: Centre): number {
  const spread = one.spread.map((own, axis) => Math.sqrt((own ** 2 + (other.spread[axis] ?? own) ** 2) / 2));
  return far(one.at, { at: other.at, spread });
}

function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
