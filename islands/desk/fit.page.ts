// Watches a fit that is under way, and shows the page anew when it has come further.
const LOOK_EVERY_MS = 1_000;

/** What the room answers; see web/pages/fit.py. */
interface HowFar {
  state: string;
  done: number;
}

const watched = document.querySelector<HTMLElement>("[data-fit]");

async function look(place: HTMLElement): Promise<void> {
  const answer = await fetch(place.dataset["fit"] ?? "");
  const { state, done } = (await answer.json()) as HowFar;
  if (state !== place.dataset["state"] || String(done) !== place.dataset["done"]) location.reload();
}

if (watched) {
  setInterval(() => {
    look(watched).catch(() => undefined); // the room is gone: the page stays as it is
  }, LOOK_EVERY_MS);
}
