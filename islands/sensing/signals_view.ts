// Shows what is measured in the same words to patient and therapist: a light, a line for each signal, a way to stop it.
import { clockText } from "../strip/time";
import type { EraseSignal, InstrumentTold, Signal, SignalsTold, StopSignal, Why } from "../wire";

export interface SignalsDo {
  stop(message: StopSignal): void;
  erase(message: EraseSignal): void;
  /** Says in one line what is measured and what was lost, where the list itself may be out of sight. */
  sum?(line: string): void;
}

const NEVER_BEGAN = null;
const ON_PURPOSE: readonly unknown[] = ["withdrawn", "covered", "left"] satisfies readonly Why[]; // nothing was lost

/** The list of signals on a page; the page's template gives the element, its words and its sentences. */
export class SignalsView {
  readonly #place: HTMLElement;
  readonly #words: Record<string, string>;
  readonly #do: SignalsDo;
  readonly #answered = new Set<Signal>();
  #agreed: readonly Signal[] = [];

  constructor(place: HTMLElement, does: SignalsDo) {
    this.#place = place;
    this.#words = JSON.parse(place.dataset["words"] ?? "{}") as Record<string, string>;
    this.#do = does;
    place.addEventListener("click", (event) => {
      if (document.activeElement instanceof HTMLElement && event.detail > 0) document.activeElement.blur(); // the space bar is the cover's
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-signal-do]") : null;
      if (button) this.#press(button.dataset["signalDo"] ?? "", button.dataset["signal"] as Signal);
    });
  }

  say(key: string, ...values: readonly (string | number)[]): string {
    return values.reduce<string>((text, value, i) => text.replace(`{${i}}`, String(value)), this.#words[key] ?? key);
  }

  show(told: SignalsTold): void {
    this.#agreed = told.instruments.filter((one) => one.is_agreed).map((one) => one.signal);
    const all = this.#place.querySelector<HTMLElement>("[data-signal-do=stop_all]");
    if (all) all.hidden = this.#agreed.length === 0;
    const shown = told.instruments.filter((one) => one.is_agreed || one.is_on || this.#mayErase(one));
    this.#place.hidden = shown.length === 0;
    const measured = told.instruments.filter((one) => one.is_on);
    this.#place.dataset["measuring"] = String(measured.length > 0);
    const light = measured.length > 0 ? this.say("measuring", this.#names(measured)) : null;
    this.#write("light", light ?? this.say("nothing"));
    this.#do.sum?.([...(light === null ? [] : [light]), ...this.#lost(told.instruments)].join("  "));
    for (const one of told.instruments) this.#showOne(one);
  }

  #names(several: readonly InstrumentTold[]): string {
    return several.map((one) => this.say(`signal.${one.signal}`)).join(" · ");
  }

  /** What was measured and is not, though nobody wished it so: a line for each reason. */
  #lost(told: readonly InstrumentTold[]): readonly string[] {
    const lost = told.filter((one) => one.is_agreed && !one.is_on && one.why !== NEVER_BEGAN && !ON_PURPOSE.includes(one.why));
    return [...new Set(lost.map((one) => one.why))].map((why) => {
      const names = this.#names(lost.filter((one) => one.why === why));
      return `${names}: ${this.say("not_measured", this.say(`why.${why}`))}`;
    });
  }

  #showOne(one: InstrumentTold): void {
    if (one.is_on) this.#answered.delete(one.signal);
    const line = this.#place.querySelector<HTMLElement>(`[data-line="${one.signal}"]`);
    if (!line) return;
    line.hidden = !(one.is_agreed || one.is_on || this.#mayErase(one));
    this.#write(`text-${one.signal}`, this.#textOf(one));
    const [stop, erase] = [line.querySelector<HTMLElement>("[data-signal-do=stop]"), line.querySelector<HTMLElement>("[data-offer]")];
    if (stop) stop.hidden = !one.is_agreed;
    if (erase) erase.hidden = !this.#mayErase(one);
  }

  #mayErase(one: InstrumentTold): boolean {
    return one.why === "withdrawn" && !this.#answered.has(one.signal);
  }

  #textOf(one: InstrumentTold): string {
    const name = this.say(`signal.${one.signal}`);
    if (one.is_on && one.now) return `${name}: ${this.#nowOf(one.now)}`;
    return one.why === NEVER_BEGAN ? `${name}: ${this.say("not_yet")}` : `${name}: ${this.say("not_measured", this.say(`why.${one.why}`))}`;
  }

  #nowOf(now: NonNullable<InstrumentTold["now"]>): string {
    const unknown = this.say("not_known");
    const parts: string[] = [];
    if (now.kind === "eyes") {
      parts.push(now.too_dark ? this.say("too_dark") : now.eyes === null ? unknown : this.say(`eyes.${now.eyes}`));
      if (now.faces !== null && now.faces !== 1) parts.push(this.say(now.faces === 0 ? "no_face" : "two_faces"));
      if (now.still_ms !== null && now.still_ms > 0) parts.push(this.say("still", clockText(now.still_ms)));
      if (now.far_cm !== null) parts.push(this.say("far", Math.round(now.far_cm / 10) * 10));
      parts.push(this.say("dose", clockText(now.looked_ms), clockText(now.judged_ms)));
    } else {
      parts.push(now.rate_bpm === null ? unknown : this.say("rate", Math.round(now.rate_bpm)));
      if (now.rate_bpm !== null && now.baseline_bpm !== null) parts.push(this.say("baseline", Math.round(now.baseline_bpm)));
      if (now.kind === "belt" && now.rmssd_ms !== null) parts.push(this.say("rmssd", Math.round(now.rmssd_ms)));
      if (now.kind === "belt" && now.contact === false) parts.push(this.say("no_contact"));
      if (now.kind === "belt" && now.battery !== null) parts.push(this.say("battery", now.battery));
    }
    return parts.join(" · ");
  }

  #press(what: string, signal: Signal): void {
    if (what === "stop_all") for (const one of this.#agreed) this.#do.stop({ type: "stop_signal", signal: one });
    if (what === "stop") this.#do.stop({ type: "stop_signal", signal });
    if (what === "erase") this.#do.erase({ type: "erase_signal", signal });
    if (what !== "erase" && what !== "keep") return;
    this.#answered.add(signal);
    const offer = this.#place.querySelector<HTMLElement>(`[data-line="${signal}"] [data-offer]`);
    if (offer) offer.hidden = true;
    this.#write("answer", this.say(what === "erase" ? "erased" : "stays"));
  }

  #write(part: string, text: string): void {
    const element = this.#place.querySelector<HTMLElement>(`[data-part="${part}"]`);
    if (element && element.textContent !== text) element.textContent = text;
  }
}
