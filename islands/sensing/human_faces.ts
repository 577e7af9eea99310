// Finds faces with the library `human`, its wasm backend and three of its nets: detector, mesh, iris (docs/adr/0036).
import { Human, type Config } from "@vladmandic/human";
import type { FaceSource, FoundFace, Point } from "./face_source";

const MOST_FACES = 2;
const LEFT_IRIS = 468; // `human` gives the iris of the picture's right-hand eye first; the common order is the other one
const RIGHT_IRIS = 473;
const IRIS_POINTS = 5;

const OFF = { enabled: false } as const;
const CONFIG: Partial<Config> = {
  backend: "wasm",
  wasmPath: "/static/built/faces/",
  modelBasePath: "/static/built/faces/",
  cacheModels: false,
  debug: false,
  async: false,
  warmup: "none",
  cacheSensitivity: 0,
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

export class HumanFaces implements FaceSource {
  readonly #human = new Human(CONFIG);

  async open(): Promise<void> {
    await this.#human.load();
    if (!this.#human.models.loaded().includes("facemesh")) throw new Error("the nets that find faces are missing");
  }

  async find(picture: ImageData): Promise<readonly FoundFace[]> {
    const { tf } = this.#human;
    const whole = tf.tidy(() => {
      const rgba = tf.tensor3d(picture.data, [picture.height, picture.width, 4], "int32");
      return tf.expandDims(tf.cast(tf.slice3d(rgba, [0, 0, 0], [-1, -1, 3]), "float32"), 0);
    });
    try {
      const { face } = await this.#human.detect(whole);
      return face.map(({ mesh, score }) => ({ points: inCommonOrder(mesh.map(([x, y]) => ({ x, y }))), score }));
    } finally {
      tf.dispose(whole);
    }
  }
}

function inCommonOrder(points: readonly Point[]): readonly Point[] {
  const iris = (from: number): readonly Point[] => points.slice(from, from + IRIS_POINTS);
  return [...points.slice(0, LEFT_IRIS), ...iris(RIGHT_IRIS), ...iris(LEFT_IRIS)];
}
