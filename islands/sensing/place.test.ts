import { expect, test } from "vitest";
import type { Point } from "./face_source";
import { placeOf, spotOver } from "./place";

const CAMERA = { width: 640, height: 480 };
const SCREEN = { width: 1280, height: 800 };
const TALL = { width: 820, height: 1180 }; // 640 x 480 fills it 2.458 times as large

/** A face whose eyes and mouth are at these heights, upright, at `x`. */
function face(x: number, eyes_y: number, mouth_y: number) {
  const points: Point[] = Array.from({ length: 478 }, () => ({ x, y: (eyes_y + mouth_y) / 2 }));
  for (const [place, aside] of [[33, -40], [133, -20], [362, 20], [263, 40]] as const) points[place] = { x: x + aside, y: eyes_y };
  for (const lip of [13, 14]) points[lip] = { x, y: mouth_y };
  return { points, score: 1 };
}

const spot = (found: ReturnType<typeof face>, screen = SCREEN) => {
  const place = placeOf(found, CAMERA);
  return place && spotOver(place, CAMERA, screen);
};

test("the frame's middle has the eyes five and the mouth eleven hundredths of the screen away, once it is as close as it says", () => {
  // 640 x 480 fills 1280 x 800 twice as large: 64 pixels of the camera are 128 of the screen, 16 hundredths of its height
  expect(spot(face(320, 220, 284))).toEqual({ across: 0, down: 0, closer: 0 });
  expect(spot(face(320, 220, 252))?.closer).toBe(5); // half as large: 1.15 five times is 2.01
  expect(spot(face(320, 220, 348))?.closer).toBe(-5);
});

test("a face on the picture's left is on the mirror's right; lower is lower, by the hundredths of the screen", () => {
  expect(spot(face(192, 220, 284))?.across).toBe(20); // 128 of 640 to the camera's left
  expect(spot(face(320, 260, 324))?.down).toBe(10); // 40 pixels, 80 of the screen's 800
});

test("a tall screen shows a narrower part of the picture, and the frame lies there", () => {
  expect(spot(face(256, 220, 284), TALL)).toEqual({ across: 19, down: 0, closer: 1 });
});

test("what lies beyond a frame's reach is taken to its edge, and a face without its points has no place", () => {
  expect(spot(face(0, 300, 304), TALL)).toEqual({ across: 60, down: 13, closer: 6 });
  expect(placeOf({ points: [], score: 1 }, CAMERA)).toBeNull();
});
