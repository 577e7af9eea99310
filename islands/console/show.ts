// Writes what the session's standing means onto the console: keys, cue, arousal, acts and the quiet lines.
import type { Acts } from "./acts";
import { describe } from "./describe";
import type { OwnMark } from "../line/keeping";
import { byId, type Language, type Rung, type Setup } from "./setup";
import type { Standing } from "./standing";
import type { Spot } from "../line/view";
import { clockText } from "../strip/time";

/** What every part of the page is written from. */
export interface Scene {
  setup: Setup;
  language: Language;
  standing: Standing;
  acts: Acts;
  marks: readonly OwnMark[];
  isCovered: boolean;
}

type Zone = "below" | "inside" | "above";

export function zoneOf(level: number, window: { lower: number; upper: number }): Zone {
  if (level < window.lower) return "below";
  return level > window.upper ? "above" : "inside";
}

/** Sets the text only when it changed, so that a screen reader does not say it again. */
export function write(id: string, text: string): void {
  const element = byId(id, HTMLElement);
  if (element.textContent !== text) element.textContent = text;
}

/** Everything but the lists and the strip. */
export function show(scene: Scene): void {
  showCue(scene);
  showAspects(scene);
  showArousal(scene);
  showActs(scene);
  showGlass(scene);
  showProgress(scene);
  showRemark(scene);
  showResting(scene);
}

function showCue({ setup, language, standing }: Scene): void {
  const cue = setup.cues[standing.cue ?? -1];
  const first = setup.cues[0];
  if (!first) return;
  byId("cue", HTMLElement).dataset["stance"] = cue?.stance ?? "none";
  write("phase", cue ? `${cue.phase} · ${language.word(`stance.${cue.stance}`)}` : first.phase);
  write("cue", cue ? cue.text : language.say("no_cue_yet"));
}

function showAspects({ language, standing }: Scene): void {
  for (const item of byId("aspects", HTMLElement).querySelectorAll<HTMLElement>("[data-aspect]")) {
    const aspect = item.dataset["aspect"] ?? "";
    const isVisited = [...standing.visited].some((one) => one === aspect);
    item.classList.toggle("visited", isVisited);
    const read = item.querySelector(".only-read");
    if (read) read.textContent = language.say(isVisited ? "visited" : "not_visited", language.word(`aspect.${aspect}`));
  }
}

function showArousal({ setup, language, standing, acts }: Scene): void {
  const level = acts.settling.level ?? standing.arousal;
  const zone = level === null ? "unknown" : zoneOf(level, setup.window);
  const text = level === null ? language.say("arousal_unknown") : language.say("arousal_at", level, language.word(`zone.${zone}`));
  const range = byId("arousal", HTMLInputElement);
  if (level !== null) range.value = String(level);
  range.dataset["zone"] = zone;
  range.setAttribute("aria-valuetext", text);
  byId("arousal-word", HTMLElement).dataset["zone"] = zone;
  byId("arousal-word", HTMLElement).classList.toggle("settling", acts.settling.level !== null);
  write("arousal-word", text);
}

function showActs({ language, standing, acts, isCovered }: Scene): void {
  const gaze = standing.isAtReflection === null ? "gaze_unknown" : standing.isAtReflection ? "gaze_at" : "gaze_away";
  const current = standing.exchanges.find((one) => one.exchange_id === acts.chosen) ?? standing.exchanges.at(-1);
  const isLooking = current?.repair === "began";
  label("gaze", language.say(gaze), standing.isAtReflection === true);
  label("cover", language.say(isCovered ? "uncover" : "cover"), isCovered);
  label("ground", language.say("ground"), standing.grounding_ms !== null);
  label("pause", language.say(standing.pausedBy === null ? "pause" : "pause_end"), standing.pausedBy !== null);
  label("look_again", language.say(isLooking ? "look_again_end" : "look_again"), isLooking);
  for (const axis of ["intensity", "part"] as const) {
    for (const key of document.querySelectorAll<HTMLElement>(`[data-action^="${axis}_"]`)) {
      key.setAttribute("aria-pressed", String(key.dataset["action"] === `${axis}_${acts.next[axis] ?? ""}`));
    }
  }
}

/** The rung with the quiet offer of the next one, and what the mirror shows. */
function showGlass({ setup, language, standing }: Scene): void {
  const at = setup.ladder.findIndex((rung) => rung.rung_id === standing.rung);
  const [here, next] = [setup.ladder[at], setup.ladder[at + 1]];
  write("rung", standing.rung === null ? language.say("rung_unknown") : language.word(`rung.${standing.rung}`));
  write("rung-offer", here && next ? offer(here, next, setup, language) : "");
  const { veil, crop, who, brightness, border } = standing.view;
  if (setup.is_mirror_real) return;
  write("veil", language.word(`veil.${veil}`));
  label("crop_next", language.word(`crop.${crop}`), crop !== "whole");
  label("who_next", language.word(`who.${who}`), who !== "own");
  write("brightness", language.say("brightness", brightness > 0 ? `+${brightness}` : brightness));
  label("border_next", language.say("border", border), border > 0);
}

function offer(here: Rung, next: Rung, { stable_sessions }: Setup, language: Language): string {
  if (here.stable >= stable_sessions) return language.say("rung_offered", next.word);
  return language.say("rung_stable", here.stable, stable_sessions);
}

/** A key that stands for a state says in its words what pressing it does now; the state also shows as a fill. */
function label(action: string, text: string, isOn: boolean): void {
  const key = document.querySelector<HTMLElement>(`.key[data-action="${action}"]`);
  const word = key?.querySelector(".key-word");
  if (word && word.textContent !== text) word.textContent = text;
  key?.classList.toggle("on", isOn);
}

/** Each key bears how far its latest mark has come. */
function showProgress({ acts, marks }: Scene): void {
  const progressOf = new Map(marks.map((own) => [own.moment.moment_id, own.progress]));
  for (const [action, momentId] of acts.pressed) {
    for (const key of document.querySelectorAll<HTMLElement>(`.key[data-action="${action}"]`)) {
      key.dataset["progress"] = progressOf.get(momentId) ?? "saved";
    }
  }
}

function showRemark({ language, acts, standing }: Scene): void {
  const { remark, picked, chosen } = acts;
  const chosenOne = standing.exchanges.find((one) => one.exchange_id === chosen);
  if (remark) write("said", language.say(remark.sentence, remark.mark ? describe(remark.mark, language) : ""));
  else if (picked) write("said", language.say("picked", describe(picked.mark, language)));
  else if (chosenOne) write("said", language.say("completing", clockText(chosenOne.begun_ms)));
  else write("said", "");
}

function showResting({ language, standing, isCovered }: Scene): void {
  const lines = [
    standing.grounding_ms === null ? "" : language.say("grounding_since", clockText(standing.grounding_ms)),
    standing.pausedBy === null ? "" : language.say(standing.pausedBy === "patient" ? "paused_by_patient" : "paused"),
    standing.grounding_ms === null && isCovered ? language.say("covered_now") : "",
  ].filter((line) => line !== "");
  write("resting", lines.join(" "));
}

/** What the frame lies on: said where nobody laid it yet and where the face has left it; laid by one touch where faces are seen. */
export function showFrame(standing: Standing, faces: readonly Spot[] | null, gone: "own" | "therapist" | null, language: Language): void {
  const said = standing.unframed ? `unframed_${standing.unframed}` : gone ? `left_frame_${gone}` : null;
  write("unframed", said === null ? "" : language.say(said));
  for (const key of document.querySelectorAll<HTMLElement>("[data-action=frame_lay]")) {
    key.hidden = faces === null;
    key.classList.toggle("not-now", key.dataset["offer"] === "beside" && said === null); // its place is kept: no key may move under a finger
  }
}
