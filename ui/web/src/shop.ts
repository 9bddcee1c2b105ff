import { useEffect, useState } from "preact/hooks";
import type { Catalogue, Instalments, Limits, Store } from "./api";
import { CallError, getCatalogue, getInstalments, getLimits, getLook, getStore } from "./client";
import type { Look } from "./look";
import { setTexts } from "./strings";

/** The shop and what it sells, as the agent last told. */
export interface Shop {
  store?: Store;
  catalogue?: Catalogue;
  limits?: Limits;
  instalments?: Instalments;
  look: Look;
  reload: () => void;
}

const retryAfter = 2_000;

/**
 * useShop asks for the shop and its catalogue until it has them, and again
 * whenever `when` changes: prices change between customers, never under a finger.
 */
export function useShop(when: unknown): Shop {
  const [shop, setShop] = useState<Omit<Shop, "reload">>({ look: {} });
  const [round, setRound] = useState(0);
  const reload = () => setRound((n) => n + 1);
  useEffect(() => {
    let gone = false;
    let timer: number | undefined;
    ask().then(
      (told) => {
        if (gone) return;
        setShop(told);
        if (!told.catalogue) timer = window.setTimeout(reload, retryAfter);
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

async function ask(): Promise<Omit<Shop, "reload">> {
  const [store, catalogue, limits, instalments, look] = await Promise.all([
    getStore(),
    getCatalogue().catch(unlisted),
    getLimits(),
    getInstalments(),
    getLook().catch(standard),
  ]);
  setTexts(look.texts ?? {});
  return { store, ...(catalogue ? { catalogue } : {}), limits, instalments, look };
}

/** A server that does not say what there is to pay is asked again; the rest of the page stands. */
function unlisted(error: unknown): undefined {
  if (error instanceof CallError && error.problem?.fault === 131) return undefined;
  throw error;
}

/** A kiosk that knows no such thing as a look has the standard one. */
function standard(error: unknown): Look {
  if (error instanceof CallError && error.problem?.status === 404) return {};
  throw error;
}
