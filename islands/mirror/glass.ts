// Holds the bare video and its camera: opens it, notices when the picture goes, and gets it back.
import { closeCamera, openCamera, troubleOf, watchCameras, watchPicture, type Trouble } from "./camera";
import { FrameMeter, type Measured } from "./frames";

const FROZEN_AFTER_MS = 3_000; // a still face in a mirror is worse than none

export class Glass {
  readonly #video: HTMLVideoElement;
  readonly #meter: FrameMeter;
  readonly #changed: () => void;
  #stream: MediaStream | null = null;
  #cameraId: string | null = null;
  #isWanted = false;
  #isOpening = false;
  #isMuted = false;
  #isFrozen = false;
  #trouble: Trouble | "starting" | null = "starting";

  constructor(video: HTMLVideoElement, changed: () => void) {
    this.#video = video;
    this.#meter = new FrameMeter(video);
    this.#changed = changed;
    video.addEventListener("playing", () => {
      this.#meter.look(performance.now());
      this.#set(null);
    });
    void watchCameras(() => {
      void this.again();
    });
  }

  /** Why there is no picture; null when there is one. */
  get trouble(): Trouble | "starting" | null {
    if (this.#trouble !== null) return this.#trouble;
    return this.#isMuted || this.#isFrozen ? "lost" : null;
  }

  /** Pictures a second and delay, nothing known while there is no picture. */
  get measured(): Measured {
    return this.trouble === null ? this.#meter.measured : { rate_hz: null, delay_ms: null };
  }

  /** Shows the picture of this camera (any, when none is named), now and whenever it can be had again. */
  show(cameraId: string | null): Promise<void> {
    this.#letGo();
    this.#cameraId = cameraId;
    this.#isWanted = true;
    this.#trouble = "starting";
    return this.again();
  }

  /** Tries once more, when there is no picture. */
  async again(): Promise<void> {
    if (!this.#isWanted || this.#isOpening || this.#stream !== null) return;
    this.#isOpening = true;
    const cameraId = this.#cameraId;
    try {
      this.#arrive(await openCamera(cameraId), cameraId);
    } catch (error) {
      this.#set(troubleOf(error));
    } finally {
      this.#isOpening = false;
    }
    if (cameraId !== this.#cameraId) await this.again(); // another one was chosen meanwhile
  }

  /** Lets go of the camera; its light goes out. */
  release(): void {
    this.#isWanted = false;
    this.#letGo();
  }

  /** From time to time: measures, notices a picture that stands still, and tries again what may have come back. */
  check(nowMs: number): void {
    if (!this.#isWanted) return;
    if (this.#stream === null) {
      if (this.#trouble !== "refused") void this.again(); // a refusal is asked about again only by a person
      return;
    }
    const isSeen = document.visibilityState === "visible";
    this.#meter.look(nowMs, isSeen);
    const isFrozen = isSeen && this.#meter.silentMs(nowMs) > FROZEN_AFTER_MS;
    if (isFrozen === this.#isFrozen) return;
    this.#isFrozen = isFrozen;
    this.#meter.forget();
    this.#changed();
  }

  #arrive(stream: MediaStream, cameraId: string | null): void {
    if (!this.#isWanted || cameraId !== this.#cameraId) {
      closeCamera(stream);
      return;
    }
    this.#stream = stream;
    this.#meter.forget();
    this.#video.srcObject = stream;
    watchPicture(stream, {
      ended: () => {
        if (stream !== this.#stream) return;
        this.#letGo();
        this.#set("lost");
        void this.again();
      },
      muted: (isMuted) => {
        if (stream !== this.#stream) return;
        this.#isMuted = isMuted;
        this.#changed();
      },
    });
  }

  #letGo(): void {
    if (this.#stream !== null) closeCamera(this.#stream);
    this.#stream = null;
    this.#video.srcObject = null;
    this.#isMuted = this.#isFrozen = false;
  }

  #set(trouble: Trouble | "starting" | null): void {
    if (trouble === null && this.#stream === null) return;
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#changed();
  }
}
