// The therapist's hand on the mirror: each key is one step of veil, crop, person, light or place, on the log and at once.
import { beforeGaze, beforeRung, type Guard } from "./guards";
import type { SessionLog } from "./log";
import { SETTLE_MS } from "./settle";
import type { Rung, Setup } from "./setup";
import type { SentMark } from "../line/keeping";
import { FARTHEST, MOST_CLOSER, within, type Frame, type Spot, type View } from "../line/view";
import type { Nearby } from "../line/nearby";

const VEILS = ["clear", "softened", "outline"] as const;
const CROPS = ["whole", "face", "mouth_and_cheek", "eyes"] as const;
const WHOM = ["own", "both", "therapist"] as const;
const MOST_STEPS = 3;
const NUDGE = 3; // percent of the picture; ours, to be tried
const NUDGES: Record<string, readonly [number, number, number]> = {
  left: [NUDGE, 0, 0], right: [-NUDGE, 0, 0], up: [0, NUDGE, 0], down: [0, -NUDGE, 0], closer: [0, 0, 1], farther: [0, 0, -1],
};

/** What the hand needs: to keep a mark, to tell the mirror at once, to ask before a limit is passed. */
export interface Reach {
  keep(mark: SentMark): void;
  tell(said: Nearby): void;
  ask(guard: Guard, then: () => void): void;
  say(sentence: string): void;
  isMirrorCovered(): boolean;
  /** Where the faces are that the mirror sees, from its left to its right; null where none is looked for. */
  faces(): readonly Spot[] | null;
}

export class Hand {
  readonly #setup: Setup;
  readonly #log: SessionLog;
  readonly #reach: Reach;
  #nudged: Frame | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(setup: Setup, log: SessionLog, reach: Reach) {
    this.#setup = setup;
    this.#log = log;
    this.#reach = reach;
  }

  /** Whether the mirror is covered, as far as anybody knows. */
  get isCovered(): boolean {
    return this.#log.standing.isCovered ?? this.#reach.isMirrorCovered();
  }

  /** Does what this action means for the mirror; false when it means nothing here. */
  do(action: string): boolean {
    if (!(action.slice("frame_".length) in NUDGES)) this.finish();
    switch (action) {
      case "cover":
        this.cover(!this.isCovered);
        return true;
      case "ground":
      case "ground_end":
        this.#ground(action === "ground");
        return true;
      case "rung_next":
      case "rung_previous":
        this.#rung(action === "rung_next" ? 1 : -1);
        return true;
      default:
        return this.#setup.is_mirror_real ? false : this.#look(action);
    }
  }

  /** Keeps at once a nudge that still settles. */
  finish(): void {
    clearTimeout(this.#timer);
    if (this.#nudged) this.#reach.keep(this.#nudged);
    this.#nudged = null;
  }

  /**
   * The mirror hears of it before anything is written: covering needs no room and no disk. Uncovering ends the patient's
   * own pause, and asks first when light and distance were not looked at; while somebody is grounded it waits.
   */
  cover(covered: boolean): void {
    const now = this.#log.standing;
    if (!covered && now.grounding_ms !== null) {
      this.#reach.say("grounding_goes_on");
      return;
    }
    const guard = covered ? null : beforeGaze(now, this.#setup);
    if (guard) {
      this.#reach.ask(guard, () => {
        this.cover(false);
      });
      return;
    }
    this.#reach.tell({ covered });
    this.#reach.keep({ kind: "cover", covered });
    if (!covered && now.pausedBy === "patient") this.#reach.keep({ kind: "pause", step: "ended" });
  }

  /** Ground now covers the mirror; it is ended by a key of its own, and leaves the mirror covered. */
  #ground(begins: boolean): void {
    const isGrounding = this.#log.standing.grounding_ms !== null;
    if (begins) this.#reach.tell({ covered: true, grounding: true });
    if (begins && isGrounding) this.#reach.say("grounding_goes_on");
    if (begins === isGrounding) return;
    if (!begins) this.#reach.tell({ grounding: false });
    if (begins && this.#log.standing.isCovered !== true) this.#reach.keep({ kind: "cover", covered: true });
    this.#reach.keep({ kind: "grounding", step: begins ? "began" : "ended" });
  }

  #rung(by: number): void {
    const { ladder } = this.#setup;
    const at = ladder.findIndex(({ rung_id }) => rung_id === this.#log.standing.rung);
    const rung = ladder[at < 0 ? 0 : at + by];
    if (!rung) return;
    const guard = beforeRung(ladder[at], rung, this.#setup);
    if (guard) this.#reach.ask(guard, () => { this.#step(ladder[at], rung); });
    else this.#step(ladder[at], rung);
  }

  /** The rung sets the picture. It covers where the mirror is covered on it, and uncovers only when left for another. */
  #step(from: Rung | undefined, rung: Rung): void {
    const { rung_id, own_reflection, view } = rung;
    this.#reach.keep({ kind: "rung", rung: rung_id, own_reflection, place: this.#setup.ladder.indexOf(rung) });
    if (this.#setup.is_mirror_real) return;
    if (view) this.#show({ ...view, kind: "view" });
    if (!view && !this.isCovered) this.cover(true);
    const isResting = this.#log.standing.grounding_ms !== null || this.#log.standing.pausedBy !== null;
    if (view && from?.view === null && this.isCovered && !isResting) this.cover(false);
  }

  #look(action: string): boolean {
    const { view } = this.#log.standing;
    switch (action) {
      case "frame_lay":
        this.#lay();
        return true;
      case "frame_swap":
        this.#swap();
        return true;
      case "veil_more":
      case "veil_less":
        this.#veil(action === "veil_more" ? 1 : -1);
        return true;
      case "crop_next":
        this.#show({ ...view, crop: next(CROPS, view.crop) });
        return true;
      case "who_next":
        this.#show({ ...view, who: next(WHOM, view.who) });
        return true;
      case "brighter":
      case "dimmer":
        this.#show({ ...view, brightness: within(view.brightness + (action === "brighter" ? 1 : -1), MOST_STEPS) });
        return true;
      case "border_next":
        this.#show({ ...view, border: (view.border + 1) % (MOST_STEPS + 1) });
        return true;
      default:
        return action.startsWith("frame_") && this.#nudge(action.slice("frame_".length));
    }
  }

  /** Lays the frame on the face that is seen, once: it follows nobody. Of two faces, each person's on the side where it lay. */
  #lay(): void {
    const seen = this.#reach.faces();
    const { view, frames } = this.#log.standing;
    const [left, right] = seen ?? [];
    if (!left) this.#reach.say(seen ? "frame_no_face" : "frame_by_hand");
    else if (right) {
      const isOnLeft = frames.therapist.across < frames.own.across;
      this.#put("own", isOnLeft ? right : left);
      this.#put("therapist", isOnLeft ? left : right);
      this.#reach.say(isOnLeft ? "frame_laid_left" : "frame_laid_right");
    } else if (view.who === "both") this.#reach.say("frame_one_of_two");
    else {
      this.#put(view.who, left);
      this.#reach.say("frame_laid");
    }
  }

  /** The two sit the other way round: each frame lies where the other lay. */
  #swap(): void {
    const { own, therapist } = this.#log.standing.frames;
    this.#put("own", therapist);
    this.#put("therapist", own);
  }

  #put(who: Frame["who"], { across, down, closer }: Spot): void {
    const frame: Frame = { kind: "frame", who, across, down, closer };
    this.#reach.tell({ shown: frame });
    this.#reach.keep(frame);
  }

  /** One step of the veil; its last step is the cover. */
  #veil(by: number): void {
    const { view } = this.#log.standing;
    const veil = VEILS[VEILS.indexOf(view.veil) + by];
    if (this.isCovered) {
      if (by < 0) this.cover(false);
    } else if (veil) this.#show({ ...view, veil });
    else if (by > 0) this.cover(true);
  }

  #show(view: View): void {
    if (JSON.stringify(view) === JSON.stringify(this.#log.standing.view)) return;
    this.#reach.tell({ shown: view });
    this.#reach.keep(view);
  }

  /** Several nudges in a row are one mark; the mirror follows each. The frame moves, so the picture goes the other way. */
  #nudge(way: string): boolean {
    const [across, down, closer] = NUDGES[way] ?? [0, 0, 0];
    const { view, frames } = this.#log.standing;
    const frame = this.#nudged ?? frames[view.who === "therapist" ? "therapist" : "own"];
    this.#nudged = {
      ...frame,
      across: within(frame.across - across, FARTHEST),
      down: within(frame.down - down, FARTHEST),
      closer: within(frame.closer + closer, MOST_CLOSER),
    };
    this.#reach.tell({ shown: this.#nudged });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.finish();
    }, SETTLE_MS);
    return true;
  }
}

function next<T>(all: readonly T[], now: T): T {
  return all[(all.indexOf(now) + 1) % all.length] ?? now;
}
