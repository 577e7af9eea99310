// How the picture is shown: veiled, cropped, lit, as the therapist's hand last set it, each change eased and never quick.
import { Latest } from "./latest";
import { CLOSER_BY, FIRST_VIEW, firstFrame, type Frame, type View } from "../line/view";
import type { KeptMoment } from "../wire";

/** Two changes lie at least so far apart: three flashes a second (WCAG 2.3.1) would need six of them. */
export const APART_MS = 400;
const HALF_WAY_MS = 500; // where the picture is dark while a reduced motion changes its place

export class Picture {
  readonly #view = new Latest<View>(FIRST_VIEW);
  readonly #frames = { own: new Latest<Frame>(firstFrame("own")), therapist: new Latest<Frame>(firstFrame("therapist")) };
  readonly #draw: (view: View, frames: Record<"own" | "therapist", Frame>) => void;
  #drawnMs = -Infinity;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  /** `draw` is called with what to show, at most once every `APART_MS`. */
  constructor(draw: (view: View, frames: Record<"own" | "therapist", Frame>) => void) {
    this.#draw = draw;
    this.#show();
  }

  /** A window nearby changed it at this very moment. */
  set(changed: View | Frame, nowMs: number): void {
    if (changed.kind === "view") this.#view.set(changed, nowMs);
    else this.#frame(changed).set(changed, nowMs);
    this.#soon();
  }

  /** Takes in the next moment of the log. */
  hear({ mark, moment_id, session_ms }: KeptMoment): void {
    const all = [this.#view, this.#frames.own, this.#frames.therapist];
    if (mark.kind === "view") this.#view.hear(moment_id, mark, session_ms);
    else if (mark.kind === "frame") this.#frame(mark).hear(moment_id, mark, session_ms);
    else if (mark.kind === "retraction") for (const one of all) one.takeBack(mark.retracted, session_ms);
    else if (mark.kind === "opened") for (const one of all) one.startAnew();
    else return;
    this.#soon();
  }

  #frame({ who }: Frame): Latest<Frame> {
    return who === "therapist" ? this.#frames.therapist : this.#frames.own;
  }

  /** Shows it now, or as soon as the change before has had its time. */
  #soon(): void {
    if (this.#waiting !== undefined) return;
    const wait = this.#drawnMs + APART_MS - performance.now();
    if (wait <= 0) this.#show();
    else
      this.#waiting = setTimeout(() => {
        this.#show();
      }, wait);
  }

  #show(): void {
    this.#waiting = undefined;
    this.#drawnMs = performance.now();
    this.#draw(this.#view.value, { own: this.#frames.own.value, therapist: this.#frames.therapist.value });
  }
}

/** Gives what writes it onto the page: styles alone, no script in the way of a frame. */
export function painter(glass: HTMLElement, panes: Record<"own" | "therapist", HTMLElement>) {
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  const [first, second] = [video(panes.own), video(panes.therapist)];
  let place = "";
  const follow = (): void => {
    const isBeside = glass.dataset["who"] === "both" && glass.dataset["crop"] !== "whole";
    second.srcObject = isBeside ? first.srcObject : null; // the same camera a second time, only where both are seen
  };
  first.addEventListener("playing", follow);
  return (view: View, frames: Record<"own" | "therapist", Frame>): void => {
    const write = (): void => {
      glass.dataset["crop"] = view.crop;
      glass.dataset["who"] = view.who;
      glass.dataset["therapist"] = frames.therapist.across < frames.own.across ? "left" : "right";
      follow();
      for (const who of ["own", "therapist"] as const) put(panes[who], frames[shown(view, who)]);
    };
    glass.dataset["veil"] = view.veil;
    glass.dataset["brightness"] = String(view.brightness);
    glass.dataset["border"] = String(view.border);
    const wanted = JSON.stringify([view.crop, view.who, frames]);
    const isMoved = place !== "" && wanted !== place;
    place = wanted;
    if (isMoved && isStill.matches) dip(glass, write);
    else write();
  };
}

/** The first pane shows whoever is alone; with both, each pane shows its own. */
function shown(view: View, who: "own" | "therapist"): "own" | "therapist" {
  return view.who === "therapist" ? "therapist" : who;
}

function video(pane: HTMLElement): HTMLVideoElement {
  const found = pane.querySelector("video");
  if (!found) throw new Error("the pane has no video");
  return found;
}

function put(pane: HTMLElement, frame: Frame): void {
  pane.style.setProperty("--across", String(frame.across));
  pane.style.setProperty("--down", String(frame.down));
  pane.style.setProperty("--closer", (CLOSER_BY ** frame.closer).toFixed(3));
}

/** Where nothing may move, the picture fades out, is placed anew, and fades in. */
function dip(glass: HTMLElement, write: () => void): void {
  glass.animate([{ opacity: 1 }, { opacity: 0 }, { opacity: 1 }], { duration: 2 * HALF_WAY_MS, easing: "ease-in-out" });
  setTimeout(write, HALF_WAY_MS);
}
