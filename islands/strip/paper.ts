// What every lane of the strip is drawn on: where a time lies, which words stand for what, and blocks with their words.
import type { Span } from "./readings";
import { patternId } from "./patterns";
import { clockText } from "./time";
import { drawn } from "./svg";

export type Words = Readonly<Record<string, string>>;
export type Scale = (session_ms: number) => number;

/** Where the window of this patient may end above, on the arousal scale: a hypothesis with its interval. */
export interface End {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What every part of the drawing needs to know. */
export interface Paper {
  readonly svg: SVGSVGElement;
  readonly words: Words;
  readonly x: Scale;
  readonly from_ms: number;
  readonly to_ms: number;
  readonly left: number;
  readonly right: number;
  readonly size: number;
  readonly end: End | null;
}

const LETTER = 0.52; // width of a letter against its size, enough for our typeface

/** The word for a value on an axis; without one, the value itself. */
export function word(paper: Paper, axis: string, value: string): string {
  return paper.words[`${axis}.${value}`] ?? paper.words[value] ?? value;
}

/** The name of a lane, left of it. */
export function label(paper: Paper, name: string, middle: number): void {
  const attributes = { x: paper.left - 8, y: middle, class: "lane", "text-anchor": "end", "dominant-baseline": "central" };
  paper.svg.append(drawn("text", attributes, paper.words[name] ?? name));
}

/** Stretches as blocks with their word where it fits. */
export function band(paper: Paper, spans: readonly Span[], top: number, height: number, say: (span: Span) => [string, string]): void {
  for (const span of spans) {
    if (span.to_ms < paper.from_ms || span.from_ms > paper.to_ms) continue;
    const from = Math.max(paper.left, paper.x(span.from_ms));
    const width = Math.max(1.5, Math.min(paper.right, paper.x(span.to_ms)) - from);
    const [kind, text] = say(span);
    const block = drawn("rect", { x: from, y: top, width, height, class: `block ${kind}`, fill: `url(#${patternId(paper.svg, kind)})` });
    const group = drawn("g", { class: "span", "data-moments": span.moment_id }, block, title(paper, span.from_ms, text || word(paper, "other", kind)));
    if (text && fits(paper, text, width)) {
      group.append(drawn("text", { x: from + 5, y: top + height / 2, class: "word", "dominant-baseline": "central" }, text));
    }
    paper.svg.append(group);
  }
}

/** Whether a text has room on a stretch of this width. */
export function fits(paper: Paper, text: string, width: number): boolean {
  return text.length * LETTER * paper.size * 0.8 + 10 <= width;
}

/** What is said of a place when somebody points at it. */
export function title(paper: Paper, ms: number, text: string): SVGTitleElement {
  const row = `${clockText(ms)} ${text}`;
  return drawn("title", {}, paper.words["at"] ? paper.words["at"].replace("{}", row) : row);
}
