// Choosing the console's keys by pressing them; without script the list beside does the same.
const TO_MOVE_ON = new Set(["Tab", "Enter", "NumpadEnter"]);

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-listens]")) {
  const select = document.querySelector<HTMLSelectElement>(`#${button.dataset["listens"] ?? ""}`);
  if (select !== null) listen(button, select);
}

function listen(button: HTMLButtonElement, select: HTMLSelectElement): void {
  const words = [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
  const resting = words?.textContent ?? "";
  let isWaiting = false;
  let wasTaken = false;

  function rest(): void {
    isWaiting = false;
    if (words) words.textContent = resting;
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    isWaiting = true;
    if (words) words.textContent = button.dataset["waiting"] ?? "";
  });
  button.addEventListener("blur", rest);
  button.addEventListener("keydown", (event) => {
    if (!isWaiting || event.repeat) return;
    if (!TO_MOVE_ON.has(event.code)) event.preventDefault();
    if (![...select.options].some((option) => option.value === event.code)) return;
    select.value = event.code;
    wasTaken = true;
    rest();
  });
  // The space bar would press the button again when it comes up.
  button.addEventListener("keyup", (event) => {
    if (wasTaken) event.preventDefault();
    wasTaken = false;
  });
}
