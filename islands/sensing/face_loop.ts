// Hands one picture after another to the worker, never two at once, so that the mirror never waits for it.
import type { Seen, WorkerSaid } from "./faces.worker";

const APART_MS = 90; // every third picture of most cameras: enough for looks and a pulse, and two thirds of a core left free
const STUCK_AFTER_MS = 6_000;
const AGAIN_AFTER_MS = 5_000;
const WORKER = "/static/built/faces.worker.js";

export interface LoopTold {
  /** What a picture showed, with the time at which it was taken on the page's clock. */
  seen(seen: Seen, taken_ms: number): void;
  /** The faces cannot be found (any more). */
  lost(why: "no_nets" | "broken"): void;
}

export class FaceLoop {
  readonly #video: HTMLVideoElement;
  readonly #told: LoopTold;
  #worker: Worker | null = null;
  #isReady = false;
  #isOn = false;
  #isAsked = false;
  #taken_ms = -Infinity;
  #sent: { taken_ms: number; at_ms: number } | null = null;
  #notBefore_ms = 0;

  constructor(video: HTMLVideoElement, told: LoopTold) {
    this.#video = video;
    this.#told = told;
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  start(): void {
    if (this.#isOn || performance.now() < this.#notBefore_ms) return;
    this.#isOn = true;
    if (this.#worker === null) this.#open();
    else this.#next();
  }

  /** Pauses: the nets stay loaded. */
  stop(): void {
    this.#isOn = false;
  }

  /** Ends for good: the worker and its nets go. */
  close(): void {
    this.stop();
    this.#worker?.terminate();
    this.#worker = null;
    this.#isReady = this.#isAsked = false;
    this.#sent = null;
  }

  /** From time to time: a worker that no longer answers is given up. */
  check(now_ms: number): void {
    if (this.#sent && now_ms - this.#sent.at_ms > STUCK_AFTER_MS) this.#fail("broken");
  }

  #open(): void {
    const worker = new Worker(trusted(WORKER), { type: "module" });
    worker.onmessage = (message: MessageEvent<WorkerSaid>) => {
      if (worker === this.#worker) this.#hear(message.data);
    };
    worker.onerror = () => {
      if (worker === this.#worker) this.#fail(this.#isReady ? "broken" : "no_nets");
    };
    this.#worker = worker;
  }

  #hear(said: WorkerSaid): void {
    if (said.is === "no_nets") this.#fail("no_nets");
    if (said.is === "ready") this.#isReady = true;
    if (said.is === "seen" && this.#sent) {
      const { taken_ms } = this.#sent;
      this.#sent = null;
      if (this.#isOn) this.#told.seen(said.seen, taken_ms);
    }
    this.#next();
  }

  #next(): void {
    if (!this.#isOn || !this.#isReady || this.#sent || this.#isAsked) return;
    this.#isAsked = true;
    this.#video.requestVideoFrameCallback((now_ms, frame) => {
      this.#isAsked = false;
      if (!this.#isOn || this.#sent || !this.#worker) return;
      if (now_ms - this.#taken_ms < APART_MS) this.#next();
      else void this.#send(this.#worker, now_ms, frame.captureTime ?? now_ms);
    });
  }

  async #send(worker: Worker, now_ms: number, taken_ms: number): Promise<void> {
    this.#taken_ms = now_ms;
    this.#sent = { taken_ms, at_ms: performance.now() };
    const picture = "VideoFrame" in globalThis ? new VideoFrame(this.#video) : await createImageBitmap(this.#video);
    worker.postMessage(picture, [picture]);
  }

  #fail(why: "no_nets" | "broken"): void {
    this.close();
    this.#notBefore_ms = performance.now() + AGAIN_AFTER_MS;
    this.#told.lost(why);
  }
}

/** Our own worker's address, in the form in which the page's policy wants it. */
function trusted(address: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(from: string): string } } };
  if (!trustedTypes) return address;
  return trustedTypes.createPolicy("faces", { createScriptURL: () => WORKER }).createScriptURL(address);
}
