import { expect, test } from "vitest";
import { sayRise } from "./early_rise";

test("the band is said with its sign and its interval, a rise and a calming alike", () => {
  const rise = { now: { mean: 1.24, low: 0.3, high: 2.1 }, later: { mean: -0.4, low: -1, high: 0.25 } };
  expect(sayRise("{mean} ({low} to {high}), later {later} ({later_low} to {later_high})", rise)).toBe(
    "+1.2 (+0.3 to +2.1), later −0.4 (−1.0 to +0.3)",
  );
});
