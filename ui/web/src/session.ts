import { useEffect, useRef, useState } from "preact/hooks";
import type { Catalogue, PaymentView } from "./api";
import { change, empty, linesOf, picksOf, totalOf, type Cart } from "./cart";
import { postAbort, postDismiss, postKeep, postOrder, postPayment, postReceipt } from "./client";
import type { Heard } from "./events";
import { refusalOf, type Refusal } from "./refusal";
import type { Place } from "./screen";
import type { Shop } from "./shop";
import { isLanguage, wordsOf, type Language } from "./strings";
import { useStill } from "./timers";

const forgottenAfter = 60_000;

/** One customer's visit: what the page itself keeps, and nothing about money. */
export interface Session {
  language: Language;
  place: Place;
  cart: Cart;
  /** An intent is on its way. */
  pending: boolean;
  notice?: Refusal;
  speak: (l: Language) => void;
  go: (p: Place) => void;
  pick: (item: string, by: number) => void;
  pay: () => void;
  payAgain: (p: PaymentView) => void;
  abort: (key: string) => void;
  /** Takes the goods after all, where the approval came too late. */
  accept: (key: string) => void;
  /** Leaves a result and keeps the order. */
  keep: (key: string) => void;
  /** Leaves a result and ends the visit. */
  finish: (key: string) => void;
  /** Asks for the receipt on paper. */
  print: (key: string) => void;
  end: () => void;
  hush: () => void;
}

/** The order that was stored for a cart; the same cart is never stored twice. */
interface Stored {
  cart: Cart;
  key: string;
}

export function useSession(heard: Heard, shop: Shop): Session {
  const house = houseLanguage(shop.catalogue);
  const [chosen, speak] = useState<Language>();
  const [place, go] = useState<Place>("idle");
  const [cart, setCart] = useState<Cart>(empty);
  const [notice, setNotice] = useState<Refusal>();
  const stored = useRef<Stored>();
  const language = chosen ?? house;

  const forget = () => {
    stored.current = undefined;
  };
  const end = () => {
    forget();
    setCart(empty);
    go("idle");
    speak(undefined);
    setNotice(undefined);
  };
  const refused = (error: unknown) => {
    const refusal = refusalOf(error, wordsOf(language));
    if (refusal.forget) forget();
    if (refusal.reload) shop.reload();
    if (refusal.noPad) go("no-pad");
    else setNotice(refusal);
  };
  const [pending, once] = useOnce(refused);

  const pay = async () => {
    if (!shop.catalogue) return;
    const lines = linesOf(cart, shop.catalogue);
    if (stored.current?.cart !== cart) {
      stored.current = { cart, key: (await postOrder(picksOf(lines), language)).key };
    }
    await postPayment(stored.current.key, totalOf(lines));
  };
  const leave = async (key: string, then: () => void) => {
    await postDismiss(key);
    then();
  };

  useEffect(() => {
    if (isOver(heard.view?.payment) && heard.view?.payment?.key === stored.current?.key) {
      forget();
      setCart(empty);
      go("idle");
    }
  }, [heard.view]);
  // Who chose a language and walked away has not chosen it for the next one.
  const [left] = useStill(forgottenAfter, heard.view?.state === "idle" && place === "idle" && chosen !== undefined);
  useEffect(() => {
    if (left) end();
  }, [left]);
  usePadReturned(heard, () => place === "no-pad" && go(cart.size > 0 ? "cart" : "idle"));

  return {
    language,
    place,
    cart,
    pending,
    ...(notice ? { notice } : {}),
    speak,
    go: (p) => {
      setNotice(undefined);
      go(p);
    },
    pick: (item, by) => setCart((c) => change(c, item, by)),
    pay: () => once(pay),
    payAgain: (p) => once(() => postPayment(p.key, p.total)),
    abort: (key) => once(() => postAbort(key)),
    accept: (key) => once(() => postKeep(key)),
    keep: (key) => once(() => leave(key, () => go(cart.size > 0 ? "cart" : "idle"))),
    finish: (key) => once(() => leave(key, end)),
    print: (key) => once(() => postReceipt(key, language)),
    end,
    hush: () => setNotice(undefined),
  };
}

/** A payment that a customer must not be offered to pay again. */
const isOver = (p: PaymentView | undefined): boolean =>
  p !== undefined && ["approved", "voided", "mismatch", "unresolved"].includes(p.status);

/** houseLanguage is ?lang= of the address, else the language of the currency. */
function houseLanguage(catalogue: Catalogue | undefined): Language {
  const wanted = new URLSearchParams(location.search).get("lang");
  if (isLanguage(wanted)) return wanted;
  return !catalogue || catalogue.currency === "KRW" ? "ko" : "en";
}

/** useOnce lets one intent out at a time: a second tap before the answer is the first one's. */
function useOnce(refused: (error: unknown) => void): [boolean, (work: () => Promise<unknown>) => void] {
  const busy = useRef(false);
  const [pending, setPending] = useState(false);
  const once = (work: () => Promise<unknown>) => {
    if (busy.current) return;
    busy.current = true;
    setPending(true);
    work()
      .catch(refused)
      .finally(() => {
        busy.current = false;
        setPending(false);
      });
  };
  return [pending, once];
}

/** usePadReturned calls back when a missing pad is there again. */
function usePadReturned(heard: Heard, then: () => void): void {
  const up = heard.view?.pad.up ?? false;
  const was = useRef(up);
  useEffect(() => {
    if (up && !was.current) then();
    was.current = up;
  }, [up]);
}
