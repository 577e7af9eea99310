// Finds faces with the library `human`, its wasm backend and three of its nets: detector, mesh, iris (docs/faces.md).
import { Human, type Config, type Tensor } from "@vladmandic/human";
import type { FaceSource, FoundFace, Point } from "./face_source";

const MOST_FACES = 2;
const SOUGHT_EVERY_MS = 1_000; // between, a face that was found is followed from picture to picture, which costs half as much
const LEFT_IRIS = 468; // `human` gives the iris of the picture's right-hand eye first; the common order is the other one
const RIGHT_IRIS = 473;
const IRIS_POINTS = 5;

const FILES = "/static/built/faces/";
const NETS = ["blazeface", "facemesh", "iris"] as const;

const OFF = { enabled: false } as const;
const CONFIG: Partial<Config> = {
  backend: "wasm",
  wasmPath: FILES,
  modelBasePath: FILES,
  cacheModels: false,
  debug: false,
  async: false,
  warmup: "none",
  filter: { enabled: false },
  gesture: OFF,
  body: OFF,
  hand: OFF,
  object: OFF,
  segmentation: OFF,
  face: {
    enabled: true,
    detector: { modelPath: "blazeface.json", rotation: true, maxDetected: MOST_FACES, skipFrames: Infinity, skipTime: SOUGHT_EVERY_MS, minConfidence: 0.3 },
    mesh: { enabled: true, modelPath: "facemesh.json" },
    iris: { enabled: true, modelPath: "iris.json" },
    attention: OFF,
    emotion: OFF,
    description: OFF,
    antispoof: OFF,
    liveness: OFF,
  },
};

/** What is used of the library's array calculator; it comes without types. */
interface Arrays {
  tensor4d(values: Float32Array, shape: readonly number[], type: "float32"): Tensor;
  dispose(of: Tensor): void;
}

export class HumanFaces implements FaceSource {
  readonly #human = new Human(CONFIG);
  #colours = new Float32Array(0);
  #isFollowing = false;

  async open(): Promise<void> {
    for (const net of NETS) {
      if (!(await fetch(`${FILES}${net}.json`, { method: "HEAD" })).ok) throw new Error(`${net} is missing`);
    }
    await this.#human.load();
    const loaded = this.#human.models.loaded();
    if (!NETS.every((net) => loaded.some((name) => name.includes(net)))) {
      throw new Error(`not all nets are there: ${loaded.join(", ")}`);
    }
  }

  async find(picture: ImageData): Promise<readonly FoundFace[]> {
    const arrays = this.#human.tf as Arrays;
    const whole = arrays.tensor4d(this.#coloursOf(picture), [1, picture.height, picture.width, 3], "float32");
    try {
      let { face } = await this.#human.detect(whole);
      if (face.length === 0 && this.#isFollowing) ({ face } = await this.#human.detect(whole)); // lost: sought at once
      this.#isFollowing = face.length > 0;
      return face.map(({ mesh, score }) => ({ points: inCommonOrder(mesh.map(([x, y]) => ({ x, y }))), score }));
    } finally {
      arrays.dispose(whole);
    }
  }

  /** Red, green and blue of each point, without the fourth value: written here, in one tenth of the time the calculator takes. */
  #coloursOf({ data }: ImageData): Float32Array {
    const count = (data.length / 4) * 3;
    if (this.#colours.length !== count) this.#colours = new Float32Array(count);
    const colours = this.#colours;
    for (let from = 0, to = 0; to < count; from += 4, to += 3) {
      colours[to] = data[from] ?? 0;
      colours[to + 1] = data[from + 1] ?? 0;
      colours[to + 2] = data[from + 2] ?? 0;
    }
    return colours;
  }
}

function inCommonOrder(points: readonly Point[]): readonly Point[] {
  const iris = (from: number): readonly Point[] => points.slice(from, from + IRIS_POINTS);
  return [...points.slice(0, LEFT_IRIS), ...iris(RIGHT_IRIS), ...iris(LEFT_IRIS)];
}
