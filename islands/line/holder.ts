// Which window holds the session: within one browser a lock decides, between browsers the room does.

/** One window's claim to hold a session; only the window that holds it may mark and send. */
export class Hold {
  readonly #name: string;
  readonly #changed: (isMine: boolean) => void;
  #hasLock = false;
  #roomSays: boolean | null = null;
  #queued: AbortController | null = null;
  #was = false;

  /** `changed` is told whenever this window begins or ends to hold; without locks in this browser the room decides. */
  constructor(name: string, changed: (isMine: boolean) => void) {
    this.#name = name;
    this.#changed = changed;
    this.#queue();
  }

  get isMine(): boolean {
    return this.#hasLock && this.#roomSays !== false;
  }

  /**
   * Takes in what the room says on entering. True when this window held the session all along and the room, back from
   * elsewhere, gave it to another one: then ask for it back.
   */
  enter(isHolding: boolean): boolean {
    const takeBack = !isHolding && this.#roomSays === true && this.#hasLock;
    this.#roomSays = isHolding || takeBack;
    this.#tell();
    return takeBack;
  }

  /** Takes in that the room gave the session to this window or to another one. */
  hear(isHolding: boolean): void {
    this.#roomSays = isHolding;
    this.#tell();
  }

  /** Takes the session over from another window of this browser; the room must be told too. */
  takeOver(): void {
    this.#roomSays = true;
    if (this.#hasLock) this.#tell();
    else this.#steal();
  }

  #queue(): void {
    const queued = new AbortController();
    this.#queued = queued;
    this.#ask({ signal: queued.signal }).catch(() => {
      if (!queued.signal.aborted) this.#lose();
    });
  }

  #steal(): void {
    this.#queued?.abort();
    this.#ask({ steal: true }).catch(() => {
      this.#lose();
    });
  }

  /** Holds the lock until the page goes or another window takes it, which rejects. */
  async #ask(options: LockOptions): Promise<void> {
    await navigator.locks.request(this.#name, options, () => {
      this.#hasLock = true;
      this.#tell();
      return new Promise<never>(() => undefined);
    });
  }

  /** Another window took the lock: wait for it quietly, in case that window goes. */
  #lose(): void {
    this.#hasLock = false;
    this.#tell();
    this.#queue();
  }

  #tell(): void {
    if (this.#was === this.isMine) return;
    this.#was = this.isMine;
    this.#changed(this.#was);
  }
}
