import type { Kiosk } from "../kiosk";
import { allLanguages, wordsOf } from "../strings";

/** Bar names the shop, says when nothing is real, and offers the language. */
export function Bar({ k }: { k: Kiosk }) {
  return (
    <header class="bar">
      <p class="store" data-testid="store">
        {k.store?.name}
      </p>
      {k.view?.test && (
        <p class="badge" data-testid="test-mode">
          {k.t.testMode}
        </p>
      )}
      <div class="languages" role="group" aria-label={k.t.chooseLanguage}>
        {allLanguages.map((l) => (
          <button
            key={l}
            type="button"
            lang={l}
            class="language"
            data-testid={`language-${l}`}
            aria-pressed={l === k.session.language}
            onClick={() => k.session.speak(l)}
          >
            {wordsOf(l).name}
          </button>
        ))}
      </div>
    </header>
  );
}
