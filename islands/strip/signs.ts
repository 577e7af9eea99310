// The small drawn signs of feelings and marks; the drawings themselves lie in /static/signs.svg, shared with the pages.
import { drawn } from "./svg";

const SIGNS = "/static/signs.svg";

/** Draw one sign, its upper left corner at x and y; it takes the colour of the text around it. A page that carries the
 * drawings itself, so that they stay when the room is gone, bears them as "sign-NAME". */
export function sign(name: string, x: number, y: number, size: number): SVGUseElement {
  const href = document.getElementById(`sign-${name}`) ? `#sign-${name}` : `${SIGNS}#${name}`;
  return drawn("use", { href, x, y, width: size, height: size, class: "sign" });
}
