import { useEffect, useMemo, useState } from "preact/hooks";
import type { Item, PaymentView } from "./api";
import { change, empty, linesOf, picksOf, totalOf, type Cart } from "./cart";
import { postAbort, postDismiss, postHelp, postKeep, postOrder, postPayment, postReceipt } from "./client";
import { useEase, type Ease } from "./ease";
import type { Heard } from "./events";
import { useKept } from "./kept";
import { useOnce } from "./once";
import { refusalOf, type Refusal } from "./refusal";
import type { Place } from "./screen";
import type { Shop } from "./shop";
import { wordsOf, type Language } from "./strings";
import { usePadReturned, useStill } from "./timers";

const forgottenAfter = 60_000;

/** One customer's visit: what the page itself keeps, and nothing about money. */
export interface Session {
  language: Language;
  ease: Ease;
  place: Place;
  cart: Cart;
  /** The item whose options are asked for. */
  asked: string;
  /** An intent is on its way. */
  pending: boolean;
  notice?: Refusal;
  go: (p: Place) => void;
  /** Asks for the options of an item. */
  ask: (item: string) => void;
  pick: (line: string, by: number) => void;
  /** In months, or by a way to pay by phone. */
  pay: (months?: number, via?: string) => void;
  /** Pays for one thing by itself. */
  payOne: (item: Item) => void;
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
  /** Calls a person. */
  help: () => void;
  end: () => void;
  hush: () => void;
}

/** The order that was stored for a cart; the same cart is never stored twice. */
interface Stored {
  cart: [string, number][];
  key: string;
}

const nothing: [string, number][] = [];

export function useSession(heard: Heard, shop: Shop): Session {
  const ease = useEase(heard.view, shop);
  const { language } = ease;
  const [place, go] = useKept<Place>("place", "idle");
  const [lines, setLines] = useKept("cart", nothing);
  const [asked, setAsked] = useKept("asked", "");
  const [stored, setStored] = useKept<Stored | null>("stored", null);
  const [notice, setNotice] = useState<Refusal>();
  const cart = useMemo<Cart>(() => (lines.length > 0 ? new Map(lines) : empty), [lines]);

  const forget = () => setStored(null);
  const clear = () => {
    forget();
    setLines(nothing);
    go("idle");
  };
  const end = () => {
    clear();
    setAsked("");
    setNotice(undefined);
    ease.reset();
  };
  const refused = (error: unknown) => {
    const refusal = refusalOf(error, wordsOf(language));
    if (refusal.forget) forget();
    if (refusal.reload) shop.reload();
    if (refusal.noPad) go("no-pad");
    else setNotice(refusal);
  };
  const [pending, once] = useOnce(refused);

  const pay = async (months: number, via: string | undefined) => {
    if (!shop.catalogue) return;
    const now = linesOf(cart, shop.catalogue);
    let key = stored?.key;
    if (!key || !same(stored?.cart, lines)) {
      key = (await postOrder(picksOf(now), language)).key;
      setStored({ cart: lines, key });
    }
    await postPayment(key, totalOf(now), { months, via, language });
  };
  const payOne = async (item: Item) => {
    const { key } = await postOrder([{ item: item.id, quantity: 1 }], language);
    await postPayment(key, item.price);
  };
  const help = () => {
    const t = wordsOf(language).help;
    postHelp().then(
      () => setNotice({ text: t.called }),
      () => setNotice({ text: t.failed }),
    );
  };
  const leave = async (key: string, then: () => void) => {
    await postDismiss(key);
    then();
  };

  useEffect(() => {
    const p = heard.view?.payment;
    if (isOver(p) && p?.key === stored?.key) clear();
  }, [heard.view, stored]);
  // Who changed the screen and walked away has not changed it for the next one.
  const [left] = useStill(forgottenAfter, heard.view?.state === "idle" && place === "idle" && ease.changed);
  useEffect(() => {
    if (left) end();
  }, [left]);
  usePadReturned(heard.view?.pad.up ?? false, () => place === "no-pad" && go(cart.size > 0 ? "cart" : "idle"));

  return {
    language,
    ease,
    place,
    cart,
    asked,
    pending,
    ...(notice ? { notice } : {}),
    go: (p) => {
      setNotice(undefined);
      if (place === "idle" && shop.look.sound?.speech) ease.set({ speech: true });
      if (p === "choose" && shop.catalogue?.alone) shop.reload(); // what there is to pay can change any moment
      go(p);
    },
    ask: (item) => {
      setAsked(item);
      go("options");
    },
    pick: (line, by) => setLines((was) => [...change(new Map(was), line, by)]),
    pay: (months = 0, via) => once(() => pay(months, via)),
    payOne: (item) => once(() => payOne(item)),
    payAgain: (p) => once(() => postPayment(p.key, p.total, { via: p.via, language })),
    abort: (key) => once(() => postAbort(key)),
    accept: (key) => once(() => postKeep(key)),
    keep: (key) => once(() => leave(key, () => go(cart.size > 0 ? "cart" : "idle"))),
    finish: (key) => once(() => leave(key, end)),
    print: (key) => once(() => postReceipt(key, language)),
    help,
    end,
    hush: () => setNotice(undefined),
  };
}

/** A payment that a customer must not be offered to pay again. */
const isOver = (p: PaymentView | undefined): boolean =>
  p !== undefined && ["approved", "voided", "mismatch", "unresolved", "issued"].includes(p.status);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
