// The lanes of what instruments measured: where the eyes pointed, and heart rates over their own baseline.
import type { MeasuredRead, Run } from "./measured";
import { band, word, type Paper } from "./paper";
import { drawn } from "./svg";

const LOWEST_BPM = 40;
const HIGHEST_BPM = 140;

/** Adds a lane under what is there: its name, its height, and what draws it. */
export type Next = (name: string, height: number, draw: (top: number, height: number) => void) => void;

/** What instruments say, under what people marked; a lane only for what was measured. */
export function measured(paper: Paper, found: MeasuredRead, heights: { readonly band: number; readonly heart: number }, next: Next): void {
  if (found.eyes.length > 0) {
    next("signal_lane.eyes", heights.band, (at, height) => {
      band(paper, found.eyes, at, height, (span) => [`eyes-${span.what}`, word(paper, "eyes", span.what)]);
    });
  }
  for (const heart of ["pulse", "belt"] as const) {
    if (found[heart].length > 0) {
      next(`signal_lane.${heart}`, heights.heart, (at, height) => {
        rates(paper, found[heart], found.first_bpm[heart], at, height);
      });
    }
  }
}

/** A heart rate as a thin line that breaks in gaps, over its own baseline. */
function rates(paper: Paper, found: readonly Run[], first_bpm: number | null, top: number, height: number): void {
  const y = (rate: number): number => top + height * (1 - (Math.min(HIGHEST_BPM, Math.max(LOWEST_BPM, rate)) - LOWEST_BPM) / (HIGHEST_BPM - LOWEST_BPM));
  const line = (run: Run): string =>
    run
      .filter(({ at_ms }) => at_ms >= paper.from_ms && at_ms <= paper.to_ms)
      .map(({ at_ms, rate_bpm }, i) => `${i === 0 ? "M" : "L"}${paper.x(at_ms).toFixed(1)} ${y(rate_bpm).toFixed(1)}`)
      .join("");
  if (first_bpm !== null) {
    const at = y(first_bpm);
    paper.svg.append(
      drawn("path", { d: `M${paper.left} ${at}H${paper.right}`, class: "baseline" }),
      drawn("text", { x: paper.right, y: at - 3, class: "clock", "text-anchor": "end" }, String(Math.round(first_bpm))),
    );
  }
  paper.svg.append(drawn("path", { d: found.map(line).join(""), class: "rate" }));
}
