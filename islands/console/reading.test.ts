import { describe, expect, it } from "vitest";
import { readingText } from "./reading";
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
  },
);
const estimate = { mean: 0.606, low: 0.4, high: 0.789 };

function told(state: ReadingTold["state"], exchanges: number): ReadingTold {
  const readings = [{ emotion: "anger" as const, chance: estimate, is_known: state === "known" }];
  const window = { lower_edge: 1, upper_edge: estimate, is_upper_edge_known: false, early_rise: estimate };
  return { type: "reading", state, exchanges, foretold: { felt: "sadness", exchanges, readings, ...window } };
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

  it("says that it is being prepared, or that there is none", () => {
    expect(readingText(told("preparing", 0), language)).toBe("Preparing the reading …");
    expect(readingText(told("none", 0), language)).toBe("No reading: the mark is saved.");
  });
});
