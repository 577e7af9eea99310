// The patterns by which zones and stretches are told apart without colour.
import { drawn } from "./svg";

const LINES: Readonly<Record<string, string>> = {
  above: "M-1 7L7 -1M-1 1L1 -1M5 7L7 5",
  below: "M0 3H6",
  inside: "",
  window_end: "M0 1.5H1.5M3 4.5H4.5",
  covered: "M-1 7L7 -1M-1 -1L7 7",
  uncovered: "",
  at_reflection: "M1.5 0V6M4.500 0V6",
  away: "",
  "eyes-own": "M1.5 0V6M4.500 0V6",
  "eyes-other": "M0 1.5H6M0 4.5H6",
  "eyes-away": "",
  "eyes-closed": "M-1 7L7 -1M-1 -1L7 7",
  phase: "",
  pause: "M1 0V6M4 0V6",
  grounding: "M0 1H6M0 4H6",
  look_again: "",
  gap: "M-1 7L7 -1",
};

/** The id of one pattern in this drawing. */
export function patternId(svg: SVGSVGElement, name: string): string {
  return `${svg.id || "strip"}-${name}`;
}

/** All patterns, to stand first in the drawing. */
export function patterns(svg: SVGSVGElement): SVGDefsElement {
  const defs = drawn("defs");
  for (const [name, lines] of Object.entries(LINES)) {
    const size = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
    const ground = drawn("rect", { width: 6, height: 6, class: "ground" });
    defs.append(drawn("pattern", { id: patternId(svg, name), class: `pattern ${name}`, ...size }, ground, drawn("path", { d: lines, class: "lines" })));
  }
  return defs;
}
