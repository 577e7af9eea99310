// Listens to the keyboard: one press, one action, whatever the layout; held keys do not repeat, typing is left alone.

/** What the keyboard needs to know: the action of each place, and whether keys are on. */
export interface Keyboard {
  keys: Readonly<Record<string, string>>;
  isOn(): boolean;
  act(action: string, pressedMs: number): void;
  showSheet(): void;
}

const ALWAYS = "ground";

export function listenToKeys(keyboard: Keyboard): void {
  addEventListener("keydown", (event) => {
    if (event.key === "?" && !isTyping(event.target)) {
      event.preventDefault();
      if (!event.repeat) keyboard.showSheet();
      return;
    }
    const action = actionOf(event, keyboard);
    if (action === null) return;
    event.preventDefault();
    if (!event.repeat) keyboard.act(action, event.timeStamp);
  });
  // A button in focus would be pressed when the space bar comes up again.
  addEventListener("keyup", (event) => {
    if (actionOf(event, keyboard) !== null) event.preventDefault();
  });
}

function actionOf(event: KeyboardEvent, keyboard: Keyboard): string | null {
  if (!keyboard.isOn() || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return null;
  const action = keyboard.keys[event.code] ?? null;
  if (isTyping(event.target) && !(action === ALWAYS && event.key === " " && isOfNumbers(event.target))) return null;
  return isSheetOpen() && action !== ALWAYS ? null : action;
}

function isSheetOpen(): boolean {
  return document.querySelector("dialog[open]") !== null;
}

/** No number has a space in it: there the space bar grounds as everywhere. */
function isOfNumbers(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type === "number";
}

function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["range", "checkbox", "radio", "button"].includes(target.type);
}

/** Writes on each key what stands there on this keyboard, where the browser can say so. */
export async function nameCaps(root: ParentNode): Promise<void> {
  const layout = await (navigator as { keyboard?: { getLayoutMap(): Promise<Map<string, string>> } }).keyboard
    ?.getLayoutMap()
    .catch(() => undefined);
  if (!layout) return;
  for (const cap of root.querySelectorAll<HTMLElement>("kbd[data-code]")) {
    const stands = layout.get(cap.dataset["code"] ?? "");
    if (stands) cap.textContent = stands.toUpperCase();
  }
}
