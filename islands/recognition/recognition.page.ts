// The recognition exercise: shows one drawn face after the other and keeps what is read in each, as moments of the log.
import { SessionClock } from "../line/clock";
import { drawFace } from "./face";
import { Keeping } from "../line/keeping";
import { Outbox } from "../line/outbox";
import { LiveSocket } from "../line/socket";
import type { Emotion, Strength } from "../wire";

interface Trial {
  trial: number;
  shown: Emotion;
  strength: Strength;
}

const REST_MS = 350; // an empty frame between two faces

const page = found("main");
const words = JSON.parse(found("#words").textContent) as { far: string; unsaved: string };
const sessionId = page.dataset["session"] ?? "";
const left = JSON.parse(page.dataset["left"] ?? "[]") as Trial[];
const clock = new SessionClock(null);
const keeping = new Keeping(clock, sayUnsaved);
const socket = new LiveSocket(sessionId, "mirror", crypto.randomUUID(), {
  moments: (kept) => {
    keeping.see(kept, performance.now());
  },
  heard: (answer, receivedMs) => {
    if (answer.type === "entered") clock.enter(answer.session_ms, receivedMs);
    if (answer.type === "tock") clock.hear(answer, receivedMs);
    keeping.hear(answer, receivedMs);
  },
  line: (isUp) => {
    keeping.line(isUp);
  },
});
let at = 0;
let isResting = false;

keeping.use(socket);
void Outbox.open(sessionId, "mirror").then((outbox) => keeping.useOutbox(outbox));
void keeping.setSender(true);
addEventListener("pagehide", keeping.putAside);
document.querySelector("#begin")?.addEventListener("click", show);
found("#stop").addEventListener("click", end);
for (const button of document.querySelectorAll<HTMLButtonElement>("[data-read]")) {
  button.addEventListener("click", (event) => {
    answer(button.dataset["read"] ?? "", event.timeStamp);
  });
}

function show(): void {
  const trial = left[at];
  if (!trial) {
    end();
    return;
  }
  found("#start").hidden = true;
  found("#trial").hidden = false;
  found("#far").textContent = words.far.replace("{done}", String(at + 1)).replace("{all}", String(left.length));
  drawFace(document.querySelector<SVGSVGElement>("#face") ?? missing("#face"), trial.shown, trial.strength);
  isResting = false;
}

function answer(read: string, pressedMs: number): void {
  const trial = left[at];
  if (!trial || isResting) return;
  isResting = true;
  keeping.keep({ kind: "recognised", ...trial, read_as: read === "" ? null : (read as Emotion) }, pressedMs);
  at += 1;
  document.querySelector("#face")?.replaceChildren();
  setTimeout(show, REST_MS);
}

function end(): void {
  for (const name of ["#start", "#trial"]) found(name).hidden = true;
  found("#end").hidden = false;
  found("#end h1").focus();
  sayUnsaved();
}

function sayUnsaved(): void {
  const count = keeping.waiting.length;
  found("#unsaved").textContent = count === 0 ? "" : words.unsaved.replace("{count}", String(count));
}

function found(selector: string): HTMLElement {
  return document.querySelector<HTMLElement>(selector) ?? missing(selector);
}

function missing(selector: string): never {
  throw new Error(`the page has no ${selector}`);
}
