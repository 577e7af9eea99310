import { expect, test } from "vitest";

import { coverNow, hearCover, hearMoment, UNCOVERED, type Cover } from "./cover";
import type { KeptMoment } from "./wire";

function kept(mark: KeptMoment["mark"], session_ms: number): KeptMoment {
  const marked_at = "2026-11-23T09:00:00Z";
  return { moment_id: "m", seq: 1, author: "therapist", session_ms, marked_at, mark, is_late: false, reason: "" };
}

test("whichever news of the same cover comes first, the mirror is covered once and stays so", () => {
  const touched = coverNow(UNCOVERED, true, 1_000);
  expect(hearMoment(touched, kept({ kind: "cover", covered: true }, 1_000))).toEqual({ covered: true, sinceMs: 1_000 });
  expect(hearMoment(touched, kept({ kind: "cover", covered: true }, 990))).toEqual(touched);
});

test("an uncovering that was on its way when the patient covered does not uncover", () => {
  const covered = coverNow(UNCOVERED, true, 5_000);
  expect(hearCover(covered, false, 4_990).covered).toBe(true);
  expect(hearCover(covered, false, 5_000).covered).toBe(true);
  expect(hearCover(covered, false, 5_001).covered).toBe(false);
});

test("a cover that arrives late does not cover again what was uncovered since", () => {
  const uncovered = coverNow(coverNow(UNCOVERED, true, 1_000), false, 2_000);
  expect(hearCover(uncovered, true, 1_000)).toEqual(uncovered);
});

test("a touch always covers, even when this page's clock runs a little behind", () => {
  const uncovered = hearCover({ covered: true, sinceMs: 1_000 }, false, 3_000);
  expect(coverNow(uncovered, true, 2_950)).toEqual({ covered: true, sinceMs: 3_000 });
});

test("grounding covers, its end does not uncover, other marks change nothing", () => {
  const grounded = hearMoment(UNCOVERED, kept({ kind: "grounding", step: "began" }, 100));
  expect(grounded.covered).toBe(true);
  expect(hearMoment(grounded, kept({ kind: "grounding", step: "ended" }, 200))).toEqual(grounded);
  expect(hearMoment(grounded, kept({ kind: "we" }, 300))).toEqual(grounded);
});

test("when the session opens its clock starts anew, and what came before is not newer than anything", () => {
  const early: Cover = { covered: true, sinceMs: 90_000 };
  const opened = hearMoment(early, kept({ kind: "opened" }, 0));
  expect(opened.covered).toBe(true);
  expect(hearCover(opened, false, 10).covered).toBe(false);
});
