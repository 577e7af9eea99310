import { expect, test } from "vitest";
import { readBeat } from "./heart_rate";

const bytes = (...values: number[]): DataView => new DataView(new Uint8Array(values).buffer);

test("a narrow rate with two intervals", () => {
  expect(readBeat(bytes(0x10, 72, 0x55, 0x03, 0x00, 0x04))).toEqual({ rate_bpm: 72, rr: [853, 1024], contact: null });
});

test("a wide rate, energy spent between, contact told", () => {
  expect(readBeat(bytes(0x1f, 0x2c, 0x01, 9, 9, 0xff, 0x02))).toEqual({ rate_bpm: 300, rr: [767], contact: true });
  expect(readBeat(bytes(0x04, 60))).toEqual({ rate_bpm: 60, rr: [], contact: false });
});

test("half an interval, or too few bytes, is not made up", () => {
  expect(readBeat(bytes(0x10, 72, 0x55))).toEqual({ rate_bpm: 72, rr: [], contact: null });
  expect(readBeat(bytes(0x19, 72, 0x55))).toBeNull();
  expect(readBeat(bytes(0x10))).toBeNull();
  expect(readBeat(bytes())).toBeNull();
});
