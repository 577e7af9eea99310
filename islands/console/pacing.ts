// Pacing, where it is turned on: one key asks, the same key puts the answer away. Nothing is ever shown by itself.
import { byId, type Language } from "./setup";
import { decimal } from "../strip/decimal";
import { clockText } from "../strip/time";
import type { PacingTold, Way } from "../wire";

const SHOWN_FOR_MS = 3 * 60 * 1_000; // the stretch it looks ahead over: afterwards it speaks of what is past
const LEAST = 5; // as model/foretell.py and model/advise.py: fewer exchanges or arousal marks say too little

/** What the line says; the figures themselves stand below it. */
export function pacingText({ state, exchanges, arousal_marks }: PacingTold, at: string, language: Language): string {
  if (state !== "not_known") return language.say(`pacing_${state}`, at);
  const isFew = exchanges < LEAST || arousal_marks < LEAST;
  return language.say(isFew ? "pacing_few" : "pacing_wide", exchanges, arousal_marks, LEAST);
}

const WAYS: readonly Way[] = ["stay", "closer", "further", "reassure_first", "ground"];

export class Pacing {
  readonly #language: Language;
  readonly #ask: () => boolean;
  #isOpen = false;
  #until_ms = Infinity;

  /** `ask` asks the room, and says whether the room can hear it now. */
  constructor(language: Language, ask: () => boolean) {
    this.#language = language;
    this.#ask = ask;
  }

  /** Asks, or puts away what is shown. */
  press(pressedMs: number): void {
    if (this.#isOpen) {
      this.#putAway();
      return;
    }
    this.#isOpen = true;
    this.#until_ms = pressedMs + SHOWN_FOR_MS;
    this.#write(this.#language.say(this.#ask() ? "pacing_asking" : "pacing_no_room"), []);
  }

  /** The room answered; an answer that nobody waits for any more is let go. */
  hear(told: PacingTold, session_ms: number): void {
    if (this.#isOpen) this.#write(pacingText(told, clockText(session_ms), this.#language), this.#ways(told));
  }

  /** Once a second: what was shown grows old and goes. */
  look(now: number): void {
    if (this.#isOpen && now > this.#until_ms) this.#putAway();
  }

  #putAway(): void {
    this.#isOpen = false;
    this.#write("", []);
  }

  #ways({ outlooks }: PacingTold): HTMLElement[] {
    if (outlooks.length === 0) return [];
    const stay = outlooks.find(({ way }) => way === "stay");
    return WAYS.map((way) => {
      const item = document.createElement("li");
      const outlook = outlooks.find((one) => one.way === way);
      if (!outlook) {
        item.append(part("pacing-way", this.#language.word(`way.${way}`)), part("pacing-open", this.#language.say("pacing_open")));
        return item;
      }
      const { leaving, reason } = outlook;
      const [mean, low, high] = [leaving.mean, leaving.low, leaving.high].map((chance) => decimal(chance, 2));
      // To the model closer is an invited reflection and further one that is not: one of them is where things stand.
      const isAsStaying = way !== "stay" && stay?.leaving.mean === leaving.mean && stay.leaving.high === leaving.high;
      item.append(
        part("pacing-way", this.#language.word(`way.${way}`)),
        part("figure", this.#language.say("pacing_chance", mean ?? "", low ?? "", high ?? "")),
        part("pacing-why", isAsStaying ? this.#language.say("pacing_as_staying") : this.#language.word(`why.${reason}`)),
      );
      return item;
    });
  }

  #write(text: string, ways: HTMLElement[]): void {
    byId("pacing-said", HTMLElement).textContent = text;
    byId("pacing-ways", HTMLElement).replaceChildren(...ways);
    byId("pacing-ways", HTMLElement).hidden = ways.length === 0;
  }
}

function part(name: string, text: string): HTMLElement {
  const element = document.createElement("span");
  element.className = name;
  element.textContent = text;
  return element;
}
