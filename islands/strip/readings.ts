// Reads what lasted out of the log: stretches of time, each begun and ended by marks. The log itself is never changed.
import type { KeptMoment } from "../wire";

/** A stretch of the session clock; `what` names its state, `moment_id` is the mark that began it. */
export interface Span {
  readonly from_ms: number;
  readonly to_ms: number;
  readonly what: string;
  readonly moment_id: string;
}

/** A stretch at one level of arousal, 0 (shut down) to 10 (overwhelmed). */
export interface Level extends Span {
  readonly level: number;
}

/** Everything a strip shows, read from one log. */
export interface Readings {
  readonly standing: readonly KeptMoment[];
  readonly phases: readonly Span[];
  readonly mirror: readonly Span[];
  readonly gaze: readonly Span[];
  readonly pauses: readonly Span[];
  readonly groundings: readonly Span[];
  readonly looks: readonly Span[];
  readonly gaps: readonly Span[];
  readonly arousal: readonly Level[];
}

type Begun = Omit<Span, "to_ms">;
type State = (moment: KeptMoment) => string | null;

// A reload of the console's page takes about this long; it is not worth a gap of its own. Same as domain/spans.py.
export const SHORTEST_GAP_MS = 3_000;

/** Read the log up to `until_ms`; what has not ended lasts until the session closed or until then. */
export function readings(log: readonly KeptMoment[], until_ms: number): Readings {
  const standing = inOrder(withoutRetracted(log));
  const closed = standing.find((moment) => moment.mark.kind === "closed");
  const end_ms = Math.min(until_ms, closed?.session_ms ?? until_ms);
  const gaps = gapsOf(standing, end_ms);
  const set = (state: State): Span[] => spans(standing, end_ms, state);
  const seen = (state: State): Span[] => spans(standing, end_ms, state, gaps);
  return {
    standing,
    phases: set(({ mark }) => (mark.kind === "cue" ? mark.phase_id : null)),
    mirror: set(({ mark }) => (mark.kind === "cover" ? (mark.covered ? "covered" : "uncovered") : null)),
    gaze: seen(({ mark }) => (mark.kind === "gaze" ? (mark.at_reflection ? "at_reflection" : "away") : null)),
    pauses: stepped(standing, end_ms, "pause"),
    groundings: stepped(standing, end_ms, "grounding"),
    looks: looked(standing),
    gaps,
    arousal: seen(({ mark }) => (mark.kind === "arousal" ? String(mark.level) : null)).map((span) => ({
      ...span,
      level: Number(span.what),
    })),
  };
}

function withoutRetracted(log: readonly KeptMoment[]): KeptMoment[] {
  const gone = new Set<string>();
  for (const { mark } of log) if (mark.kind === "retraction") gone.add(mark.retracted);
  return log.filter((moment) => moment.mark.kind !== "retraction" && !gone.has(moment.moment_id));
}

function inOrder(log: KeptMoment[]): KeptMoment[] {
  return log.sort((one, other) => one.session_ms - other.session_ms || one.seq - other.seq);
}

/**
 * Each mark that says a state begins it and ends the one before; the same state again goes on. What somebody watches
 * (`gaps` given) is not known in a gap, and after it only once it is marked again.
 */
function spans(log: readonly KeptMoment[], end_ms: number, state: State, gaps: readonly Span[] = []): Span[] {
  const found: Span[] = [];
  let begun: Begun | null = null;
  for (const moment of log) {
    const what = state(moment);
    if (what === null) continue;
    const ended = begun && endedAt(begun, moment.session_ms, gaps);
    if (begun && what === begun.what && ended?.to_ms === moment.session_ms) continue;
    if (ended) found.push(ended);
    begun = { from_ms: moment.session_ms, what, moment_id: moment.moment_id };
  }
  if (begun && begun.from_ms <= end_ms) found.push(endedAt(begun, end_ms, gaps));
  return found;
}

function endedAt(begun: Begun, at_ms: number, gaps: readonly Span[]): Span {
  const gap = gaps.find((one) => one.from_ms >= begun.from_ms && one.from_ms < at_ms);
  return { ...begun, to_ms: gap?.from_ms ?? at_ms };
}

function stepped(log: readonly KeptMoment[], end_ms: number, kind: "pause" | "grounding"): Span[] {
  const steps = spans(log, end_ms, ({ mark }) => (mark.kind === kind ? mark.step : null));
  return steps.filter((span) => span.what === "began").map((span) => ({ ...span, what: kind }));
}

/** Looks again that were ended; one that was not is an open mark, not a stretch. */
function looked(log: readonly KeptMoment[]): Span[] {
  const steps = log.filter(({ mark }) => mark.kind === "look_again");
  return steps.flatMap((began, place) => {
    const next = steps[place + 1];
    const isEnded = next?.mark.kind === "look_again" && next.mark.step === "ended";
    if (!isEnded || began.mark.kind !== "look_again" || began.mark.step !== "began") return [];
    return [{ from_ms: began.session_ms, to_ms: next.session_ms, what: "look_again", moment_id: began.moment_id }];
  });
}

/** Time without a console. A mark that a therapist made then proves that one was there, only out of touch. */
function gapsOf(log: readonly KeptMoment[], end_ms: number): Span[] {
  const found: Span[] = [];
  let consoles = 0;
  let begun: Begun | null = null;
  for (const moment of log) {
    const { mark } = moment;
    const isConsole = mark.kind === "connection" && mark.screen === "console";
    if (isConsole) consoles = Math.max(0, consoles + (mark.connected ? 1 : -1));
    const isThere = isConsole ? consoles > 0 : moment.author === "therapist" && !moment.is_late;
    if (begun && isThere) {
      found.push({ ...begun, to_ms: moment.session_ms });
      begun = null;
    } else if (isConsole && !isThere) {
      begun ??= { from_ms: moment.session_ms, what: "gap", moment_id: moment.moment_id };
    }
  }
  if (begun) found.push({ ...begun, to_ms: end_ms });
  return found.filter((gap) => gap.to_ms - gap.from_ms >= SHORTEST_GAP_MS);
}
