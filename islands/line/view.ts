// What the mirror shows before anybody has set it: the whole clear picture, the patient in its middle.
import type { FrameMark, ViewMark } from "../wire";

export type View = ViewMark;
export type Frame = FrameMark;

export const FIRST_VIEW: View = { kind: "view", veil: "clear", crop: "whole", who: "own", brightness: 0, border: 0 };

const BESIDE = 25; // a therapist beside the patient is about there in the mirror; nudged by hand where it is not so

/** Where a person is taken to be until a hand has nudged the frame. */
export function firstFrame(who: "own" | "therapist"): Frame {
  return { kind: "frame", who, across: who === "own" ? 0 : BESIDE, down: 0, closer: 0 };
}
