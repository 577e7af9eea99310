import { expect, test } from "vitest";
import { gazeAt, readGaze } from "./gazing";
import type { KeptMoment } from "../wire";

const at = (session_ms: number, mark: object): KeptMoment => ({ session_ms, mark }) as unknown as KeptMoment;
const look = (session_ms: number, at_reflection: boolean): KeptMoment => at(session_ms, { kind: "gaze", at_reflection });
const cover = (session_ms: number, covered: boolean): KeptMoment => at(session_ms, { kind: "cover", covered });

test("nothing marked is no gaze", () => {
  expect(gazeAt(readGaze([]), 9_000)).toEqual({ still_ms: 0, total_ms: 0 });
});

test("a gaze that goes on is counted up to now, and the same mark again does not begin it anew", () => {
  const gaze = readGaze([look(1_000, true), look(2_000, false), look(5_000, true), look(6_000, true)]);
  expect(gazeAt(gaze, 8_000)).toEqual({ still_ms: 3_000, total_ms: 4_000 });
});

test("a covered mirror breaks the gaze, and is not counted", () => {
  const marks = [look(0, true), cover(4_000, true)];
  expect(gazeAt(readGaze(marks), 60_000)).toEqual({ still_ms: 0, total_ms: 4_000 });
  expect(gazeAt(readGaze([...marks, cover(10_000, false)]), 12_000)).toEqual({ still_ms: 2_000, total_ms: 6_000 });
});

test("while only the therapist is shown nobody looks at their own reflection", () => {
  const view = (ms: number, who: string): KeptMoment => at(ms, { kind: "view", who });
  const gaze = readGaze([view(0, "therapist"), look(1_000, true), view(3_000, "own"), view(5_000, "therapist")]);
  expect(gazeAt(gaze, 60_000)).toEqual({ still_ms: 0, total_ms: 2_000 });
});
