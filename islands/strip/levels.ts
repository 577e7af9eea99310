// The lane of arousal: a step line over the patient's window, and where the model takes that window to end.
import { patternId } from "./patterns";
import { word, type End, type Paper } from "./paper";
import type { Level } from "./readings";
import { drawn } from "./svg";

const HIGHEST_LEVEL = 10;

/** Arousal as a step line over the window; it breaks where nobody could see it. */
export function arousal(paper: Paper, levels: readonly Level[], window: { lower: number; upper: number }, top: number, height: number): void {
  const y = (level: number): number => top + height - (level / HIGHEST_LEVEL) * height;
  zone(paper, "above", top, y(window.upper + 0.5));
  zone(paper, "inside", y(window.upper + 0.5), y(window.lower - 0.5));
  zone(paper, "below", y(window.lower - 0.5), top + height);
  if (paper.end) windowEnd(paper, paper.end, y);
  let path = "";
  let end: Level | null = null;
  for (const level of levels) {
    if (level.to_ms < paper.from_ms || level.from_ms > paper.to_ms) continue;
    const from = Math.max(paper.left, paper.x(level.from_ms));
    const to = Math.min(paper.right, paper.x(level.to_ms));
    path += end?.to_ms === level.from_ms ? `V${y(level.level)}H${to}` : `M${from} ${y(level.level)}H${to}`;
    end = level;
  }
  if (path) paper.svg.append(drawn("path", { d: path, class: "step" }));
}

function zone(paper: Paper, name: "above" | "inside" | "below", top: number, bottom: number): void {
  const height = Math.max(0, bottom - top);
  const box = { x: paper.left, y: top, width: paper.right - paper.left, height };
  paper.svg.append(drawn("rect", { ...box, class: `zone ${name}`, fill: `url(#${patternId(paper.svg, name)})` }));
  const place = { x: paper.right - 6, y: (top + bottom) / 2, "text-anchor": "end", "dominant-baseline": "central" };
  if (height >= 9) paper.svg.append(drawn("text", { ...place, class: `zone-word ${name}` }, word(paper, "zone", name)));
}

/** The model's hypothesis of the window's upper end: its interval as a hatched band, its middle as a broken line. */
function windowEnd(paper: Paper, { mean, low, high }: End, y: (level: number) => number): void {
  const level = (at: number): number => y(Math.min(HIGHEST_LEVEL, at));
  const box = { x: paper.left, width: paper.right - paper.left, y: level(high), height: Math.max(1, level(low) - level(high)) };
  const text = paper.words["window_end"] ?? "window_end";
  paper.svg.append(
    drawn("rect", { ...box, class: "end-band", fill: `url(#${patternId(paper.svg, "window_end")})` }),
    drawn("path", { d: `M${paper.left} ${level(mean)}H${paper.right}`, class: "end-line" }),
    drawn("text", { x: paper.left + 5, y: level(mean) - 4, class: "zone-word" }, text),
  );
}
