import { expect, test } from "vitest";
import { beforeGaze, duringGaze } from "./guards";
import type { Setup } from "./setup";
import { readStanding } from "./standing";
import type { KeptMoment } from "../wire";

const SETUP = {
  cues: [], exchange_gap_ms: 1, still_gaze_ms: 60_000, total_gaze_ms: 100_000, course_gaze_ms: 0, gaze_before_ms: 3_590_000,
  light: { enough_lx: 150, dim_lx: 50, dark_lx: 15, near_cm: 100 },
} as unknown as Setup;
const at = (session_ms: number, mark: object): KeptMoment =>
  ({ session_ms, mark, moment_id: String(session_ms), author: "therapist" }) as unknown as KeptMoment;
const light = (ms: number, lux: number | null, distance_cm: number | null = null): KeptMoment =>
  at(ms, { kind: "light", by_list: true, lux, distance_cm });
const passed = (ms: number, limit: string): KeptMoment => at(ms, { kind: "passed", limit });
const before = (...log: KeptMoment[]): string | undefined => beforeGaze(readStanding(log, SETUP), SETUP)?.sentence;
const during = (now: number, ...log: KeptMoment[]): string | undefined =>
  duringGaze(readStanding(log, SETUP), SETUP, now)?.sentence;

test("before the first gaze light and distance are looked at", () => {
  expect(before()).toBe("light_unseen");
  expect(before(light(1, null))).toBeUndefined();
  expect(before(light(1, 50, 100))).toBeUndefined();
  expect(before(light(1, 49, 100))).toBe("light_dim");
  expect(before(light(1, 200, 99))).toBe("too_near");
});

test("what was passed on purpose is passed until a new reading is taken", () => {
  expect(before(light(1, 20), passed(2, "light"))).toBeUndefined();
  expect(before(light(1, 20), passed(2, "light"), light(3, 30))).toBe("light_dim");
});

test("in the dark there is no guided gaze, whatever was passed", () => {
  expect(before(light(1, 14), passed(2, "light"))).toBe("light_dark");
  expect(beforeGaze(readStanding([light(1, 14)], SETUP), SETUP)?.stops).toBe(true);
});

test("a gaze that lasts is asked about once for each stretch, the whole of it once for the session", () => {
  const look = (ms: number, is: boolean): KeptMoment => at(ms, { kind: "gaze", at_reflection: is });
  expect(during(59_000, look(0, true))).toBeUndefined();
  expect(during(60_000, look(0, true))).toBe("still_reached");
  expect(during(70_000, look(0, true), passed(61_000, "still_gaze"))).toBeUndefined();
  const second = [look(0, true), passed(61_000, "still_gaze"), look(70_000, false), look(80_000, true)];
  expect(during(100_000, ...second)).toBeUndefined();
  expect(during(110_000, ...second)).toBe("total_reached");
  expect(during(140_000, ...second, passed(111_000, "total_gaze"))).toBe("still_reached");
});

test("where a clinic sets a limit for the whole course it is asked about once in a session", () => {
  const setup = { ...SETUP, course_gaze_ms: 3_600_000 };
  const look = (ms: number, is: boolean): KeptMoment => at(ms, { kind: "gaze", at_reflection: is });
  const asks = (now: number, ...log: KeptMoment[]): (string | undefined)[] => {
    const standing = readStanding([light(1, null), ...log], SETUP);
    return [beforeGaze(standing, setup), duringGaze(standing, setup, now)].map((one) => one?.limit);
  };
  expect(asks(9_000, look(2, true))).toEqual([undefined, undefined]);
  expect(asks(10_002, look(2, true))).toEqual([undefined, "course_gaze"]);
  expect(asks(20_000, look(2, true), look(10_002, false))).toEqual(["course_gaze", undefined]);
  expect(asks(20_000, look(2, true), passed(10_500, "course_gaze"))).toEqual([undefined, undefined]);
  expect(during(20_000, look(2, true))).toBeUndefined();
});
