// Draws a plain face in lines from eight numbers, so that feelings can be shown faintly or plainly without a photograph.
import type { Emotion, Strength } from "../wire";

/** How each line differs from a face at rest; lengths in the drawing's own units (the face is 120 wide). */
interface Features {
  brow_inner: number; // up
  brow_outer: number; // up
  lids: number; // 1 is open as at rest, 0 shut
  look_down: number;
  mouth_curve: number; // corners up
  mouth_open: number;
  mouth_half: number; // half its width
  nose_crease: number; // 0 none, 1 plain
  bow: number; // the head is lowered
  tilt_degrees: number;
}

const AT_REST: Features = {
  brow_inner: 0,
  brow_outer: 0,
  lids: 1,
  look_down: 0,
  mouth_curve: 0,
  mouth_open: 0,
  mouth_half: 22,
  nose_crease: 0,
  bow: 0,
  tilt_degrees: 0,
};

// Our own drawings, after the plain descriptions of facial action that any textbook of expression gives.
const PLAINLY: Record<Emotion, Partial<Features>> = {
  compassion: { brow_inner: 5, brow_outer: -1, lids: 0.85, mouth_curve: 8, mouth_half: 24, tilt_degrees: 6 },
  neutral: {},
  sadness: { brow_inner: 13, brow_outer: -5, lids: 0.7, look_down: 2, mouth_curve: -11, mouth_half: 19 },
  fear: { brow_inner: 15, brow_outer: 8, lids: 1.5, mouth_curve: -3, mouth_open: 11, mouth_half: 17 },
  anger: { brow_inner: -14, brow_outer: 5, lids: 0.75, mouth_curve: -4, mouth_half: 17 },
  disgust: { brow_inner: -7, brow_outer: -2, lids: 0.6, mouth_curve: -8, mouth_open: 3, nose_crease: 1, tilt_degrees: -3 },
  shame: { brow_inner: 6, brow_outer: -2, lids: 0.45, look_down: 7, mouth_curve: -4, mouth_half: 17, bow: 14, tilt_degrees: -7 },
};
const HOW_MUCH: Record<Strength, number> = { faint: 0.5, plain: 1 };
const SVG = "http://www.w3.org/2000/svg";
const EYES = [72, 128] as const;
const EYE_Y = 104;
const BROW_Y = 82;
const MOUTH_Y = 164;

/** Draws this feeling into an empty or used SVG of 200 by 240. */
export function drawFace(svg: SVGSVGElement, shown: Emotion, strength: Strength): void {
  const f = featuresOf(shown, strength);
  const head = element("g", { transform: `translate(0 ${f.bow}) rotate(${f.tilt_degrees} 100 200)` });
  head.append(
    element("ellipse", { cx: 100, cy: 122, rx: 62, ry: 82, class: "face-line face-skin" }),
    ...EYES.flatMap((x) => eye(x, f)),
    ...EYES.map((x) => brow(x, f)),
    nose(f),
    mouth(f),
  );
  svg.replaceChildren(head);
}

/** Gives the features of a feeling shown with this strength: at rest, moved part of the way. */
export function featuresOf(shown: Emotion, strength: Strength): Features {
  const full: Features = { ...AT_REST, ...PLAINLY[shown] };
  const much = HOW_MUCH[strength];
  const names = Object.keys(AT_REST) as (keyof Features)[];
  return Object.fromEntries(names.map((name) => [name, AT_REST[name] + much * (full[name] - AT_REST[name])])) as unknown as Features;
}

function eye(x: number, f: Features): SVGElement[] {
  const height = Math.max(1.5, 8 * f.lids);
  const lid = `M ${x - 14} ${EYE_Y} Q ${x} ${EYE_Y - 2 * height} ${x + 14} ${EYE_Y} Q ${x} ${EYE_Y + 1.3 * height} ${x - 14} ${EYE_Y} Z`;
  const pupil = { cx: x, cy: EYE_Y - 1 + Math.min(f.look_down, 0.5 * height), r: Math.min(4.6, height * 0.75), class: "face-pupil" };
  return [element("path", { d: lid, class: "face-line face-white" }), element("circle", pupil)];
}

function brow(x: number, f: Features): SVGElement {
  const inward = x < 100 ? 1 : -1;
  const inner = `${x + inward * 16} ${BROW_Y - f.brow_inner}`;
  const outer = `${x - inward * 17} ${BROW_Y - f.brow_outer + 3}`;
  const over = `${x} ${BROW_Y - 6 - (f.brow_inner + f.brow_outer) / 2}`;
  return element("path", { d: `M ${outer} Q ${over} ${inner}`, class: "face-line face-brow" });
}

function nose(f: Features): SVGElement {
  const crease = f.nose_crease > 0 ? ` M 84 ${122 - 4 * f.nose_crease} q 6 ${-6 * f.nose_crease} 12 0 M 104 ${122 - 4 * f.nose_crease} q 6 ${-6 * f.nose_crease} 12 0` : "";
  return element("path", { d: `M 100 112 L 94 138 Q 100 143 106 138${crease}`, class: "face-line" });
}

function mouth(f: Features): SVGElement {
  const [left, right, corner] = [100 - f.mouth_half, 100 + f.mouth_half, MOUTH_Y - f.mouth_curve / 2];
  const lower = `Q 100 ${MOUTH_Y + f.mouth_curve + f.mouth_open} ${right} ${corner}`;
  const upper = f.mouth_open > 0 ? ` Q 100 ${MOUTH_Y + f.mouth_curve - f.mouth_open} ${left} ${corner} Z` : "";
  return element("path", { d: `M ${left} ${corner} ${lower}${upper}`, class: "face-line face-mouth" });
}

function element(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
