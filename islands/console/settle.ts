// Lets arousal come to rest: several steps in a row become one mark, stamped at the last of them.

export const SETTLE_MS = 600; // two presses of one adjustment lie closer together than this; ours, to be tried

const LOWEST = 0;
const HIGHEST = 10;

export class Settling {
  readonly #keep: (level: number, pressedMs: number) => void;
  #pending: { level: number; pressedMs: number } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(keep: (level: number, pressedMs: number) => void) {
    this.#keep = keep;
  }

  /** The level that is being set, null when none is. */
  get level(): number | null {
    return this.#pending?.level ?? null;
  }

  /** Moves to this level, kept inside 0 to 10; it is marked when no other step follows. */
  set(level: number, pressedMs: number): void {
    this.#pending = { level: Math.min(HIGHEST, Math.max(LOWEST, level)), pressedMs };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.finish();
    }, SETTLE_MS);
  }

  /** Marks at once what is being set: before another mark, so that the order stays true, and when the page goes. */
  finish(): void {
    const pending = this.#pending;
    this.drop();
    if (pending) this.#keep(pending.level, pending.pressedMs);
  }

  /** Forgets what is being set. True when there was something. */
  drop(): boolean {
    const was = this.#pending !== null;
    clearTimeout(this.#timer);
    this.#pending = null;
    return was;
  }
}
