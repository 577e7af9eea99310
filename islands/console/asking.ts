// The quiet panel that asks before a limit is passed, and in which light and distance are looked at; it stops nothing.
import type { Acts } from "./acts";
import { gazeAt } from "./gazing";
import { beforeGaze, duringGaze, type Guard } from "./guards";
import type { SessionLog } from "./log";
import { byId, type Language, type Setup } from "./setup";
import { clockText } from "../strip/time";

const OF_GAZE = ["still_gaze", "total_gaze", "course_gaze"] as const;
const NOTHING = (): void => undefined;

export class Asking {
  readonly #setup: Setup;
  readonly #language: Language;
  readonly #log: SessionLog;
  readonly #acts: Acts;
  readonly #mayMark: () => boolean;
  #guard: Guard | null = null;
  #then: () => void = NOTHING;
  #now_ms = 0;
  #leftOpen = ""; // the stretch of gaze whose question was put aside

  constructor(setup: Setup, language: Language, log: SessionLog, acts: Acts, mayMark: () => boolean) {
    this.#setup = setup;
    this.#language = language;
    this.#log = log;
    this.#acts = acts;
    this.#mayMark = mayMark;
    byId("guard-reasons", HTMLElement).addEventListener("click", ({ target, timeStamp }) => {
      const reason = target instanceof HTMLElement ? target.closest<HTMLElement>("[data-reason]")?.dataset["reason"] : "";
      if (reason) this.#pass(reason, timeStamp);
    });
    byId("guard-other", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      const field = byId("guard-reason", HTMLInputElement);
      if (field.value.trim()) this.#pass(field.value.trim(), event.timeStamp);
      field.value = "";
    });
    byId("light-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#see(event.timeStamp);
    });
    byId("guard-close", HTMLElement).addEventListener("click", () => {
      this.close();
    });
    byId("show-light", HTMLElement).addEventListener("click", () => {
      this.showLight();
    });
    byId("guard", HTMLElement).addEventListener("keydown", this.#escape);
  }

  /** Asks before `then` is done; the focus stays where it is, and every key goes on marking. */
  open(guard: Guard, then: () => void): void {
    this.#guard = guard;
    this.#then = then;
    this.#show();
  }

  /** Opens light and distance by hand, ready to be typed. */
  showLight(): void {
    const again: Guard = { limit: "light", sentence: "light_again", values: [], stops: true };
    this.open(beforeGaze(this.#log.standing, this.#setup) ?? again, this.#isOfLight ? this.#then : NOTHING);
    byId("light-lux", HTMLInputElement).focus();
  }

  close(): void {
    this.#leftOpen = this.#stretch();
    this.#guard = null;
    this.#show();
  }

  /** Once a second: asks when a gaze has reached a limit, and stops asking when it is over. */
  watch(session_ms: number): void {
    this.#now_ms = session_ms;
    const reached = duringGaze(this.#log.standing, this.#setup, session_ms);
    const isOfGaze = OF_GAZE.some((limit) => limit === this.#guard?.limit) && this.#then === NOTHING; // asked by this watch
    if (reached === null && isOfGaze) this.close();
    if (reached !== null && this.#guard === null && this.#leftOpen !== this.#stretch()) this.open(reached, NOTHING);
    this.#showCourse();
    this.#showButton();
  }

  get #isOfLight(): boolean {
    return this.#guard?.limit === "light" || this.#guard?.limit === "distance";
  }

  #stretch(): string {
    return String(this.#log.standing.gaze.since_ms);
  }

  #pass(reason: string, pressedMs: number): void {
    if (!this.#guard || this.#guard.stops || !this.#mayMark()) return;
    this.#acts.pass(this.#guard.limit, reason, pressedMs);
    this.#goOn();
  }

  #see(pressedMs: number): void {
    const ticks = [...byId("light-form", HTMLFormElement).querySelectorAll<HTMLInputElement>("[type=checkbox]")];
    const [lux, distance] = [whole("light-lux"), whole("light-distance")];
    const byList = ticks.every((tick) => tick.checked);
    if (!this.#mayMark()) return;
    if (lux === null && !byList) {
      this.#write(this.#language.say("light_incomplete"));
      return;
    }
    this.#acts.see(lux, distance, byList, pressedMs);
    this.#goOn();
  }

  /** What was asked is answered: the next question, if there is one, else what waited for it is done. Keys mark again. */
  #goOn(): void {
    if (document.activeElement instanceof HTMLInputElement) byId("show-light", HTMLElement).focus();
    const next = this.#isOfLight ? beforeGaze(this.#log.standing, this.#setup) : null;
    const then = this.#then;
    this.#guard = next;
    if (next === null) {
      this.#then = NOTHING;
      then();
    }
    this.#show();
  }

  #show(): void {
    const guard = this.#guard;
    const panel = byId("guard", HTMLElement);
    if (guard === null && panel.contains(document.activeElement)) byId("show-light", HTMLElement).focus();
    panel.hidden = guard === null;
    byId("light-form", HTMLElement).hidden = !this.#isOfLight;
    byId("guard-reasons", HTMLElement).hidden = guard === null || guard.stops;
    if (guard) this.#write(this.#language.say(guard.sentence, ...guard.values));
    this.#showCourse();
    this.#showButton();
  }

  #showCourse(): void {
    const isSaid = this.#guard !== null && this.#guard.limit !== "ladder" && this.#guard.limit !== "course_gaze"; // that one says it itself
    const line = byId("guard-course", HTMLElement);
    const text = isSaid ? this.#courseSoFar() : "";
    if (line.textContent !== text) line.textContent = text;
  }

  /** The dose of the course, today's own gaze until now among it. */
  #courseSoFar(): string {
    const { gaze_before_ms, last_gaze_ms, course_gaze_ms } = this.#setup;
    const figures = [gaze_before_ms + gazeAt(this.#log.standing.gaze, this.#now_ms).total_ms, last_gaze_ms, course_gaze_ms].map(clockText);
    return this.#language.say(course_gaze_ms > 0 ? "course_so_far_of" : "course_so_far", ...figures);
  }

  #showButton(): void {
    const seen = this.#log.standing.light?.seen;
    const isEnough = seen?.lux == null || seen.lux >= this.#setup.light.enough_lx;
    const said = !seen ? "light_button_unseen" : seen.lux == null ? "light_button_list" : isEnough ? "light_button" : "light_button_low";
    const text = this.#language.say(said, seen?.lux ?? "", this.#setup.light.enough_lx);
    const word = byId("show-light", HTMLElement).querySelector(".key-word");
    if (word && word.textContent !== text) word.textContent = text;
  }

  #write(text: string): void {
    const words = byId("guard-words", HTMLElement);
    if (words.textContent !== text) words.textContent = text;
  }

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.close();
  };
}

/** The whole number that was typed; null when nothing was. */
function whole(id: string): number | null {
  const { value, valueAsNumber } = byId(id, HTMLInputElement);
  return value === "" || Number.isNaN(valueAsNumber) ? null : Math.round(valueAsNumber);
}
