import { en } from "./en";
import { ja } from "./ja";
import { ko } from "./ko";
import type { Parts } from "./parts";
import { zh } from "./zh";

export type Language = "ko" | "en" | "ja" | "zh";

/** Each language by its own name, in the order in which they are offered. */
export const nameOfLanguage: Record<Language, string> = { ko: "한국어", en: "English", ja: "日本語", zh: "中文" };

export const allLanguages = Object.keys(nameOfLanguage) as Language[];

export const isLanguage = (l: string | null | undefined): l is Language => allLanguages.includes(l as Language);

export type { Parts };

/** The sentences of parts as they were written. */
export const plain: Readonly<Record<Language, Parts>> = { ko, en, ja, zh };

let spoken = plain;
let now: Language = "ko";

/** setLanguage decides what the pages speak from now on. */
export function setLanguage(l: Language): void {
  now = l;
}

export const languageNow = (): Language => now;

/** wordsNow are the parts' sentences in the language of this moment. */
export const wordsNow = (): Parts => spoken[now];

/** setParts takes over how a shop says them. */
export function setParts(own: Record<Language, Parts>): void {
  spoken = own;
}
