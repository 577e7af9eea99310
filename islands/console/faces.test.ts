import { expect, test } from "vitest";
import { FIRST_VIEW, firstFrame, type Spot } from "../line/view";
import type { SignalsTold } from "../wire";
import { FacesSeen } from "./faces";
import { readStanding, type Standing } from "./standing";
import type { Setup } from "./setup";

const EMPTY = readStanding([], { exchange_gap_ms: 1, cues: [], is_mirror_real: false } as unknown as Setup);
const FACE: Spot = { across: -10, down: 5, closer: 2 };

/** A standing in which the frames of both were laid, and the crop shows this person. */
function laid(changed: Partial<Standing["view"]> = {}): Standing {
  const frames = { own: { ...firstFrame("own"), ...FACE }, therapist: firstFrame("therapist") };
  return { ...EMPTY, view: { ...FIRST_VIEW, crop: "eyes", ...changed }, frames, unframed: null };
}

function told(places: readonly Spot[] | null, is_on = true): SignalsTold {
  const eyes = { kind: "eyes", eyes: null, faces: 1, far_cm: null, judged_ms: 0, looked_ms: 0, quality: 1, still_ms: null, too_dark: false, places };
  return { instruments: [{ signal: "eyes", is_agreed: true, is_on, why: null, now: is_on ? eyes : null }] } as SignalsTold;
}

/** Who is said to have left the frame, second by second, while the faces are at these places. */
function second_by_second(now: Standing, ...seen: SignalsTold[]) {
  const faces = new FacesSeen();
  return seen.map((one, second) => {
    faces.take(one, 1_000 * second);
    return faces.gone(now, 1_000 * second);
  });
}

test("the places are those of the last moment, and none at all once the mirror says nothing more or tells of no place", () => {
  const faces = new FacesSeen();
  expect(faces.at(0)).toBeNull();
  faces.take(told([FACE]), 0);
  expect([faces.at(2_900), faces.at(3_100)]).toEqual([[FACE], null]);
  faces.take(told(null), 4_000);
  expect(faces.at(4_000)).toBeNull();
  faces.take(told([FACE], false), 5_000);
  expect(faces.at(5_000)).toBeNull();
});

test("a face that left its frame is told of after five seconds, one that sways or looks aside for a moment is not", () => {
  const away = told([{ ...FACE, across: 12 }]);
  const near = told([{ ...FACE, across: -15, down: 2, closer: 3 }]);
  expect(second_by_second(laid(), near, away, away, away, away, away, away)).toEqual([null, null, null, null, null, null, "own"]);
  expect(second_by_second(laid(), away, away, told([]), near, away, away)).toEqual(Array(6).fill(null));
  const none = Array<SignalsTold>(6).fill(told([]));
  expect(second_by_second(laid(), ...none).at(-1)).toBe("own");
  const nearer = Array<SignalsTold>(6).fill(told([{ ...FACE, closer: -2 }]));
  expect(second_by_second(laid(), ...nearer).at(-1)).toBe("own");
});

test("it is told of whoever is shown, only in a crop, and only while faces are looked for", () => {
  const away = Array<SignalsTold>(7).fill(told([FACE]));
  expect(second_by_second(laid({ who: "both" }), ...away).at(-1)).toBe("therapist");
  const gone = Array<SignalsTold>(7).fill(told([]));
  expect(second_by_second(laid({ crop: "whole" }), ...gone).at(-1)).toBeNull();
  expect(second_by_second({ ...laid(), unframed: "own" }, ...gone).at(-1)).toBeNull();
  expect(second_by_second(laid(), ...Array<SignalsTold>(7).fill(told(null))).at(-1)).toBeNull();
});
