// What a library that finds faces must give, and nothing more: another one takes its place behind these few lines.

/** A place in the picture, in its pixels, from the upper left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A face that was found: the 468 points of the common face mesh, then five for each iris (468 and 473 the centres). */
export interface FoundFace {
  readonly points: readonly Point[];
  /** How sure the library is that this is a face, 0 to 1. */
  readonly score: number;
}

/** Finds faces in single pictures. It names no person, no age, no feeling: it cannot, its nets are not shipped. */
export interface FaceSource {
  open(): Promise<void>;
  find(picture: ImageData): Promise<readonly FoundFace[]>;
}
