// The mean colour of three places of bare skin, and the face's brightness: numbers in which no face can be seen.
import type { FoundFace, Point } from "./face_source";

export type Colour = readonly [red: number, green: number, blue: number];

const PLACES = [151, 50, 280] as const; // forehead and both cheeks in the common face mesh
const CHEEKS = [234, 454] as const;
const SIZE = 0.16; // of the face's width

/** Gives the mean colour over the three places, 0 to 255; null when none of them lies in the picture. */
export function skinOf(picture: ImageData, face: FoundFace): Colour | null {
  const [left, right] = [face.points[CHEEKS[0]], face.points[CHEEKS[1]]];
  if (!left || !right) return null;
  const half = (Math.hypot(left.x - right.x, left.y - right.y) * SIZE) / 2;
  const sums = [0, 0, 0, 0];
  for (const place of PLACES) {
    const point = face.points[place];
    if (point) add(sums, picture, point, half);
  }
  const [red = 0, green = 0, blue = 0, count = 0] = sums;
  return count > 0 ? [red / count, green / count, blue / count] : null;
}

/** Of 255, as an eye weighs the colours. */
export function brightnessOf([red, green, blue]: Colour): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function add(sums: number[], picture: ImageData, { x, y }: Point, half: number): void {
  const { width, height, data } = picture;
  const [left, right] = [Math.max(0, Math.floor(x - half)), Math.min(width, Math.ceil(x + half))];
  const [top, bottom] = [Math.max(0, Math.floor(y - half)), Math.min(height, Math.ceil(y + half))];
  for (let row = top; row < bottom; row += 1) {
    for (let at = (row * width + left) * 4; at < (row * width + right) * 4; at += 4) {
      sums[0] = (sums[0] ?? 0) + (data[at] ?? 0);
      sums[1] = (sums[1] ?? 0) + (data[at + 1] ?? 0);
      sums[2] = (sums[2] ?? 0) + (data[at + 2] ?? 0);
      sums[3] = (sums[3] ?? 0) + 1;
    }
  }
}
