// Says a mark in words.
import type { Language } from "./setup";
import type { KeptMoment } from "../wire";

/** A mark in a few words of the page's language: "felt: sadness". */
export function describe(mark: KeptMoment["mark"], language: Language): string {
  const w = (key: string): string => language.word(key);
  switch (mark.kind) {
    case "felt":
    case "offered":
    case "perceived":
      return `${w(mark.kind)}: ${w(`${mark.kind}.${mark.emotion}`)}`;
    case "received":
      return `${w("received")}: ${w(`received.${mark.reception}`)}`;
    case "arousal":
      return `${w("arousal")}: ${mark.level}`;
    case "noticed":
      return `${w("noticed")}: ${w(`attitude.${mark.attitude}`)}`;
    case "spoke":
      return `${w(`part.${mark.part}`)} → ${w(`part.${mark.spoken_to}`)}`;
    case "gaze":
      return `${w("gaze")}: ${w(mark.at_reflection ? "gaze.at_reflection" : "gaze.away")}`;
    case "cue":
      return `${w("cue")}: ${w(`aspect.${mark.aspect}`)}, ${w(`stance.${mark.stance}`)}`;
    case "cover":
      return `${w("mirror")}: ${w(mark.covered ? "covered" : "uncovered")}`;
    case "rung":
      return `${w("rung")}: ${w(`rung.${mark.rung}`)}`;
    case "view":
      return `${w("mirror")}: ${w(`veil.${mark.veil}`)}, ${w(`crop.${mark.crop}`)}, ${w(`who.${mark.who}`)}`;
    case "frame":
      return `${w("frame")}: ${w(`who.${mark.who}`)}`;
    case "light":
      return mark.lux == null ? w("light") : `${w("light")}: ${mark.lux} lx`;
    case "passed":
      return `${w("passed")}: ${w(`limit.${mark.limit}`)}`;
    case "look_again":
    case "grounding":
    case "pause":
      return `${w(mark.kind)}: ${w(mark.step)}`;
    default:
      return w(mark.kind);
  }
}
