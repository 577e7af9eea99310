// Finds faces with the library `human`, its wasm backend and three of its nets: detector, mesh, iris (docs/faces.md).
import { Human, type Config, type Tensor } from "@vladmandic/human";
import type { FaceSource, FoundFace, Point } from "./face_source";

const MOST_FACES = 2;
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
  cacheSensitivity: 0, // look at every picture, also when it is nearly the last one
  filter: { enabled: false },
  gesture: OFF,
  body: OFF,
  hand: OFF,
  object: OFF,
  segmentation: OFF,
  face: {
    enabled: true,
    detector: { modelPath: "blazeface.json", rotation: true, maxDetected: MOST_FACES, skipFrames: 12, skipTime: 1_500, minConfidence: 0.3 },
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
  tidy(make: () => Tensor): Tensor;
  tensor3d(values: Uint8ClampedArray, shape: number[], type: "int32"): Tensor;
  slice3d(of: Tensor, from: number[], size: number[]): Tensor;
  cast(of: Tensor, type: "float32"): Tensor;
  expandDims(of: Tensor, axis: number): Tensor;
  dispose(of: Tensor): void;
}

export class HumanFaces implements FaceSource {
  readonly #human = new Human(CONFIG);

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
    const whole = arrays.tidy(() => {
      const rgba = arrays.tensor3d(picture.data, [picture.height, picture.width, 4], "int32");
      return arrays.expandDims(arrays.cast(arrays.slice3d(rgba, [0, 0, 0], [-1, -1, 3]), "float32"), 0);
    });
    try {
      const { face } = await this.#human.detect(whole);
      return face.map(({ mesh, score }) => ({ points: inCommonOrder(mesh.map(([x, y]) => ({ x, y }))), score }));
    } finally {
      arrays.dispose(whole);
    }
  }
}

function inCommonOrder(points: readonly Point[]): readonly Point[] {
  const iris = (from: number): readonly Point[] => points.slice(from, from + IRIS_POINTS);
  return [...points.slice(0, LEFT_IRIS), ...iris(RIGHT_IRIS), ...iris(LEFT_IRIS)];
}
