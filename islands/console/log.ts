// The session's log as this page knows it: what the room has kept, and at its end what still waits here.
import type { Keeping } from "../line/keeping";
import type { Setup } from "./setup";
import { readStanding, type Standing } from "./standing";
import type { KeptMoment } from "../wire";

export class SessionLog {
  readonly #setup: Setup;
  readonly #keeping: Keeping;
  readonly #kept: KeptMoment[] = [];
  readonly #ids = new Set<string>();
  #read: { all: KeptMoment[]; standing: Standing } | null = null;

  constructor(setup: Setup, keeping: Keeping) {
    this.#setup = setup;
    this.#keeping = keeping;
  }

  get all(): readonly KeptMoment[] {
    return this.#reading().all;
  }

  get standing(): Standing {
    return this.#reading().standing;
  }

  /** Takes in new moments, in the order of the log. */
  take(kept: readonly KeptMoment[]): void {
    for (const moment of kept) {
      this.#kept.push(moment);
      this.#ids.add(moment.moment_id);
    }
    this.changed();
  }

  /** Something that waits here has changed: read again when next asked. */
  changed(): void {
    this.#read = null;
  }

  #reading(): { all: KeptMoment[]; standing: Standing } {
    if (this.#read === null) {
      const all = [...this.#kept, ...this.#waiting()];
      this.#read = { all, standing: readStanding(all, this.#setup) };
    }
    return this.#read;
  }

  /** Acknowledged marks stand here until the log brings them, so that nothing blinks between the two. */
  #waiting(): KeptMoment[] {
    const here = this.#keeping.marks.filter(
      (own) => own.progress !== "refused" && !this.#ids.has(own.moment.moment_id),
    );
    return here.map(({ moment }, i) => {
      const seq = this.#kept.length + i + 1;
      return { ...moment, seq, author: "therapist", is_late: moment.is_late ?? false, reason: moment.reason ?? "" };
    });
  }
}
