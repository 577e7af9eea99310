// Types the code into its field when the tablet's camera read it from the therapist's screen; the address forgets it at once.
const field = document.querySelector<HTMLInputElement>("#code");
const read = decodeURIComponent(location.hash.slice(1));
if (field !== null && read !== "") {
  field.value = read;
  history.replaceState(null, "", location.pathname);
}
export {};
