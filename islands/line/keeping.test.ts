import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { SessionClock } from "./clock";
import { Keeping } from "./keeping";
import { Outbox } from "./outbox";
import type { LiveSocket, Said } from "./socket";

class Line {
  isUp = true;
  said: Said[] = [];
  say(message: Said): boolean {
    if (this.isUp) this.said.push(message);
    return this.isUp;
  }
  get marks(): string[] {
    return this.said.flatMap((message) => (message.type === "mark" ? [message.moment.moment_id] : []));
  }
}

async function kept(session: string = crypto.randomUUID()) {
  const line = new Line();
  const keeping = new Keeping(new SessionClock(null), () => undefined);
  keeping.use(line as unknown as LiveSocket);
  const outbox = await Outbox.open(session, "console");
  await keeping.useOutbox(outbox);
  await keeping.setSender(true);
  return { line, keeping, outbox, session };
}

const acknowledged = (moment_id: string) =>
  ({ type: "acknowledged", moment_id, seq: 1, sha256: "", head: "", is_new: true }) as const;
const refused = (moment_id: string | null, may_retry: boolean) =>
  ({ type: "refused", moment_id, title: "Not saved", detail: "the disk is full", may_retry }) as const;

test("a mark is saving until the room says that it is on disk", async () => {
  const { keeping, line, outbox } = await kept();
  const { moment_id } = keeping.keep({ kind: "we" }, 5);
  expect(keeping.marks[0]?.progress).toBe("saving");
  expect(line.marks).toEqual([moment_id]);
  keeping.hear(acknowledged(moment_id), 9);
  expect(keeping.marks[0]).toMatchObject({ progress: "saved", round_trip_ms: 4 });
  await expect.poll(() => outbox.waiting()).toEqual([]);
});

test("a mark that the room answers at once is not written here as well; one that it does not answer is", async () => {
  const { keeping, outbox } = await kept();
  const [quick, slow] = [keeping.keep({ kind: "we" }, 1), keeping.keep({ kind: "we" }, 2)];
  keeping.hear(acknowledged(quick.moment_id), 3);
  await expect.poll(() => outbox.waiting()).toEqual([slow]);
});

test("a mark is on this computer's disk without a head start when the line goes or the page does", async () => {
  for (const end of [(keeping: Keeping) => { keeping.line(false); }, (keeping: Keeping) => { keeping.putAside(); }]) {
    const { keeping, outbox } = await kept();
    const mark = keeping.keep({ kind: "we" }, 1);
    end(keeping);
    expect(await outbox.waiting()).toEqual([mark]);
  }
});

test("marks made while the line is down are sent in order, unchanged, once it is back", async () => {
  const { keeping, line, outbox } = await kept();
  line.isUp = false;
  const made = [keeping.keep({ kind: "we" }, 1), keeping.keep({ kind: "reassured" }, 2)];
  await expect.poll(() => outbox.waiting()).toEqual(made);
  line.isUp = true;
  keeping.line(true);
  expect(line.said).toEqual(made.map((moment) => ({ type: "mark", moment })));
});

test("a mark is sent once on one line, and again on the next", async () => {
  const { keeping, line } = await kept();
  const { moment_id } = keeping.keep({ kind: "we" }, 1);
  keeping.flush();
  expect(line.marks).toEqual([moment_id]);
  keeping.line(false);
  keeping.line(true);
  expect(line.marks).toEqual([moment_id, moment_id]);
});

test("a new page finds and sends what an earlier page left", async () => {
  const { keeping, line, session, outbox } = await kept();
  line.isUp = false;
  const left = keeping.keep({ kind: "we" }, 1);
  await expect.poll(() => outbox.waiting()).toEqual([left]);
  const next = await kept(session);
  expect(next.line.said).toEqual([{ type: "mark", moment: left }]);
});

test("a window that does not hold the session sends nothing", async () => {
  const { keeping, line } = await kept();
  await keeping.setSender(false);
  keeping.keep({ kind: "we" }, 1);
  keeping.line(true);
  expect(line.marks).toEqual([]);
});

test("after ten seconds a mark is called not saved, and saved when it is", async () => {
  const { keeping } = await kept();
  const { moment_id } = keeping.keep({ kind: "we" }, 0);
  keeping.watch(9_999);
  expect(keeping.marks[0]?.progress).toBe("saving");
  keeping.watch(10_000);
  expect(keeping.marks[0]?.progress).toBe("unsaved");
  keeping.hear(acknowledged(moment_id), 12_000);
  expect(keeping.marks[0]?.progress).toBe("saved");
});

test("what the room cannot take now waits on; what it will never take stays on screen and leaves the outbox", async () => {
  const { keeping, outbox } = await kept();
  const [first, second] = [keeping.keep({ kind: "we" }, 1), keeping.keep({ kind: "we" }, 2)];
  keeping.hear(refused(first.moment_id, true), 3);
  keeping.hear(refused(second.moment_id, false), 3);
  expect(keeping.marks.map((own) => own.progress)).toEqual(["unsaved", "refused"]);
  await expect.poll(() => outbox.waiting()).toEqual([first]);
  keeping.dismiss(second.moment_id);
  keeping.dismiss(first.moment_id);
  expect(keeping.marks.map((own) => own.moment.moment_id)).toEqual([first.moment_id]);
});

test("a refusal that names no mark leaves every mark on its way", async () => {
  const { keeping, outbox } = await kept();
  const mark = keeping.keep({ kind: "we" }, 1);
  keeping.hear(refused(null, false), 2);
  expect(keeping.waiting.map((own) => own.moment.moment_id)).toEqual([mark.moment_id]);
  await expect.poll(() => outbox.waiting()).toHaveLength(1);
});

test("a mark whose answer was lost is saved when it is seen in the log", async () => {
  const { keeping } = await kept();
  const { moment_id, ...rest } = keeping.keep({ kind: "we" }, 1);
  keeping.see([{ moment_id, ...rest, seq: 4, author: "therapist", is_late: false, reason: "" }], 8);
  expect(keeping.waiting).toEqual([]);
});

test("taking back a mark that still waits is not given up before that mark is saved", async () => {
  const { keeping, line, outbox } = await kept();
  const slip = keeping.keep({ kind: "felt", emotion: "shame" }, 1);
  keeping.hear(refused(slip.moment_id, true), 2);
  const undo = keeping.keep({ kind: "retraction", retracted: slip.moment_id }, 3);
  keeping.hear(refused(undo.moment_id, false), 4); // the room: there is no such mark
  expect(keeping.waiting.map((own) => own.moment.moment_id)).toEqual([slip.moment_id, undo.moment_id]);
  keeping.flush();
  expect(line.marks.slice(-2)).toEqual([slip.moment_id, undo.moment_id]);
  await expect.poll(async () => (await outbox.waiting()).length).toBe(2);
  keeping.hear(acknowledged(slip.moment_id), 5);
  keeping.hear(refused(undo.moment_id, false), 6);
  expect(keeping.marks.at(-1)?.progress).toBe("refused");
});
