import type { Language } from "../strings";

/** How sentences sound, and where the sound comes from. */
export interface Tone {
  language: Language;
  rate: number;
  volume: number;
  /** Answers with sound for ?lang=&text=, where the browser has no voice. */
  url?: string;
}

const locales: Record<Language, string> = { ko: "ko-KR", en: "en-US", ja: "ja-JP", zh: "zh-CN" };

/**
 * Speaker says one thing at a time: what is new interrupts what is old, and a
 * pause holds it. It uses the browser's voice for the language, else the sound of
 * the settings' address; without both the captions remain.
 */
export class Speaker {
  #queue: string[] = [];
  #last: string[] = [];
  #now: HTMLAudioElement | SpeechSynthesisUtterance | undefined;
  #tone: Tone;
  #heard: (sentence: string) => void;
  paused = false;

  constructor(tone: Tone, heard: (sentence: string) => void) {
    this.#tone = tone;
    this.#heard = heard;
  }

  tune(tone: Tone): void {
    this.#tone = tone;
  }

  /** say interrupts, and says these sentences one after the other. */
  say(sentences: string[]): void {
    this.#last = sentences;
    this.hush();
    this.#queue = [...sentences];
    this.paused = false;
    this.#next();
  }

  /** add says more, after what is being said. */
  add(sentences: string[]): void {
    this.#last = [...this.#last, ...sentences];
    this.#queue.push(...sentences);
    if (!this.#now && !this.paused) this.#next();
  }

  repeat(): void {
    this.say(this.#last);
  }

  /** pause holds, or goes on with the sentence that was held. */
  pause(): void {
    this.paused = !this.paused;
    if (this.#now instanceof HTMLAudioElement) this.paused ? this.#now.pause() : void this.#now.play();
    else this.paused ? speechSynthesis.pause() : speechSynthesis.resume();
    if (!this.paused && !this.#now) this.#next();
  }

  hush(): void {
    this.#queue = [];
    const now = this.#now;
    this.#now = undefined;
    if (now instanceof HTMLAudioElement) now.pause();
    if (now instanceof SpeechSynthesisUtterance) speechSynthesis.cancel();
  }

  #next(): void {
    const sentence = this.#queue.shift();
    this.#now = undefined;
    if (sentence === undefined) return;
    this.#heard(sentence);
    const voice = voiceFor(this.#tone.language);
    if (voice) this.#utter(sentence, voice);
    else if (this.#tone.url) this.#play(sentence, this.#tone.url);
    else this.#next();
  }

  #utter(sentence: string, voice: SpeechSynthesisVoice): void {
    const u = new SpeechSynthesisUtterance(sentence);
    Object.assign(u, { voice, lang: voice.lang, rate: this.#tone.rate, volume: this.#tone.volume });
    this.#begin(u, (done) => (u.onend = u.onerror = done));
    speechSynthesis.speak(u);
  }

  #play(sentence: string, url: string): void {
    const query = new URLSearchParams({ lang: this.#tone.language, text: sentence });
    const audio = new Audio(`${url}${url.includes("?") ? "&" : "?"}${query}`);
    Object.assign(audio, { playbackRate: this.#tone.rate, volume: this.#tone.volume });
    this.#begin(audio, (done) => (audio.onended = audio.onerror = done));
    audio.play().catch((e: unknown) => {
      console.warn("this sentence is not heard", e);
      if (this.#now === audio) this.#next();
    });
  }

  #begin(what: HTMLAudioElement | SpeechSynthesisUtterance, ended: (done: () => void) => void): void {
    this.#now = what;
    ended(() => {
      if (this.#now === what) this.#next();
    });
  }
}

function voiceFor(language: Language): SpeechSynthesisVoice | undefined {
  const all = typeof speechSynthesis === "undefined" ? [] : speechSynthesis.getVoices();
  const fits = all.filter((v) => v.lang.replace("_", "-").startsWith(language));
  return fits.find((v) => v.lang.replace("_", "-") === locales[language]) ?? fits[0];
}
