import { useEffect, useRef } from "preact/hooks";
import type { Kiosk } from "../kiosk";
import { overApp } from "../over";
import type { Screen } from "../screen";
import { lengthOf, ring, type Cue } from "./cues";

// Screens that come without a sound are answers to a finger, or of no hurry.
const cues: Partial<Record<Screen, Cue>> = {
  "insert-card": "needs-you",
  "swipe-card": "needs-you",
  "remove-card": "needs-you",
  "scan-code": "needs-you",
  issued: "needs-you",
  held: "needs-you",
  approved: "accepted",
  voided: "accepted",
  "no-pad": "problem",
  declined: "problem",
  failed: "problem",
  uncertain: "problem",
  unresolved: "problem",
  mismatch: "problem",
  "not-refunded": "problem",
};

function cueOf({ screen, view }: Kiosk, before: Screen | undefined): Cue | undefined {
  if (screen === "remove-card" && view?.state === "approved") return "accepted";
  if (screen === "approved" && before === "remove-card") return undefined; // it was heard when the card was still inside
  if (screen === "lost" && view?.payment) return "problem";
  return cues[screen];
}

/** useCues lets the loudspeaker tell that the screen has changed by itself. */
export function useCues(k: Kiosk): (cue: Cue) => void {
  // A page is not heard when it is loaded, unless it comes with what it has to say.
  const before = useRef<Screen | undefined>(overApp ? undefined : k.screen);
  const volume = k.look.sound?.cues === false ? 0 : k.session.ease.volume;
  useEffect(() => {
    const cue = k.screen === before.current ? undefined : cueOf(k, before.current);
    before.current = k.screen;
    if (cue) play(cue, volume);
  }, [k.screen]);
  return (cue) => play(cue, volume);
}

const again = 8_000; // ms

/** useCallOut calls a customer back who has forgotten the card, until it is out. */
export function useCallOut(k: Kiosk, call: () => void): void {
  const latest = useRef(call);
  latest.current = call;
  const forgotten = k.screen === "remove-card";
  useEffect(() => {
    if (!forgotten) return;
    const timer = window.setInterval(() => latest.current(), again);
    return () => window.clearInterval(timer);
  }, [forgotten]);
}

// A loudspeaker that wakes up later than this would tell old news.
const late = 400; // ms

/** play has a context of its own for each cue: between them the machine's sound rests. */
function play(cue: Cue, volume: number): void {
  if (volume <= 0) return;
  const asked = performance.now();
  const context = new AudioContext();
  const close = (): void => void context.close();
  // Until the first touch a browser may not make a sound; the kiosk's own may.
  const silent = window.setTimeout(close, late);
  context.resume().then(
    () => {
      if (performance.now() - asked > late) return;
      window.clearTimeout(silent);
      ring(context, cue, volume);
      window.setTimeout(close, lengthOf(cue) * 1_000 + late);
    },
    (error: unknown) => console.warn("this cue is not heard", error),
  );
}
