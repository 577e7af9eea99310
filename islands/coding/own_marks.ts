// The coder's own marks: as a list on the page, and as moments that the strip can draw.
import { clockText } from "../strip/time";
import type { KeptMoment } from "../wire";
import type { Code } from "./names";

/** Draw the list anew; each row can take its mark back. */
export function listMarks(body: HTMLElement, marks: readonly Code[], words: Readonly<Record<string, string>>, back: string, takeBack: (mark: Code) => void): void {
  const rows = [...marks].sort((a, b) => a.at_ms - b.at_ms).map((mark) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button-plain", textContent: back });
    button.addEventListener("click", () => {
      takeBack(mark);
    });
    const row = document.createElement("tr");
    row.dataset["mark"] = mark.mark_id;
    const time = cell(clockText(mark.at_ms));
    time.className = "figure";
    row.append(time, cell(words[mark.name] ?? mark.name), cell(button));
    return row;
  });
  body.replaceChildren(...rows);
}

function cell(content: Node | string): HTMLTableCellElement {
  const made = document.createElement("td");
  made.append(content);
  return made;
}

/** Give a mark as the strip draws it. */
export function asMoment({ mark_id, at_ms, name }: Code): KeptMoment | null {
  const mark = markOf(name);
  if (!mark) return null;
  return { moment_id: mark_id, seq: 0, author: "coder", session_ms: at_ms, marked_at: "", mark, is_late: false, reason: "" };
}

function markOf(name: string): KeptMoment["mark"] | null {
  const [kind = "", value = ""] = name.split(":");
  if (kind === "felt" || kind === "offered" || kind === "perceived") return { kind, emotion: value } as KeptMoment["mark"];
  if (kind === "received") return { kind, reception: value } as KeptMoment["mark"];
  if (kind === "noticed") return { kind, attitude: value } as KeptMoment["mark"];
  if (kind === "arousal") return { kind, level: Number(value) };
  if (kind === "gaze") return { kind, at_reflection: value === "at_reflection" };
  if (kind === "rung") return { kind, rung: value };
  if (kind === "look_again") return { kind, step: value } as KeptMoment["mark"];
  return kind === "we" || kind === "reassured" ? { kind } : null;
}
