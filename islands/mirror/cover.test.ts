import { beforeEach, expect, test } from "vitest";

import { Cover } from "./cover";
import type { KeptMoment } from "../wire";

let cover: Cover;
let count: number;

/** The next moment of the log; gives its id. */
function kept(mark: KeptMoment["mark"], session_ms: number): string {
  count += 1;
  const moment_id = `moment ${count}`;
  const marked_at = "2026-11-23T09:00:00Z";
  cover.hear({ moment_id, seq: count, author: "therapist", session_ms, marked_at, mark, is_late: false, reason: "" });
  return moment_id;
}

function covered(isOn: boolean, session_ms: number): string {
  return kept({ kind: "cover", covered: isOn }, session_ms);
}

beforeEach(() => {
  cover = new Cover();
  count = 0;
});

test("whichever news of the same cover comes first, the mirror is covered and stays so", () => {
  cover.set(true, 1_000);
  covered(true, 1_000);
  covered(true, 990);
  expect(cover.isOn).toBe(true);
});

test("an uncovering that was on its way when the patient covered does not uncover", () => {
  cover.set(true, 5_000);
  covered(false, 4_990);
  covered(false, 5_000);
  expect(cover.isOn).toBe(true);
  covered(false, 5_001);
  expect(cover.isOn).toBe(false);
});

test("a cover that arrives late does not cover again what was uncovered since", () => {
  cover.set(true, 1_000);
  cover.set(false, 2_000);
  covered(true, 1_000);
  expect(cover.isOn).toBe(false);
});

test("a touch always covers, even when this page's clock runs a little behind", () => {
  covered(false, 3_000);
  cover.set(true, 2_950);
  expect(cover.isOn).toBe(true);
  covered(false, 2_990);
  expect(cover.isOn).toBe(true);
});

test("grounding covers, its end does not uncover, other marks change nothing", () => {
  kept({ kind: "grounding", step: "began" }, 100);
  expect(cover.isOn).toBe(true);
  kept({ kind: "grounding", step: "ended" }, 200);
  kept({ kind: "we" }, 300);
  expect(cover.isOn).toBe(true);
});

test("a slip that is taken back leaves the mirror as it was, both ways", () => {
  const slip = covered(true, 1_000);
  kept({ kind: "retraction", retracted: slip }, 1_500);
  expect(cover.isOn).toBe(false);
  covered(true, 2_000);
  const other = covered(false, 3_000);
  kept({ kind: "retraction", retracted: other }, 3_500);
  expect(cover.isOn).toBe(true);
});

test("taking back an older mark, or one that a touch has overruled, changes nothing", () => {
  const older = covered(true, 1_000);
  covered(false, 2_000);
  kept({ kind: "retraction", retracted: older }, 2_500);
  expect(cover.isOn).toBe(false);
  const slip = covered(false, 3_000);
  cover.set(true, 3_200);
  kept({ kind: "retraction", retracted: slip }, 3_500);
  expect(cover.isOn).toBe(true);
});

test("when the session opens its clock starts anew, and what came before is not newer than anything", () => {
  cover.set(true, 90_000);
  kept({ kind: "opened" }, 0);
  expect(cover.isOn).toBe(true);
  covered(false, 10);
  expect(cover.isOn).toBe(false);
});
