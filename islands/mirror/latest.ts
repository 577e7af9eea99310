// What was said last of one thing, whoever said it and in whatever order the same news arrives.

interface Said<T> {
  readonly momentId: string;
  readonly value: T;
  readonly atMs: number;
}

/** One thing that stands until it is said anew. All times are the session's clock. */
export class Latest<T> {
  readonly #first: T;
  #value: T;
  #sinceMs = 0;
  #said: Said<T>[] = [];

  constructor(first: T) {
    this.#first = this.#value = first;
  }

  get value(): T {
    return this.#value;
  }

  /** It is said at this very moment (a window nearby): nothing heard before is newer. */
  set(value: T, nowMs: number): void {
    this.#value = value;
    this.#sinceMs = Math.max(nowMs, this.#sinceMs);
  }

  /** The log says it; older news changes nothing. */
  hear(momentId: string, value: T, atMs: number): void {
    this.#said.push({ momentId, value, atMs });
    if (atMs >= this.#sinceMs) this.set(value, atMs);
  }

  /** A slip is taken back: what stood before it stands again, unless something newer has been said. */
  takeBack(momentId: string, nowMs: number): void {
    const wasNewest = newest(this.#said)?.momentId === momentId;
    this.#said = this.#said.filter((said) => said.momentId !== momentId);
    if (wasNewest) this.set(newest(this.#said)?.value ?? this.#first, nowMs);
  }

  /** The session's clock starts anew. */
  startAnew(): void {
    this.#sinceMs = 0;
  }
}

function newest<T>(said: readonly Said<T>[]): Said<T> | undefined {
  return said.reduce<Said<T> | undefined>((a, b) => (a === undefined || b.atMs >= a.atMs ? b : a), undefined);
}
