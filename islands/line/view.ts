// What the mirror shows before anybody has set it: the whole clear picture, the patient in its middle.
import type { FrameMark, PlaceSeen, ViewMark } from "../wire";

export type View = ViewMark;
export type Frame = FrameMark;
/** Where a frame lies, whoever's it is. */
export type Spot = PlaceSeen;

export const CLOSER_BY = 1.15; // one step of closeness; ours, to be tried
export const MOST_CLOSER = 6; // steps either way
export const FARTHEST = 60; // percent of the mirrored picture from its middle, either way

export const FIRST_VIEW: View = { kind: "view", veil: "clear", crop: "whole", who: "own", brightness: 0, border: 0 };

const BESIDE = 25; // a therapist beside the patient is about there in the mirror; nudged by hand where it is not so

/** Where a person is taken to be until a hand has nudged the frame. */
export function firstFrame(who: "own" | "therapist"): Frame {
  return { kind: "frame", who, across: who === "own" ? 0 : BESIDE, down: 0, closer: 0 };
}

/** A value, kept within so much either way. */
export function within(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value));
}
