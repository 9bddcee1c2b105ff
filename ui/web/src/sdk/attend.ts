import type { Payment, PaymentResult, PaymentView, Status, View } from "./public/kiosk";
import { call } from "./call";
import { KioskError } from "./errors";
import { onView } from "./stream";

/** How long a payment may take to appear on the screen after it was accepted. */
const graceAtStart = 3_000;

/** What a wait looks at: the kiosk's view, and whether it has shown the payment already. */
export interface Seen {
  view: View;
  /** The payment, while the kiosk shows it. */
  payment?: PaymentView;
  before: boolean;
}

/** attend follows a payment until it is over for this page, and returns what the books say then. */
export async function attend(key: string, over: (s: Seen) => boolean): Promise<PaymentResult> {
  const already = await endedBefore(key);
  if (already) return already;
  for (;;) {
    await until(key, over);
    const payment = await call<Payment>("GET", `payments/${key}`);
    const result = settled(payment);
    if (result) return result;
    await nextView();
  }
}

/** endedBefore returns the result of what was over before anybody asked. A decline is none: another attempt may be on its way to the screen. */
async function endedBefore(key: string): Promise<PaymentResult | undefined> {
  const view = await call<View>("GET", "view");
  if (view.payment?.key === key) return undefined;
  const result = settled(await call<Payment>("GET", `payments/${key}`));
  return result && ["approved", "refunded", "issued"].includes(result.outcome) ? result : undefined;
}

/** left: the kiosk shows this payment no more. */
export const left = ({ payment, before }: Seen): boolean => before && !payment;

/** told: the kiosk has a last word about the money, whoever looks at its screen. */
export const told = (s: Seen): boolean => left(s) || (s.payment !== undefined && final.includes(s.payment.status) && !moving.includes(s.view.state));

const final: Status[] = ["approved", "declined", "not-charged", "voided", "unresolved", "mismatch", "issued"];
const moving: View["state"][] = ["preparing", "authorizing", "aborting", "unknown", "resolving", "held", "voiding"];

function until(key: string, over: (s: Seen) => boolean): Promise<void> {
  return new Promise((resolve) => {
    let before = false;
    const done = (): void => {
      window.clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = window.setTimeout(() => !before && done(), graceAtStart);
    const stop = onView((view) => {
      const payment = view.payment?.key === key ? view.payment : undefined;
      if (over({ view, ...(payment ? { payment } : {}), before })) done();
      before ||= payment !== undefined;
    });
  });
}

/** nextView waits for a change, or a moment, before the books are asked again. */
function nextView(): Promise<void> {
  return new Promise((resolve) => {
    let first = true;
    const done = (): void => {
      window.clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = window.setTimeout(done, graceAtStart);
    const stop = onView(() => {
      if (!first) done();
      first = false;
    });
  });
}

/** settled returns how a payment ended, undefined while its money moves, and throws where a person has to look. */
function settled(payment: Payment): PaymentResult | undefined {
  switch (payment.status) {
    case "approved":
      return { outcome: "approved", payment };
    case "declined":
      return { outcome: "declined", payment };
    case "ordered":
    case "not-charged":
      return { outcome: "not-charged", payment };
    case "issued":
      return { outcome: "issued", payment };
    case "voided":
      return { outcome: "refunded", payment };
    case "unresolved":
    case "mismatch":
      throw unresolved(payment);
    default:
      return undefined;
  }
}

function unresolved(payment: Payment): KioskError {
  const owed = payment.approval !== undefined;
  return new KioskError(
    owed ? "not-refunded" : "unresolved",
    owed ? `payment ${payment.key}: money that should go back has not yet` : `payment ${payment.key}: nobody knows yet whether it was charged`,
    "Do not charge again. The staff have it on their list: kioskd staff list.",
  );
}
