// The review's live parts: the strip, the lists that turn without losing it, and the write-up that keeps itself.
import { showEarlyRise } from "./early_rise";
import { keepLists } from "./lists";
import { readLog, StripView } from "../strip/strip_view";
import { keepWriting } from "./writing";

async function begin(): Promise<void> {
  const frame = document.querySelector<HTMLElement>("[data-strip]");
  const form = document.querySelector<HTMLFormElement>("[data-write-up]");
  const print = document.querySelector<HTMLButtonElement>("[data-print]");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => {
      globalThis.print();
    });
  }
  if (form) keepWriting(form);
  const lists = document.querySelector<HTMLElement>("#lists");
  if (!frame || !lists) return;
  const goTo = keepLists(lists);
  const view = new StripView(frame, await readLog(frame), (id) => void goTo(id));
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-show]") : null;
    if (!link) return;
    event.preventDefault();
    view.choose(link.dataset["show"] ?? "");
    frame.focus({ preventScroll: true });
    document.querySelector("#strip-part")?.scrollIntoView({ block: "start" });
  });
  performance.mark("strip-drawn");
  document.documentElement.dataset["drawn"] = "strip";
  const rise = document.querySelector<HTMLElement>("[data-early-rise]");
  if (rise) await showEarlyRise(rise);
}

void begin();
