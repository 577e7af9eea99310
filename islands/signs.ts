// The small drawn signs of feelings and marks; the drawings themselves lie in /static/signs.svg, shared with the pages.
import { drawn } from "./svg";

const SIGNS = "/static/signs.svg";

/** Draw one sign, its upper left corner at x and y; it takes the colour of the text around it. */
export function sign(name: string, x: number, y: number, size: number): SVGUseElement {
  return drawn("use", { href: `${SIGNS}#${name}`, x, y, width: size, height: size, class: "sign" });
}
