import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { APART_MS, Picture } from "./picture";
import { FIRST_VIEW, type View } from "../line/view";
import type { KeptMoment } from "../wire";

const drawn: View[] = [];
let picture: Picture;

const kept = (seq: number, session_ms: number, mark: KeptMoment["mark"]): KeptMoment => ({
  moment_id: String(seq), seq, author: "therapist", session_ms, marked_at: "2026-11-23T09:00:00Z", mark, is_late: false, reason: "",
});

beforeEach(() => {
  vi.useFakeTimers();
  drawn.length = 0;
  picture = new Picture((view) => drawn.push(view));
  vi.advanceTimersByTime(APART_MS);
});
afterEach(() => vi.useRealTimers());

test("keys that are hammered never make the picture flash", () => {
  for (let at = 0; at < 2_000; at += 20) {
    picture.set({ ...FIRST_VIEW, border: (at / 20) % 2 ? 0 : 3 }, at);
    vi.advanceTimersByTime(20);
  }
  expect(drawn.length - 1).toBeLessThanOrEqual(2_000 / APART_MS + 1);
});

test("the last state of several quick ones is the one that stays", () => {
  for (const border of [1, 2, 3]) picture.set({ ...FIRST_VIEW, border }, border);
  vi.advanceTimersByTime(APART_MS);
  expect(drawn.at(-1)?.border).toBe(3);
});

test("the log sets it and a slip that is taken back does not stay", () => {
  picture.hear(kept(1, 10, { ...FIRST_VIEW, veil: "softened" }));
  picture.hear(kept(2, 20, { ...FIRST_VIEW, veil: "outline" }));
  vi.advanceTimersByTime(APART_MS);
  expect(drawn.at(-1)?.veil).toBe("outline");
  picture.hear(kept(3, 30, { kind: "retraction", retracted: "2" }));
  vi.advanceTimersByTime(APART_MS);
  expect(drawn.at(-1)?.veil).toBe("softened");
});
