import { expect, test } from "vitest";
import { speaksOfHarm } from "./harm";

function given(answers: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(answers)) form.append(name, value);
  return form;
}

test("any answer but the lowest to an item about harm is about harm", () => {
  for (const answer of ["0", "1", "2", "3"]) expect(speaksOfHarm(given({ a9: answer }), "9", 0)).toBe(answer !== "0");
});

test("a skipped item, another item or a measure that asks nothing about harm is not", () => {
  expect(speaksOfHarm(given({ a9: "" }), "9", 0)).toBe(false);
  expect(speaksOfHarm(given({ a8: "3" }), "9", 0)).toBe(false);
  expect(speaksOfHarm(given({ a9: "3" }), "", 0)).toBe(false);
});
