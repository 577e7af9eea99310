// The session's clock on this page: what the room's clock reads at any moment of the page's own.
import type { Tock } from "../wire";

const SAMPLES_KEPT = 32; // at one a second, about half a minute: old enough to find a quick one, young enough for drift

const STEP_MS = 250; // two answers that lie farther apart than their ways allow: the computer slept; ours

interface Sample {
  round_trip_ms: number;
  offset_ms: number;
}

/** Turns the page's own time (`performance.now()`, `event.timeStamp`) into session milliseconds. */
export class SessionClock {
  #samples: Sample[] = [];
  #lastOffset: number | null = null;
  #latest = 0;
  readonly #fallbackOffset: number;

  /**
   * Until the room has answered once, the session is taken to have opened `openedAt` (UTC milliseconds, null when
   * nobody knows: then the page's load counts as its beginning) by this computer's own clock.
   */
  constructor(openedAt: number | null, pageOrigin: number = performance.timeOrigin) {
    this.#fallbackOffset = openedAt === null ? 0 : pageOrigin - openedAt;
  }

  /** Whether the room has told its time since the page was loaded. */
  get isKnown(): boolean {
    return this.#lastOffset !== null;
  }

  /** Takes in an answer to a tick. The quickest of the latest answers is believed: it had least time to be wrong. */
  hear(tock: Tock, receivedMs: number): void {
    const round_trip_ms = Math.max(0, receivedMs - tock.sent_ms);
    const offset_ms = tock.session_ms + round_trip_ms / 2 - receivedMs;
    const heard = { round_trip_ms, offset_ms };
    const agreeing = this.#samples.every((one) => agree(one, heard)) ? this.#samples : [];
    this.#samples = [...agreeing.slice(1 - SAMPLES_KEPT), heard];
    this.#lastOffset = this.#samples.reduce((a, b) => (b.round_trip_ms < a.round_trip_ms ? b : a)).offset_ms;
  }

  /** Takes in what the room said on entering: right to within one way of the wire, good until the first tock. */
  enter(sessionMs: number, receivedMs: number): void {
    this.#samples = [];
    this.#lastOffset = sessionMs - receivedMs;
  }

  /** The session's clock at this time of the page, never before 0. */
  at(pageMs: number): number {
    return Math.max(0, Math.round(pageMs + (this.#lastOffset ?? this.#fallbackOffset)));
  }

  /** Stamps a mark: as `at`, and never before the stamp of an earlier mark, whatever the clock has learned since. */
  stamp(pageMs: number): number {
    this.#latest = Math.max(this.#latest, this.at(pageMs));
    return this.#latest;
  }
}

/** Whether both answers can be of one clock: each is right to within half of its way. */
function agree(a: Sample, b: Sample): boolean {
  return Math.abs(a.offset_ms - b.offset_ms) <= (a.round_trip_ms + b.round_trip_ms) / 2 + STEP_MS;
}
