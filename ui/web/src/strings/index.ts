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
export const wordsNow = (): Strings => wordsOf(now);

let spoken: Record<Language, Strings> = tables;

/** wordsOf are the sentences of a language, with those that the shop says differently. */
export const wordsOf = (l: Language): Strings => spoken[l];

/**
 * setTexts takes over the shop's own sentences, by language and path: idle.title.
 * Where a sentence has something put into it, {0} stands for that.
 */
export function setTexts(texts: Record<string, Record<string, string>>): void {
  const own = (l: Language): Strings => withTexts(tables[l], texts[l] ?? {});
  spoken = { ko: own("ko"), en: own("en"), ja: own("ja"), zh: own("zh") };
}

type Branch = { [word: string]: unknown };

function withTexts(table: Strings, texts: Record<string, string>): Strings {
  const copy = structure(table as unknown as Branch);
  for (const [path, text] of Object.entries(texts)) put(copy, path.split("."), text);
  return copy as unknown as Strings;
}

const structure = (b: Branch): Branch =>
  Object.fromEntries(Object.entries(b).map(([k, v]) => [k, isBranch(v) ? structure(v) : v]));

const isBranch = (v: unknown): v is Branch => typeof v === "object" && v !== null && !Array.isArray(v);

/** put replaces one sentence; a path that leads nowhere changes nothing. */
function put(at: Branch, [word = "", ...rest]: string[], text: string): void {
  const old = Object.hasOwn(at, word) ? at[word] : undefined;
  if (isBranch(old) && rest.length > 0) put(old, rest, text);
  else if (rest.length > 0) return;
  else if (typeof old === "string") at[word] = text;
  else if (typeof old === "function") at[word] = (...parts: unknown[]) => text.replace(/\{(\d)\}/g, (_, n: string) => String(parts[Number(n)] ?? ""));
}

/** byLanguage picks a word of the catalogue as the agent does for the slip. */
export function byLanguage(words: Record<string, string> | undefined, language: Language): string {
  for (const l of [language, "en", "ko", "ja", "zh"]) {
    const word = words?.[l];
    if (word) return word;
  }
  return "";
}
