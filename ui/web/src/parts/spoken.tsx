import { closedWords } from "../closed";
import type { Kiosk } from "../kiosk";
import type { Screen } from "../screen";
import { unpaidByPhone, wayOf } from "../phone";

/** Spoken is what a screen reader says when the screen changes by itself. */
export function Spoken({ k }: { k: Kiosk }) {
  const amount = k.view?.payment ? k.money(k.view.payment.total, k.view.payment.currency) : "";
  return (
    <p class="unseen" role="status" data-testid="spoken">
      {[...sentences(k)[k.screen], amount].filter(Boolean).join(". ")}
    </p>
  );
}

function sentences(k: Kiosk): Record<Screen, string[]> {
  const { t } = k;
  const closed = closedWords(k);
  return {
    closed: [closed.title, closed.text],
    idle: [t.idle.title],
    choose: [t.choose.title],
    options: [t.options.title],
    cart: [t.cart.title],
    method: [t.method.title],
    months: [t.method.howMany],
    "no-pad": [t.noPad.title, t.noPad.text],
    connecting: [t.starting.title],
    lost: [t.lost.title],
    starting: [t.starting.title, t.starting.text],
    preparing: [k.view?.payment?.via ? t.phone.preparing.title : t.preparing.title],
    "insert-card": [t.insert.title],
    "swipe-card": [t.insert.stripe, t.insert.stripeText],
    processing: [t.processing.title, t.processing.text],
    "scan-code": [t.phone.scan.title(wayOf(k)), t.phone.scan.text],
    "phone-busy": [(k.view?.phone?.state === "closing" ? t.phone.last : t.phone.busy).title],
    issued: [t.phone.issued.title, t.phone.issued.warn],
    cancelling: [t.cancelling.title],
    uncertain: [t.uncertain.title, t.uncertain.warn],
    "remove-card": [t.remove.title],
    approved: [t.approved.title],
    declined: [k.view?.payment?.via ? unpaidByPhone(k).title : t.declined.title, t.declined.charged],
    "not-charged": [t.notCharged.title, t.notCharged.text],
    held: [k.view?.payment?.via ? t.phone.held : t.held.title, t.held.text],
    "not-refunded": [t.notRefunded.title, t.notRefunded.warn],
    voiding: [t.voiding.title, t.voiding.text],
    voided: [t.voided.title, t.voided.text],
    unresolved: [t.unresolved.title, t.unresolved.warn],
    mismatch: [t.mismatch.title, t.mismatch.warn],
    failed: [t.failed.title, t.failed.text],
  };
}
