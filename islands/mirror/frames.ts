// Measures the mirror from outside: how many pictures a second reach the screen, and how late they are.

const DELAYS_KEPT = 5;
const SLEPT_AFTER_MS = 5_000; // looks come every two seconds while the page runs

export interface Measured {
  /** Pictures shown per second since the last look; null when not known. */
  rate_hz: number | null;
  /** From the camera's capture to the screen; null where the browser does not tell. */
  delay_ms: number | null;
}

interface Look {
  atMs: number;
  presented: number;
}

/**
 * Looks at one picture each time it is asked to, never at every one: the browser counts them by itself, so the video is
 * as bare as without us. It reads times and counts, not the picture.
 */
export class FrameMeter {
  readonly #video: HTMLVideoElement;
  #before: Look | null = null;
  #last: Look | null = null;
  #delays: number[] = [];
  #waitingSinceMs: number | null = null;
  #lookedMs = -Infinity;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /** Asks for the numbers of the next picture. While nobody sees the page, or it slept, no picture can come: that is no silence. */
  look(nowMs: number, isSeen = true): void {
    const wasAway = !isSeen || nowMs - this.#lookedMs > SLEPT_AFTER_MS;
    this.#lookedMs = nowMs;
    if (this.#waitingSinceMs !== null && wasAway) this.#waitingSinceMs = nowMs;
    if (this.#waitingSinceMs !== null || !("requestVideoFrameCallback" in this.#video)) return;
    this.#waitingSinceMs = nowMs;
    this.#video.requestVideoFrameCallback((_now, frame) => {
      this.#waitingSinceMs = null;
      this.#take(frame);
    });
  }

  /** For how long the picture that was asked for has not come, in milliseconds; 0 when none is awaited. */
  silentMs(nowMs: number): number {
    return this.#waitingSinceMs === null ? 0 : nowMs - this.#waitingSinceMs;
  }

  /** What the looks so far tell. */
  get measured(): Measured {
    const sorted = [...this.#delays].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)];
    return { rate_hz: this.#rate(), delay_ms: middle === undefined ? null : rounded(middle) };
  }

  /** Begins anew: another camera, or the picture was away. */
  forget(): void {
    this.#before = this.#last = null;
    this.#delays = [];
  }

  #take(frame: VideoFrameCallbackMetadata): void {
    this.#before = this.#last;
    this.#last = { atMs: frame.presentationTime, presented: frame.presentedFrames };
    if (frame.captureTime === undefined) return;
    const delay = frame.expectedDisplayTime - frame.captureTime;
    if (delay >= 0) this.#delays = [...this.#delays.slice(1 - DELAYS_KEPT), delay];
  }

  #rate(): number | null {
    if (this.#before === null || this.#last === null) return null;
    const span_ms = this.#last.atMs - this.#before.atMs;
    const count = this.#last.presented - this.#before.presented;
    return span_ms > 0 && count >= 0 ? rounded((count * 1000) / span_ms) : null;
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
