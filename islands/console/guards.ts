// What the clinic's limits say before and during gaze: shown quietly, passed by a deliberate act with its reason.
import { gazeAt } from "./gazing";
import type { Rung, Setup } from "./setup";
import type { Standing } from "./standing";
import { clockText } from "../strip/time";
import type { Limit } from "../wire";

/** A limit that stands in the way; `sentence` names its words, `values` fill them. One that `stops` cannot be passed. */
export interface Guard {
  readonly limit: Limit;
  readonly sentence: string;
  readonly values: readonly (string | number)[];
  readonly stops: boolean;
}

const guard = (limit: Limit, sentence: string, values: readonly (string | number)[] = [], stops = false): Guard => ({
  limit, sentence, values, stops,
});

/** What stands before the own reflection is shown; null when nothing does. */
export function beforeGaze(now: Standing, setup: Setup): Guard | null {
  const { light } = setup;
  const seen = now.light?.seen;
  const wasPassed = (limit: Limit): boolean => (now.passed.get(limit) ?? -1) >= (now.light?.session_ms ?? 0);
  if (!seen) return wasPassed("light") ? null : guard("light", "light_unseen");
  if (seen.lux != null && seen.lux < light.dark_lx) return guard("light", "light_dark", [seen.lux, light.dark_lx], true);
  if (seen.lux != null && seen.lux < light.dim_lx && !wasPassed("light")) {
    return guard("light", "light_dim", [seen.lux, light.dim_lx]);
  }
  if (seen.distance_cm != null && seen.distance_cm < light.near_cm && !wasPassed("distance")) {
    return guard("distance", "too_near", [seen.distance_cm, light.near_cm]);
  }
  return beyondCourse(now, setup, now.gaze.before_ms);
}

/** A limit of time that the gaze has reached, and that was not passed; null while it has not. */
export function duringGaze(now: Standing, setup: Setup, session_ms: number): Guard | null {
  const { since_ms } = now.gaze;
  if (since_ms === null) return null;
  const { still_ms, total_ms } = gazeAt(now.gaze, session_ms);
  const wasPassed = (limit: Limit, from_ms: number): boolean => (now.passed.get(limit) ?? -1) >= from_ms;
  if (total_ms >= setup.total_gaze_ms && !wasPassed("total_gaze", 0)) return guard("total_gaze", "total_reached");
  if (still_ms >= setup.still_gaze_ms && !wasPassed("still_gaze", since_ms)) return guard("still_gaze", "still_reached");
  return beyondCourse(now, setup, total_ms);
}

/** The course's own limit, where the clinic set one: asked about once in a session. */
function beyondCourse(now: Standing, setup: Setup, today_ms: number): Guard | null {
  const gaze_ms = setup.gaze_before_ms + today_ms;
  if (setup.course_gaze_ms === 0 || gaze_ms < setup.course_gaze_ms || now.passed.has("course_gaze")) return null;
  return guard("course_gaze", "course_reached", [clockText(gaze_ms), clockText(setup.course_gaze_ms)]);
}

/** What stands before going on to `next`: the clinic's rule for stable sessions on the rung before. */
export function beforeRung(from: Rung | undefined, next: Rung, setup: Setup): Guard | null {
  const needs = setup.stable_sessions;
  if (!from || from.stable >= needs || setup.ladder.indexOf(next) <= setup.ladder.indexOf(from)) return null;
  return guard("ladder", "rung_early", [next.word, from.stable, needs]);
}
