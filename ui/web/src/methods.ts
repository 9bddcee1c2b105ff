import { totalOf } from "./cart";
import type { Kiosk } from "./kiosk";

/** Method is a way to pay that this kiosk's pad can take. */
export type Method = "card" | "instalments";

/** methodsOf lists the ways to pay for what is in the cart, in the shop's order. */
export function methodsOf({ instalments, look, lines }: Pick<Kiosk, "instalments" | "look" | "lines">): Method[] {
  const months = instalments?.months ?? [];
  const can: Method[] = months.length > 0 && totalOf(lines) >= (instalments?.from ?? 0) ? ["card", "instalments"] : ["card"];
  const wanted = (look.methods ?? can).filter((m): m is Method => can.includes(m as Method));
  return wanted.length > 0 ? wanted : ["card"];
}
