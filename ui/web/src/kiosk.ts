import type { Amount, Catalogue, Currency, Instalments, Store, View } from "./api";
import { linesOf, type CartLine } from "./cart";
import { money } from "./money";
import type { Look } from "./look";
import type { Screen } from "./screen";
import type { Session } from "./session";
import type { Shop } from "./shop";
import { wordsOf, type Strings } from "./strings";

/** Kiosk is all that a screen needs to be drawn. */
export interface Kiosk {
  screen: Screen;
  t: Strings;
  view?: View;
  store?: Store;
  catalogue?: Catalogue;
  instalments?: Instalments;
  look: Look;
  session: Session;
  lines: CartLine[];
  /** The payment takes longer than any limit; the page says that it goes on. */
  overdue: boolean;
  /** The customer says that the card is out. */
  cardTaken: () => void;
  money: (amount: Amount, currency?: Currency) => string;
}

export function kioskOf(screen: Screen, view: View | undefined, shop: Shop, session: Session, overdue: boolean, cardTaken: () => void): Kiosk {
  const t = wordsOf(session.language);
  const { store, catalogue, instalments, look } = shop;
  const usual = catalogue?.currency ?? "KRW";
  return {
    screen,
    t,
    ...(view ? { view } : {}),
    ...(store ? { store } : {}),
    ...(catalogue ? { catalogue } : {}),
    ...(instalments ? { instalments } : {}),
    look,
    session,
    lines: catalogue ? linesOf(session.cart, catalogue) : [],
    overdue,
    cardTaken,
    money: (amount, currency) => money(amount, currency || usual, t.locale),
  };
}
