import type { Kiosk } from "./kiosk";
import { byLanguage } from "./strings";

/** wayOf names the way to pay by phone that the customer has chosen. */
export function wayOf(k: Kiosk): string {
  const via = k.view?.payment?.via ?? "";
  const way = k.view?.ways?.find(({ id }) => id === via);
  return way ? byLanguage(way.name, k.session.language) : via;
}

/** unpaidByPhone says why nothing was paid. */
export function unpaidByPhone(k: Kiosk): { title: string; text: string } {
  const t = k.t.phone;
  switch (k.view?.payment?.decline?.code) {
    case "cancelled":
      return t.cancelled;
    case "expired":
    case "returned":
      return t.expired;
    default:
      return t.refused;
  }
}
