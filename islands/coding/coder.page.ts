// The second coder's page: a clock beside the strip, the console's keys, and marks that are sent one by one.
import { listenToKeys, nameCaps } from "../console/keys";
import { uuid7 } from "../line/uuid7";
import { clockText } from "../strip/time";
import { readLog, StripView } from "../strip/strip_view";
import type { KeptMoment } from "../wire";
import { levelAt, nameOf, type Code } from "./names";
import { asMoment, listMarks } from "./own_marks";
import { readTime, RunningClock } from "./running";
import { MarkLine } from "./sending";

const TICK_MS = 100;

/** What the page holds: the strip, the clock, the coder's marks in the order in which they were made. */
class CoderPage {
  private readonly words: Readonly<Record<string, string>>;
  private readonly line: MarkLine;
  private readonly rungs: readonly string[];
  private marks: Code[];

  constructor(
    private readonly panel: HTMLElement,
    private readonly view: StripView,
    private readonly seen: readonly KeptMoment[],
    private readonly clock: RunningClock,
  ) {
    this.words = this.read("words") as Record<string, string>;
    this.rungs = this.read("rungs") as string[];
    this.marks = this.read("own") as Code[];
    this.line = new MarkLine(
      panel.dataset["coder"] ?? "",
      (standing) => {
        this.find("[data-state]").textContent = panel.dataset[standing] ?? "";
        this.find("[data-state]").dataset["standing"] = standing;
      },
      ({ mark, is_back }) => {
        if (!is_back) this.change(this.marks.filter(({ mark_id }) => mark_id !== mark.mark_id));
      },
    );
    this.listen();
    this.change(this.marks);
    panel.hidden = false;
  }

  private read(name: string): unknown {
    return JSON.parse(this.panel.dataset[name] ?? "null");
  }

  private find(selector: string): HTMLElement {
    const found = this.panel.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`the page holds no ${selector}`);
    return found;
  }

  private change(marks: Code[]): void {
    this.marks = marks;
    const own = new Set(marks.map(({ mark_id }) => mark_id));
    const others = this.seen.filter(({ moment_id, author }) => author !== "coder" || own.has(moment_id));
    const known = new Set(others.map(({ moment_id }) => moment_id));
    const made = marks.filter(({ mark_id }) => !known.has(mark_id)).map(asMoment);
    this.view.take([...others, ...made.filter((one) => one !== null)]);
    const body = document.querySelector<HTMLElement>("[data-marks]");
    if (body) {
      listMarks(body, marks, this.words, this.panel.dataset["back"] ?? "", (mark) => {
        this.takeBack(mark);
      });
    }
    const none = document.querySelector<HTMLElement>("[data-no-mark]");
    if (none) none.hidden = marks.length > 0;
    this.tick();
  }

  private act(action: string, pressed: number): void {
    const at_ms = this.clock.at(pressed);
    if (action === "undo") {
      const last = this.marks.at(-1);
      if (last) this.takeBack(last);
      return;
    }
    const name = nameOf(action, this.marks, at_ms, this.rungs);
    if (name === null) return;
    const mark = { mark_id: uuid7(), at_ms, name };
    this.change([...this.marks, mark]);
    this.line.put({ mark, is_back: false });
  }

  private takeBack(mark: Code): void {
    this.change(this.marks.filter(({ mark_id }) => mark_id !== mark.mark_id));
    this.line.put({ mark, is_back: true });
  }

  private tick(): void {
    const at_ms = this.clock.at();
    this.find("[data-clock]").textContent = clockText(at_ms);
    this.find("[data-level]").textContent = String(levelAt(this.marks, at_ms) ?? "–");
    this.find('[data-time="run"]').setAttribute("aria-pressed", String(this.clock.isRunning));
    this.view.point(at_ms);
  }

  private listen(): void {
    this.panel.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      const by = button?.dataset["time"];
      if (by === "run") this.clock.turn();
      else if (by !== undefined) this.clock.set(this.clock.at() + Number(by) * 1000);
      else if (button) this.act(button.dataset["action"] ?? "", event.timeStamp);
      this.tick();
    });
    const set = this.panel.querySelector<HTMLInputElement>("[data-set]");
    set?.addEventListener("change", () => {
      const at_ms = readTime(set.value);
      if (at_ms !== null) this.clock.set(at_ms);
      this.tick();
    });
    this.listenToKeyboard();
    setInterval(() => {
      if (this.clock.isRunning) this.tick();
    }, TICK_MS);
  }

  private listenToKeyboard(): void {
    listenToKeys({
      keys: this.read("keys") as Record<string, string>,
      isOn: () => true,
      act: (action, pressed) => {
        this.act(action, pressed);
      },
      showSheet: () => undefined,
    });
    addEventListener("keydown", (event) => {
      const isElsewhere = event.target instanceof Element && event.target.closest("a, button, input, select, summary, textarea, [data-strip]");
      if (event.key !== "Enter" || event.repeat || isElsewhere) return;
      event.preventDefault();
      this.clock.turn();
      this.tick();
    });
  }
}

async function begin(): Promise<void> {
  const frame = document.querySelector<HTMLElement>("[data-strip]");
  const panel = document.querySelector<HTMLElement>("[data-coder]");
  if (!frame || !panel) return;
  const log = await readLog(frame);
  new CoderPage(panel, new StripView(frame, log, () => undefined), log.moments, new RunningClock(log.until_ms));
  await nameCaps(panel);
  document.documentElement.dataset["drawn"] = "coder";
}

void begin();
