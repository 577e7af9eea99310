import { expect, test } from "vitest";
import { pointsText } from "../strip/points";
import { sayRise } from "./early_rise";

test("the band is said in whole points with their sign, the average with one decimal, and how many of those seen lie within", () => {
  const rise = { now: { mean: 0.44, low: -1, high: 2 }, later: { mean: -0.3, low: -2, high: 0 } };
  const words = "{low} to {high}, {mean} on average; later {later_low} to {later_high}, {later}. {within} of {seen} within.";
  expect(sayRise(words, rise, [1, 2, 3, -1])).toBe("−1 to +2, +0.4 on average; later −2 to 0, −0.3. 3 of 4 within.");
});

test("a zero has no sign", () => {
  expect([pointsText(0), pointsText(-0.04, 1), pointsText(2), pointsText(-1)]).toEqual(["0", "0.0", "+2", "−1"]);
});
