// Adding a patient: initials are suggested while the pseudonym is typed, until somebody writes their own.
import { initialsOf } from "./initials";

const pseudonym = document.querySelector<HTMLInputElement>("#pseudonym");
const initials = document.querySelector<HTMLInputElement>("#initials");

if (pseudonym !== null && initials !== null) {
  let isOurs = initials.value === "" || initials.value === initialsOf(pseudonym.value);
  pseudonym.addEventListener("input", () => {
    if (isOurs) initials.value = initialsOf(pseudonym.value);
  });
  initials.addEventListener("input", () => {
    isOurs = initials.value === "";
  });
}
