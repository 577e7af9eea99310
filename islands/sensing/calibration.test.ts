import { expect, test } from "vitest";
import { directionOf, learn } from "./calibration";
import type { Look } from "./look";

const look = (eye_x: number, open = 0.4, nose_x = 0): Look => ({
  eye_x, eye_y: 0, nose_x, nose_y: 1.5, open, x: 0, y: 0, width: 200, eyes_apart: 80, score: 1,
});
const several = (eye_x: number): Look[] => Array.from({ length: 10 }, (_, i) => look(eye_x + (i % 3) * 0.005));
const learned = learn({ own: several(0), other: several(0.15), away: several(-0.15) });

test("each direction is known again", () => {
  expect([0, 0.15, -0.15].map((eye_x) => directionOf(look(eye_x), learned))).toEqual(["o", "t", "a"]);
});

test("between two directions it is not known", () => {
  expect(directionOf(look(0.078), learned)).toBe("?");
});

test("far from both pairs of eyes it is not known which of them is looked at", () => {
  expect(directionOf({ ...look(0), eye_y: 0.2 }, learned)).toBe("?");
});

test("closed lids are closed wherever the irises seem to be", () => {
  expect(directionOf(look(0, 0.15), learned)).toBe("c");
});

test("nothing is said before it has learned, from too little, or from what cannot be told apart", () => {
  expect(directionOf(look(0), null)).toBe("?");
  expect(learn({ own: several(0), other: several(0.15), away: [look(-0.15)] })).toBeNull();
  expect(learn({ own: several(0), other: several(0.01), away: several(-0.15) })).toBeNull();
});
