// Gathers what single pictures showed into seconds, the only thing that leaves the page: letters and a few numbers.
import type { Letter } from "./calibration";
import type { Colour } from "./skin";
import type { Spot } from "../line/view";
import type { TellEyes, TellSkin } from "../wire";

/** What one picture showed, at its time on the session's clock. */
export interface Sample {
  readonly at_ms: number;
  readonly letter: Letter;
  readonly faces: number;
  /** Where a frame would lie on each of them; null where nobody agreed that it is told. */
  readonly places: readonly Spot[] | null;
  readonly x: number | null;
  readonly y: number | null;
  readonly width: number | null;
  readonly far_cm: number | null;
  readonly bright: number | null;
  readonly skin: Colour | null;
}

const SECOND_MS = 1_000;
const SLOTS = 5;
const BLINK_MS = 400; // lids closed for longer are closed eyes
const HELD_MS = 450; // a slow computer sees less often than five times a second: its last picture stands for so long
const MOST_FRAMES = 40;

/** Holds the samples of the running second and of the little before it that a blink may reach into. */
export class Seconds {
  #samples: Sample[] = [];
  #from_ms: number | null = null;

  /** Takes in a sample; gives each second that is complete with it, once no blink can change it any more. */
  add(sample: Sample): readonly { eyes: TellEyes; skin: TellSkin | null }[] {
    this.#from_ms ??= sample.at_ms;
    this.#samples.push(sample);
    const done = [];
    while (sample.at_ms - this.#from_ms >= SECOND_MS + BLINK_MS) {
      done.push(this.#second(this.#from_ms));
      this.#from_ms += SECOND_MS;
      const keep_from = this.#from_ms - BLINK_MS;
      this.#samples = this.#samples.filter((one) => one.at_ms >= keep_from);
    }
    return done;
  }

  /** Begins anew: the mirror was covered, the camera went, another direction was learned. */
  forget(): void {
    this.#samples = [];
    this.#from_ms = null;
  }

  #second(from_ms: number): { eyes: TellEyes; skin: TellSkin | null } {
    const { letters, blinks } = withoutBlinks(this.#samples, from_ms);
    const inside = this.#samples.filter((one) => one.at_ms >= from_ms && one.at_ms < from_ms + SECOND_MS);
    const slots = Array.from({ length: SLOTS }, (_, slot) => {
      const start = from_ms + (slot * SECOND_MS) / SLOTS;
      const until = start + SECOND_MS / SLOTS;
      const before = this.#samples.map((one, i) => ({ at_ms: one.at_ms, letter: letters[i] ?? "?" })).filter((one) => one.at_ms < until);
      const there = before.filter((one) => one.at_ms >= start);
      return mostOf((there.length > 0 ? there : before.slice(-1).filter((one) => one.at_ms >= until - HELD_MS)).map((one) => one.letter));
    });
    const faces = middleOf(inside.map((one) => one.faces));
    return {
      eyes: {
        type: "eyes",
        eyes: slots.join(""),
        faces,
        places: placesIn(inside, faces),
        blinks,
        moved: movedIn(inside),
        far_cm: middleOf(known(inside.map((one) => one.far_cm))),
        bright: rounded(middleOf(known(inside.map((one) => one.bright)))),
      },
      skin: skinIn(inside, from_ms),
    };
  }
}

/** Lids that close for a moment are a blink, and the eyes pointed where they did before. */
function withoutBlinks(samples: readonly Sample[], from_ms: number): { letters: Letter[]; blinks: number } {
  const letters = samples.map((one) => one.letter);
  let blinks = 0;
  let start = 0;
  while (start < letters.length) {
    let end = start;
    while (letters[end] === "c") end += 1;
    const [before, after] = [letters[start - 1], samples[end]];
    const closed_at = samples[start]?.at_ms ?? 0;
    if (end > start && before !== undefined && after && after.at_ms - closed_at < BLINK_MS) {
      letters.fill(before, start, end);
      if (after.at_ms >= from_ms && after.at_ms < from_ms + SECOND_MS) blinks += 1;
    }
    start = Math.max(end, start + 1);
  }
  return { letters, blinks };
}

function mostOf(letters: readonly Letter[]): Letter {
  const counts = new Map<Letter, number>();
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most && most[1] * 2 > letters.length ? most[0] : "?";
}

/** How far the face moved in a second, in widths of itself: the reach of its middle. */
function movedIn(samples: readonly Sample[]): number | null {
  const [x, y] = [known(samples.map((one) => one.x)), known(samples.map((one) => one.y))];
  const width = middleOf(known(samples.map((one) => one.width)));
  if (width === null || x.length < 3) return null;
  return rounded(Math.hypot(reach(x), reach(y)) / width, 1_000);
}

/** Where the faces of this second were at its end, from the mirror's left to its right: whole numbers in three rows a face. */
function placesIn(samples: readonly Sample[], faces: number | null): NonNullable<TellEyes["places"]> | null {
  const last = samples.findLast((one) => one.faces === faces);
  if (!last?.places) return null;
  return last.places.toSorted((one, other) => one.across - other.across).map(({ across, down, closer }) => [across, down, closer]);
}

function skinIn(samples: readonly Sample[], at_ms: number): TellSkin | null {
  const frames = samples.flatMap(({ skin, at_ms: ms }): TellSkin["frames"] =>
    skin ? [[Math.round(ms - at_ms), hundredths(skin[0]), hundredths(skin[1]), hundredths(skin[2])]] : [],
  );
  return frames.length > 0 ? { type: "skin", at_ms, frames: frames.slice(0, MOST_FRAMES) } : null;
}

const hundredths = (value: number): number => Math.round(value * 100);
const reach = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

function rounded(value: number | null, parts = 1): number | null {
  return value === null ? null : Math.round(value * parts) / parts;
}

function middleOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
