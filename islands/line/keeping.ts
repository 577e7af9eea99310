// Carries each mark from the key press to the room's disk and says how far it has come; nothing is dropped on the way.
import type { SessionClock } from "./clock";
import type { Outbox } from "./outbox";
import type { Answer, LiveSocket } from "./socket";
import { uuid7 } from "./uuid7";
import type { KeptMoment, Refused, SentMoment } from "../wire";

export type SentMark = SentMoment["mark"];

/** How far a mark has come. `unsaved`: longer than ten seconds on its way. `refused`: the room will never take it. */
export type Progress = "saving" | "unsaved" | "saved" | "refused";

/** A mark made or found on this computer. `since_ms` is the page's clock, `round_trip_ms` from press to disk. */
export interface OwnMark {
  moment: SentMoment;
  progress: Progress;
  since_ms: number;
  round_trip_ms: number | null;
  detail: string;
}

export const UNSAVED_AFTER_MS = 10_000; // reliability.md 2a (6)
export const HEAD_START_MS = 15; // a healthy room has a mark on its own disk by then; ours, docs/adr/0059
const TRY_AGAIN_MS = 2_000;
const SAVED_SHOWN = 200; // what is saved stands in the log; here only the latest are remembered

export class Keeping {
  readonly #clock: SessionClock;
  readonly #changed: () => void;
  readonly #marks = new Map<string, OwnMark>();
  readonly #young: SentMoment[] = []; // those that have their head start
  readonly #onTheWay = new Set<string>(); // in the order of sending: the room answers one line in order
  #socket: LiveSocket | null = null;
  #outbox: Outbox | null = null;
  #isSender = false;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(clock: SessionClock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Every mark of this computer that this page knows of, oldest first. */
  get marks(): readonly OwnMark[] {
    return [...this.#marks.values()];
  }

  /** Those that the room does not have yet and may still take. */
  get waiting(): readonly OwnMark[] {
    return this.marks.filter(isWaiting);
  }

  /** Whether marks are on this computer's disk while they wait. */
  get isOnDisk(): boolean {
    return this.#outbox !== null;
  }

  use(socket: LiveSocket): void {
    this.#socket = socket;
  }

  /** Gives it the outbox once that is open, with what earlier pages left there. */
  async useOutbox(outbox: Outbox): Promise<void> {
    this.#outbox = outbox;
    for (const { moment } of this.waiting) await outbox.put(moment);
    await this.#load();
  }

  /** Says whether this window sends: only one of a session does. */
  async setSender(isSender: boolean): Promise<void> {
    this.#isSender = isSender;
    if (isSender) await this.#load();
  }

  /**
   * Makes a mark now, stamped at `pageMs`, and sends it. It is put on this computer's disk at once when it cannot be
   * sent, and after a head start when the room has not answered by then: two disks' worth of waiting helps nobody.
   * `reason` is in words.
   */
  keep(mark: SentMark, pageMs: number, reason = ""): SentMoment {
    const session_ms = this.#clock.stamp(pageMs);
    const marked_at = new Date(performance.timeOrigin + pageMs).toISOString();
    const moment: SentMoment = { moment_id: uuid7(), session_ms, marked_at, mark, ...(reason ? { reason } : {}) };
    this.#marks.set(moment.moment_id, fresh(moment, pageMs));
    this.#young.push(moment);
    if (this.#send(moment)) setTimeout(this.putAside, HEAD_START_MS);
    else this.putAside();
    this.#changed();
    return moment;
  }

  /** Puts what was just made and still waits on this computer's disk now; call it when the page goes. */
  readonly putAside = (): void => {
    for (const moment of this.#young.splice(0)) {
      const own = this.#marks.get(moment.moment_id);
      if (own && isWaiting(own)) this.#outbox?.put(moment).catch(this.#keepInMemory);
    }
  };

  /** Takes in an answer; call it for every one. */
  hear(answer: Answer, receivedMs: number): void {
    if (answer.type === "acknowledged") this.#save(answer.moment_id, receivedMs);
    else if (answer.type === "refused") this.#refuse(answer);
  }

  /** What lies in the log is saved, whoever brought it there. */
  see(kept: readonly KeptMoment[], receivedMs: number): void {
    for (const { moment_id } of kept) if (this.#marks.has(moment_id)) this.#save(moment_id, receivedMs);
  }

  /** The line is up: everything that waits is sent again, oldest first; down: nothing is on the way any more. */
  line(isUp: boolean): void {
    this.#onTheWay.clear();
    if (isUp) this.flush();
    else this.putAside();
  }

  flush(): void {
    for (const { moment } of this.waiting) this.#send(moment);
  }

  /** Marks that have been on their way for too long are called *not saved*; call it about once a second. */
  watch(nowMs: number): void {
    const slow = this.marks.filter((own) => own.progress === "saving" && nowMs - own.since_ms >= UNSAVED_AFTER_MS);
    for (const own of slow) own.progress = "unsaved";
    if (slow.length > 0) this.#changed();
  }

  /** Takes a mark that was refused for good off the screen. */
  dismiss(momentId: string): void {
    if (this.#marks.get(momentId)?.progress === "refused") this.#marks.delete(momentId);
    this.#changed();
  }

  async #load(): Promise<void> {
    const left = (await this.#outbox?.waiting()) ?? [];
    const unknown = left.filter((moment) => !this.#marks.has(moment.moment_id));
    const mine = [...this.#marks.entries()];
    this.#marks.clear();
    for (const moment of unknown) this.#marks.set(moment.moment_id, fresh(moment, performance.now()));
    for (const [id, own] of mine) this.#marks.set(id, own);
    this.#changed();
    this.flush();
  }

  /** Gives whether it is on its way to the room. */
  #send(moment: SentMoment): boolean {
    if (this.#isSender && !this.#onTheWay.has(moment.moment_id) && this.#socket?.say({ type: "mark", moment }))
      this.#onTheWay.add(moment.moment_id);
    return this.#onTheWay.has(moment.moment_id);
  }

  readonly #keepInMemory = (): void => {
    this.#outbox = null;
    this.#changed();
  };

  #save(momentId: string, receivedMs: number): void {
    const own = this.#marks.get(momentId);
    this.#onTheWay.delete(momentId);
    void this.#outbox?.remove(momentId);
    if (!own || own.progress === "saved") return;
    own.round_trip_ms = receivedMs - own.since_ms;
    own.progress = "saved";
    own.detail = "";
    this.#forgetOld();
    this.#changed();
  }

  /** A refusal that names no mark is about none: what is on its way stays where it is. */
  #refuse(answer: Refused): void {
    const own = answer.moment_id === null ? undefined : this.#marks.get(answer.moment_id);
    if (!own) return;
    this.#onTheWay.delete(own.moment.moment_id);
    const mayRetry = answer.may_retry || this.#isAheadOfItsMark(own.moment.mark);
    own.detail = mayRetry ? "" : answer.detail; // *not saved* says enough while it is tried again
    own.progress = mayRetry ? "unsaved" : "refused";
    if (mayRetry) this.#tryAgain();
    else void this.#outbox?.remove(own.moment.moment_id);
    this.#changed();
  }

  /** Taking back or moving a mark that itself still waits (the disk was full): the room cannot know that mark yet. */
  #isAheadOfItsMark(mark: SentMark): boolean {
    const about = mark.kind === "retraction" ? mark.retracted : mark.kind === "linked" ? mark.marked : null;
    const own = about === null ? undefined : this.#marks.get(about);
    return own !== undefined && isWaiting(own);
  }

  #tryAgain(): void {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      this.flush();
    }, TRY_AGAIN_MS);
  }

  #forgetOld(): void {
    const saved = this.marks.filter((own) => own.progress === "saved");
    for (const { moment } of saved.slice(0, -SAVED_SHOWN)) this.#marks.delete(moment.moment_id);
  }
}

export function isWaiting(own: OwnMark): boolean {
  return own.progress === "saving" || own.progress === "unsaved";
}

function fresh(moment: SentMoment, since_ms: number): OwnMark {
  return { moment, progress: "saving", since_ms, round_trip_ms: null, detail: "" };
}
