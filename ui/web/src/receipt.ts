import type { PaymentView, Receipt } from "./api";
import type { Kiosk } from "./kiosk";

/**
 * codeOf is what a customer's phone reads off the screen: the shop's address with
 * the reference, or else the receipt itself, line by line.
 */
export function codeOf(k: Kiosk, p: PaymentView, receipt: Receipt): string {
  const url = k.look.receipt?.url;
  return url ? url + encodeURIComponent(p.reference.replaceAll(" ", "")) : textOf(k, p, receipt);
}

function textOf(k: Kiosk, p: PaymentView, r: Receipt): string {
  const t = k.t.slip;
  const lines: [string, string | undefined][] = [
    [r.kind === "void" ? t.voided : t.title, r.test ? t.test : ""],
    [r.store.name, ""],
    [t.businessNumber, r.store.business_number],
    [k.t.sum.total, k.money(r.total, r.currency)],
    [t.card, r.card],
    [t.approval, r.number],
    [t.at, r.at?.replace("T", " ")],
    [t.order, p.reference],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join("\n");
}
