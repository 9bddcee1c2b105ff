import { totalOf } from "./cart";
import type { Kiosk } from "./kiosk";

/** Method is a way to pay here: at this kiosk's pad, or by a phone. */
export type Method = "card" | "instalments" | "phone";

/** methodsOf lists the ways to pay for what is in the cart, in the shop's order. */
export function methodsOf({ instalments, look, lines, view }: Pick<Kiosk, "instalments" | "look" | "lines" | "view">): Method[] {
  const months = instalments?.months ?? [];
  const parts = months.length > 0 && totalOf(lines) >= (instalments?.from ?? 0);
  const phone = (view?.ways ?? []).length > 0;
  const card = view?.pad.up !== false || !phone; // without a pad, what else there is
  const can: Method[] = [...(card ? (["card"] as const) : []), ...(card && parts ? (["instalments"] as const) : []), ...(phone ? (["phone"] as const) : [])];
  const wanted = (look.methods ?? can).filter((m): m is Method => can.includes(m as Method));
  return wanted.length > 0 ? wanted : can;
}

/** canPay tells whether there is any way to pay now. */
export const canPay = ({ view }: Pick<Kiosk, "view">): boolean => view?.pad.up !== false || (view?.ways ?? []).length > 0;
