import { beforeEach, expect, test } from "vitest";

import { FrameMeter } from "./frames";

let waiting: VideoFrameRequestCallback | undefined;
let meter: FrameMeter;

const video = {
  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    waiting = callback;
    return 1;
  },
} as unknown as HTMLVideoElement;

function present(atMs: number, presentedFrames: number, captureTime?: number): void {
  const frame = { presentationTime: atMs, expectedDisplayTime: atMs + 10, presentedFrames };
  waiting?.(atMs, { ...frame, ...(captureTime === undefined ? {} : { captureTime }) } as VideoFrameCallbackMetadata);
}

beforeEach(() => {
  waiting = undefined;
  meter = new FrameMeter(video);
});

test("nothing is known before two pictures were seen", () => {
  meter.look(0);
  present(5, 1);
  expect(meter.measured).toEqual({ rate_hz: null, delay_ms: null });
});

test("the rate is what the browser counted between two looks, the delay from capture to screen", () => {
  meter.look(0);
  present(0, 100, -20);
  meter.look(2_000);
  present(2_000, 160, 1_990);
  expect(meter.measured).toEqual({ rate_hz: 30, delay_ms: 30 });
});

test("a browser that does not tell of captures leaves the delay not known", () => {
  meter.look(0);
  present(0, 0);
  meter.look(1_000);
  present(1_000, 25);
  expect(meter.measured).toEqual({ rate_hz: 25, delay_ms: null });
});

test("a picture that does not come is noticed", () => {
  expect(meter.silentMs(9_000)).toBe(0);
  meter.look(1_000);
  meter.look(2_000);
  expect(meter.silentMs(4_500)).toBe(3_500);
  present(4_600, 1);
  expect(meter.silentMs(5_000)).toBe(0);
});

test("a page that nobody sees, or that slept, has missed no picture", () => {
  meter.look(1_000);
  meter.look(3_000, false);
  meter.look(63_000, false);
  expect(meter.silentMs(63_000)).toBe(0);
  meter.look(200_000);
  expect(meter.silentMs(201_000)).toBe(1_000);
});
