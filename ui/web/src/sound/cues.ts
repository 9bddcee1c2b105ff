// Three soft sounds, made here note by note: no file to load. They only say again
// what the screen shows, for whoever is not looking at it.

export type Cue = "accepted" | "needs-you" | "problem";

export const allCues: Cue[] = ["accepted", "needs-you", "problem"];

/** Times are in seconds. */
interface Note {
  hertz: number;
  at: number;
  lasts: number;
}

// It rises where something is settled, says the same twice where a hand is waited
// for, and falls where something went wrong. Small loudspeakers play these notes.
const melodies: Record<Cue, readonly Note[]> = {
  accepted: [
    { hertz: 587, at: 0, lasts: 0.18 },
    { hertz: 880, at: 0.15, lasts: 0.4 },
  ],
  "needs-you": [
    { hertz: 698, at: 0, lasts: 0.2 },
    { hertz: 698, at: 0.26, lasts: 0.3 },
  ],
  problem: [
    { hertz: 466, at: 0, lasts: 0.24 },
    { hertz: 349, at: 0.22, lasts: 0.42 },
  ],
};

/** How long a cue lasts, in seconds. */
export const lengthOf = (cue: Cue): number => Math.max(...melodies[cue].map((n) => n.at + n.lasts));

// Of all that a loudspeaker can do: it stands beside speech, and is no alarm.
const loudest = 0.4;

/** ring plays a cue from now on, at a volume of 0 to 1. */
export function ring(context: BaseAudioContext, cue: Cue, volume: number): void {
  for (const note of melodies[cue]) sound(context, note, volume * loudest);
}

// A note that begins or ends at once clicks.
const swell = 0.015;
const fade = 0.03;

function sound(context: BaseAudioContext, note: Note, peak: number): void {
  const from = context.currentTime + note.at;
  const to = from + note.lasts;
  const tone = context.createOscillator();
  const level = context.createGain();
  tone.frequency.value = note.hertz;
  level.gain.setValueAtTime(0, from);
  level.gain.linearRampToValueAtTime(peak, from + swell);
  level.gain.exponentialRampToValueAtTime(peak / 20, to - fade);
  level.gain.linearRampToValueAtTime(0, to);
  tone.connect(level).connect(context.destination);
  tone.start(from);
  tone.stop(to);
}
