// The patient's own marks: put on this computer's disk, sent, and sent again until the room has them.
import { Outbox } from "./outbox";
import type { Answer, Said } from "./socket";
import { uuid7 } from "./uuid7";
import type { SentMoment } from "./wire";

/** What the patient does, on its way to the log. Without a disk (a private window) it waits in this page alone. */
export class PatientMarks {
  readonly #say: (message: Said) => boolean;
  readonly #outbox: Promise<Outbox | null>;
  readonly #waiting = new Map<string, SentMoment>();

  constructor(sessionId: string, say: (message: Said) => boolean) {
    this.#say = say;
    this.#outbox = Outbox.open(sessionId, "mirror").catch(() => null);
  }

  /** Whether something has not reached the room's disk yet. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Marks something that happened at `sessionMs`. */
  mark(mark: SentMoment["mark"], sessionMs: number): void {
    const moment: SentMoment = { moment_id: uuid7(), session_ms: sessionMs, marked_at: new Date().toISOString(), mark };
    this.#waiting.set(moment.moment_id, moment);
    this.#say({ type: "mark", moment });
    void this.#keep(moment);
  }

  /** The line is up: everything that waits is sent again, also what an earlier page left behind. */
  async resend(): Promise<void> {
    const outbox = await this.#outbox;
    for (const moment of (await outbox?.waiting().catch(() => [])) ?? []) this.#waiting.set(moment.moment_id, moment);
    for (const moment of this.#waiting.values()) this.#say({ type: "mark", moment });
  }

  /** Lets go of what the room has, or has refused for good. */
  hear(answer: Answer): void {
    const isDone = answer.type === "acknowledged" || (answer.type === "refused" && !answer.may_retry);
    if (!isDone || answer.moment_id === null) return;
    this.#waiting.delete(answer.moment_id);
    void this.#forget(answer.moment_id);
  }

  async #keep(moment: SentMoment): Promise<void> {
    const outbox = await this.#outbox;
    try {
      await outbox?.put(moment);
      if (!this.#waiting.has(moment.moment_id)) await outbox?.remove(moment.moment_id); // the room was quicker
    } catch {
      // the disk is full: it still waits in this page
    }
  }

  async #forget(momentId: string): Promise<void> {
    const outbox = await this.#outbox;
    await outbox?.remove(momentId).catch(() => undefined);
  }
}
