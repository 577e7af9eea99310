import { expect, test } from "vitest";
import { decimal } from "./decimal";
import { pointsText } from "./points";

test("a figure has the decimal mark of its language and as many decimals as it is asked for", () => {
  expect([decimal(0.606, 2, "en"), decimal(0.606, 2, "it"), decimal(12345, 1, "it"), decimal(3, 0, "en")]).toEqual(["0.61", "0,61", "12345,0", "3"]);
});

test("points keep their sign in both languages, and nothing has none", () => {
  expect([pointsText(-0.44, 1, "it"), pointsText(0.44, 1, "en"), pointsText(-0.04, 1, "it")]).toEqual(["−0,4", "+0.4", "0,0"]);
});
