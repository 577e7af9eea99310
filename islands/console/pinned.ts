// Answers about harm, shown on the console until somebody has written what was done; what was shown stays if the room is gone.
import { byId } from "./setup";

const LOOK_EVERY_MS = 5_000;

interface Pin {
  given_id: string;
  said: string;
  address: string;
}

export function watchPinned(sessionId: string): void {
  const look = async (): Promise<void> => {
    try {
      const answer = await fetch(`/sessions/${sessionId}/pinned`);
      if (answer.ok) showPinned((await answer.json()) as Pin[]);
    } catch {
      // the room does not answer: what was shown stays
    }
  };
  void look();
  setInterval(() => void look(), LOOK_EVERY_MS);
}

export function showPinned(pins: Pin[]): void {
  const list = byId("pinned-list", HTMLElement);
  const shown = [...list.querySelectorAll<HTMLElement>("li")].map((one) => one.dataset["given"]);
  if (pins.map((pin) => pin.given_id).join() === shown.join()) return;
  list.replaceChildren(...pins.map(line));
  byId("pinned", HTMLElement).hidden = pins.length === 0;
}

function line(pin: Pin): HTMLElement {
  const item = document.createElement("li");
  item.dataset["given"] = pin.given_id;
  const said = document.createElement("p");
  said.textContent = pin.said;
  const way = document.createElement("a");
  way.href = pin.address;
  way.target = "desk";
  way.className = "quiet-button";
  way.textContent = byId("pinned", HTMLElement).dataset["write"] ?? "";
  item.append(said, way);
  return item;
}
