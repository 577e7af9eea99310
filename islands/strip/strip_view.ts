// A strip one can move in: by keys, by buttons, by a finger; a chosen mark leads to its place in the lists.
import { readings } from "./readings";
import { drawStrip } from "./strip";
import { clockText } from "./time";
import { drawn } from "./svg";
import type { KeptMoment } from "../wire";

/** What the room answers for `/api/sessions/{id}/log`: see web/session_log.py. */
export interface SessionLog {
  readonly state: string;
  readonly is_simulated: boolean;
  readonly until_ms: number;
  readonly window: { lower: number; upper: number };
  readonly words: Record<string, string>;
  readonly moments: KeptMoment[];
}

const SHORTEST_MS = 5_000; // closer than this shows nothing more
const AROUND_MS = 20_000; // what is shown before and after a place that one goes to
const CLOSER = 0.5;
const ALONG = 0.25; // of what is shown, at one press
const STILL_PX = 5; // a finger that moved less has tapped
const CHOOSABLE = new Set(
  ["felt", "offered", "perceived", "received", "reassured", "look_again", "we", "noticed", "spoke", "grounding", "pause", "rung", "cue"],
);

/** Read the log that this frame names. */
export async function readLog(frame: HTMLElement): Promise<SessionLog> {
  const answer = await fetch(frame.dataset["log"] ?? "", { headers: { accept: "application/json" } });
  if (!answer.ok) throw new Error(`the log answered ${answer.status}`);
  return (await answer.json()) as SessionLog;
}

/** A stretch of the session clock. */
export interface Stretch {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** One strip with its frame, buttons and chosen mark. */
export class StripView {
  private readonly svg: SVGSVGElement;
  private readonly part: ParentNode;
  private readonly whole: Stretch;
  private moments: readonly KeptMoment[];
  private marks: readonly KeptMoment[] = [];
  private span: Stretch;
  private hand_ms: number | null = null;
  private chosen = "";
  private readonly fingers = new Map<number, number>();
  private moved_px = 0;
  private isWaiting = false;

  constructor(
    private readonly frame: HTMLElement,
    private readonly log: SessionLog,
    private readonly goTo: (moment_id: string) => void,
    private readonly tellShown: (span: Stretch) => void = () => undefined,
  ) {
    const svg = frame.querySelector<SVGSVGElement>("svg");
    if (!svg) throw new Error("the frame holds no drawing");
    this.svg = svg;
    this.part = frame.parentElement ?? document;
    this.whole = { from_ms: 0, to_ms: Math.max(SHORTEST_MS, log.until_ms) };
    this.span = this.whole;
    this.moments = log.moments;
    this.listen();
    frame.querySelector("[data-wait]")?.remove();
    this.take(log.moments);
  }

  /** Draw these moments from now on. */
  take(moments: readonly KeptMoment[]): void {
    this.moments = moments;
    this.marks = readings(moments, this.whole.to_ms).standing.filter(({ mark }) => CHOOSABLE.has(mark.kind));
    this.redraw();
  }

  /** Put the clock's hand here, and bring it into sight. */
  point(session_ms: number): void {
    this.hand_ms = session_ms;
    const { from_ms, to_ms } = this.span;
    if (session_ms >= from_ms && session_ms <= to_ms) this.redraw();
    else this.show(session_ms - (to_ms - from_ms) / 4, session_ms + ((to_ms - from_ms) * 3) / 4);
  }

  /** Show this stretch, as far as the session goes, and tell nobody. */
  follow(span: Stretch): void {
    this.span = span;
    this.redraw();
  }

  /** Show the surroundings of this time, with the hand on it. */
  lookAt(session_ms: number): void {
    this.hand_ms = session_ms;
    this.show(session_ms - AROUND_MS, session_ms + AROUND_MS);
  }

  /** Choose this mark, bringing it into sight. */
  choose(moment_id: string): void {
    this.chosen = moment_id;
    const moment = this.moments.find((one) => one.moment_id === moment_id);
    if (moment && (moment.session_ms < this.span.from_ms || moment.session_ms > this.span.to_ms)) {
      const half = (this.span.to_ms - this.span.from_ms) / 2;
      this.show(moment.session_ms - half, moment.session_ms + half);
    } else this.draw();
  }

  private show(from_ms: number, to_ms: number): void {
    const most = this.whole.to_ms - this.whole.from_ms;
    const length = Math.min(most, Math.max(SHORTEST_MS, to_ms - from_ms));
    const from = Math.min(Math.max(this.whole.from_ms, from_ms), this.whole.to_ms - length);
    this.span = { from_ms: from, to_ms: from + length };
    this.tellShown(this.span);
    this.redraw();
  }

  private redraw(): void {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      this.draw();
    });
  }

  private draw(): void {
    const x = drawStrip(this.svg, this.moments, this.span, this.log.window, this.log.words);
    if (this.hand_ms !== null) this.svg.append(drawn("path", { d: `M${x(this.hand_ms).toFixed(1)} 0V${this.svg.getAttribute("height") ?? 0}`, class: "hand" }));
    const shown = this.part.querySelector("[data-shown]");
    if (shown) shown.textContent = `${clockText(this.span.from_ms)} – ${clockText(this.span.to_ms)}`;
    const group = this.chosen ? this.svg.querySelector(`[data-moments~="${this.chosen}"]`) : null;
    group?.classList.add("chosen");
    const said = this.part.querySelector("[data-chosen]");
    if (said) said.textContent = group?.querySelector("title")?.textContent ?? this.sayHidden();
  }

  private sayHidden(): string {
    const moment = this.moments.find((one) => one.moment_id === this.chosen);
    return moment ? `${clockText(moment.session_ms)} ${this.log.words[moment.mark.kind] ?? moment.mark.kind}` : "";
  }

  private act(what: string): boolean {
    const { from_ms, to_ms } = this.span;
    const length = to_ms - from_ms;
    const middle = this.middle();
    if (what === "in") this.show(middle - (length * CLOSER) / 2, middle + (length * CLOSER) / 2);
    else if (what === "out") this.show(middle - length / CLOSER / 2, middle + length / CLOSER / 2);
    else if (what === "back") this.show(from_ms - length * ALONG, to_ms - length * ALONG);
    else if (what === "on") this.show(from_ms + length * ALONG, to_ms + length * ALONG);
    else if (what === "whole") this.show(this.whole.from_ms, this.whole.to_ms);
    else if (what === "next") this.step(1);
    else if (what === "previous") this.step(-1);
    else if (what === "enter" && this.chosen) this.goTo(this.chosen);
    else return false;
    return true;
  }

  /** Going closer keeps the chosen mark in the middle, when it is in sight. */
  private middle(): number {
    const { from_ms, to_ms } = this.span;
    const chosen = this.moments.find((one) => one.moment_id === this.chosen)?.session_ms ?? -1;
    return chosen >= from_ms && chosen <= to_ms ? chosen : (from_ms + to_ms) / 2;
  }

  private step(by: 1 | -1): void {
    const at = this.marks.findIndex((one) => one.moment_id === this.chosen);
    const inSight = this.marks.findIndex((one) => one.session_ms >= this.span.from_ms);
    const next = at < 0 ? this.marks[Math.max(0, inSight)] : this.marks[at + by];
    if (next) this.choose(next.moment_id);
  }

  private listen(): void {
    const bar = this.part.querySelector<HTMLElement>("[data-strip-bar]");
    if (bar) {
      bar.hidden = false;
      bar.addEventListener("click", (event) => {
        const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
        this.act(button?.dataset["do"] ?? "");
      });
    }
    this.frame.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (this.act(KEYS[event.key] ?? "")) event.preventDefault();
    });
    this.frame.addEventListener("pointerdown", (event) => {
      this.fingers.set(event.pointerId, event.clientX);
      if (this.fingers.size === 1) this.moved_px = 0;
    });
    this.frame.addEventListener("pointermove", (event) => {
      this.drag(event);
    });
    for (const kind of ["pointerup", "pointercancel", "pointerleave"] as const) {
      this.frame.addEventListener(kind, (event) => this.fingers.delete(event.pointerId));
    }
    this.svg.addEventListener("click", (event) => {
      this.tap(event);
    });
    new ResizeObserver(() => {
      this.redraw();
    }).observe(this.frame);
    addEventListener("beforeprint", () => {
      this.span = this.whole;
      this.draw();
    });
  }

  private drag(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    if (before === undefined) return;
    const others = [...this.fingers].filter(([id]) => id !== event.pointerId).map(([, x]) => x);
    this.fingers.set(event.pointerId, event.clientX);
    this.moved_px += Math.abs(event.clientX - before);
    const { from_ms, to_ms } = this.span;
    const ms_per_px = (to_ms - from_ms) / Math.max(1, this.svg.clientWidth);
    const other = others[0];
    if (other === undefined) {
      const by = (before - event.clientX) * ms_per_px;
      this.show(from_ms + by, to_ms + by);
      return;
    }
    const apart = Math.max(20, Math.abs(event.clientX - other)) / Math.max(20, Math.abs(before - other));
    const [middle, half] = [(from_ms + to_ms) / 2, (to_ms - from_ms) / 2 / apart];
    this.show(middle - half, middle + half);
  }

  private tap(event: Event): void {
    if (this.moved_px > STILL_PX) return;
    const group = event.target instanceof Element ? event.target.closest("[data-moments]") : null;
    const ids = group?.getAttribute("data-moments")?.split(" ") ?? [];
    const next = ids[(ids.indexOf(this.chosen) + 1) % Math.max(1, ids.length)];
    if (!next) return;
    this.choose(next);
    this.goTo(next);
  }
}

const KEYS: Readonly<Record<string, string>> = {
  ArrowLeft: "back",
  ArrowRight: "on",
  "+": "in",
  "=": "in",
  "-": "out",
  "0": "whole",
  Home: "whole",
  n: "next",
  N: "next",
  p: "previous",
  P: "previous",
  Enter: "enter",
};
