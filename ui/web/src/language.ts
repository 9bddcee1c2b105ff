import { useEffect, useState } from "preact/hooks";
import { allLanguages, isLanguage, isLoaded, loadLanguage, type Language } from "./strings";

const retryAfter = 1_000; // ms

/** load tries until the agent answers: without a sentence there is no page. */
async function load(l: Language): Promise<void> {
  for (;;) {
    try {
      return await loadLanguage(l);
    } catch (error) {
      console.warn(`the sentences of ${l} are asked for again`, error);
      await new Promise((pass) => setTimeout(pass, retryAfter));
    }
  }
}

/** wished is the language that the page's address names. */
export function wished(): Language | undefined {
  const l = new URLSearchParams(location.search).get("lang");
  return isLanguage(l) ? l : undefined;
}

let first: Language = "ko";

/** firstLanguage returns when the page can say something. */
export async function firstLanguage(): Promise<void> {
  first = wished() ?? first;
  await load(first);
}

/** loadAll loads what another customer may ask for. */
export const loadAll = (): Promise<unknown> => Promise.all(allLanguages.map(load));

/** useLoaded is the wanted language as soon as its sentences are here, and the last one until then. */
export function useLoaded(wanted: Language): Language {
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    let gone = false;
    void load(wanted).then(() => !gone && setSpoken(wanted));
    return () => {
      gone = true;
    };
  }, [wanted]);
  return isLoaded(wanted) ? wanted : spoken;
}
