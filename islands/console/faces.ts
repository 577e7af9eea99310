// Where the faces are that the mirror sees: what a frame may be laid on, and whether the face has left its frame since.
import { CLOSER_BY, type Frame, type Spot } from "../line/view";
import type { SignalsTold } from "../wire";
import type { Standing } from "./standing";

type One = "own" | "therapist";

const STALE_AFTER_MS = 3_000;
const GONE_AFTER_MS = 5_000; // a head that turns for a moment has not left
// Half of the way from the eyes to the mouth of a face that the frame fits, and as much again to the side; percent. Ours, to be tried.
const BESIDE = 12;
const BELOW = 8;
const NEARER = 3; // steps of closeness

export class FacesSeen {
  #places: readonly Spot[] | null = null;
  #heard_ms = -Infinity;
  readonly #apart: Record<One, { frame: Frame; since_ms: number } | null> = { own: null, therapist: null };

  /** Takes in what the mirror measures now. */
  take({ instruments }: SignalsTold, nowMs: number): void {
    const now = instruments.find((one) => one.signal === "eyes" && one.is_on)?.now;
    this.#places = now?.kind === "eyes" ? now.places : null;
    this.#heard_ms = nowMs;
  }

  /** The faces from the mirror's left to its right; null when none is looked for now. */
  at(nowMs: number): readonly Spot[] | null {
    return nowMs - this.#heard_ms > STALE_AFTER_MS ? null : this.#places;
  }

  /** Whose face has been out of its frame for a while, in a crop that shows what the frame lies on; null when nobody's. */
  gone({ view, frames, unframed }: Standing, nowMs: number): One | null {
    const places = this.at(nowMs);
    const shown: readonly string[] = view.who === "both" ? ["own", "therapist"] : [view.who];
    const isJudged = places !== null && view.crop !== "whole" && unframed === null;
    for (const who of ["own", "therapist"] as const) {
      const frame = frames[who];
      if (!isJudged || !shown.includes(who) || places.some((place) => lies(place, frame))) this.#apart[who] = null;
      else if (this.#apart[who]?.frame !== frame) this.#apart[who] = { frame, since_ms: nowMs };
    }
    const isLong = (who: One): boolean => nowMs - (this.#apart[who]?.since_ms ?? Infinity) >= GONE_AFTER_MS;
    return isLong("own") ? "own" : isLong("therapist") ? "therapist" : null;
  }
}

/** Whether this face lies in the frame, by the size of a face that the frame fits. */
function lies(place: Spot, frame: Frame): boolean {
  const size = CLOSER_BY ** -frame.closer;
  return (
    Math.abs(place.across - frame.across) <= BESIDE * size &&
    Math.abs(place.down - frame.down) <= BELOW * size &&
    Math.abs(place.closer - frame.closer) < NEARER
  );
}
