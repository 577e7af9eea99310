// The strip's own clock: its ticks, and how a place on the session clock is said.
import type { Paper } from "./paper";
import { drawn } from "./svg";

const MS_PER_S = 1000;
const STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600];

/** Draws the ticks from `top` down to `bottom`, with their times under them. */
export function ticks(paper: Paper, top: number, bottom: number): void {
  const length_s = (paper.to_ms - paper.from_ms) / MS_PER_S;
  const most = Math.max(2, Math.floor((paper.right - paper.left) / 72));
  const step_ms = (STEPS_S.find((step) => length_s / step <= most) ?? STEPS_S.at(-1) ?? 1) * MS_PER_S;
  const lines = drawn("g", { class: "ticks" });
  for (let ms = Math.ceil(paper.from_ms / step_ms) * step_ms; ms <= paper.to_ms; ms += step_ms) {
    const x = paper.x(ms);
    const anchor = x > paper.right - 20 ? "end" : "middle";
    lines.append(
      drawn("path", { d: `M${x} ${top}V${bottom}`, class: "tick" }),
      drawn("text", { x, y: bottom + 14, class: "clock", "text-anchor": anchor }, clockText(ms)),
    );
  }
  paper.svg.prepend(lines);
}

/** Say a place on the session clock: 4:05, or 1:04:05. */
export function clockText(ms: number): string {
  const all_s = Math.max(0, Math.floor(ms / MS_PER_S));
  const [hours, minutes, seconds] = [Math.floor(all_s / 3600), Math.floor(all_s / 60) % 60, all_s % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
