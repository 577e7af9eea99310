// Looks at one picture at a time, apart from the page so that the mirror stays smooth, and forgets it at once.
import type { FaceSource, FoundFace } from "./face_source";
import { HumanFaces } from "./human_faces";
import { farCm, lookOf, type Look } from "./look";
import { placeOf, type Place } from "./place";
import { brightnessOf, skinOf, type Colour } from "./skin";

/** What one picture showed. `look` is that of the face that is followed, null when there is none or it is not clear. */
export interface Seen {
  readonly faces: number;
  /** Where each face lies that is large enough to be judged. */
  readonly places: readonly Place[];
  readonly look: Look | null;
  readonly far_cm: number | null;
  readonly skin: Colour | null;
  readonly bright: number | null;
}

/** The worker is ready, or cannot find faces at all; else what was seen in the picture that was sent. */
export type WorkerSaid = { is: "ready" } | { is: "no_nets" } | { is: "seen"; seen: Seen };

const WIDEST = 960; // pixels: enough for an iris at arm's length
const SMALLEST_FACE = 0.06; // of the picture's width; a smaller one is too coarse to judge
const FOLLOWED_WITHIN = 0.6; // of its width a face may have moved since the last picture

const source: FaceSource = new HumanFaces();
let canvas: OffscreenCanvas | null = null;
let last: Look | null = null;

globalThis.onmessage = (message: MessageEvent<VideoFrame | ImageBitmap>) => {
  void see(message.data).then((seen) => {
    say({ is: "seen", seen });
  });
};
source.open().then(
  () => {
    say({ is: "ready" });
  },
  () => {
    say({ is: "no_nets" });
  },
);

async function see(frame: VideoFrame | ImageBitmap): Promise<Seen> {
  const picture = pictureOf(frame);
  frame.close();
  const found = await source.find(picture);
  const looks = found.map((face) => ({ face, look: lookOf(face) }));
  const judged = looks.filter(isBigEnough(picture.width));
  const followed = follow(judged);
  last = followed?.look ?? null;
  const skin = followed ? skinOf(picture, followed.face) : null;
  return {
    faces: found.length,
    places: judged.flatMap(({ face }) => placeOf(face, picture) ?? []),
    look: last,
    far_cm: last && farCm(last, picture.width),
    skin,
    bright: skin && brightnessOf(skin),
  };
}

function pictureOf(frame: VideoFrame | ImageBitmap): ImageData {
  const [wide, high] = "displayWidth" in frame ? [frame.displayWidth, frame.displayHeight] : [frame.width, frame.height];
  const width = Math.min(WIDEST, wide);
  const height = Math.round((high * width) / wide);
  if (canvas?.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  if (!paper) throw new Error("this browser gives no way to read a picture");
  paper.drawImage(frame, 0, 0, width, height);
  return paper.getImageData(0, 0, width, height);
}

interface Judged {
  readonly face: FoundFace;
  readonly look: Look;
}

function isBigEnough(picture_width: number) {
  return (one: { face: FoundFace; look: Look | null }): one is Judged =>
    one.look !== null && one.look.width > SMALLEST_FACE * picture_width;
}

/** The face that was followed before; alone, any face; of two new ones none, for nobody knows whose it is. */
function follow(looks: readonly Judged[]): Judged | null {
  const before = last;
  if (looks.length < 2) return looks[0] ?? null;
  const near = looks.find(({ look }) => before && Math.hypot(look.x - before.x, look.y - before.y) < FOLLOWED_WITHIN * before.width);
  return near ?? null;
}

function say(said: WorkerSaid): void {
  globalThis.postMessage(said);
}
