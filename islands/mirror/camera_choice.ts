// The choice of a camera on the start screen: shown when there is more than one, remembered in this browser.
import { listCameras, type Camera } from "./camera";

const REMEMBERED = "interbeing-camera";

/** Fills the choice, and keeps it right as cameras come and go. */
export function offerCameras(choice: HTMLElement, select: HTMLSelectElement): void {
  select.addEventListener("change", () => {
    remember(select.value);
  });
  navigator.mediaDevices.addEventListener("devicechange", () => void fillCameras(choice, select));
  void fillCameras(choice, select);
}

/** Fills the choice anew: once a camera was allowed, the browser also gives their names. */
export async function fillCameras(choice: HTMLElement, select: HTMLSelectElement): Promise<void> {
  const cameras = await listCameras();
  const chosen = remembered();
  select.replaceChildren(...cameras.map((camera, i) => option(camera, i, select.dataset["unnamed"] ?? "", chosen)));
  choice.hidden = cameras.length < 2;
}

/** The camera to ask for; null for any. */
export function chosenCamera(select: HTMLSelectElement): string | null {
  return select.value === "" ? remembered() : select.value;
}

function option(camera: Camera, index: number, unnamed: string, chosen: string | null): HTMLOptionElement {
  return new Option(camera.name ?? `${unnamed} ${index + 1}`, camera.id, false, camera.id === chosen);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null; // storage is switched off in this browser
  }
}

function remember(id: string): void {
  try {
    localStorage.setItem(REMEMBERED, id);
  } catch {
    // storage is switched off: the choice holds until the page goes
  }
}
