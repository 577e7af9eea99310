import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { SessionClock } from "../line/clock";
import { Keeping } from "../line/keeping";
import type { Nearby } from "../line/nearby";
import { FIRST_VIEW, type Spot } from "../line/view";
import type { KeptMoment } from "../wire";
import { Acts } from "./acts";
import type { Guard } from "./guards";
import { SessionLog } from "./log";
import { SETTLE_MS } from "./settle";
import type { Rung, Setup } from "./setup";

const rung = (rung_id: string, stable: number, shows: Partial<typeof FIRST_VIEW> | null): Rung => ({
  rung_id, word: rung_id, own_reflection: shows !== null, view: shows && { ...FIRST_VIEW, ...shows }, stable,
});
const SETUP: Setup = {
  session_id: "s", is_practice: true, opened_at_ms: null, window: { lower: 3, upper: 7 }, exchange_gap_ms: 120_000,
  still_gaze_ms: 60_000, total_gaze_ms: 900_000, course_gaze_ms: 0, gaze_before_ms: 0, last_gaze_ms: 0, light: { enough_lx: 150, dim_lx: 50, dark_lx: 15, near_cm: 100 },
  is_mirror_real: false, stable_sessions: 2, keys: {}, keys_on: true, has_pacing: false, cues: [],
  ladder: [rung("wall", 2, null), rung("outlines", 1, { veil: "outline", who: "both" }), rung("eyes", 0, { crop: "face" })],
};
const LIT: KeptMoment = {
  moment_id: "light", seq: 1, author: "therapist", session_ms: 0, marked_at: "2026-11-23T09:00:00Z", is_late: false,
  reason: "", mark: { kind: "light", by_list: false, lux: 200, distance_cm: 150 },
};

function desk(kept: readonly KeptMoment[] = [LIT], faces: readonly Spot[] | null = null) {
  const told: Nearby[] = [];
  const asked: { guard: Guard; then: () => void }[] = [];
  const keeping = new Keeping(new SessionClock(null), () => undefined);
  const log = new SessionLog(SETUP, keeping);
  log.take(kept);
  const acts = new Acts(SETUP, log, keeping, {
    tell: (said) => void told.push(said),
    ask: (guard, then) => void asked.push({ guard, then }),
    isMirrorCovered: () => false,
    faces: () => faces,
    changed: () => undefined,
  });
  let now = 0;
  const press = (...actions: string[]): void => {
    for (const action of actions) acts.do(action, (now += 100));
  };
  return { acts, log, press, told, asked, marks: () => keeping.marks.map((own) => own.moment.mark) };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test("each press is one step of the veil, its last step is the cover, and the mirror is told before anything is kept", () => {
  const { press, marks, told } = desk();
  press("veil_more", "veil_more", "veil_more", "veil_more", "veil_less", "veil_less");
  expect(marks()).toMatchObject([
    { kind: "view", veil: "softened" },
    { kind: "view", veil: "outline" },
    { kind: "cover", covered: true },
    { kind: "cover", covered: false },
    { kind: "view", veil: "softened" },
  ]);
  expect(told).toHaveLength(5);
});

test("crop, person and border go round; brightness stops at its ends and marks nothing there", () => {
  const { press, marks } = desk();
  press("crop_next", "who_next", "border_next", "border_next", "border_next", "border_next");
  expect(marks().at(-1)).toMatchObject({ crop: "face", who: "both", border: 0 });
  const before = marks().length;
  press("brighter", "brighter", "brighter", "brighter", "brighter");
  expect(marks().length - before).toBe(3);
});

test("nudges that follow each other move the mirror at once and are one mark", () => {
  const { press, marks, told } = desk();
  press("frame_left", "frame_left", "frame_closer");
  expect(told).toHaveLength(3);
  expect(marks()).toEqual([]);
  vi.advanceTimersByTime(SETTLE_MS);
  expect(marks()).toEqual([{ kind: "frame", who: "own", across: -6, down: 0, closer: 1 }]);
});

test("a crop without a frame laid on that face is told of until a hand has laid it", () => {
  const { press, log } = desk();
  const unframed = (): string | null => log.standing.unframed;
  expect(unframed()).toBeNull();
  press("crop_next");
  expect(unframed()).toBe("own");
  press("frame_up", "who_next");
  expect(unframed()).toBe("therapist");
});

const LEFT: Spot = { across: -21, down: 4, closer: 3 };
const RIGHT: Spot = { across: 23, down: -2, closer: 5 };

test("the frame is laid on the one face that is seen, at once and on the log, as a hand would lay it", () => {
  const { press, marks, told, acts, log } = desk([LIT], [LEFT]);
  press("frame_up", "crop_next", "frame_lay");
  expect(marks().filter((mark) => mark.kind === "frame")).toEqual([
    { kind: "frame", who: "own", across: 0, down: -3, closer: 0 },
    { kind: "frame", who: "own", ...LEFT },
  ]);
  expect(told.at(-1)).toEqual({ shown: { kind: "frame", who: "own", ...LEFT } });
  expect([acts.remark?.sentence, log.standing.unframed]).toEqual(["frame_laid", null]);
  press("undo");
  expect(log.standing.frames.own.down).toBe(-3);
});

test("of two faces each person's frame is laid on the side where it lay, and the two can change sides", () => {
  const { press, marks, acts, log } = desk([LIT], [LEFT, RIGHT]);
  press("frame_lay");
  expect(marks()).toEqual([{ kind: "frame", who: "own", ...LEFT }, { kind: "frame", who: "therapist", ...RIGHT }]);
  expect(acts.remark?.sentence).toBe("frame_laid_right");
  press("frame_swap");
  expect(log.standing.frames).toEqual({ own: { kind: "frame", who: "own", ...RIGHT }, therapist: { kind: "frame", who: "therapist", ...LEFT } });
  press("frame_lay");
  expect(log.standing.frames.therapist).toEqual({ kind: "frame", who: "therapist", ...LEFT });
  expect(acts.remark?.sentence).toBe("frame_laid_left");
});

test("where nobody looks for a face, none is seen, or it is not clear whose it is, the frame stays and it is said", () => {
  for (const [faces, sentence] of [[null, "frame_by_hand"], [[], "frame_no_face"]] as const) {
    const { press, marks, acts } = desk([LIT], faces);
    press("frame_lay");
    expect([marks(), acts.remark?.sentence]).toEqual([[], sentence]);
  }
  const { press, marks, acts } = desk([LIT], [LEFT]);
  press("who_next", "frame_lay");
  expect([marks().map(({ kind }) => kind), acts.remark?.sentence]).toEqual([["view"], "frame_one_of_two"]);
});

test("a nudge that still settles is kept before the next act", () => {
  const { press, marks } = desk();
  press("frame_up", "cover");
  expect(marks().map((mark) => mark.kind)).toEqual(["frame", "cover"]);
});

test("the rung sets the picture: the wall covers, the next one shows", () => {
  const { press, marks } = desk();
  press("rung_next", "rung_next");
  expect(marks()).toMatchObject([
    { kind: "rung", rung: "wall", own_reflection: false },
    { kind: "cover", covered: true },
    { kind: "rung", rung: "outlines", own_reflection: true },
    { kind: "view", veil: "outline", who: "both" },
    { kind: "cover", covered: false },
  ]);
});

test("going on before the clinic's rule is met asks, and is done once it is answered; going back never asks", () => {
  const { press, marks, asked } = desk();
  press("rung_next", "rung_next", "rung_next");
  expect(asked.map(({ guard }) => guard)).toMatchObject([{ limit: "ladder", values: ["eyes", 1, 2], stops: false }]);
  expect(marks().filter((mark) => mark.kind === "rung")).toHaveLength(2);
  asked[0]?.then();
  expect(marks().filter((mark) => mark.kind === "rung").at(-1)).toMatchObject({ rung: "eyes" });
  press("rung_previous", "rung_previous");
  expect(asked).toHaveLength(1);
});

test("while somebody is grounded no key uncovers, and a second press of ground now does not end it", () => {
  const { press, marks, acts } = desk();
  press("ground", "ground", "cover", "veil_less", "rung_next", "rung_next");
  expect(acts.remark).toBeNull();
  expect(marks().filter((mark) => mark.kind === "cover")).toEqual([{ kind: "cover", covered: true }]);
  expect(marks().filter((mark) => mark.kind === "grounding")).toEqual([{ kind: "grounding", step: "began" }]);
});

test("without light looked at the mirror is not uncovered, and a gaze is marked all the same", () => {
  const { press, marks, asked } = desk([]);
  press("cover", "cover", "gaze");
  expect(asked.map(({ guard }) => guard.sentence)).toEqual(["light_unseen", "light_unseen"]);
  expect(marks()).toEqual([{ kind: "cover", covered: true }, { kind: "gaze", at_reflection: true }]);
});
