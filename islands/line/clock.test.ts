import { expect, test } from "vitest";
import { SessionClock } from "./clock";

const tock = (sent_ms: number, session_ms: number) => ({ type: "tock", sent_ms, session_ms }) as const;

test("an answer that came back at once sets the clock", () => {
  const clock = new SessionClock(null);
  clock.hear(tock(1_000, 50_000), 1_000);
  expect(clock.at(1_250)).toBe(50_250);
});

test("the quickest answer is believed, not the latest", () => {
  const clock = new SessionClock(null);
  clock.hear(tock(1_000, 51_001), 1_002);
  clock.hear(tock(2_000, 52_390), 2_400);
  expect(clock.at(3_000)).toBe(53_000);
});

test("a room that started again is believed from its first answer on", () => {
  const clock = new SessionClock(null);
  clock.hear(tock(1_000, 51_000), 1_000);
  clock.enter(90_000, 2_000);
  expect(clock.at(2_500)).toBe(90_500);
});

test("after the computer slept, the first answer is believed over quicker ones from before", () => {
  const clock = new SessionClock(null);
  clock.hear(tock(1_000, 51_000), 1_002);
  clock.hear(tock(2_000, 1_852_010), 2_020); // half an hour that this page's own clock did not see
  expect(clock.at(3_000)).toBe(1_853_000);
});

test("stamps never run backwards when the clock learns better", () => {
  const clock = new SessionClock(null);
  clock.enter(10_000, 0);
  expect(clock.stamp(100)).toBe(10_100);
  clock.hear(tock(100, 10_050), 100);
  expect(clock.stamp(110)).toBe(10_100);
  expect(clock.stamp(200)).toBe(10_150);
});

test("before the room ever answered, the session's opening by this computer's clock is taken", () => {
  const clock = new SessionClock(1_000_000, 1_060_000);
  expect(clock.isKnown).toBe(false);
  expect(clock.at(500)).toBe(60_500);
});

test("a clock set back on this computer does not put a mark before the session opened", () => {
  expect(new SessionClock(1_000_000, 0).at(500)).toBe(0);
});
