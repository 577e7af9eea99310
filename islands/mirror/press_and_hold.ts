// A button that acts only when it is held for a while, so that it is never pressed by accident.

/** Calls `done` once the button was held this long, by finger, mouse, or the space or Enter key. */
export function onHold(button: HTMLButtonElement, holdMs: number, done: () => void): void {
  let held: ReturnType<typeof setTimeout> | undefined;
  const letGo = (): void => {
    clearTimeout(held);
    held = undefined;
    delete button.dataset["held"];
  };
  const press = (): void => {
    if (held !== undefined) return;
    button.dataset["held"] = "";
    held = setTimeout(() => {
      letGo();
      done();
    }, holdMs);
  };
  button.addEventListener("pointerdown", press);
  for (const end of ["pointerup", "pointerleave", "pointercancel", "keyup", "blur"]) button.addEventListener(end, letGo);
  button.addEventListener("keydown", (key) => {
    if (key.key === " " || key.key === "Enter") press();
  });
  button.addEventListener("contextmenu", (menu) => {
    menu.preventDefault(); // a long touch would open it
  });
}
