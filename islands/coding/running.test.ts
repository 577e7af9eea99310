import { expect, test } from "vitest";
import { readTime, RunningClock } from "./running";

test("the clock runs, is held, moved and set, and stays within the session", () => {
  let now = 100;
  const clock = new RunningClock(60_000, () => now);
  clock.turn();
  now += 2_500;
  expect(clock.at()).toBe(2_500);
  expect(clock.at(1_100)).toBe(1_000);
  clock.set(clock.at() + 10_000);
  now += 500;
  clock.turn();
  now += 9_999;
  expect(clock.at()).toBe(13_000);
  clock.set(-5);
  expect(clock.at()).toBe(0);
  clock.set(70_000);
  expect(clock.at()).toBe(60_000);
});

test("a time is read as it is written", () => {
  expect([readTime("4:05"), readTime(" 1:04:05 "), readTime("4"), readTime("4:x")]).toEqual([245_000, 3_845_000, null, null]);
});
