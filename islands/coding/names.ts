// Which mark an action of the console means for a second coder, given the coder's own marks so far.

/** One mark of the coder; `name` is such as "felt:shame", as domain/named.py has it. */
export interface Code {
  readonly mark_id: string;
  readonly at_ms: number;
  readonly name: string;
}

const ROW = /^(felt|offered|perceived|received|attitude)_(.+)$/;
const FIRST_LEVEL = 5; // as on the console: the middle, before anything was marked
const HIGHEST_LEVEL = 10;

/** Give the mark's name, null when the action marks nothing. */
export function nameOf(action: string, marks: readonly Code[], at_ms: number, rungs: readonly string[] = []): string | null {
  const row = ROW.exec(action);
  if (row) return `${row[1] === "attitude" ? "noticed" : (row[1] ?? "")}:${row[2] ?? ""}`;
  if (action === "reassured" || action === "we") return action;
  if (action === "gaze") return latest(marks, "gaze", at_ms) === "at_reflection" ? "gaze:away" : "gaze:at_reflection";
  if (action === "rung_next" || action === "rung_previous") return rungBeside(latest(marks, "rung", at_ms), action === "rung_next" ? 1 : -1, rungs);
  if (action === "look_again") return latest(marks, "look_again", at_ms) === "began" ? "look_again:ended" : "look_again:began";
  if (action !== "arousal_up" && action !== "arousal_down") return null;
  const level = levelAt(marks, at_ms) ?? FIRST_LEVEL;
  return `arousal:${Math.min(HIGHEST_LEVEL, Math.max(0, level + (action === "arousal_up" ? 1 : -1)))}`;
}

/** The rung beside the one that was marked last; before any was, the first. */
function rungBeside(last: string | null, by: number, rungs: readonly string[]): string | null {
  const at = last === null ? -1 : rungs.indexOf(last);
  const rung = rungs[at < 0 ? 0 : at + by];
  return rung === undefined ? null : `rung:${rung}`;
}

/** Give the level that the coder marked last before this time. */
export function levelAt(marks: readonly Code[], at_ms: number): number | null {
  const value = latest(marks, "arousal", at_ms);
  return value === null ? null : Number(value);
}

function latest(marks: readonly Code[], kind: string, at_ms: number): string | null {
  const before = marks.filter(({ name, at_ms: then }) => name.startsWith(`${kind}:`) && then <= at_ms);
  before.sort((a, b) => a.at_ms - b.at_ms);
  return before.at(-1)?.name.split(":")[1] ?? null;
}
