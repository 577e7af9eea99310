// Mends four faults of the library that finds faces, while it is built in (docs/adr/0060 and 0067).
import { readFileSync } from "node:fs";

const MENDS = [
  // The eye on the picture's left was looked at mirrored and never mirrored back, so that its iris moved the wrong way.
  ["eyeLandmarks.rightBounds[1], meshSize, true,", "eyeLandmarks.rightBounds[1], meshSize, false,"],
  // Points were cut to whole pixels: a third of what an iris moves.
  ["Math.trunc(coord[0] + offsets[0])", "coord[0] + offsets[0]"],
  ["Math.trunc(coord[1] + offsets[1])", "coord[1] + offsets[1]"],
  // A face that was found was sought anew in every picture, unless pictures were compared with each other at a cost of their own.
  ["this.config.skipAllowed = await skip(this.config, img.tensor);", "this.config.skipAllowed = true;"],
  // A face that was followed kept the size of the place where it was found; now the place is as large as a face found anew has it.
  [
    "const boxSize = getBoxSize(previousBox);",
    "const reach = (of) => Math.max(...of) - Math.min(...of);" +
      "const side = 1.56 * Math.max(reach(mesh.map((point) => point[0])), reach(mesh.map((point) => point[1])));" +
      "const boxSize = [side, side];",
  ],
];

/** Refuses to build when the library is no longer the one that these mends were made for. */
export const mendedFaces = {
  name: "mended faces",
  setup(build) {
    build.onLoad({ filter: /@vladmandic[\\/]human[\\/]dist[\\/]human\.esm\.js$/ }, ({ path }) => {
      const asMade = readFileSync(path, "utf8");
      const strange = MENDS.filter(([fault]) => asMade.split(fault).length !== 2);
      if (strange.length > 0) throw new Error(`not found once in ${path}: ${strange.map(([fault]) => fault).join(" | ")}`);
      return { contents: MENDS.reduce((text, [fault, mend]) => text.replace(fault, mend), asMade) };
    });
  },
};
