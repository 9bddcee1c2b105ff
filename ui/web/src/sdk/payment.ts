import type { Payment, PaymentResult, PaymentView, PaymentWish, Payments, RefundWish, View } from "./public/kiosk";
import { attend, left, told, type Seen } from "./attend";
import { call } from "./call";
import { checkAmount, checkKey, checkMonths, checkText } from "./check";
import { connect, need } from "./connect";
import { invalid } from "./errors";
import { openOverlay } from "./overlay";
import { onView } from "./stream";

type Screens = NonNullable<PaymentWish["screens"]>;

export const payment: Payments = {
  start: (wish) => payAttended(wish),
  async methods() {
    await connect();
    return (await call<View>("GET", "view")).ways ?? [];
  },
  async resume({ screens = "all" } = {}) {
    await connect();
    const running = await current();
    return running && follow(running.key, screens);
  },
  current,
  async get(key) {
    checkKey(key);
    return call("GET", `payments/${key}`);
  },
  watch(key, changed) {
    checkKey(key);
    return watch(key, changed);
  },
  abort: (key) => tell(key, "abort"),
  keep: (key) => tell(key, "keep"),
  dismiss: (key) => tell(key, "dismiss"),
  refund,
};

/** payAttended begins a payment and stays with it; its screens speak the customer's language, else the given one. */
export async function payAttended(wish: PaymentWish, language?: string): Promise<PaymentResult> {
  checkWish(wish);
  await connect();
  await call("POST", "payments", { key: wish.key, amount: wish.amount, ...(wish.months ? { months: wish.months } : {}), ...byPhone(wish, language) });
  return follow(wish.key, wish.screens ?? "all", language);
}

/** byPhone names the way to pay, where it is not the card pad. */
function byPhone({ method }: PaymentWish, language: string | undefined): { via?: string; language?: string } {
  if (method === undefined || method === "card") return {};
  return { via: method, ...(language ? { language } : {}) };
}

function checkWish({ key, amount, months, method, screens }: PaymentWish): void {
  checkKey(key);
  checkAmount(amount, "amount");
  checkMonths(months);
  if (method !== undefined) checkText(method, "method");
  if (screens !== undefined && !["all", "payment", "none"].includes(screens)) throw invalid("screens is all, payment or none");
}

/** follow shows what is to be shown, and waits for the end. */
async function follow(key: string, screens: Screens, language?: string): Promise<PaymentResult> {
  if (screens === "none") return attend(key, told);
  const overlay = openOverlay((await call<View>("GET", "view")).modes.language ?? language);
  try {
    return await attend(key, screens === "all" ? left : (s) => left(s) || handOver(s));
  } finally {
    overlay.close();
  }
}

/** handOver takes an approval off the kiosk's screens, once the card is out: the page shows it. */
function handOver({ view, payment: shown }: Seen): boolean {
  if (!shown || view.state !== "approved" || view.card_inside) return false;
  void tell(shown.key, "dismiss").catch(() => undefined); // the screens leave by themselves later
  return true;
}

async function current(): Promise<PaymentView | undefined> {
  const view = await call<View>("GET", "view");
  return view.payment;
}

async function tell(key: string, what: string): Promise<void> {
  checkKey(key);
  await call("POST", `payments/${key}/${what}`);
}

function watch(key: string, changed: (p: PaymentView | undefined, v: View) => void): () => void {
  let before: string | undefined;
  return onView((view) => {
    const now = view.payment?.key === key ? view.payment : undefined;
    const same = JSON.stringify([now, view.state, view.progress, view.card_inside]);
    if (same === before || (!now && before === undefined)) return;
    before = now ? same : undefined;
    changed(now, view);
  });
}

async function refund(wish: RefundWish): Promise<Payment> {
  checkKey(wish.key);
  checkText(wish.number, "number");
  checkAmount(wish.approvedMs, "approvedMs");
  checkMonths(wish.months);
  await need("refund", "lets no page take payments back");
  const { amounts, number, approvedMs, months = 0 } = wish;
  await call("POST", `payments/${wish.key}/refund`, { amounts, number, approved_ms: approvedMs, months });
  return (await attend(wish.key, told)).payment;
}
