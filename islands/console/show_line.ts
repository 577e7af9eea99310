// Writes the two quiet lines at the top: how the room is reached, and what the mirror's window says of itself.
import { gazeAt, type Gaze } from "./gazing";
import { byId, type Language, type Setup } from "./setup";
import { write } from "./show";
import { clockText } from "../strip/time";
import type { TellMirror } from "../wire";

export const STALE_AFTER_MS = 3_000; // a figure older than this says how old it is and turns grey

/** How the line to the room stands. */
export interface LineState {
  isUp: boolean;
  forGood: boolean;
  wasUp: boolean;
  age_ms: number | null;
}

/** What the mirror's window said last, and when on this page's clock. */
export interface MirrorHeard {
  told: TellMirror;
  heard_ms: number;
}

export function showLine(line: LineState, language: Language): void {
  const isStale = line.age_ms !== null && line.age_ms > STALE_AFTER_MS;
  document.body.dataset["line"] = line.forGood || !line.isUp ? "down" : isStale ? "stale" : "up";
  const age = isStale ? ` ${language.say("stale", seconds(line.age_ms ?? 0))}` : "";
  const state = line.forGood ? "no_session" : line.isUp ? "connected" : line.wasUp ? "lost" : "connecting";
  write("line", `${language.say(state)}${age && ` · ${age.trim()}`}`);
}

export function showMirror(mirror: MirrorHeard | null, nowMs: number, language: Language): void {
  if (!mirror) {
    write("mirror", language.say("mirror_none"));
    return;
  }
  const { told, heard_ms } = mirror;
  const age_ms = nowMs - heard_ms;
  const isStale = age_ms > STALE_AFTER_MS;
  byId("mirror", HTMLElement).classList.toggle("stale", isStale);
  const parts = [
    language.say(`mirror_${told.state}`),
    told.rate_hz == null ? "" : language.say("mirror_rate", Math.round(told.rate_hz)),
    told.delay_ms == null ? "" : language.say("mirror_delay", Math.round(told.delay_ms)),
    isStale ? language.say("mirror_age", seconds(age_ms)) : "",
  ];
  write("mirror", parts.filter((part) => part !== "").join(" · "));
}

/** How long the gaze has lasted, against the clinic's limits; it stands out once a limit is reached. */
export function showGaze(gaze: Gaze, session_ms: number, setup: Setup, language: Language): void {
  const { still_ms, total_ms } = gazeAt(gaze, session_ms);
  const isStill = still_ms >= setup.still_gaze_ms;
  const sum = [clockText(total_ms), clockText(setup.total_gaze_ms)] as const;
  byId("gaze-time", HTMLElement).classList.toggle("long", isStill || total_ms >= setup.total_gaze_ms);
  write("gaze-time", still_ms > 0 ? language.say("gaze_still", ...sum, clockText(still_ms)) : language.say("gaze_total", ...sum));
}

/** How long grounding has lasted; empty while nobody is grounded. */
export function showRepair(grounding_ms: number | null, session_ms: number, language: Language): void {
  write("repair-clock", grounding_ms === null ? "" : language.say("repair_clock", clockText(session_ms - grounding_ms)));
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
