// Draws a session as one strip: every stream on one clock, by sign, pattern and word.
//
// Words it asks for, each falling back to its own name: felt offered perceived received arousal mirror gaze other phases,
// below inside above, covered uncovered at_reflection away, gap pause grounding look_again, "phase.<id>", and each value
// by its axis ("felt.neutral", "offered.compassion"). What was marked can be found by `data-moments` (ids, spaced).
import { readings, type Level, type Readings, type Span } from "./readings";
import { measuredIn, type MeasuredRead, type Run } from "./measured";
import { patternId, patterns } from "./patterns";
import { sign } from "./signs";
import { drawn } from "./svg";
import type { KeptMoment } from "../wire";

type Words = Readonly<Record<string, string>>;

/** Where the window of this patient may end above, on the arousal scale: a hypothesis with its interval. */
export interface End {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}
type Scale = (session_ms: number) => number;

/** What every part of the drawing needs to know. */
interface Paper {
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

const HIGHEST_LEVEL = 10;
const WIDTH_IF_UNSEEN = 960;
const NARROW = 620;
const MS_PER_S = 1000;
const STEPS_S = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600];
const LETTER = 0.52; // width of a letter against its size, enough for our typeface
const POINTS = ["felt", "offered", "perceived", "received"] as const;
const OTHERS = new Set(["reassured", "look_again", "we", "noticed", "grounding", "pause", "rung", "view", "light", "passed"]);

/** Draw `log` over `span` into `svg`, as wide as the element is; class "compact" makes it low, on a low screen slim. Gives where a time lies. */
export function drawStrip(
  svg: SVGSVGElement,
  log: readonly KeptMoment[],
  span: { from_ms: number; to_ms: number },
  window: { lower: number; upper: number },
  words: Record<string, string>,
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
const LOWEST_BPM = 40;
const HIGHEST_BPM = 140;

function drawLanes(paper: Paper, read: Readings, window: { lower: number; upper: number }, heights: Heights): number {
  let top = heights.between;
  const next = (name: string, height: number, draw: (top: number, height: number) => void): void => {
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
  paper.svg.append(...paper.svg.querySelectorAll(".zone-word")); // above the gaps
  clock(paper, lanes);
  return lanes + 22;
}

type Next = (name: string, height: number, draw: (top: number, height: number) => void) => void;

/** What instruments say, under what people marked; a lane only for what was measured. */
function measured(paper: Paper, found: MeasuredRead, heights: Heights, next: Next): void {
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

function word(paper: Paper, axis: string, value: string): string {
  return paper.words[`${axis}.${value}`] ?? paper.words[value] ?? value;
}

function label(paper: Paper, name: string, middle: number): void {
  const attributes = { x: paper.left - 8, y: middle, class: "lane", "text-anchor": "end", "dominant-baseline": "central" };
  paper.svg.append(drawn("text", attributes, paper.words[name] ?? name));
}

/** Stretches as blocks with their word where it fits. */
function band(paper: Paper, spans: readonly Span[], top: number, height: number, say: (span: Span) => [string, string]): void {
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

function fits(paper: Paper, text: string, width: number): boolean {
  return text.length * LETTER * paper.size * 0.8 + 10 <= width;
}

function title(paper: Paper, ms: number, text: string): SVGTitleElement {
  const row = `${clockText(ms)} ${text}`;
  return drawn("title", {}, paper.words["at"] ? paper.words["at"].replace("{}", row) : row);
}

/** Marks as signs; where several would lie on each other, their sign or their number stands once for all. */
function points(
  paper: Paper,
  log: readonly KeptMoment[],
  top: number,
  size: number,
  value: (moment: KeptMoment) => string | null,
  axis: string,
): void {
  const groups: Group[] = [];
  for (const moment of log) {
    const what = value(moment);
    if (what === null || moment.session_ms < paper.from_ms || moment.session_ms > paper.to_ms) continue;
    const at = paper.x(moment.session_ms);
    const last = groups.at(-1);
    if (last && at < last.at + size + 3) {
      last.moments.push(moment);
      last.values.add(what);
    } else groups.push({ at, moments: [moment], values: new Set([what]) });
  }
  groups.forEach((group, index) => {
    paper.svg.append(point(paper, group, top, axis, (groups[index + 1]?.at ?? Infinity) - group.at));
  });
}

/** Marks that lie so close that one sign must do for all of them. */
interface Group {
  readonly at: number;
  readonly moments: KeptMoment[];
  readonly values: Set<string>;
}

function meaning(paper: Paper, axis: string, { mark }: KeptMoment): string {
  if (mark.kind === "rung") return `${word(paper, axis, mark.kind)}: ${word(paper, "rung", mark.rung)}`;
  if (mark.kind === "view") return `${word(paper, axis, mark.kind)}: ${word(paper, "veil", mark.veil)}, ${word(paper, "crop", mark.crop)}`;
  if (mark.kind === "passed") return `${word(paper, axis, mark.kind)}: ${word(paper, "limit", mark.limit)}`;
  if (mark.kind === "noticed") return `${word(paper, axis, mark.kind)}: ${word(paper, "attitude", mark.attitude)}`;
  if (mark.kind === "cue") return `${word(paper, axis, mark.stance)}: ${word(paper, "aspect", mark.aspect)}`;
  return word(paper, axis, "emotion" in mark ? mark.emotion : "reception" in mark ? mark.reception : mark.kind);
}

function point(paper: Paper, found: Group, top: number, axis: string, room: number): SVGGElement {
  const { size } = paper;
  const first = found.moments[0]?.session_ms ?? 0;
  const at = Math.min(Math.max(paper.left, found.at - size / 2), paper.right - size);
  const said = [...new Set(found.moments.map((moment) => meaning(paper, axis, moment)))];
  const isLate = found.moments.some((moment) => moment.is_late);
  const group = drawn("g", {
    class: isLate ? "mark late" : "mark",
    "data-moments": found.moments.map((moment) => moment.moment_id).join(" "),
  });
  const count = found.moments.length;
  const text = count > 1 ? `${count} × ${said.join(", ")}` : said.join();
  group.append(title(paper, first, text), drawn("rect", { x: at - 2, y: top - 2, width: size + 4, height: size + 4, rx: 4, class: "touch" }));
  const only = found.values.size === 1 ? [...found.values][0] : undefined;
  if (only !== undefined) group.append(sign(only, at, top, size));
  const beside = only === undefined ? String(count) : count > 1 ? `×${count}` : axis === "cue" ? "" : (said[0] ?? "");
  const isFitting = fits(paper, beside, Math.min(room, paper.right - at) - size);
  const middle = { y: top + size / 2, "dominant-baseline": "central" };
  if (only === undefined) group.append(drawn("text", { ...middle, x: at + size / 2, class: "count", "text-anchor": "middle" }, beside));
  else if (beside && isFitting) group.append(drawn("text", { ...middle, x: at + size + 3, class: "word" }, beside));
  if (isLate) group.append(drawn("path", { d: `M${at} ${top + size + 1.5}h${size}`, class: "late-line" }));
  return group;
}

/** Arousal as a step line over the window; it breaks where nobody could see it. */
function arousal(paper: Paper, levels: readonly Level[], window: { lower: number; upper: number }, top: number, height: number): void {
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

function gaps(paper: Paper, found: readonly Span[], bottom: number): void {
  band(paper, found, TOP, bottom - TOP, (span) => [span.what, word(paper, "other", span.what)]);
}

function clock(paper: Paper, top: number): void {
  const length_s = (paper.to_ms - paper.from_ms) / MS_PER_S;
  const most = Math.max(2, Math.floor((paper.right - paper.left) / 72));
  const step_ms = (STEPS_S.find((step) => length_s / step <= most) ?? STEPS_S.at(-1) ?? 1) * MS_PER_S;
  const ticks = drawn("g", { class: "ticks" });
  for (let ms = Math.ceil(paper.from_ms / step_ms) * step_ms; ms <= paper.to_ms; ms += step_ms) {
    const x = paper.x(ms);
    const anchor = x > paper.right - 20 ? "end" : "middle";
    ticks.append(
      drawn("path", { d: `M${x} ${TOP}V${top}`, class: "tick" }),
      drawn("text", { x, y: top + 14, class: "clock", "text-anchor": anchor }, clockText(ms)),
    );
  }
  paper.svg.prepend(ticks);
}

/** Say a place on the session clock: 4:05, or 1:04:05. */
export function clockText(ms: number): string {
  const all_s = Math.max(0, Math.floor(ms / MS_PER_S));
  const [hours, minutes, seconds] = [Math.floor(all_s / 3600), Math.floor(all_s / 60) % 60, all_s % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
