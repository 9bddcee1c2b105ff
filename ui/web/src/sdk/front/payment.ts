import type { PaymentResult, View } from "../public/kiosk";
import { known } from "../connect";
import { kiosk } from "../kiosk";
import { payAttended } from "../payment";
import { cancelled, success, type Envelope } from "./envelope";
import { FrontError, absent, notFound, told } from "./error";
import { approvalOf, checkKey, monthsOf, splitOf, timeoutOf, totalOf, type CancelParams, type PaymentParams } from "./params";

/** sdk.payment: the names, arguments and envelopes of the front SDK. */
export const payment = {
  requestPayment: (p: PaymentParams): Promise<Envelope> => told(() => request(p)),

  requestBarcodePayment: (_: PaymentParams): Promise<Envelope> =>
    Promise.reject(absent("a payment by barcode alone", "Call requestPayment: the pad takes what barcodes it can there.")),

  requestCashPayment: (_: unknown): Promise<Envelope> =>
    Promise.reject(absent("cash", "Offer cards only; no cash receipt can be issued by this pad.")),

  requestPaymentCancel: (p: CancelParams): Promise<Envelope> => told(() => cancel(p)),

  // Every void of ours names the payment and needs no card.
  requestCardlessPaymentCancel: (p: CancelParams): Promise<Envelope> => told(() => cancel(p)),

  getPayment: (p: { paymentKey: string }): Promise<Envelope> =>
    told(async () => {
      checkKey(p?.paymentKey);
      const found = await kiosk.payment.get(p.paymentKey);
      if (!["approved", "voided", "voiding"].includes(found.status) || !found.approval) throw notFound(p.paymentKey);
      return success(found, (await known()).van);
    }),

  getPaymentCancel: (p: { paymentKey: string }): Promise<Envelope> =>
    told(async () => {
      checkKey(p?.paymentKey);
      const found = await kiosk.payment.get(p.paymentKey);
      if (found.status !== "voided") throw notFound(p.paymentKey);
      return cancelled(found, (await known()).van);
    }),
};

/**
 * request makes the amounts an order where the kiosk lets the app set them, has
 * them compared with the stored one elsewhere, and pays it.
 */
async function request(p: PaymentParams): Promise<Envelope> {
  const [amounts, months, limit] = [splitOf(p), monthsOf(p), timeoutOf(p)];
  await kiosk.orders.createOwn({ key: p.paymentKey, amounts });
  const timer = callOffAfter(limit, p.paymentKey);
  try {
    const wish = { key: p.paymentKey, amount: totalOf(amounts), months, screens: "payment" as const };
    const result = await payAttended(wish, p.localeCode);
    return await ended(result, timer.calledOff());
  } finally {
    timer.stop();
  }
}

/** ended says a settled outcome. An unknown one never comes here: the promise waits. */
async function ended({ outcome, payment: p }: PaymentResult, calledOff: boolean): Promise<Envelope> {
  if (outcome === "approved") return success(p, (await known()).van);
  return { type: calledOff && outcome === "not-charged" ? "TIMEOUT" : "CANCELED" };
}

/**
 * callOffAfter asks for the payment to be cancelled when its time is over and no
 * card has been shown. What became of it is the pad's to say, so that a time-out
 * is told only once it is settled that nothing was charged.
 */
function callOffAfter(limit: number, key: string): { stop: () => void; calledOff: () => boolean } {
  let over = false;
  let off = false;
  let last: View | undefined;
  const look = (): void => {
    if (off || !over || !last || !waitsForCard(last, key)) return;
    off = true;
    kiosk.payment.abort(key).catch(() => {
      off = false; // it ended in the same moment
    });
  };
  const timer = window.setTimeout(() => {
    over = true;
    look();
  }, limit);
  const stopViews = kiosk.onView((view) => {
    last = view;
    look();
  });
  const stop = (): void => {
    window.clearTimeout(timer);
    stopViews();
  };
  return { stop, calledOff: () => off };
}

const waitsForCard = ({ state, payment: p, progress }: View, key: string): boolean =>
  p?.key === key && (state === "preparing" || (state === "authorizing" && (progress === undefined || ["waiting-for-card", "try-stripe"].includes(progress))));

/** cancel takes a payment back whole, if it is described as its answer did. */
async function cancel(p: CancelParams): Promise<Envelope> {
  const [amounts, months, approval] = [splitOf(p), monthsOf(p), approvalOf(p)];
  try {
    const back = await kiosk.payment.refund({ key: p.paymentKey, amounts, months, ...approval });
    return cancelled(back, (await known()).van);
  } catch (error) {
    if (error instanceof Error && "code" in error && ["amount", "not-found"].includes(String(error.code))) throw notFound(p.paymentKey);
    throw error;
  }
}

export type { FrontError };
