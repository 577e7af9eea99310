// Whether light and distance were looked at, so that the first picture may be shown: until then the mirror waits covered.
import type { KeptMoment } from "../wire";

export class Readiness {
  readonly #dimLx: number;
  readonly #nearCm: number;
  #isLit = false;
  #isFar = true;

  /** Under `dimLx` at the face, or nearer than `nearCm`, it takes the therapist's deliberate act. */
  constructor(dimLx: number, nearCm: number) {
    this.#dimLx = dimLx;
    this.#nearCm = nearCm;
  }

  get isReady(): boolean {
    return this.#isLit && this.#isFar;
  }

  hear(mark: KeptMoment["mark"]): void {
    if (mark.kind === "light") {
      this.#isLit = mark.lux == null || mark.lux >= this.#dimLx;
      this.#isFar = mark.distance_cm == null || mark.distance_cm >= this.#nearCm;
    } else if (mark.kind === "passed" && mark.limit === "light") this.#isLit = true;
    else if (mark.kind === "passed" && mark.limit === "distance") this.#isFar = true;
  }
}
