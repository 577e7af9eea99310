// The page's line to the room: it comes back by itself, and gives every moment of the log once and in order.
import type { Contract, Entered, KeptMoment, Screen } from "../wire";

export type Answer = Contract["answer"];
export type Said = Exclude<Contract["said"], { type: "enter" }>;

const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 3_000;
const TICK_EVERY_MS = 1_000;
// So many ticks without any answer: the line is dead even if nobody has said so. Counted, not timed: a browser slows the
// timers of a window that nobody sees to one a minute, and that line is well.
const MOST_UNANSWERED = 5;
const NO_SUCH_SESSION = 4404;

/** What a page wants to know of its line. Moments and exchanges come before `heard` is told of the same answer. */
export interface Listener {
  /** New moments of the log, in order, each once. */
  moments(kept: readonly KeptMoment[]): void;
  /** Every answer, whole. */
  heard(answer: Answer, receivedMs: number): void;
  /** The line is up (after `entered`) or down; `forGood` says that there is no such session. */
  line(isUp: boolean, forGood: boolean): void;
}

export class LiveSocket {
  readonly #url: string;
  readonly #screen: Screen;
  readonly #tab: string;
  readonly #listener: Listener;
  #socket: WebSocket | null = null;
  #isIn = false;
  #isClosed = false;
  #lastSeq = 0;
  #lastHeardMs: number | null = null;
  #unanswered = 0;
  #waitMs = FIRST_WAIT_MS;
  #retry: ReturnType<typeof setTimeout> | undefined;
  readonly #ticking: ReturnType<typeof setInterval>;

  constructor(sessionId: string, screen: Screen, tab: string, listener: Listener) {
    this.#url = `${location.origin.replace(/^http/, "ws")}/live/${sessionId}`;
    this.#screen = screen;
    this.#tab = tab;
    this.#listener = listener;
    this.#ticking = setInterval(this.#tick, TICK_EVERY_MS);
    globalThis.addEventListener("online", this.#hurry);
    this.#connect();
  }

  /** Whether the room has let this screen in and the line is up. */
  get isUp(): boolean {
    return this.#isIn;
  }

  /** How far this page has read the log. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** How long ago the room last said anything, in milliseconds; null when it never did. */
  ageMs(nowMs: number = performance.now()): number | null {
    return this.#lastHeardMs === null ? null : nowMs - this.#lastHeardMs;
  }

  /** Says something; false when the line is down (nothing is queued here: marks wait in the outbox). */
  say(message: Said): boolean {
    if (!this.#isIn || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  /** Ends the line and does not come back. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#ticking);
    clearTimeout(this.#retry);
    globalThis.removeEventListener("online", this.#hurry);
    this.#socket?.close();
  }

  #connect(): void {
    if (this.#isClosed) return;
    const socket = new WebSocket(this.#url);
    socket.onmessage = (event) => {
      if (socket === this.#socket) this.#hear(JSON.parse(String(event.data)) as Answer);
    };
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "enter", screen: this.#screen, tab: this.#tab, after_seq: this.#lastSeq }));
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lose(event.code === NO_SUCH_SESSION);
    };
    this.#socket = socket;
  }

  #hear(answer: Answer): void {
    const receivedMs = performance.now();
    this.#lastHeardMs = receivedMs;
    this.#unanswered = 0;
    switch (answer.type) {
      case "entered":
        this.#take(answer.moments);
        this.#enter(answer, receivedMs);
        return;
      case "log":
        this.#take(answer.moments);
        break;
      case "happened":
        this.#takeNext(answer.moment);
        break;
      case "read_again":
        this.say({ type: "read_on", after_seq: this.#lastSeq });
        break;
    }
    this.#listener.heard(answer, receivedMs);
  }

  #enter(answer: Entered, receivedMs: number): void {
    this.#isIn = true;
    this.#waitMs = FIRST_WAIT_MS;
    this.#listener.heard(answer, receivedMs);
    this.#listener.line(true, false);
    this.#tick();
  }

  #take(moments: readonly KeptMoment[]): void {
    const fresh = moments.filter((moment) => moment.seq > this.#lastSeq);
    this.#lastSeq = fresh.at(-1)?.seq ?? this.#lastSeq;
    if (fresh.length > 0) this.#listener.moments(fresh);
  }

  /** A moment that is not the next one means that something was missed: the log is read on from where we are. */
  #takeNext(moment: KeptMoment): void {
    if (moment.seq <= this.#lastSeq + 1) this.#take([moment]);
    else this.say({ type: "read_on", after_seq: this.#lastSeq });
  }

  #lose(forGood: boolean): void {
    this.#isIn = false;
    this.#socket = null;
    this.#listener.line(false, forGood);
    if (forGood || this.#isClosed) return;
    this.#retry = setTimeout(() => {
      this.#connect();
    }, this.#waitMs * (0.75 + Math.random() / 2));
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }

  readonly #tick = (): void => {
    if (this.#isIn && this.#unanswered >= MOST_UNANSWERED) {
      const dead = this.#socket;
      this.#lose(false);
      dead?.close();
    } else if (this.say({ type: "tick", sent_ms: performance.now() })) {
      this.#unanswered += 1;
    }
  };

  readonly #hurry = (): void => {
    if (this.#socket !== null || this.#isClosed) return;
    clearTimeout(this.#retry);
    this.#connect();
  };
}
