// The short calibration: "look at your own eyes, then at mine, then away", said on the mirror, learned on the page.
import { learn, type Calibration, type Direction } from "./calibration";
import type { Look } from "./look";

const STEPS = ["own", "other", "away"] as const;
const SETTLE_MS = 1_200; // until the eyes have gone there
const GATHER_MS = 2_500;
const ENOUGH = 8; // looks for each direction; a slow computer takes longer to see them
const LONGEST_MS = 8_000; // then it goes on with what there is
const LOOK_EVERY_MS = 100;

export class Learning {
  readonly #place: HTMLElement;
  readonly #learned: (calibration: Calibration) => void;
  readonly #looks: Record<Direction, Look[]> = { own: [], other: [], away: [] };
  #gathering: { step: Direction; from_ms: number } | null = null;

  constructor(place: HTMLElement, learned: (calibration: Calibration) => void) {
    this.#place = place;
    this.#learned = learned;
    this.#button?.addEventListener("click", () => void this.#teach());
  }

  /** A look, and when its picture was taken; taken in only when its direction was asked for at that time. */
  add(look: Look, taken_ms: number): void {
    if (this.#gathering && taken_ms >= this.#gathering.from_ms) this.#looks[this.#gathering.step].push(look);
  }

  get #button(): HTMLButtonElement | null {
    return this.#place.querySelector("[data-learn]");
  }

  async #teach(): Promise<void> {
    if (this.#button) this.#button.disabled = true;
    this.#place.querySelector("details")?.removeAttribute("open"); // it would lie over the face that is to be looked at
    for (const step of STEPS) {
      this.#looks[step] = [];
      this.#say(step);
      await wait(SETTLE_MS);
      await this.#gather(step);
    }
    const calibration = learn(this.#looks);
    this.#say(calibration ? "learned" : "not_learned");
    if (calibration) this.#learned(calibration);
    if (this.#button) this.#button.disabled = false;
    await wait(GATHER_MS);
    this.#say("");
  }

  async #gather(step: Direction): Promise<void> {
    const from_ms = performance.now();
    this.#gathering = { step, from_ms };
    await wait(GATHER_MS);
    while (this.#looks[step].length < ENOUGH && performance.now() - from_ms < LONGEST_MS) await wait(LOOK_EVERY_MS);
    this.#gathering = null;
  }

  #say(what: string): void {
    for (const sentence of this.#place.querySelectorAll<HTMLElement>("[data-learning]")) {
      sentence.hidden = sentence.dataset["learning"] !== what;
    }
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
