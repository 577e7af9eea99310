import { expect, test } from "vitest";
import { Latest } from "./latest";

test("older news changes nothing, whichever way it comes", () => {
  const latest = new Latest("first");
  latest.set("nearby", 1_000);
  latest.hear("1", "log", 990);
  expect(latest.value).toBe("nearby");
  latest.hear("2", "log later", 1_001);
  expect(latest.value).toBe("log later");
});

test("a slip that is taken back leaves what stood before it, or the first", () => {
  const latest = new Latest("first");
  latest.hear("1", "one", 10);
  latest.hear("2", "two", 20);
  latest.takeBack("1", 30);
  expect(latest.value).toBe("two");
  latest.takeBack("2", 40);
  expect(latest.value).toBe("first");
});

test("when the session opens its clock starts anew", () => {
  const latest = new Latest("first");
  latest.set("before", 90_000);
  latest.startAnew();
  latest.hear("1", "after", 5);
  expect(latest.value).toBe("after");
});
