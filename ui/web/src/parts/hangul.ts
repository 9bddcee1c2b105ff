// Hangul as it is typed: letters join into syllables, and a final consonant goes
// over to the next syllable when a vowel follows it.

const initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const vowels = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
const finals = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";
const firstSyllable = 0xac00;

const pairs: Record<string, string> = {
  ㅗㅏ: "ㅘ", ㅗㅐ: "ㅙ", ㅗㅣ: "ㅚ", ㅜㅓ: "ㅝ", ㅜㅔ: "ㅞ", ㅜㅣ: "ㅟ", ㅡㅣ: "ㅢ",
  ㄱㅅ: "ㄳ", ㄴㅈ: "ㄵ", ㄴㅎ: "ㄶ", ㄹㄱ: "ㄺ", ㄹㅁ: "ㄻ", ㄹㅂ: "ㄼ", ㄹㅅ: "ㄽ", ㄹㅌ: "ㄾ", ㄹㅍ: "ㄿ", ㄹㅎ: "ㅀ", ㅂㅅ: "ㅄ",
};
const halves = new Map(Object.entries(pairs).map(([two, one]) => [one, two]));

interface Syllable {
  initial: string;
  vowel: string;
  final: string;
}

const none: Syllable = { initial: "", vowel: "", final: "" };

/** compose joins keys into text; what is no Hangul letter stays as it is. */
export function compose(keys: readonly string[]): string {
  let done = "";
  let now = none;
  for (const key of keys) {
    const [before, next] = take(now, key);
    done += before;
    now = next;
  }
  return done + textOf(now);
}

/** take adds a key to a syllable: what is finished by it, and what is being written. */
function take(s: Syllable, key: string): [string, Syllable] {
  if (vowels.includes(key)) return takeVowel(s, key);
  if (initials.includes(key)) return takeConsonant(s, key);
  return [textOf(s) + key, none];
}

function takeVowel(s: Syllable, key: string): [string, Syllable] {
  if (s.final) {
    const two = halves.get(s.final) ?? ` ${s.final}`;
    const [stays = "", goes = ""] = two;
    return [textOf({ ...s, final: stays.trim() }), { ...none, initial: goes, vowel: key }];
  }
  if (!s.vowel) return ["", { ...s, vowel: key }];
  const pair = pairs[s.vowel + key];
  return pair ? ["", { ...s, vowel: pair }] : [textOf(s), { ...none, vowel: key }];
}

function takeConsonant(s: Syllable, key: string): [string, Syllable] {
  const final = s.final ? pairs[s.final + key] : finals.includes(key) ? key : undefined;
  if (s.initial && s.vowel && final) return ["", { ...s, final }];
  return [textOf(s), { ...none, initial: key }];
}

function textOf({ initial, vowel, final }: Syllable): string {
  if (!initial || !vowel) return initial + vowel + final;
  const at = (initials.indexOf(initial) * vowels.length + vowels.indexOf(vowel)) * finals.length;
  return String.fromCharCode(firstSyllable + at + Math.max(0, finals.indexOf(final)));
}
