// Whether the mirror is covered, whoever says so and in whatever order the same news arrives.
import type { KeptMoment } from "../wire";

interface Said {
  readonly moment_id: string;
  readonly covered: boolean;
  readonly atMs: number;
}

/** The mirror's cover. All times are the session's clock; news from before the newest is stale. */
export class Cover {
  #isOn = false;
  #sinceMs = 0;
  #said: Said[] = []; // what the log says of it and nobody took back: a few in a session

  get isOn(): boolean {
    return this.#isOn;
  }

  /** Covers or uncovers at this very moment (a touch, a window nearby): nothing heard before is newer. */
  set(isOn: boolean, nowMs: number): void {
    this.#isOn = isOn;
    this.#sinceMs = Math.max(nowMs, this.#sinceMs);
  }

  /** Takes in the next moment of the log. Grounding covers too, and its end does not uncover. */
  hear({ mark, moment_id, session_ms }: KeptMoment): void {
    switch (mark.kind) {
      case "cover":
        this.#say({ moment_id, covered: mark.covered, atMs: session_ms });
        break;
      case "grounding":
        if (mark.step === "began") this.#say({ moment_id, covered: true, atMs: session_ms });
        break;
      case "retraction":
        this.#takeBack(mark.retracted, session_ms);
        break;
      case "opened":
        this.#sinceMs = 0; // the session's clock starts anew
        break;
    }
  }

  /** Older news changes nothing; of two at the same time, covering wins. */
  #say(said: Said): void {
    this.#said.push(said);
    if (said.atMs < this.#sinceMs || (said.atMs === this.#sinceMs && !said.covered)) return;
    this.set(said.covered, said.atMs);
  }

  /** A slip is taken back: the mirror is again as it was before, unless a touch or a later mark has spoken since. */
  #takeBack(momentId: string, nowMs: number): void {
    const newest = latest(this.#said);
    this.#said = this.#said.filter((said) => said.moment_id !== momentId);
    if (newest?.moment_id !== momentId || newest.covered !== this.#isOn) return;
    this.set(latest(this.#said)?.covered ?? false, nowMs);
  }
}

function latest(said: readonly Said[]): Said | undefined {
  return said.reduce<Said | undefined>((a, b) => (a === undefined || b.atMs >= a.atMs ? b : a), undefined);
}
