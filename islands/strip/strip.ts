// Draws a session as one strip: every stream on one clock, by sign, pattern and word.
//
// Words it asks for, each falling back to its own name: felt offered perceived received arousal mirror gaze other phases,
// below inside above, covered uncovered at_reflection away, gap pause grounding look_again, "phase.<id>", and each value
// by its axis ("felt.neutral", "offered.compassion"). What was marked can be found by `data-moments` (ids, spaced).
import { measured, type Next } from "./instruments";
import { arousal } from "./levels";
import { points } from "./marks";
import { measuredIn } from "./measured";
import { band, label, word, type End, type Paper, type Scale, type Words } from "./paper";
import { patterns } from "./patterns";
import { readings, type Readings, type Span } from "./readings";
import { ticks } from "./time";
import type { KeptMoment } from "../wire";

const WIDTH_IF_UNSEEN = 960;
const NARROW = 620;
const POINTS = ["felt", "offered", "perceived", "received"] as const;
const OTHERS = new Set(["reassured", "look_again", "we", "noticed", "spoke", "grounding", "pause", "rung", "view", "light", "passed"]);

/** Draw `log` over `span` into `svg`, as wide as the element is; class "compact" makes it low, on a low screen slim. Gives where a time lies. */
export function drawStrip(
  svg: SVGSVGElement,
  log: readonly KeptMoment[],
  span: { from_ms: number; to_ms: number },
  window: { lower: number; upper: number },
  words: Words,
  end: End | null = null,
): Scale {
  const isLow = svg.classList.contains("compact");
  const width = svg.clientWidth || WIDTH_IF_UNSEEN;
  const left = width < NARROW ? 68 : 104;
  const right = width - 12;
  const length_ms = Math.max(1, span.to_ms - span.from_ms);
  const x: Scale = (ms) => left + ((ms - span.from_ms) / length_ms) * (right - left);
  const heights = isLow ? (matchMedia(LOW_SCREEN).matches ? SLIM : LOW) : HIGH;
  const paper: Paper = { svg, words, x, end, ...span, left, right, size: heights.sign };
  const read = readings(log, span.to_ms);
  svg.replaceChildren(patterns(svg));
  const height = drawLanes(paper, read, window, heights);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("height", String(height));
  return x;
}

interface Heights {
  readonly band: number;
  readonly points: number;
  readonly arousal: number;
  readonly heart: number;
  readonly sign: number;
  readonly between: number;
}
const TOP = 4;
const LOW_SCREEN = "(max-height: 56rem) and (min-width: 60rem)"; // as in console.css: a laptop's
const SLIM: Heights = { band: 11, points: 12, arousal: 36, heart: 22, sign: 11, between: 1 };
const LOW: Heights = { band: 15, points: 17, arousal: 58, heart: 30, sign: 13, between: 4 };
const HIGH: Heights = { band: 20, points: 24, arousal: 96, heart: 48, sign: 16, between: 4 };

function drawLanes(paper: Paper, read: Readings, window: { lower: number; upper: number }, heights: Heights): number {
  let top = heights.between;
  const next: Next = (name, height, draw) => {
    label(paper, name, top + height / 2);
    draw(top, height);
    top += height + heights.between;
  };
  next("phases", heights.band, (at, height) => {
    band(paper, read.phases, at, height, (span) => ["phase", word(paper, "phase", span.what)]);
    points(paper, read.standing, at + height, paper.size, (moment) => (moment.mark.kind === "cue" ? moment.mark.stance : null), "cue");
    top += paper.size;
  });
  for (const axis of POINTS) {
    next(axis, heights.points, (at, height) => {
      points(paper, read.standing, at + (height - paper.size) / 2, paper.size, valueOn(axis), axis);
    });
  }
  next("arousal", heights.arousal, (at, height) => {
    arousal(paper, read.arousal, window, at, height);
  });
  next("mirror", heights.band, (at, height) => {
    band(paper, read.mirror, at, height, (span) => [span.what, word(paper, "mirror", span.what)]);
  });
  next("gaze", heights.band, (at, height) => {
    band(paper, read.gaze, at, height, (span) => [span.what, word(paper, "gaze", span.what)]);
  });
  next("other", heights.points, (at, height) => {
    for (const lasting of [read.pauses, read.groundings, read.looks]) {
      band(paper, lasting, at, height, (span) => [span.what, ""]);
    }
    points(paper, read.standing, at + (height - paper.size) / 2, paper.size, otherThan, "other");
  });
  measured(paper, measuredIn(read.standing), heights, next);
  const lanes = top;
  gaps(paper, read.gaps, lanes);
  paper.svg.append(...paper.svg.querySelectorAll(".lane, .zone-word, .span:has(> .word), .mark")); // no line of a gap crosses a word
  ticks(paper, TOP, lanes);
  return lanes + 22;
}

function valueOn(axis: (typeof POINTS)[number]): (moment: KeptMoment) => string | null {
  return ({ mark }) => {
    if (mark.kind !== axis) return null;
    return mark.kind === "received" ? mark.reception : mark.emotion;
  };
}

function otherThan({ mark }: KeptMoment): string | null {
  const isEnd = "step" in mark && mark.step === "ended";
  return OTHERS.has(mark.kind) && !isEnd ? mark.kind : null;
}

function gaps(paper: Paper, found: readonly Span[], bottom: number): void {
  band(paper, found, TOP, bottom - TOP, (span) => [span.what, word(paper, "other", span.what)]);
}
