// Made by `make wire` from src/interbeing/web/wire.py. Do not edit.

/**
 * Who made a moment; a coder is somebody who coded the session afterwards, here or elsewhere.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Author".
 */
export type Author = "therapist" | "patient" | "room" | "coder";
/**
 * One set for felt, offered, perceived and caregiver response, so that their tables line up.
 *
 * The order is part of the contract: arrays in the model and files index emotions by it.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Emotion".
 */
export type Emotion = "compassion" | "neutral" | "sadness" | "fear" | "anger" | "disgust" | "shame";
/**
 * How strong a feeling is, in three words that can be told apart at a glance.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Intensity".
 */
export type Intensity = "slight" | "clear" | "strong";
/**
 * The part of the person that is speaking or spoken to (domain.md §1.1).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Part".
 */
export type Part = "suffering" | "critical" | "compassionate";
/**
 * How it is to receive what was read in the other's face (S14: kept apart from what was read).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Reception".
 */
export type Reception = "unbearable" | "hard" | "bearable" | "taken_in";
/**
 * Something that lasts begins or ends.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Step".
 */
export type Step = "began" | "ended";
/**
 * The aspects of being and feeling that a session visits (S3).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Aspect".
 */
export type Aspect = "body" | "breath" | "feeling" | "urge" | "thought" | "gaze";
/**
 * The attitude with which something is noticed (S1).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Attitude".
 */
export type Attitude = "critical" | "neutral" | "compassionate";
/**
 * A cue asks to notice, or to meet what was noticed with care (S4).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Stance".
 */
export type Stance = "notice" | "care";
/**
 * How much of a person is seen.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Crop".
 */
export type Crop = "whole" | "face" | "mouth_and_cheek" | "eyes";
/**
 * How plainly the reflection is seen. *Covered* is the veil's last step, and marked by `Cover`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Veil".
 */
export type Veil = "clear" | "softened" | "outline";
/**
 * Whose reflection is seen; both only where the camera sees both.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Who".
 */
export type Who = "own" | "therapist" | "both";
/**
 * What a deliberate act with its reason can pass.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Limit".
 */
export type Limit = "light" | "distance" | "still_gaze" | "total_gaze" | "course_gaze" | "ladder";
/**
 * How plainly a drawn face shows its feeling.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Strength".
 */
export type Strength = "faint" | "plain";
/**
 * What moves arousal most under a way of going on, on average over the futures.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Reason".
 */
export type Reason = "own_reflection" | "threat_read" | "care_is_new" | "care_soothes" | "reassurance";
/**
 * How the therapist could go on.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Way".
 */
export type Way = "stay" | "closer" | "further" | "reassure_first" | "ground";
/**
 * A window of the room.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Screen".
 */
export type Screen = "console" | "mirror";
/**
 * One thing that is measured, agreed to on its own.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Signal".
 */
export type Signal = "eyes" | "pulse" | "belt";
/**
 * Why a signal is not measured (any more).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Why".
 */
export type Why =
  "withdrawn" | "covered" | "silent" | "hidden" | "no_camera" | "no_nets" | "broken" | "no_belt" | "left";
/**
 * Where the eyes point, by the calibration of this person: a direction, not an intention.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Eyes".
 */
export type Eyes = "own" | "other" | "away" | "closed";
/**
 * Where a session stands. It only moves forward, but for pausing and going on.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SessionState".
 */
export type SessionState = "planned" | "open" | "paused" | "closed";
/**
 * How far a reading has come; `NONE` says that the model has none, and that nothing else is touched by that.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReadingState".
 */
export type ReadingState = "preparing" | "none" | "not_known" | "known";
/**
 * How far the figures have come; `OFF` says that pacing is not turned on for this patient.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PacingState".
 */
export type PacingState = "off" | "preparing" | "none" | "not_known" | "known";

/**
 * Both directions in one document, for the schema.
 */
export interface Contract {
  answer:
    | Entered
    | Acknowledged
    | Refused
    | HappenedTold
    | ReadAgainTold
    | ReadOnAnswer
    | Tock
    | Holding
    | TellMirror
    | ReadingTold
    | PacingTold
    | SignalsTold;
  said:
    | Enter
    | SendMark
    | Tick
    | TakeOver
    | ReadOn
    | TellMirror
    | AskPacing
    | TellEyes
    | TellSkin
    | TellBelt
    | TellLoss
    | StopSignal
    | EraseSignal;
}
/**
 * You are in: the session's state and clock, whether you hold it, and what you have not read.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Entered".
 */
export interface Entered {
  is_holding: boolean;
  mirror: TellMirror | null;
  moments: KeptMoment[];
  session_ms: number;
  state: SessionState;
  type?: "entered";
}
/**
 * What the mirror's page says of itself: shown on the console, never kept.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TellMirror".
 */
export interface TellMirror {
  delay_ms?: number | null;
  rate_hz?: number | null;
  state: "starting" | "showing" | "covered" | "real" | "hidden" | "no_camera" | "refused" | "busy" | "lost";
  type: "mirror";
}
/**
 * A moment as it lies in the log.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "KeptMoment".
 */
export interface KeptMoment {
  author: Author;
  is_late: boolean;
  mark:
    | FeltMark
    | OfferedMark
    | PerceivedMark
    | ReceivedMark
    | ReassuredMark
    | LookAgainMark
    | LinkedMark
    | SpokeMark
    | NoticedMark
    | ArousalSeenMark
    | GazeMark
    | WeMark
    | CueGivenMark
    | GroundingMark
    | CoverMark
    | RungChosenMark
    | ViewMark
    | FrameMark
    | LightSeenMark
    | PassedMark
    | PauseMark
    | RecognisedMark
    | AdvisedMark
    | OpenedMark
    | ClosedMark
    | ConnectionMark
    | BroughtInMark
    | RetractionMark
    | MeasuringMark
    | MeasuredMark
    | ErasedMark;
  marked_at: string;
  moment_id: string;
  reason: string;
  seq: number;
  session_ms: number;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "FeltMark".
 */
export interface FeltMark {
  emotion: Emotion;
  exchange_id?: string | null;
  intensity?: Intensity | null;
  kind: "felt";
  part?: Part | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "OfferedMark".
 */
export interface OfferedMark {
  emotion: Emotion;
  exchange_id?: string | null;
  kind: "offered";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PerceivedMark".
 */
export interface PerceivedMark {
  emotion: Emotion;
  exchange_id?: string | null;
  kind: "perceived";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReceivedMark".
 */
export interface ReceivedMark {
  exchange_id?: string | null;
  kind: "received";
  reception: Reception;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReassuredMark".
 */
export interface ReassuredMark {
  exchange_id?: string | null;
  kind: "reassured";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LookAgainMark".
 */
export interface LookAgainMark {
  exchange_id?: string | null;
  kind: "look_again";
  step: Step;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LinkedMark".
 */
export interface LinkedMark {
  exchange_id?: string | null;
  kind: "linked";
  marked: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SpokeMark".
 */
export interface SpokeMark {
  kind: "spoke";
  part: Part;
  spoken_to: Part;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NoticedMark".
 */
export interface NoticedMark {
  aspect?: Aspect | null;
  attitude: Attitude;
  kind: "noticed";
  part?: Part | null;
  spoke_id?: string | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ArousalSeenMark".
 */
export interface ArousalSeenMark {
  kind: "arousal";
  level: number;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GazeMark".
 */
export interface GazeMark {
  at_reflection: boolean;
  kind: "gaze";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "WeMark".
 */
export interface WeMark {
  kind: "we";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CueGivenMark".
 */
export interface CueGivenMark {
  aspect: Aspect;
  cue_id: string;
  kind: "cue";
  phase_id: string;
  stance: Stance;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GroundingMark".
 */
export interface GroundingMark {
  kind: "grounding";
  step: Step;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CoverMark".
 */
export interface CoverMark {
  covered: boolean;
  kind: "cover";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RungChosenMark".
 */
export interface RungChosenMark {
  kind: "rung";
  own_reflection?: boolean | null;
  place?: number | null;
  rung: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ViewMark".
 */
export interface ViewMark {
  border: number;
  brightness: number;
  crop: Crop;
  kind: "view";
  veil: Veil;
  who: Who;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "FrameMark".
 */
export interface FrameMark {
  across: number;
  closer: number;
  down: number;
  kind: "frame";
  who: Who;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LightSeenMark".
 */
export interface LightSeenMark {
  by_list: boolean;
  distance_cm?: number | null;
  kind: "light";
  lux?: number | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PassedMark".
 */
export interface PassedMark {
  kind: "passed";
  limit: Limit;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PauseMark".
 */
export interface PauseMark {
  kind: "pause";
  step: Step;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RecognisedMark".
 */
export interface RecognisedMark {
  kind: "recognised";
  read_as?: Emotion | null;
  shown: Emotion;
  strength: Strength;
  trial: number;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AdvisedMark".
 */
export interface AdvisedMark {
  exchanges: number;
  kind: "advised";
  lower_edge: number;
  outlooks: Outlook[];
  upper_edge: number;
}
/**
 * The chance (0 to 1) of leaving the window within the next three moments on this way, and its strongest reason.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Outlook".
 */
export interface Outlook {
  leaving: Estimate;
  reason: Reason;
  way: Way;
}
/**
 * A mean and the ends of its 90 % interval.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Estimate".
 */
export interface Estimate {
  high: number;
  low: number;
  mean: number;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "OpenedMark".
 */
export interface OpenedMark {
  kind: "opened";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ClosedMark".
 */
export interface ClosedMark {
  kind: "closed";
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ConnectionMark".
 */
export interface ConnectionMark {
  connected: boolean;
  kind: "connection";
  screen: Screen;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BroughtInMark".
 */
export interface BroughtInMark {
  file: string;
  kind: "brought_in";
  source: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RetractionMark".
 */
export interface RetractionMark {
  kind: "retraction";
  retracted: string;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MeasuringMark".
 */
export interface MeasuringMark {
  is_on: boolean;
  kind: "measuring";
  signal: Signal;
  why?: Why | null;
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MeasuredMark".
 */
export interface MeasuredMark {
  from_ms: number;
  kind: "measured";
  sha256: string;
  signal: Signal;
  values?: EyesValues | PulseValues | BeltValues | null;
}
/**
 * Second by second, from the camera: all tuples are of one length.
 *
 * `faces` is how many faces are seen (0, 1, 2); `blinks` how often the lids closed for under 0.4 s; `moved` how far
 * the face moved, in widths of itself; `far_cm` a rough distance; `quality` the share (0 to 1) that was judged.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "EyesValues".
 */
export interface EyesValues {
  blinks: (number | null)[];
  eyes: (Eyes | null)[];
  faces: (number | null)[];
  far_cm: (number | null)[];
  moved: (number | null)[];
  quality: number[];
  too_dark: boolean[];
}
/**
 * Second by second, from the colour of the skin: the mean rate where it stood out, and how clearly it did.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PulseValues".
 */
export interface PulseValues {
  clear_db: (number | null)[];
  rate_bpm: (number | null)[];
}
/**
 * From the belt: second by second the mean rate and RMSSD; and each interval between beats in 1/1024 s.
 *
 * `contact` is whether the belt says that it touches the skin, None when it does not say. `battery` is in percent.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BeltValues".
 */
export interface BeltValues {
  battery: number | null;
  contact: boolean | null;
  rate_bpm: (number | null)[];
  rmssd_ms: (number | null)[];
  rr_1024: number[];
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ErasedMark".
 */
export interface ErasedMark {
  kind: "erased";
  signal: Signal;
  stretches: number;
}
/**
 * It is on disk.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Acknowledged".
 */
export interface Acknowledged {
  head: string;
  is_new: boolean;
  moment_id: string;
  seq: number;
  sha256: string;
  type?: "acknowledged";
}
/**
 * It was not kept. `may_retry` says whether the same again can succeed (the disk was full, the room was busy).
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Refused".
 */
export interface Refused {
  detail: string;
  may_retry: boolean;
  moment_id: string | null;
  title: string;
  type?: "refused";
}
/**
 * A moment was kept, and the exchange that it went to.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HappenedTold".
 */
export interface HappenedTold {
  exchange_id: string | null;
  moment: KeptMoment;
  state: SessionState;
  type?: "happened";
}
/**
 * You fell behind: ask with `read_on`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReadAgainTold".
 */
export interface ReadAgainTold {
  type?: "read_again";
}
/**
 * What was kept after the place you named.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReadOnAnswer".
 */
export interface ReadOnAnswer {
  moments: KeptMoment[];
  state: SessionState;
  type?: "log";
}
/**
 * The session clock, with the page's own time given back.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Tock".
 */
export interface Tock {
  sent_ms: number;
  session_ms: number;
  type?: "tock";
}
/**
 * Whether this console holds the session.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Holding".
 */
export interface Holding {
  is_holding: boolean;
  type?: "holding";
}
/**
 * The model's hypothesis as it stands now; never kept, and told to consoles only.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReadingTold".
 */
export interface ReadingTold {
  exchanges: number;
  foretold: ForetoldSeen | null;
  state: ReadingState;
  type?: "reading";
}
/**
 * What the model holds possible in one feeling; `readings` begins with the likeliest.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ForetoldSeen".
 */
export interface ForetoldSeen {
  exchanges: number;
  faces: number;
  felt: Emotion;
  is_upper_edge_known: boolean;
  lower_edge: number;
  move: MoveSeen;
  readings: ReadAsSeen[];
  upper_edge: EstimateSeen;
}
/**
 * How arousal may move from one mark to the next, now and after ten more such exchanges; None: not known.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MoveSeen".
 */
export interface MoveSeen {
  later: EstimateSeen | null;
  now: EstimateSeen | null;
}
/**
 * A mean and the ends of its 90 % interval.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "EstimateSeen".
 */
export interface EstimateSeen {
  high: number;
  low: number;
  mean: number;
}
/**
 * The chance that compassion is read as this emotion, and whether enough is known to show it.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReadAsSeen".
 */
export interface ReadAsSeen {
  chance: EstimateSeen;
  emotion: Emotion;
  is_known: boolean;
}
/**
 * The answer to one asking; `outlooks` is empty unless they are known.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PacingTold".
 */
export interface PacingTold {
  arousal_marks: number;
  exchanges: number;
  outlooks: OutlookSeen[];
  state: PacingState;
  type?: "pacing";
}
/**
 * The chance of leaving the window within the next three moments on this way, and its strongest reason.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "OutlookSeen".
 */
export interface OutlookSeen {
  leaving: EstimateSeen;
  reason: Reason;
  way: Way;
}
/**
 * What the instruments say at this moment, the same to both screens.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SignalsTold".
 */
export interface SignalsTold {
  instruments: InstrumentTold[];
  type?: "signals";
}
/**
 * See `Instrument`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "InstrumentTold".
 */
export interface InstrumentTold {
  is_agreed: boolean;
  is_on: boolean;
  now: EyesTold | PulseTold | BeltTold | null;
  signal: Signal;
  why: Why | null;
}
/**
 * See `EyesNow`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "EyesTold".
 */
export interface EyesTold {
  eyes: Eyes | null;
  faces: number | null;
  far_cm: number | null;
  judged_ms: number;
  kind: "eyes";
  looked_ms: number;
  places: PlaceSeen[] | null;
  quality: number;
  still_ms: number | null;
  too_dark: boolean;
}
/**
 * Where a frame would lie on a face: percent from the middle of the mirrored picture, and steps closer.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PlaceSeen".
 */
export interface PlaceSeen {
  across: number;
  closer: number;
  down: number;
}
/**
 * See `PulseNow`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PulseTold".
 */
export interface PulseTold {
  baseline_bpm: number | null;
  kind: "pulse";
  rate_bpm: number | null;
}
/**
 * See `BeltNow`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BeltTold".
 */
export interface BeltTold {
  baseline_bpm: number | null;
  battery: number | null;
  contact: boolean | null;
  kind: "belt";
  rate_bpm: number | null;
  rmssd_ms: number | null;
}
/**
 * The first message of a socket: which screen this is, its tab, and how far it has read the log.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Enter".
 */
export interface Enter {
  after_seq?: number;
  screen: Screen;
  tab: string;
  type: "enter";
}
/**
 * A mark to keep.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SendMark".
 */
export interface SendMark {
  moment: SentMoment;
  type: "mark";
}
/**
 * A moment as a screen sends it; session and author are the socket's own.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SentMoment".
 */
export interface SentMoment {
  is_late?: boolean;
  mark:
    | FeltMark
    | OfferedMark
    | PerceivedMark
    | ReceivedMark
    | ReassuredMark
    | LookAgainMark
    | LinkedMark
    | SpokeMark
    | NoticedMark
    | ArousalSeenMark
    | GazeMark
    | WeMark
    | CueGivenMark
    | GroundingMark
    | CoverMark
    | RungChosenMark
    | ViewMark
    | FrameMark
    | LightSeenMark
    | PassedMark
    | PauseMark
    | RecognisedMark
    | BroughtInMark
    | RetractionMark;
  marked_at: string;
  moment_id: string;
  reason?: string;
  session_ms: number;
}
/**
 * Asks for the session clock; `sent_ms` is the page's own clock and comes back unchanged.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Tick".
 */
export interface Tick {
  sent_ms: number;
  type: "tick";
}
/**
 * This console wants to hold the session.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TakeOver".
 */
export interface TakeOver {
  type: "take_over";
}
/**
 * Asks for what was kept after `after_seq`.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReadOn".
 */
export interface ReadOn {
  after_seq: number;
  type: "read_on";
}
/**
 * Asks for the figures as things stand now.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AskPacing".
 */
export interface AskPacing {
  type: "ask_pacing";
}
/**
 * One second of the eyes: a letter a sample (o own, t the other's, a away, c closed, ? not known).
 *
 * `moved` is in widths of the face a second; `bright` is the face's mean brightness (0 to 255), of which only *too
 * dark to judge* is ever made. `places` says where a frame would lie on each face: across, down, steps closer.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TellEyes".
 */
export interface TellEyes {
  blinks?: number;
  bright?: number | null;
  eyes: string;
  faces?: number | null;
  far_cm?: number | null;
  moved?: number | null;
  places?: [unknown, unknown, unknown, ...unknown[]][] | null;
  type: "eyes";
}
/**
 * About a second of mean skin colours: each frame is milliseconds after `at_ms`, then red, green, blue × 100.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TellSkin".
 */
export interface TellSkin {
  at_ms: number;
  /**
   * @maxItems 40
   */
  frames: [unknown, unknown, unknown, unknown, ...unknown[]][];
  type: "skin";
}
/**
 * One message of the belt: intervals in 1/1024 s; `after_gap` when the page knows that beats were missed before.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TellBelt".
 */
export interface TellBelt {
  after_gap?: boolean;
  battery?: number | null;
  contact?: boolean | null;
  /**
   * @maxItems 20
   */
  rr: number[];
  type: "belt";
}
/**
 * The page cannot measure a signal any more, and why.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TellLoss".
 */
export interface TellLoss {
  signal: Signal;
  type: "not_measured";
  why: Why;
}
/**
 * The consent to a signal is withdrawn, by one touch on this screen.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "StopSignal".
 */
export interface StopSignal {
  signal: Signal;
  type: "stop_signal";
}
/**
 * What was kept of a signal in this session is to be erased.
 *
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "EraseSignal".
 */
export interface EraseSignal {
  signal: Signal;
  type: "erase_signal";
}
