// Tells the room that somebody works on this page, and leaves the page once the room is locked.
const LOOK_EVERY_MS = 5_000;
const TELL_EVERY_MS = 30_000;
const LOCK_KEY = "F9";
const DOOR = "/door";

let toldAt = -TELL_EVERY_MS;

function tell(): void {
  if (performance.now() - toldAt < TELL_EVERY_MS) return;
  toldAt = performance.now();
  fetch(`${DOOR}/awake`, { method: "POST" }).catch(() => undefined);
}

async function look(): Promise<void> {
  const answer = await fetch(`${DOOR}/state`, { cache: "no-store" }).catch(() => null);
  if (answer === null || !answer.ok) return; // the room's program is gone: what stands here stands as it does then
  const { is_open: isOpen } = (await answer.json()) as { is_open: boolean };
  if (!isOpen) leave();
}

function leave(): void {
  document.body.replaceChildren(); // at once, whatever the way to the door takes
  location.replace(DOOR);
}

for (const kind of ["keydown", "pointerdown", "wheel", "input"]) {
  addEventListener(kind, tell, { capture: true, passive: true });
}
addEventListener("pageshow", () => void look());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) void look();
});
setInterval(() => void look(), LOOK_EVERY_MS);

const lockForm = document.querySelector<HTMLFormElement>("#lock");
addEventListener("keydown", (event) => {
  if (event.key === LOCK_KEY && !event.repeat && lockForm !== null) {
    event.preventDefault();
    lockForm.requestSubmit();
  }
});
export {};
