import { expect, test } from "vitest";
import { measuredIn } from "./measured";
import type { KeptMoment } from "../wire";

type Mark = KeptMoment["mark"];
const log = (...marks: Mark[]): KeptMoment[] =>
  marks.map((mark, i) => ({
    moment_id: `m${i + 1}`, seq: i + 1, author: "room", session_ms: i * 10_000, marked_at: "2026-11-23T09:00:00Z", mark, is_late: false, reason: "",
  }));
const belt = (from_ms: number, rate_bpm: (number | null)[]): Mark => ({
  kind: "measured", signal: "belt", from_ms, sha256: "", values: { rate_bpm, rmssd_ms: [], rr_1024: [], contact: true, battery: null },
});
const eyes = (from_ms: number, seen: ("own" | "away" | null)[]): Mark => ({
  kind: "measured", signal: "eyes", from_ms, sha256: "",
  values: { eyes: seen, faces: [], blinks: [], moved: [], far_cm: [], too_dark: [], quality: [] },
});

test("what the eyes did goes on over stretches, and not over what is not known", () => {
  const read = measuredIn(log(eyes(0, ["own", "own"]), eyes(2_000, ["own", null, "own", "away"])));
  expect(read.eyes.map(({ from_ms, to_ms, what }) => [from_ms, to_ms, what])).toEqual([
    [0, 3_000, "own"], [4_000, 5_000, "own"], [5_000, 6_000, "away"],
  ]);
});

test("a heart rate breaks where it is not known and where nothing came", () => {
  const read = measuredIn(log(belt(0, [70, 71, null, 72]), belt(9_000, [73])));
  expect(read.belt.map((run) => run.map((one) => one.rate_bpm))).toEqual([[70, 71], [72], [73]]);
});

test("what was erased is gone, also for a page that still has it", () => {
  const read = measuredIn(log(belt(0, [70]), eyes(0, ["own"]), { kind: "erased", signal: "belt", stretches: 1 }, belt(20_000, [75])));
  expect(read.belt.map((run) => run.map((one) => one.rate_bpm))).toEqual([[75]]);
  expect(read.eyes).toHaveLength(1);
});

test("a baseline waits for a minute that is known", () => {
  expect(measuredIn(log(belt(0, Array<number>(59).fill(70)))).first_bpm.belt).toBeNull();
  expect(measuredIn(log(belt(0, [...Array<number>(60).fill(70), 150]))).first_bpm.belt).toBe(70);
});
