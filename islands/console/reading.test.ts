import { describe, expect, it } from "vitest";
import { endText, readingText, riseText } from "./reading";
import { Language } from "./setup";
import type { ReadingTold } from "../wire";

const language = new Language(
  { "felt.sadness": "Sadness", "perceived.anger": "Anger" },
  {
    reading_preparing: "Preparing the reading …",
    reading_none: "No reading: the mark is saved.",
    reading_none_yet: "Not known yet: no exchange so far.",
    reading_one: "Not known yet: 1 exchange so far in {0}.",
    reading_few: "Not known yet: {1} exchanges so far in {0}.",
    reading_wide: "Not known yet: the {1} exchanges so far in {0} leave it open.",
    reading_known: "In {0}, may read {1}: {2} ({3}–{4}), from {5} moments.",
    reading_known_faces: "In {0}, may read {1}: {2} ({3}–{4}), from {5} moments and {6} drawn faces.",
    rise_not_known: "In {0}: not known yet.",
    rise_known: "In {0}, may rise: {2} to {3}, {1}; later {5} to {6}, {4}.",
    settle_known: "In {0}, may settle: {1} ({2} to {3}); later {4} ({5} to {6}).",
    end_known: "It may end at {0} ({1}–{2}).",
    end_not_known: "Not known yet.",
  },
);
const estimate = { mean: 0.606, low: 0.4, high: 0.789 };

function told(state: ReadingTold["state"], exchanges: number): ReadingTold {
  const readings = [{ emotion: "anger" as const, chance: estimate, is_known: state === "known" }];
  const window = { lower_edge: 1, upper_edge: { mean: 6.24, low: 5.3, high: 7.16 }, is_upper_edge_known: state === "known" };
  const known = { now: { mean: 0.44, low: -1, high: 2 }, later: { mean: -0.2, low: -2, high: 0 } };
  const move = state === "known" ? known : { now: null, later: null };
  return { type: "reading", state, exchanges, foretold: { felt: "sadness", exchanges, readings, ...window, move, faces: 0 } };
}

describe("the reading's line", () => {
  it("says what may be read, with its interval and the moments behind it", () => {
    expect(readingText(told("known", 14), language)).toBe("In sadness, may read anger: 0.61 (0.40–0.79), from 14 moments.");
  });

  it("says how little is known, and never a figure then", () => {
    expect(readingText(told("not_known", 3), language)).toBe("Not known yet: 3 exchanges so far in sadness.");
    expect(readingText(told("not_known", 1), language)).toBe("Not known yet: 1 exchange so far in sadness.");
    expect(readingText(told("not_known", 9), language)).toBe("Not known yet: the 9 exchanges so far in sadness leave it open.");
    expect(readingText({ type: "reading", state: "not_known", exchanges: 0, foretold: null }, language)).toBe(
      "Not known yet: no exchange so far.",
    );
  });

  it("names the drawn faces that it also rests on", () => {
    const { foretold, ...rest } = told("known", 14);
    if (!foretold) throw new Error("nothing is foretold");
    expect(readingText({ ...rest, foretold: { ...foretold, faces: 28 } }, language)).toBe(
      "In sadness, may read anger: 0.61 (0.40–0.79), from 14 moments and 28 drawn faces.",
    );
  });

  it("says how the next mark of arousal may lie, now and later, in whole points with their average, or that it is not known", () => {
    expect(riseText(told("known", 14), language)).toBe("In sadness, may rise: −1 to +2, +0.4; later −2 to 0, −0.2.");
    expect(riseText(told("not_known", 9), language)).toBe("In sadness: not known yet.");
    expect(riseText({ type: "reading", state: "none", exchanges: 0, foretold: null }, language)).toBe("");
  });

  it("says where the window may end, or that it is not known", () => {
    expect(endText(told("known", 14), language)).toBe("It may end at 6.2 (5.3–7.2).");
    expect(endText(told("not_known", 9), language)).toBe("Not known yet.");
    expect(endText({ type: "reading", state: "preparing", exchanges: 0, foretold: null }, language)).toBe("");
  });

  it("says that it is being prepared, or that there is none", () => {
    expect(readingText(told("preparing", 0), language)).toBe("Preparing the reading …");
    expect(readingText(told("none", 0), language)).toBe("No reading: the mark is saved.");
  });
});
