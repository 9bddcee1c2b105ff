import { Cart } from "./cart";
import { Choose } from "./choose";
import { Idle } from "./idle";
import { ChooseMethod, Months } from "./method";
import { Options } from "./options";

/** The screens before a payment, which a page that only lies over another one does not load. */
export const shopping = { idle: Idle, choose: Choose, options: Options, cart: Cart, method: ChooseMethod, months: Months };

export type Shopping = typeof shopping;
