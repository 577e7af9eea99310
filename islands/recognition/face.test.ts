import { describe, expect, it } from "vitest";
import { featuresOf } from "./face";
import type { Emotion } from "../wire";

const FEELINGS: Emotion[] = ["compassion", "neutral", "sadness", "fear", "anger", "disgust", "shame"];

describe("a drawn face", () => {
  it("shows each feeling in a way of its own", () => {
    const drawn = FEELINGS.map((feeling) => JSON.stringify(featuresOf(feeling, "plain")));
    expect(new Set(drawn).size).toBe(FEELINGS.length);
  });

  it("shows a faint feeling half way from a face at rest", () => {
    const [rest, faint, plain] = [featuresOf("neutral", "plain"), featuresOf("anger", "faint"), featuresOf("anger", "plain")];
    expect(faint.brow_inner - rest.brow_inner).toBeCloseTo((plain.brow_inner - rest.brow_inner) / 2);
    expect(plain.brow_inner).toBeLessThan(0);
  });
});
