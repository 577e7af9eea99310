// Turns one press into marks: what each action of the console means where the session stands now.
import { cueBeside, exchangeBeside } from "./beside";
import { isOpen, type Exchange } from "./gathering";
import type { Keeping, SentMark } from "../line/keeping";
import type { SessionLog } from "./log";
import { Settling } from "./settle";
import type { Setup } from "./setup";
import { beforeGaze, type Guard } from "./guards";
import { Hand } from "./hand";
import { WithNext } from "./with_next";
import type { Nearby } from "../line/nearby";
import type { Spot } from "../line/view";
import type { Attitude, Emotion, Intensity, KeptMoment, Limit, Part, Reception } from "../wire";

const MIDDLE_LEVEL = 5;

/** Something to tell the therapist in the quiet line: a sentence, and the mark that it is about. */
export interface Remark {
  sentence: string;
  mark: KeptMoment["mark"] | null;
}

/** What the acts need beside the log: to tell the mirror at once, what it says of its cover and of faces, to ask. */
export interface Around {
  tell(said: Nearby): void;
  isMirrorCovered(): boolean;
  faces(): readonly Spot[] | null;
  ask(guard: Guard, then: () => void): void;
  changed(): void;
}

export class Acts {
  readonly settling: Settling;
  readonly hand: Hand;
  readonly pressed = new Map<string, string>(); // the latest mark that each action made
  readonly next = new WithNext();
  chosen: string | null = null;
  picked: KeptMoment | null = null;
  remark: Remark | null = null;

  readonly #setup: Setup;
  readonly #log: SessionLog;
  readonly #keeping: Keeping;
  readonly #around: Around;
  #action = "";
  #pressedMs = 0;

  constructor(setup: Setup, log: SessionLog, keeping: Keeping, around: Around) {
    this.#setup = setup;
    this.#log = log;
    this.#keeping = keeping;
    this.#around = around;
    this.settling = new Settling((level, pressedMs) => {
      this.#begin("arousal", pressedMs);
      this.#keep({ kind: "arousal", level });
      this.#around.changed();
    });
    this.hand = new Hand(setup, log, {
      ...around,
      keep: (mark) => {
        this.#keep(mark);
      },
      say: (sentence) => {
        this.#say(sentence);
      },
    });
  }

  /** Passes a limit on purpose. */
  pass(limit: Limit, reason: string, pressedMs: number): void {
    this.#begin("pass", pressedMs);
    this.#keep({ kind: "passed", limit }, reason);
    this.#around.changed();
  }

  /** Light and distance were looked at. */
  see(lux: number | null, distance_cm: number | null, by_list: boolean, pressedMs: number): void {
    this.#begin("light", pressedMs);
    this.#keep({ kind: "light", by_list, lux, distance_cm });
    this.#around.changed();
  }

  /** Does what this action means; unknown ones do nothing. */
  do(action: string, pressedMs: number): void {
    if (!action.startsWith("arousal_") && action !== "undo") this.settling.finish();
    this.#begin(action, pressedMs);
    this.remark = null;
    if (!action.startsWith("attitude_")) this.next.spoken = null;
    const end = action.indexOf("_");
    const done = this.#row(action.slice(0, end), action.slice(end + 1)) || this.#plain(action);
    if (done) this.#around.changed();
  }

  /** Arousal was dragged to this level. */
  drag(level: number, pressedMs: number): void {
    this.settling.set(level, pressedMs);
    this.#around.changed();
  }

  /** Chooses the exchange that the next marks complete; a mark that was picked up is moved there instead. */
  choose(exchangeId: string | null, pressedMs: number): void {
    this.#begin("choose", pressedMs);
    this.remark = null;
    const { picked } = this;
    if (picked) this.#move(picked, exchangeId);
    else this.chosen = exchangeId === this.chosen ? null : exchangeId;
    this.#around.changed();
  }

  /** Picks a mark up to move it, or puts it down again. */
  pick(moment: KeptMoment): void {
    this.picked = this.picked?.moment_id === moment.moment_id ? null : moment;
    this.#around.changed();
  }

  #begin(action: string, pressedMs: number): void {
    this.#action = action;
    this.#pressedMs = pressedMs;
  }

  #keep(mark: SentMark, reason = ""): string {
    const moment = this.#keeping.keep(mark, this.#pressedMs, reason);
    this.pressed.set(this.#action, moment.moment_id);
    this.#log.changed();
    return moment.moment_id;
  }

  #say(sentence: string, mark: KeptMoment["mark"] | null = null): void {
    this.remark = { sentence, mark };
  }

  /** The four rows and the modifiers. */
  #row(axis: string, value: string): boolean {
    const exchange_id = this.chosen;
    switch (axis) {
      case "felt":
        this.#keep({ kind: "felt", emotion: value as Emotion, ...this.next.used(), exchange_id });
        break;
      case "offered":
      case "perceived":
        this.#keep({ kind: axis, emotion: value as Emotion, exchange_id });
        break;
      case "received":
        this.#keep({ kind: "received", reception: value as Reception, exchange_id });
        break;
      case "intensity":
        this.next.chooseIntensity(value as Intensity);
        break;
      case "part":
        this.next.choosePart(value as Part);
        break;
      case "spoke":
        this.#speak(value as Part);
        break;
      case "attitude":
        this.#notice(value as Attitude);
        break;
      default:
        return false;
    }
    this.#letGoOfComplete();
    return true;
  }

  #notice(attitude: Attitude): void {
    const cue = this.#setup.cues[this.#log.standing.cue ?? -1];
    this.#keep(this.next.noticed(attitude, cue?.aspect ?? null));
  }

  /** The part that was chosen speaks to this one; the next press of an attitude says in which tone. */
  #speak(to: Part): void {
    const mark = this.next.speaks(to);
    if (!mark) {
      this.#say("spoke_who");
      return;
    }
    this.next.spoken = { spoke_id: this.#keep(mark), part: mark.part };
    this.#say("spoke_tone", mark);
  }

  #plain(action: string): boolean {
    const now = this.#log.standing;
    switch (action) {
      case "reassured":
        this.#keep({ kind: "reassured", exchange_id: this.chosen });
        return true;
      case "we":
        this.#keep({ kind: "we" });
        return true;
      case "gaze":
        this.#gaze(now.isAtReflection !== true);
        return true;
      case "pause":
        this.#keep({ kind: "pause", step: now.pausedBy === null ? "began" : "ended" });
        return true;
      case "look_again":
        this.#lookAgain(now.exchanges);
        return true;
      case "undo":
        this.#undo(now.undoable);
        return true;
      case "let_go":
        this.chosen = null;
        this.picked = null;
        return true;
      default:
        return this.#step(action);
    }
  }

  /** What moves one step along a row of its own. */
  #step(action: string): boolean {
    switch (action) {
      case "arousal_up":
      case "arousal_down": {
        const level = this.settling.level ?? this.#log.standing.arousal ?? MIDDLE_LEVEL;
        this.settling.set(level + (action === "arousal_up" ? 1 : -1), this.#pressedMs);
        return true;
      }
      case "cue_next":
      case "cue_previous":
        this.#cue(action === "cue_next" ? 1 : -1);
        return true;
      case "exchange_earlier":
      case "exchange_later":
        this.#chooseBeside(action === "exchange_earlier" ? -1 : 1);
        return true;
      case "move":
        this.#moveLast();
        return true;
      default:
        return this.hand.do(action);
    }
  }

  /** That somebody looks is a fact and always marked; what should have come before is asked for beside it. */
  #gaze(at_reflection: boolean): void {
    this.#keep({ kind: "gaze", at_reflection });
    const guard = at_reflection ? beforeGaze(this.#log.standing, this.#setup) : null;
    if (guard) this.#around.ask(guard, () => undefined);
  }

  #lookAgain(exchanges: readonly Exchange[]): void {
    const current = exchanges.find((one) => one.exchange_id === this.chosen) ?? exchanges.at(-1);
    if (!current) {
      this.#say("no_exchange");
      return;
    }
    const step = current.repair === "began" ? "ended" : "began";
    this.#keep({ kind: "look_again", step, exchange_id: current.exchange_id });
    this.#letGoOfComplete();
  }

  #undo(undoable: KeptMoment | null): void {
    if (this.settling.drop()) return;
    if (!undoable) {
      this.#say("nothing_to_take_back");
      return;
    }
    this.#keep({ kind: "retraction", retracted: undoable.moment_id });
    this.#say("taken_back", undoable.mark);
  }

  #cue(by: number): void {
    const cue = cueBeside(this.#setup, this.#log.standing.cue, by);
    if (!cue) {
      this.#say(by > 0 ? "last_cue" : "first_cue");
      return;
    }
    const { phase_id, cue_id, aspect, stance } = cue;
    this.#keep({ kind: "cue", phase_id, cue_id, aspect, stance });
  }

  /** Goes back through the exchanges from the latest, or forward again; beyond the latest nothing is chosen. */
  #chooseBeside(by: number): void {
    const { exchanges } = this.#log.standing;
    if (exchanges.length === 0) this.#say("no_exchange");
    this.chosen = exchangeBeside(exchanges, this.chosen, by);
  }

  #moveLast(): void {
    const moment = this.picked ?? this.#log.standing.movable;
    if (moment) this.#move(moment, this.chosen);
    else this.#say("nothing_to_move");
  }

  #move(moment: KeptMoment, exchangeId: string | null): void {
    this.#keep({ kind: "linked", marked: moment.moment_id, exchange_id: exchangeId });
    this.picked = null;
    this.#say("moved", moment.mark);
    this.#letGoOfComplete();
  }

  /** An exchange that has all its places is let go of, so that the next mark begins its own. */
  #letGoOfComplete(): void {
    if (this.chosen === null) return;
    const chosen = this.#log.standing.exchanges.find((one) => one.exchange_id === this.chosen);
    if (!chosen || !isOpen(chosen)) this.chosen = null;
  }
}
