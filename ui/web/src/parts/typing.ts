import { useState } from "preact/hooks";
import { compose } from "./hangul";

/** Typing is a text that is being written, key by key. */
export interface Typing {
  text: string;
  press: (key: string) => void;
  rub: () => void;
  /** Replaces it by what a real keyboard wrote. */
  set: (text: string) => void;
}

/** useTyping keeps the keys, so that the rubber takes back a letter and not a syllable. */
export function useTyping(at: string, most: number, allowed = /./u): Typing {
  const [keys, setKeys] = useState<string[]>([...at]);
  const fits = (next: string[]) => [...compose(next)].length <= most;
  const only = (next: string[]) => next.filter((k) => allowed.test(k));
  const keep = (next: string[]) => setKeys((was) => (fits(only(next)) ? only(next) : was));
  return {
    text: compose(keys),
    press: (key) => keep([...keys, key]),
    rub: () => keep(keys.slice(0, -1)),
    set: (text) => keep([...text]),
  };
}
