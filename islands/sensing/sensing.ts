// Measures at the mirror, only what the patient agreed to and only while the mirror is shown; no picture leaves the page.
import { Belt, hasBluetooth } from "./belt";
import { directionOf, type Calibration } from "./calibration";
import { FaceLoop } from "./face_loop";
import type { Seen } from "./faces.worker";
import { Learning } from "./learning";
import { spotOver } from "./place";
import { Seconds } from "./seconds";
import { SignalsView } from "./signals_view";
import type { SessionClock } from "../line/clock";
import type { Answer, LiveSocket } from "../line/socket";
import type { Spot } from "../line/view";
import type { Signal, StopSignal, Why } from "../wire";

const LOOK_EVERY_MS = 250;
const BY_CAMERA = ["eyes", "pulse"] as const;
const WHY_OF: Readonly<Record<string, Why>> = { covered: "covered", starting: "left", goodbye: "left" };

/** What the mirror's page lends: its video (null before a real mirror), clock, line, and the state it tells. */
export interface Lent {
  readonly root: HTMLElement;
  readonly video: HTMLVideoElement | null;
  readonly clock: SessionClock;
  readonly socket: LiveSocket;
  state(): string;
}

/** Begins; does nothing at all when nothing is agreed to. */
export function startSensing(lent: Lent): { hear(answer: Answer): void } {
  const agreed = (lent.root.dataset["signals"] ?? "").split(" ").filter((one) => one !== "") as Signal[];
  const place = document.getElementById("signals");
  return agreed.length > 0 && place ? new Sensing(lent, new Set(agreed), place) : { hear: () => undefined };
}

class Sensing {
  readonly #lent: Lent;
  readonly #agreed: Set<Signal>;
  readonly #seconds = new Seconds();
  readonly #learning: Learning;
  readonly #view: SignalsView;
  readonly #belt: Belt;
  readonly #loop: FaceLoop | null;
  readonly #unsaid: StopSignal[] = [];
  #calibration: Calibration | null = null;
  #lost: Why | null = null;

  constructor(lent: Lent, agreed: Set<Signal>, place: HTMLElement) {
    this.#lent = lent;
    this.#agreed = agreed;
    this.#view = new SignalsView(place, {
      stop: (message) => {
        this.#stop(message);
      },
      erase: (message) => void lent.socket.say(message),
    });
    this.#belt = new Belt({
      beat: (told) => void lent.socket.say(told),
      lost: () => void lent.socket.say({ type: "not_measured", signal: "belt", why: "no_belt" }),
    });
    this.#loop = lent.video && new FaceLoop(lent.video, { seen: this.#see, lost: this.#lose });
    this.#learning = new Learning(place, (calibration) => {
      this.#calibration = calibration;
      this.#seconds.forget();
    });
    this.#offerBelt();
    setInterval(this.#look, LOOK_EVERY_MS);
    globalThis.addEventListener("pagehide", () => {
      this.#loop?.close();
      this.#belt.release();
    });
  }

  hear(answer: Answer): void {
    if (answer.type === "entered") for (const message of this.#unsaid.splice(0)) this.#stop(message);
    if (answer.type !== "signals") return;
    for (const { signal, is_agreed } of answer.instruments) if (!is_agreed) this.#forbid(signal);
    this.#view.show(answer);
  }

  /** Withdrawn by a touch: ended here first, then said; without a line it is said once there is one. */
  #stop(message: StopSignal): void {
    this.#forbid(message.signal);
    if (!this.#lent.socket.say(message)) this.#unsaid.push(message);
  }

  #forbid(signal: Signal): void {
    if (!this.#agreed.delete(signal)) return;
    if (signal === "belt") this.#belt.release();
    if (!BY_CAMERA.some((one) => this.#agreed.has(one))) this.#loop?.close();
  }

  /** Begins and pauses with the mirror, and says why it pauses. */
  readonly #look = (): void => {
    const loop = this.#loop;
    if (!loop || !BY_CAMERA.some((one) => this.#agreed.has(one))) return;
    loop.check(performance.now());
    const why = this.#whyNot();
    if (why === null) loop.start();
    else if (loop.isOn) {
      loop.stop();
      this.#seconds.forget();
      this.#lose(why);
    }
  };

  #whyNot(): Why | null {
    if (document.visibilityState !== "visible") return "hidden";
    const state = this.#lent.state();
    return state === "showing" ? null : (WHY_OF[state] ?? "no_camera");
  }

  readonly #see = (seen: Seen, taken_ms: number): void => {
    this.#lost = null;
    const { look } = seen;
    if (look) this.#learning.add(look, taken_ms);
    const done = this.#seconds.add({
      at_ms: this.#lent.clock.at(taken_ms),
      letter: look ? directionOf(look, this.#calibration) : "?",
      faces: seen.faces,
      places: this.#spots(seen),
      x: look?.x ?? null,
      y: look?.y ?? null,
      width: look?.width ?? null,
      far_cm: seen.far_cm,
      bright: seen.bright,
      skin: this.#agreed.has("pulse") ? seen.skin : null,
    });
    for (const { eyes, skin } of done) {
      if (this.#agreed.has("eyes")) this.#lent.socket.say(eyes);
      if (skin) this.#lent.socket.say(skin);
    }
  };

  /** Where frames would lie on this screen; null where the words that were agreed to tell of no place. */
  #spots({ places }: Seen): readonly Spot[] | null {
    const { video, root } = this.#lent;
    if (!video || video.videoWidth === 0 || root.dataset["places"] !== "true") return null;
    const picture = { width: video.videoWidth, height: video.videoHeight };
    return places.map((place) => spotOver(place, picture, { width: innerWidth, height: innerHeight }));
  }

  readonly #lose = (why: Why): void => {
    if (this.#lost === why) return;
    this.#lost = why;
    for (const signal of BY_CAMERA) if (this.#agreed.has(signal)) this.#lent.socket.say({ type: "not_measured", signal, why });
  };

  #offerBelt(): void {
    const offer = document.getElementById("belt");
    const button = offer?.querySelector("button");
    const answer = offer?.querySelector<HTMLElement>("[role=status]");
    if (!offer || !button || !answer) return;
    if (!hasBluetooth()) {
      button.disabled = true;
      answer.textContent = this.#view.say("belt_not_here");
      return;
    }
    button.addEventListener("click", () => {
      void this.#belt.choose().then((isChosen) => {
        answer.textContent = this.#view.say(isChosen ? "belt_chosen" : "belt_not_chosen");
      });
    });
  }
}
