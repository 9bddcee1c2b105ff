import type { Catalogue, Modes, View } from "./api";
import { deleteModes, putModes } from "./client";
import { useKept } from "./kept";
import { useLoaded, wished } from "./language";
import type { Shop } from "./shop";
import { allLanguages, isLanguage, type Language } from "./strings";

/** Ease is how this customer wants to be served. The kiosk holds it; the page only asks for changes. */
export interface Ease extends Voice {
  modes: Modes;
  language: Language;
  /** Languages on offer. */
  languages: Language[];
  /** Something is not as it is for everybody. */
  changed: boolean;
  /** Something besides the language: this customer may need more time. */
  eased: boolean;
  set: (change: Partial<Modes>) => void;
  tune: (change: Partial<Voice>) => void;
  reset: () => void;
}

/** Voice is how speech sounds. */
export interface Voice {
  /** Of normal speed: 0.75, 1 or 1.5. */
  rate: number;
  /** 0 to 1. */
  volume: number;
}

export const rates = [0.75, 1, 1.5];

/** Speech is never quieter than this: who cannot see the screen could not turn it up again. */
export const whisper = 0.1;

const usual: Modes = { text: 100, contrast: false, low: false, speech: false, private: false };
const asUsual: Partial<Voice> = {};

export function useEase(view: View | undefined, shop: Shop): Ease {
  const [tuned, setTuned] = useKept("voice", asUsual);
  const modes = view?.modes ?? usual;
  const languages = offered(shop.look.languages);
  const house = houseLanguage(shop.catalogue, languages);
  const language = useLoaded(isLanguage(modes.language) ? modes.language : house);
  const eased = modes.text !== 100 || modes.contrast || modes.low || modes.speech || Object.keys(tuned).length > 0;
  return {
    modes,
    language,
    languages,
    changed: eased || isLanguage(modes.language),
    eased,
    rate: tuned.rate ?? 1,
    volume: tuned.volume ?? shop.look.sound?.volume ?? 0.7,
    set: (change) => ask(putModes({ ...modes, ...change })),
    tune: (change) => setTuned((was) => ({ ...was, ...change })),
    reset: () => {
      setTuned(asUsual);
      ask(deleteModes());
    },
  };
}

// The view shows what became of it; a kiosk that cannot be heard says so by itself.
function ask(call: Promise<unknown>): void {
  call.catch((e: unknown) => console.warn("the screen stays as it is", e));
}

function offered(wanted: string[] | undefined): Language[] {
  const known = (wanted ?? []).filter(isLanguage);
  return known.length > 0 ? known : allLanguages;
}

/** houseLanguage is ?lang= of the address, else the first of the settings, else that of the currency. */
function houseLanguage(catalogue: Catalogue | undefined, languages: Language[]): Language {
  const wanted = wished();
  if (wanted) return wanted;
  const ofMoney: Language = !catalogue || catalogue.currency === "KRW" ? "ko" : "en";
  return languages.includes(ofMoney) ? ofMoney : (languages[0] ?? "ko");
}
