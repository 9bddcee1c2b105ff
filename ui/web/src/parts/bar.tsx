import type { Kiosk } from "../kiosk";
import { held } from "../held";
import type { Speech } from "../speech";
import { nameOfLanguage } from "../strings";
import { SpeechKeys } from "./speech-bar";
import { toStaff } from "./staff-code";

interface Props {
  k: Kiosk;
  /** Opens what makes the screen easier. */
  ease: () => void;
  open: boolean;
  speech: Speech;
}

/** BarRow names the shop, and has the helps that every screen has. */
export function BarRow({ k, ease, open, speech }: Props) {
  const { session, t } = k;
  return (
    <div class="bar">
      {k.look.theme?.logo ? <img class="logo" src={k.look.theme.logo} alt={k.store?.name ?? ""} data-testid="store" {...held(toStaff)} /> : <Store name={k.store?.name} />}
      <div class="helps">
        <SpeechKeys k={k} speech={speech} />
        <button type="button" class="help-key" data-testid="ease" aria-expanded={open} onClick={ease}>
          <Globe />
          <span lang={session.language}>{nameOfLanguage[session.language]}</span>
          <span class="aa">Aa</span>
          <span class="unseen">{t.ease.open}</span>
        </button>
        <button type="button" class="help-key" data-testid="help" aria-label={t.help.call} onClick={session.help}>
          <Bell />
        </button>
      </div>
    </div>
  );
}

/** The shop's people keep a finger on the shop's name or logo. */
function Store({ name }: { name: string | undefined }) {
  return (
    <p class="store" data-testid="store" data-say="" {...held(toStaff)}>
      {name}
    </p>
  );
}

const Globe = () => (
  <svg class="sign" viewBox="0 0 100 100" aria-hidden="true">
    <circle cx="50" cy="50" r="38" />
    <path d="M12 50h76M50 12c28 22 28 54 0 76M50 12c-28 22-28 54 0 76" />
  </svg>
);

const Bell = () => (
  <svg class="sign" viewBox="0 0 100 100" aria-hidden="true">
    <path d="M16 74h68M24 74a26 30 0 0 1 52 0M50 36V26M40 26h20" />
  </svg>
);

/** Badge says across the whole width that nothing is real, so that nobody takes practice for it. */
export function Badge({ k }: { k: Kiosk }) {
  if (!k.view?.test) return null;
  return (
    <header class="badge" data-testid="test-mode" data-say="">
      {k.t.testMode}
      <span class="badge-more"> · {k.t.testModeText}</span>
    </header>
  );
}
