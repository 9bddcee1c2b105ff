import { useLayoutEffect, useRef } from "preact/hooks";
import type { Kiosk } from "../kiosk";
import type { Speech } from "../speech";

/** Caption shows what is being said. */
export function Caption({ k, speech }: { k: Kiosk; speech: Speech }) {
  return k.session.ease.modes.speech ? <Said text={speech.caption || k.t.speech.label} /> : null;
}

const smaller = [0.8, 0.65, 0.5]; // of the body text

/** shrink makes a text fit in its place. */
function shrink(place: HTMLElement): void {
  place.style.fontSize = "";
  for (const part of smaller) {
    if (place.scrollHeight <= place.clientHeight) return;
    place.style.fontSize = `${part}em`;
  }
}

/** Said is always as high, and long sentences are smaller. */
function Said({ text }: { text: string }) {
  const place = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    const fit = () => place.current && shrink(place.current);
    fit();
    const drawn = requestAnimationFrame(fit); // the size of text may just have changed
    return () => cancelAnimationFrame(drawn);
  });
  return (
    <p ref={place} class="caption" data-testid="caption" aria-hidden="true">
      {text}
    </p>
  );
}

/** SpeechKeys stand among the helps of the bar. */
export function SpeechKeys({ k, speech }: { k: Kiosk; speech: Speech }) {
  if (!k.session.ease.modes.speech) return null;
  return (
    <>
      <button type="button" class="help-key" data-testid="speech-pause" aria-label={speech.paused ? k.t.speech.resume : k.t.speech.pause} onClick={speech.pause}>
        <svg class="sign" viewBox="0 0 100 100" aria-hidden="true">
          <path d={speech.paused ? "M34 22l40 28-40 28z" : "M36 24v52M64 24v52"} />
        </svg>
      </button>
      <button type="button" class="help-key" data-testid="speech-repeat" aria-label={k.t.speech.repeat} onClick={speech.repeat}>
        <svg class="sign" viewBox="0 0 100 100" aria-hidden="true">
          <path d="M80 50a30 30 0 1 1-9-21M74 12v18H56" />
        </svg>
      </button>
    </>
  );
}

/** Curtain hides everything from other eyes; a touch lifts it. */
export function Curtain({ k }: { k: Kiosk }) {
  const { ease } = k.session;
  if (!ease.modes.private || !ease.modes.speech) return null;
  return <div class="curtain" data-testid="curtain" aria-hidden="true" onPointerDown={() => ease.set({ private: false })} />;
}
