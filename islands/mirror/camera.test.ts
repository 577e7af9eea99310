import { expect, test } from "vitest";

import { troubleOf } from "./camera";

test.each([
  ["NotAllowedError", "refused"],
  ["SecurityError", "refused"],
  ["NotFoundError", "no_camera"],
  ["OverconstrainedError", "no_camera"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
])("%s is said as %s", (name, trouble) => {
  expect(troubleOf(new DOMException("", name))).toBe(trouble);
});

test("a browser that knows of no cameras has no camera", () => {
  expect(troubleOf(new TypeError("navigator.mediaDevices is undefined"))).toBe("no_camera");
});
