import { describe, expect, it } from "vitest";
import { pacingText } from "./pacing";
import { Language } from "./setup";
import type { PacingTold } from "../wire";

const language = new Language(
  {},
  {
    pacing_off: "Off.",
    pacing_none: "No figures now.",
    pacing_few: "Not known yet: {0} exchanges and {1} arousal marks so far; it takes {2} of each.",
    pacing_wide: "Not known yet: {0} exchanges and {1} arousal marks so far leave it open.",
    pacing_known: "At {0}: figures.",
  },
);

function told(state: PacingTold["state"], exchanges = 9, arousal_marks = 9): PacingTold {
  return { type: "pacing", state, exchanges, arousal_marks, outlooks: [] };
}

describe("what pacing says when it is asked", () => {
  it("counts what is missing, and never gives a figure then", () => {
    expect(pacingText(told("not_known", 3, 0), "4:05", language)).toBe(
      "Not known yet: 3 exchanges and 0 arousal marks so far; it takes 5 of each.",
    );
    expect(pacingText(told("not_known", 9, 4), "4:05", language)).toContain("it takes 5");
    expect(pacingText(told("not_known"), "4:05", language)).toContain("leave it open");
  });

  it("says when the figures were asked for, or that there are none", () => {
    expect(pacingText(told("known"), "4:05", language)).toBe("At 4:05: figures.");
    expect(pacingText(told("none"), "4:05", language)).toBe("No figures now.");
    expect(pacingText(told("off"), "4:05", language)).toBe("Off.");
  });
});
