import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { Outbox } from "./outbox";
import { uuid7 } from "./uuid7";
import type { SentMoment } from "../wire";

function mark(level: number): SentMoment {
  const mark = { kind: "arousal", level } as const;
  return { moment_id: uuid7(), session_ms: 5, marked_at: "2026-11-23T09:00:00Z", mark };
}

test("what waits comes back in the order in which it was put, also after the page was closed", async () => {
  const session = crypto.randomUUID();
  const outbox = await Outbox.open(session, "console");
  const marks = [3, 1, 2].map(mark);
  for (const one of marks) await outbox.put(one);
  outbox.close();
  expect(await (await Outbox.open(session, "console")).waiting()).toEqual(marks);
});

test("marks put at once without waiting keep their order", async () => {
  const outbox = await Outbox.open(crypto.randomUUID(), "console");
  const marks = Array.from({ length: 50 }, (_, i) => mark(i % 11));
  await Promise.all(marks.map((one) => outbox.put(one)));
  expect(await outbox.waiting()).toEqual(marks);
});

test("a mark put twice waits once, unchanged", async () => {
  const outbox = await Outbox.open(crypto.randomUUID(), "console");
  const one = mark(4);
  await outbox.put(one);
  await outbox.put({ ...one, session_ms: 99 });
  expect(await outbox.waiting()).toEqual([one]);
});

test("a mark that the room has is let go of, the others stay", async () => {
  const outbox = await Outbox.open(crypto.randomUUID(), "console");
  const [first, second] = [mark(1), mark(2)];
  await outbox.put(first);
  await outbox.put(second);
  await outbox.remove(first.moment_id);
  await outbox.remove(uuid7());
  expect(await outbox.waiting()).toEqual([second]);
});

test("the mirror's marks and another session's marks lie apart", async () => {
  const session = crypto.randomUUID();
  await (await Outbox.open(session, "mirror")).put(mark(1));
  await (await Outbox.open(crypto.randomUUID(), "console")).put(mark(2));
  expect(await (await Outbox.open(session, "console")).waiting()).toEqual([]);
});

test("two tabs of one session share what waits", async () => {
  const session = crypto.randomUUID();
  const [one, other] = [await Outbox.open(session, "console"), await Outbox.open(session, "console")];
  const made = mark(7);
  await one.put(made);
  expect(await other.waiting()).toEqual([made]);
});
