import { en } from "./en";
import { ja } from "./ja";
import { ko } from "./ko";
import type { Strings } from "./strings";
import { zh } from "./zh";

export type Language = "ko" | "en" | "ja" | "zh";

const tables: Record<Language, Strings> = { ko, en, ja, zh };

/** All languages, in the order in which they are offered. */
export const allLanguages = Object.keys(tables) as Language[];

export const isLanguage = (l: string | null | undefined): l is Language => allLanguages.includes(l as Language);

export type { Strings };

let now: Language = "ko";

/** setLanguage decides what the pages speak from now on. */
export function setLanguage(l: Language): void {
  now = l;
}

export const languageNow = (): Language => now;

/** wordsNow are the sentences in the language of this moment. */
export const wordsNow = (): Strings => tables[now];

export const wordsOf = (l: Language): Strings => tables[l];

/** byLanguage picks a word of the catalogue as the agent does for the slip. */
export function byLanguage(words: Record<string, string> | undefined, language: Language): string {
  for (const l of [language, "en", "ko", "ja", "zh"]) {
    const word = words?.[l];
    if (word) return word;
  }
  return "";
}
