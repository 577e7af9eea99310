// The patient's touch page: help is shown before the answers are given, also when the room cannot be reached.
import { keepTrying } from "./sending";
import { speaksOfHarm } from "./harm";

const form = document.querySelector<HTMLFormElement>("#fill");
const state = document.querySelector<HTMLElement>("#fill-state");
const questions = document.querySelector<HTMLElement>("#questions");
const help = document.querySelector<HTMLElement>("#help-first");
const goOn = document.querySelector<HTMLButtonElement>("#go-on");

if (form && state && questions && help && goOn) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = new FormData(form);
    const harm = speaksOfHarm(given, form.dataset["risk"] ?? "", Number(form.dataset["lowest"]));
    if (harm) {
      questions.hidden = true;
      help.hidden = false;
      help.querySelector<HTMLElement>("h1")?.focus();
    }
    state.textContent = state.dataset["saving"] ?? "";
    const saved = keepTrying(form.action, given, () => (state.textContent = state.dataset["unsaved"] ?? ""));
    void saved.then((answer) => {
      state.textContent = "";
      if (!answer.ok) form.submit(); // the room's own page says what is to be mended
      else if (!harm) location.assign(form.dataset["after"] ?? "/");
    });
    goOn.addEventListener("click", () => {
      void saved.then(() => {
        location.assign(form.dataset["after"] ?? "/");
      });
    });
  });
}
