// Sends a coder's marks one after the other, in their order, until the room has kept each.
import type { Code } from "./names";

const AGAIN_AFTER_MS = 2_000;

/** What is to be done with one mark. */
export interface Sent {
  readonly mark: Code;
  readonly is_back: boolean;
}

/** How it stands with what was sent: all kept, on the way, not reached the room, or refused by it. */
export type Standing = "saved" | "saving" | "unsaved" | "refused";

/** A line of marks to the room; `tell` hears how it stands, `refused` which mark the room would not have. */
export class MarkLine {
  readonly #waiting: Sent[] = [];
  #isSending = false;

  constructor(
    private readonly address: string,
    private readonly tell: (standing: Standing) => void,
    private readonly refused: (sent: Sent) => void,
  ) {
    addEventListener("beforeunload", (event) => {
      if (this.#waiting.length > 0) event.preventDefault();
    });
  }

  put(sent: Sent): void {
    this.#waiting.push(sent);
    if (!this.#isSending) void this.send();
  }

  private async send(): Promise<void> {
    this.#isSending = true;
    this.tell("saving");
    let isRefused = false;
    for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
      const status = await this.ask(first);
      if (status === null || status >= 500) {
        this.tell("unsaved");
        await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
        continue;
      }
      this.#waiting.shift();
      if (status < 400 || (first.is_back && status === 404)) continue; // taken back already: as it should be
      isRefused = true;
      this.refused(first);
    }
    this.#isSending = false;
    this.tell(isRefused ? "refused" : "saved");
  }

  private async ask({ mark, is_back }: Sent): Promise<number | null> {
    const body = JSON.stringify(mark);
    const asked = is_back ? { method: "DELETE" } : { method: "POST", body, headers: { "content-type": "application/json" } };
    try {
      return (await fetch(is_back ? `${this.address}/${mark.mark_id}` : this.address, asked)).status;
    } catch {
      return null;
    }
  }
}
