// What goes with the next mark: how strong, which part, and after a part spoke, what the next attitude is the tone of.
import type { Aspect, Attitude, Intensity, NoticedMark, Part, SpokeMark } from "../wire";

export class WithNext {
  intensity: Intensity | null = null;
  part: Part | null = null;
  spoken: { spoke_id: string; part: Part } | null = null;

  /** Chosen twice, it is let go of. */
  chooseIntensity(intensity: Intensity): void {
    this.intensity = this.intensity === intensity ? null : intensity;
  }

  /** Chosen twice, it is let go of. */
  choosePart(part: Part): void {
    this.part = this.part === part ? null : part;
  }

  /** How strong and which part; then both are used up. */
  used(): { intensity: Intensity | null; part: Part | null } {
    const used = { intensity: this.intensity, part: this.part };
    this.intensity = null;
    this.part = null;
    return used;
  }

  /** The chosen part speaks to this one; null while none is chosen. */
  speaks(spoken_to: Part): SpokeMark | null {
    const { part } = this;
    this.part = null;
    return part && { kind: "spoke", part, spoken_to };
  }

  /** An attitude: the tone of what a part just said, else of what is noticed. */
  noticed(attitude: Attitude, aspect: Aspect | null): NoticedMark {
    const { spoken, part } = this;
    this.part = null;
    this.spoken = null;
    if (spoken) return { kind: "noticed", attitude, aspect: null, part: spoken.part, spoke_id: spoken.spoke_id };
    return { kind: "noticed", attitude, aspect, part };
  }
}
