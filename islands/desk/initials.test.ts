import { expect, test } from "vitest";

import { initialsOf } from "./initials";

test("initials are the first letters of up to three words", () => {
  expect(initialsOf("blue heron")).toBe("BH");
  expect(initialsOf("Ada, for practice only")).toBe("AFP");
});

test("a single word gives its first two letters", () => {
  expect(initialsOf(" étoile ")).toBe("ÉT");
});

test("what holds no letter suggests nothing", () => {
  expect(initialsOf("👩‍🌾 —")).toBe("");
});
