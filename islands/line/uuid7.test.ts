import { expect, test } from "vitest";
import { uuid7 } from "./uuid7";

test("a name has the shape of a UUID of version 7", () => {
  expect(uuid7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("names of one page sort in the order in which they were made, within one millisecond and when the clock jumps back", () => {
  const start = Date.now() + 1_000;
  const names = Array.from({ length: 10_000 }, (_, i) => uuid7(i < 9_000 ? start : start - 500));
  expect(names).toEqual([...names].sort());
  expect(new Set(names).size).toBe(names.length);
});

test("a name carries its millisecond", () => {
  const ms = Date.now() + 10_000_000;
  expect(parseInt(uuid7(ms).replaceAll("-", "").slice(0, 12), 16)).toBe(ms);
});
