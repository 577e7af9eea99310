// A clock that the coder lets run beside their own recording, holds, moves and sets.

/** The time of the next mark, from 0 to the session's end. */
export class RunningClock {
  #at_ms = 0;
  #since: number | null = null;

  constructor(
    private readonly end_ms: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get isRunning(): boolean {
    return this.#since !== null;
  }

  /** The time now, or at an earlier instant of the page's clock such as a key's. */
  at(instant: number = this.now()): number {
    return this.within(this.#since === null ? this.#at_ms : this.#at_ms + instant - this.#since);
  }

  /** Let it run, or hold it. */
  turn(): void {
    this.set(this.at(), !this.isRunning);
  }

  /** Put it to this time; it runs on if it ran. */
  set(at_ms: number, runs = this.isRunning): void {
    this.#at_ms = this.within(at_ms);
    this.#since = runs ? this.now() : null;
  }

  private within(at_ms: number): number {
    return Math.min(this.end_ms, Math.max(0, Math.round(at_ms)));
  }
}

/** Read "4:05" or "1:04:05"; null when it is no such time. */
export function readTime(text: string): number | null {
  const parts = text.trim().split(":");
  if (parts.length < 2 || parts.length > 3 || !parts.every((part) => /^\d{1,4}$/.test(part))) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
