// Whether the mirror is covered, whoever says so and in whatever order the same news arrives.
import type { KeptMoment } from "./wire";

/** Covered or not, and since when on the session's clock: news from before that is stale. */
export interface Cover {
  readonly covered: boolean;
  readonly sinceMs: number;
}

export const UNCOVERED: Cover = { covered: false, sinceMs: 0 };

/** Takes in that the mirror was covered or uncovered at `atMs`. Older news changes nothing; at the same time, cover wins. */
export function hearCover(cover: Cover, covered: boolean, atMs: number): Cover {
  if (atMs < cover.sinceMs || (atMs === cover.sinceMs && !covered)) return cover;
  return { covered, sinceMs: atMs };
}

/** Covers or uncovers at this very moment (a touch, a window nearby): nothing that was heard before is newer. */
export function coverNow(cover: Cover, covered: boolean, nowMs: number): Cover {
  return { covered, sinceMs: Math.max(nowMs, cover.sinceMs) };
}

/** Takes in the next moment of the log. Grounding covers too; its end does not uncover. */
export function hearMoment(cover: Cover, { mark, session_ms }: KeptMoment): Cover {
  switch (mark.kind) {
    case "cover":
      return hearCover(cover, mark.covered, session_ms);
    case "grounding":
      return mark.step === "began" ? hearCover(cover, true, session_ms) : cover;
    case "opened":
      return { covered: cover.covered, sinceMs: 0 }; // the session's clock starts anew
    default:
      return cover;
  }
}
