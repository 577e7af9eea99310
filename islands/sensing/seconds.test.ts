import { expect, test } from "vitest";
import type { Letter } from "./calibration";
import { Seconds, type Sample } from "./seconds";

const STEP_MS = 100;

/** A picture every tenth of a second, each with the letter that stands for it. */
function play(letters: string, change: (at: number) => Partial<Sample> = () => ({})) {
  const seconds = new Seconds();
  return Array.from(letters).flatMap((letter, i) =>
    seconds.add({
      at_ms: i * STEP_MS, letter: letter as Letter, faces: 1, places: null, x: 100, y: 100, width: 200, far_cm: 60, bright: 120, skin: null, ...change(i),
    }),
  );
}

test("a second is five letters, sent once no blink can reach into it", () => {
  expect(play("o".repeat(14))).toHaveLength(0);
  const [first] = play("o".repeat(15));
  expect(first?.eyes).toEqual({ type: "eyes", eyes: "ooooo", faces: 1, places: null, blinks: 0, moved: 0, far_cm: 60, bright: 120 });
  expect(play("ooooaaaaaa" + "a".repeat(5))[0]?.eyes.eyes).toBe("ooaaa");
});

test("lids that close for a moment are a blink and change no direction; longer, they are closed", () => {
  const [blinked] = play("oooccooooo" + "o".repeat(5));
  expect([blinked?.eyes.eyes, blinked?.eyes.blinks]).toEqual(["ooooo", 1]);
  const [closed] = play("oocccccccc" + "cc" + "ooo");
  expect([closed?.eyes.eyes, closed?.eyes.blinks]).toEqual(["occcc", 0]);
  const across = play("oooooooooc" + "cooooooooo" + "o".repeat(5));
  expect(across.map(({ eyes }) => [eyes.eyes, eyes.blinks])).toEqual([["ooooo", 0], ["ooooo", 1]]);
});

test("where frames would lie is that of the second's end, from left to right, among pictures with as many faces as most", () => {
  const [one, other, stray] = [[20, 1, 2], [-20, 0, 3], [55, 9, 0]].map(([across = 0, down = 0, closer = 0]) => ({ across, down, closer }));
  if (!one || !other || !stray) throw new Error("three places");
  const two = (i: number): Partial<Sample> => (i === 9 ? { faces: 1, places: [stray] } : { faces: 2, places: [one, { ...other, down: i }] });
  expect(play("?".repeat(15), two)[0]?.eyes.places).toEqual([[-20, 8, 3], [20, 1, 2]]);
});

test("what is seen in half of a fifth only is not known", () => {
  expect(play("oaoaoaoaoa" + "o".repeat(5))[0]?.eyes.eyes).toBe("?????");
});

test("a picture that is late stands for the last one only for a while", () => {
  const seconds = new Seconds();
  const at = (at_ms: number) =>
    seconds.add({ at_ms, letter: "o", faces: 1, places: null, x: null, y: null, width: null, far_cm: null, bright: null, skin: null });
  expect([0, 300, 1_500].flatMap(at)[0]?.eyes.eyes).toBe("ooo??");
});

test("skin is sent with its times, and movement in widths of the face", () => {
  const [first] = play("o".repeat(15), (i) => ({ skin: [200 + i, 150, 120.456], x: 100 + i * 2 }));
  expect(first?.skin?.frames.slice(0, 2)).toEqual([[0, 20000, 15000, 12046], [100, 20100, 15000, 12046]]);
  expect(first?.eyes.moved).toBeCloseTo(0.09, 2);
  expect(JSON.stringify(first?.skin).length).toBeLessThan(1_024);
});
