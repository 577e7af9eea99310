// Reads what instruments measured out of the log: where the eyes pointed, and how fast the heart beat; gaps stay gaps.
import type { Span } from "./readings";
import type { KeptMoment } from "../wire";

/** A heart rate second by second without a break. */
export type Run = readonly { readonly at_ms: number; readonly rate_bpm: number }[];

/** What the strip shows of signals. `first_bpm` is the session's own baseline: the middle of its first known minute. */
export interface MeasuredRead {
  readonly eyes: readonly Span[];
  readonly pulse: readonly Run[];
  readonly belt: readonly Run[];
  readonly first_bpm: { readonly pulse: number | null; readonly belt: number | null };
}

type Stretch = KeptMoment & { mark: { kind: "measured" } };
type Heart = "pulse" | "belt";

const SECOND_MS = 1_000;
const NEXT_WITHIN_MS = 1_900; // a second that comes later than this follows a gap
const FIRST_S = 60;

/** Reads the log in its order; what was erased is not there. */
export function measuredIn(log: readonly KeptMoment[]): MeasuredRead {
  const erased = new Map<string, number>();
  for (const { mark, seq } of log) if (mark.kind === "erased") erased.set(mark.signal, seq);
  const stretches = log.filter((one): one is Stretch => one.mark.kind === "measured" && one.seq > (erased.get(one.mark.signal) ?? 0));
  const pulse = runs(stretches, "pulse");
  const belt = runs(stretches, "belt");
  return { eyes: eyesIn(stretches), pulse, belt, first_bpm: { pulse: firstOf(pulse), belt: firstOf(belt) } };
}

function eyesIn(stretches: readonly Stretch[]): Span[] {
  const found: { from_ms: number; to_ms: number; what: string; moment_id: string }[] = [];
  for (const { mark, moment_id } of stretches) {
    if (mark.signal !== "eyes" || !mark.values || !("eyes" in mark.values)) continue;
    mark.values.eyes.forEach((what, second) => {
      const from_ms = mark.from_ms + second * SECOND_MS;
      const last = found.at(-1);
      if (what === null) return;
      if (last?.what === what && from_ms - last.to_ms < NEXT_WITHIN_MS - SECOND_MS) last.to_ms = from_ms + SECOND_MS;
      else found.push({ from_ms, to_ms: from_ms + SECOND_MS, what, moment_id });
    });
  }
  return found;
}

function runs(stretches: readonly Stretch[], heart: Heart): Run[] {
  const found: { at_ms: number; rate_bpm: number }[][] = [];
  for (const { mark } of stretches) {
    if (mark.signal !== heart || !mark.values || !("rate_bpm" in mark.values)) continue;
    mark.values.rate_bpm.forEach((rate_bpm, second) => {
      if (rate_bpm === null) return;
      const at_ms = mark.from_ms + second * SECOND_MS;
      const run = found.at(-1);
      const isNext = run && at_ms - (run.at(-1)?.at_ms ?? -Infinity) <= NEXT_WITHIN_MS;
      if (isNext) run.push({ at_ms, rate_bpm });
      else found.push([{ at_ms, rate_bpm }]);
    });
  }
  return found;
}

function firstOf(found: readonly Run[]): number | null {
  const first = found.flat().slice(0, FIRST_S).map((one) => one.rate_bpm).sort((a, b) => a - b);
  return first.length === FIRST_S ? (first[FIRST_S / 2] ?? null) : null;
}
