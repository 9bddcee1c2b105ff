import { en } from "./en";
import { ko } from "./ko";
import type { Strings } from "./strings";

export type Language = "ko" | "en";

export const languages: Record<Language, Strings> = { ko, en };

export type { Strings };

/** byLanguage picks a word of the catalogue as the agent does for the slip. */
export function byLanguage(words: Record<string, string> | undefined, language: Language): string {
  for (const l of [language, "en", "ko", "ja", "zh"]) {
    const word = words?.[l];
    if (word) return word;
  }
  return "";
}
