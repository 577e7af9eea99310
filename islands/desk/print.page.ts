// The button that prints: offered only where there is script to press it for you.
const button = document.querySelector<HTMLButtonElement>("#print, [data-print]");
if (button !== null) {
  button.hidden = false;
  button.addEventListener("click", () => {
    print();
  });
}
