// The short calibration: "look at your own eyes, then at mine, then away", said on the mirror, learned on the page.
import { learn, type Calibration, type Direction } from "./calibration";
import type { Look } from "./look";

const STEPS = ["own", "other", "away"] as const;
const SETTLE_MS = 1_200; // until the eyes have gone there
const GATHER_MS = 2_500;

export class Learning {
  readonly #place: HTMLElement;
  readonly #learned: (calibration: Calibration) => void;
  readonly #looks: Record<Direction, Look[]> = { own: [], other: [], away: [] };
  #gathering: Direction | null = null;

  constructor(place: HTMLElement, learned: (calibration: Calibration) => void) {
    this.#place = place;
    this.#learned = learned;
    this.#button?.addEventListener("click", () => void this.#teach());
  }

  /** A look; taken in only while its direction is asked for. */
  add(look: Look): void {
    if (this.#gathering) this.#looks[this.#gathering].push(look);
  }

  get #button(): HTMLButtonElement | null {
    return this.#place.querySelector("[data-learn]");
  }

  async #teach(): Promise<void> {
    if (this.#button) this.#button.disabled = true;
    for (const step of STEPS) {
      this.#looks[step] = [];
      this.#say(step);
      await wait(SETTLE_MS);
      this.#gathering = step;
      await wait(GATHER_MS);
      this.#gathering = null;
    }
    const calibration = learn(this.#looks);
    this.#say(calibration ? "learned" : "not_learned");
    if (calibration) this.#learned(calibration);
    if (this.#button) this.#button.disabled = false;
    await wait(GATHER_MS);
    this.#say("");
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
