import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { LiveSocket, type Answer } from "./socket";
import type { KeptMoment } from "../wire";

class Wire {
  static readonly OPEN = 1;
  static made: Wire[] = [];
  readyState = 0;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: string) {
    Wire.made.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.drop(1000);
  }
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }
  tell(answer: Answer): void {
    this.onmessage?.({ data: JSON.stringify(answer) });
  }
  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

const moment = (seq: number): KeptMoment => ({
  moment_id: `moment-${seq}`, seq, author: "therapist", session_ms: seq, marked_at: "2026-11-23T09:00:00Z",
  mark: { kind: "we" }, is_late: false, reason: "",
});
const entered = (...moments: KeptMoment[]): Answer => ({
  type: "entered", state: "open", session_ms: 0, is_holding: true, moments, mirror: null,
});
const happened = (seq: number): Answer => ({
  type: "happened", moment: moment(seq), exchange_id: null, state: "open",
});

function line() {
  const seen: number[] = [];
  const lines: [boolean, boolean][] = [];
  const socket = new LiveSocket("s", "console", "t", {
    moments: (kept) => seen.push(...kept.map((one) => one.seq)),
    heard: () => undefined,
    line: (isUp, forGood) => lines.push([isUp, forGood]),
  });
  return { socket, seen, lines };
}

const wire = (index: number): Wire => {
  const made = Wire.made.at(index);
  if (!made) throw new Error("no such line");
  return made;
};

beforeEach(() => {
  Wire.made = [];
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Wire);
  vi.stubGlobal("location", { origin: "http://localhost:1" });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("it listens before it says its first word, and enters with how far it has read", () => {
  line();
  expect(wire(0).onmessage).not.toBeNull();
  wire(0).open();
  expect(wire(0).sent).toEqual([{ type: "enter", screen: "console", tab: "t", after_seq: 0 }]);
});

test("nothing is said before the room has let it in", () => {
  const { socket } = line();
  wire(0).open();
  expect(socket.say({ type: "take_over" })).toBe(false);
  wire(0).tell(entered());
  expect(socket.say({ type: "take_over" })).toBe(true);
});

test("every moment is given once and in order, whatever comes twice", () => {
  const { seen } = line();
  wire(0).open();
  wire(0).tell(entered(moment(1), moment(2)));
  for (const seq of [2, 3, 3, 1, 4]) wire(0).tell(happened(seq));
  expect(seen).toEqual([1, 2, 3, 4]);
});

test("a gap is read again before anything after it is given", () => {
  const { seen } = line();
  wire(0).open();
  wire(0).tell(entered(moment(1)));
  wire(0).tell(happened(4));
  expect(wire(0).sent.at(-1)).toEqual({ type: "read_on", after_seq: 1 });
  wire(0).tell({ type: "log", moments: [2, 3, 4].map(moment), state: "open" });
  expect(seen).toEqual([1, 2, 3, 4]);
});

test("a lost line comes back by itself and reads on from where it was", () => {
  const { lines } = line();
  wire(0).open();
  wire(0).tell(entered(moment(1), moment(2)));
  wire(0).drop(1006);
  vi.advanceTimersByTime(400);
  expect(Wire.made).toHaveLength(2);
  wire(1).open();
  expect(wire(1).sent).toEqual([{ type: "enter", screen: "console", tab: "t", after_seq: 2 }]);
  expect(lines).toEqual([[true, false], [false, false]]);
});

test("it waits longer after each failure, and never longer than about four seconds", () => {
  line();
  for (let i = 0; i < 12; i += 1) {
    wire(-1).drop(1006);
    vi.advanceTimersByTime(4_000);
  }
  expect(Wire.made).toHaveLength(13);
  wire(-1).drop(1006);
  vi.advanceTimersByTime(2_000);
  expect(Wire.made).toHaveLength(13);
});

test("a line on which nothing comes any more is given up for a new one", () => {
  const { lines } = line();
  wire(0).open();
  wire(0).tell(entered());
  vi.advanceTimersByTime(8_000);
  expect(Wire.made).toHaveLength(2);
  expect(lines.at(-1)).toEqual([false, false]);
});

test("a window that nobody sees, whose timers the browser slows to one a minute, keeps its line", () => {
  const { lines } = line();
  wire(0).open();
  wire(0).tell(entered());
  const answer = (): void => {
    const said = wire(0).sent.at(-1) as { type: string; sent_ms: number };
    if (said.type === "tick") wire(0).tell({ type: "tock", sent_ms: said.sent_ms, session_ms: 0 });
  };
  answer();
  for (let minute = 0; minute < 3; minute += 1) {
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
    vi.advanceTimersByTime(1_000);
    answer();
  }
  vi.restoreAllMocks();
  expect(lines).toEqual([[true, false]]);
});

test("a session that does not exist is not asked for again", () => {
  const { lines } = line();
  wire(0).drop(4404);
  vi.advanceTimersByTime(60_000);
  expect(Wire.made).toHaveLength(1);
  expect(lines).toEqual([[false, true]]);
});
