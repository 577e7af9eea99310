// Marks on a lane: a sign for each, and one for all that would lie on each other.
import { fits, title, word, type Paper } from "./paper";
import { sign } from "./signs";
import { drawn } from "./svg";
import type { KeptMoment } from "../wire";

/** Marks as signs; where several would lie on each other, their sign or their number stands once for all. */
export function points(
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
  if (mark.kind === "spoke") return `${word(paper, "part", mark.part)} → ${word(paper, "part", mark.spoken_to)}`;
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
