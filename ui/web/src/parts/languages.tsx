import type { Kiosk } from "../kiosk";
import { nameOfLanguage } from "../strings";

/** Languages offers each language by its own name. */
export function Languages({ k }: { k: Kiosk }) {
  const { ease } = k.session;
  if (ease.languages.length < 2) return null;
  return (
    <div class="segments" role="group" aria-label={k.t.chooseLanguage}>
      {ease.languages.map((l) => (
        <button
          key={l}
          type="button"
          lang={l}
          class="segment"
          data-testid={`language-${l}`}
          aria-pressed={l === ease.language}
          onClick={() => ease.set({ language: l })}
        >
          {nameOfLanguage[l]}
        </button>
      ))}
    </div>
  );
}
