// Shows how far what was asked for has come, second by second, and goes where it leads once it is there.
import { decimal } from "../strip/decimal";

const LOOK_EVERY_MS = 500;
const BYTES_PER_MB = 1_000_000;

/** What the room answers; see web/pages/under_way.py. */
interface HowFar {
  readonly standing: string;
  readonly doing: string;
  readonly done: number;
  readonly of: number;
  readonly leads_to: string;
}

const place = document.querySelector<HTMLElement>("[data-under-way]");

async function look(section: HTMLElement): Promise<void> {
  const answer = await fetch(section.dataset["underWay"] ?? "", { headers: { accept: "application/json" } });
  const at = (await answer.json()) as HowFar;
  if (!answer.ok || !["under_way", "done"].includes(at.standing)) location.reload();
  else if (at.standing === "done") goOn(section, at.leads_to);
  else show(section, at);
}

/** Leave for the end; a file is saved and the page stays, saying so. */
function goOn(section: HTMLElement, leadsTo: string): void {
  clearInterval(looking);
  const file = document.querySelector<HTMLAnchorElement>("[data-file]");
  const ready = document.querySelector<HTMLElement>("[data-ready]");
  if (file && ready && section.dataset["isFile"] === "yes") {
    file.href = leadsTo;
    section.hidden = true;
    ready.hidden = false;
    ready.querySelector("h2")?.focus();
  }
  location.assign(leadsTo);
}

function show(section: HTMLElement, at: HowFar): void {
  const said = section.querySelector<HTMLElement>("[data-said]");
  const bar = section.querySelector<HTMLProgressElement>("[data-bar]");
  const count = section.querySelector<HTMLElement>("[data-count]");
  if (!said || !bar || !count) return;
  const words = JSON.parse(said.dataset["words"] ?? "{}") as Record<string, string>;
  if (said.dataset["doing"] !== at.doing) said.textContent = words[at.doing] ?? ""; // said aloud once, not each second
  said.dataset["doing"] = at.doing;
  if (at.of > 0) [bar.max, bar.value] = [at.of, at.done];
  else bar.removeAttribute("value");
  count.textContent = counted(count.dataset, at);
}

function counted(words: DOMStringMap, at: HowFar): string {
  if (at.of > 0) return (words["of"] ?? "").replace("{done}", String(at.done)).replace("{of}", String(at.of));
  return at.done > 0 ? (words["size"] ?? "").replace("{size}", decimal(at.done / BYTES_PER_MB, 1)) : "";
}

const looking = setInterval(() => {
  if (place) look(place).catch(() => undefined); // the room is gone: the page stays as it is
}, LOOK_EVERY_MS);
