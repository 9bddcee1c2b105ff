import type { Kiosk } from "../kiosk";
import type { Speech } from "../speech";

/** Caption shows what is being said, and has the keys for it. */
export function Caption({ k, speech }: { k: Kiosk; speech: Speech }) {
  if (!k.session.ease.modes.speech) return null;
  return (
    <p class="caption" data-testid="caption" aria-hidden="true">
      {speech.caption || k.t.speech.label}
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
