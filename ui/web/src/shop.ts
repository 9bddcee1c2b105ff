import { useEffect, useState } from "preact/hooks";
import type { Catalogue, Store } from "./api";
import { getCatalogue, getStore } from "./client";

/** The shop and what it sells, as the agent last told. */
export interface Shop {
  store?: Store;
  catalogue?: Catalogue;
  reload: () => void;
}

const retryAfter = 2_000;

/**
 * useShop asks for the shop and its catalogue until it has both, and again
 * whenever `when` changes: prices change between customers, never under a finger.
 */
export function useShop(when: unknown): Shop {
  const [shop, setShop] = useState<Omit<Shop, "reload">>({});
  const [round, setRound] = useState(0);
  const reload = () => setRound((n) => n + 1);
  useEffect(() => {
    let gone = false;
    let timer: number | undefined;
    Promise.all([getStore(), getCatalogue()]).then(
      ([store, catalogue]) => {
        if (!gone) setShop({ store, catalogue });
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
