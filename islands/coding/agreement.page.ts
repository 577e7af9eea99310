// Both codings as strips that move together; a difference leads to its place on both.
import "../desk/print.page";
import { readLog, StripView } from "../strip/strip_view";

async function begin(): Promise<void> {
  const frames = [...document.querySelectorAll<HTMLElement>("[data-strip]")];
  const views: StripView[] = [];
  const logs = await Promise.all(frames.map(readLog));
  const until_ms = Math.max(...logs.map((log) => log.until_ms));
  for (const [place, log] of logs.entries()) {
    const frame = frames[place];
    if (!frame) continue;
    const view: StripView = new StripView(frame, { ...log, until_ms }, () => undefined, (span) => {
      for (const other of views) if (other !== view) other.follow(span);
    });
    views.push(view);
  }
  document.querySelector("#differences")?.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-at]") : null;
    if (!link) return;
    event.preventDefault();
    for (const view of views) view.lookAt(Number(link.dataset["at"]));
    frames[0]?.scrollIntoView({ block: "start" });
    frames[0]?.focus({ preventScroll: true });
  });
  document.documentElement.dataset["drawn"] = "agreement";
}

void begin();
