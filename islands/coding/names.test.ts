import { expect, test } from "vitest";
import { levelAt, nameOf, type Code } from "./names";

const at = (at_ms: number, name: string): Code => ({ mark_id: `${name}${at_ms}`, at_ms, name });

test("the keys of the console mean the same marks to a second coder", () => {
  expect(nameOf("felt_shame", [], 0)).toBe("felt:shame");
  expect(nameOf("received_taken_in", [], 0)).toBe("received:taken_in");
  expect(nameOf("attitude_critical", [], 0)).toBe("noticed:critical");
  expect(nameOf("we", [], 0)).toBe("we");
  expect(nameOf("cover", [], 0)).toBeNull();
});

test("looking again ends what the coder began, not what lies later on the clock", () => {
  const marks = [at(1_000, "look_again:began"), at(9_000, "look_again:ended")];
  expect(nameOf("look_again", marks, 5_000)).toBe("look_again:ended");
  expect(nameOf("look_again", marks, 9_500)).toBe("look_again:began");
});

test("arousal goes on from the level marked last before this time, and stays on its scale", () => {
  const marks = [at(8_000, "arousal:10"), at(2_000, "arousal:3")];
  expect(nameOf("arousal_up", marks, 3_000)).toBe("arousal:4");
  expect(nameOf("arousal_up", marks, 8_000)).toBe("arousal:10");
  expect(nameOf("arousal_down", marks, 1_000)).toBe("arousal:4");
  expect(levelAt(marks, 1_000)).toBeNull();
});

test("gaze turns from what the coder marked last, and a rung is the one beside the last, within the ladder", () => {
  const rungs = ["wall", "doorway", "own_eyes"];
  const marks = [at(1_000, "gaze:at_reflection"), at(2_000, "rung:doorway"), at(5_000, "rung:own_eyes")];
  expect(nameOf("gaze", [], 0)).toBe("gaze:at_reflection");
  expect(nameOf("gaze", marks, 1_500)).toBe("gaze:away");
  expect(nameOf("rung_next", [], 0, rungs)).toBe("rung:wall");
  expect(nameOf("rung_next", marks, 3_000, rungs)).toBe("rung:own_eyes");
  expect(nameOf("rung_previous", marks, 3_000, rungs)).toBe("rung:wall");
  expect(nameOf("rung_next", marks, 6_000, rungs)).toBeNull();
});
