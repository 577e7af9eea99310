import { HumanFaces } from "./human_faces";
const faces = new HumanFaces();
let c: OffscreenCanvas | null = null;
self.onmessage = async (e: MessageEvent<VideoFrame>) => {
  const f = e.data; const t0 = performance.now();
  c ??= new OffscreenCanvas(640, 480);
  const x = c.getContext("2d", { willReadFrequently: true })!;
  x.drawImage(f, 0, 0, 640, 480); f.close();
  const im = x.getImageData(0, 0, 640, 480);
  const t1 = performance.now();
  const found = await faces.find(im);
  postMessage({ draw: t1 - t0, find: performance.now() - t1, faces: found.map(f => ({score: f.score, n: f.points.length, p: f.points})) });
};
faces.open().then(() => postMessage("ready"), (e) => postMessage("error " + e));
