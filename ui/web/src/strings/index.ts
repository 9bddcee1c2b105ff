import { allLanguages, plain, setParts, type Language, type Parts } from "./parts";
import type { Strings, Words } from "./strings";
import { withTexts, type Texts } from "./texts";

export * from "./parts";
export type { Strings };

// A page loads the sentences of the language that it speaks, and the others when
// it has nothing better to do.
const sources: Record<Language, () => Promise<Words>> = {
  ko: async () => (await import("./ko")).ko,
  en: async () => (await import("./en")).en,
  ja: async () => (await import("./ja")).ja,
  zh: async () => (await import("./zh")).zh,
};

const loaded = new Map<Language, Words>();
let spoken = new Map<Language, Strings>();
let texts: Texts = {};

/** loadLanguage returns when the sentences of a language are here. */
export async function loadLanguage(l: Language): Promise<void> {
  if (loaded.has(l)) return;
  loaded.set(l, await sources[l]());
  speak();
}

export const isLoaded = (l: Language): boolean => loaded.has(l);

/** wordsOf are the sentences of a language that is loaded, with those that the shop says differently. */
export function wordsOf(l: Language): Strings {
  const words = spoken.get(l);
  if (!words) throw new Error(`the sentences of ${l} are not loaded`);
  return words;
}

/**
 * setTexts takes over the shop's own sentences, by language and path: idle.title.
 * Where a sentence has something put into it, {0} stands for that.
 */
export function setTexts(own: Record<string, Record<string, string>>): void {
  texts = own;
  speak();
}

function speak(): void {
  const parts = Object.fromEntries(allLanguages.map((l) => [l, withTexts(plain[l], texts[l])])) as Record<Language, Parts>;
  setParts(parts);
  spoken = new Map([...loaded].map(([l, words]) => [l, withTexts({ ...words, ...plain[l] }, texts[l])]));
}

/** byLanguage picks a word of the catalogue as the agent does for the slip. */
export function byLanguage(words: Record<string, string> | undefined, language: Language): string {
  for (const l of [language, "en", "ko", "ja", "zh"]) {
    const word = words?.[l];
    if (word) return word;
  }
  return "";
}
