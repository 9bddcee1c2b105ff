import { useEffect, useState } from "preact/hooks";
import type { Catalogue, Limits, Store } from "./api";
import { getCatalogue, getLimits, getStore } from "./client";

/** The shop and what it sells, as the agent last told. */
export interface Shop {
  store?: Store;
  catalogue?: Catalogue;
  limits?: Limits;
  reload: () => void;
}

const retryAfter = 2_000;

/**
 * useShop asks for the shop and its catalogue until it has them, and again
 * whenever `when` changes: prices change between customers, never under a finger.
 */
export function useShop(when: unknown): Shop {
  const [shop, setShop] = useState<Omit<Shop, "reload">>({});
  const [round, setRound] = useState(0);
  const reload = () => setRound((n) => n + 1);
  useEffect(() => {
    let gone = false;
    let timer: number | undefined;
    Promise.all([getStore(), getCatalogue(), getLimits()]).then(
      ([store, catalogue, limits]) => {
        if (!gone) setShop({ store, catalogue, limits });
      },
      () => {
        if (!gone) timer = window.setTimeout(reload, retryAfter);
      },
    );
    return () => {
      gone = true;
      window.clearTimeout(timer);
    };
  }, [when, round]);
  return { ...shop, reload };
}
