// Reads where the session stands out of its log, so that a reload or another window comes back to the same place.
import { gather, isOfExchange, standing, type Exchange } from "./gathering";
import type { Setup } from "./setup";
import { readGaze, type Gaze } from "./gazing";
import { FIRST_VIEW, firstFrame, type Frame, type View } from "../line/view";
import type { Aspect, Author, KeptMoment, LightSeenMark, Limit } from "../wire";

/** Where the session stands. What was never marked is null: nothing is assumed. */
export interface Standing {
  exchanges: readonly Exchange[];
  cue: number | null;
  visited: ReadonlySet<Aspect>;
  rung: string | null;
  view: View;
  frames: Record<"own" | "therapist", Frame>;
  /** Whose crop shows the middle of the picture, for nobody has laid the frame on their face in this session. */
  unframed: "own" | "therapist" | null;
  light: { seen: LightSeenMark; session_ms: number } | null;
  passed: ReadonlyMap<Limit, number>;
  arousal: number | null;
  isAtReflection: boolean | null;
  gaze: Gaze;
  isCovered: boolean | null;
  grounding_ms: number | null;
  pausedBy: Author | null;
  undoable: KeptMoment | null;
  movable: KeptMoment | null;
}

const UNDOABLE = new Set([
  "felt", "offered", "perceived", "received", "reassured", "look_again", "linked", "noticed", "spoke", "arousal", "gaze", "we",
  "view", "frame", "light",
]);

/** Reads the whole log; the marks that still wait stand at its end. */
export function readStanding(log: readonly KeptMoment[], setup: Setup): Standing {
  const kept = standing(log);
  const last = <T>(find: (moment: KeptMoment) => T | null): T | null => {
    for (let i = kept.length - 1; i >= 0; i -= 1) {
      const moment = kept[i];
      const found = moment ? find(moment) : null;
      if (found !== null) return found;
    }
    return null;
  };
  const frameOf = (who: "own" | "therapist"): Frame =>
    last(({ mark }) => (mark.kind === "frame" && mark.who === who ? mark : null)) ?? firstFrame(who);
  const view = last(({ mark }) => (mark.kind === "view" ? mark : null)) ?? FIRST_VIEW;
  const grounding = last((moment) => (moment.mark.kind === "grounding" ? { moment, step: moment.mark.step } : null));
  const pause = last((moment) => (moment.mark.kind === "pause" ? { by: moment.author, step: moment.mark.step } : null));
  return {
    exchanges: gather(log, setup.exchange_gap_ms),
    cue: last(({ mark }) => (mark.kind === "cue" ? indexOfCue(setup, mark.phase_id, mark.cue_id) : null)),
    visited: new Set(kept.flatMap(({ mark }) => (mark.kind === "cue" ? [mark.aspect] : []))),
    rung: last(({ mark }) => (mark.kind === "rung" ? mark.rung : null)),
    view,
    frames: { own: frameOf("own"), therapist: frameOf("therapist") },
    unframed: setup.is_mirror_real ? null : unframedIn(view, kept),
    light: last(({ mark, session_ms }) => (mark.kind === "light" ? { seen: mark, session_ms } : null)),
    passed: new Map(kept.flatMap(({ mark, session_ms }) => (mark.kind === "passed" ? [[mark.limit, session_ms]] : []))),
    arousal: last(({ mark }) => (mark.kind === "arousal" ? mark.level : null)),
    isAtReflection: last(({ mark }) => (mark.kind === "gaze" ? mark.at_reflection : null)),
    gaze: readGaze(kept),
    isCovered: last(({ mark }) => (mark.kind === "cover" ? mark.covered : null)),
    grounding_ms: grounding?.step === "began" ? grounding.moment.session_ms : null,
    pausedBy: pause?.step === "began" ? pause.by : null,
    undoable: last((moment) => (isOwn(moment) && UNDOABLE.has(moment.mark.kind) ? moment : null)),
    movable: last((moment) => (isOwn(moment) && isOfExchange(moment.mark) ? moment : null)),
  };
}

function unframedIn(view: View, kept: readonly KeptMoment[]): "own" | "therapist" | null {
  if (view.crop === "whole") return null;
  const shown = view.who === "both" ? (["own", "therapist"] as const) : [view.who];
  return shown.find((who) => !kept.some(({ mark }) => mark.kind === "frame" && mark.who === who)) ?? null;
}

function isOwn(moment: KeptMoment): boolean {
  return moment.author === "therapist";
}

/** A cue of a protocol that has changed since is not found, and counts as none. */
function indexOfCue(setup: Setup, phaseId: string, cueId: string): number | null {
  const index = setup.cues.findIndex((cue) => cue.phase_id === phaseId && cue.cue_id === cueId);
  return index < 0 ? null : index;
}
