// How long the patient has looked at their own reflection: without a break, and in the whole session.
import type { KeptMoment } from "../wire";

/** Gaze that is over, and since when it goes on now; null when nobody looks, or the own reflection is not shown. */
export interface Gaze {
  before_ms: number;
  since_ms: number | null;
}

/** Reads the gaze marks in the order of the session's clock; what hides the own reflection ends a gaze. As domain/dose.py. */
export function readGaze(standing: readonly KeptMoment[]): Gaze {
  const gaze: Gaze = { before_ms: 0, since_ms: null };
  let isAt = false;
  let isCovered = false;
  let isOther = false;
  for (const { mark, session_ms } of standing) {
    if (mark.kind === "gaze") isAt = mark.at_reflection;
    else if (mark.kind === "cover") isCovered = mark.covered;
    else if (mark.kind === "view") isOther = mark.who === "therapist";
    else continue;
    const isLooking = isAt && !isCovered && !isOther;
    if (isLooking) gaze.since_ms ??= session_ms;
    else if (gaze.since_ms !== null) {
      gaze.before_ms += session_ms - gaze.since_ms;
      gaze.since_ms = null;
    }
  }
  return gaze;
}

/** The two lengths at this moment of the session. */
export function gazeAt(gaze: Gaze, session_ms: number): { still_ms: number; total_ms: number } {
  const still_ms = gaze.since_ms === null ? 0 : Math.max(0, session_ms - gaze.since_ms);
  return { still_ms, total_ms: gaze.before_ms + still_ms };
}
