import { useEffect, useRef, useState, type MutableRef } from "preact/hooks";
import { whisper } from "../ease";
import type { Kiosk } from "../kiosk";
import { controls, nameOf, told } from "./told";
import { Speaker, type Tone } from "./speaker";

/** Speech is what is being said, and the keys for it. */
export interface Speech {
  /** The sentence that is heard now. */
  caption: string;
  paused: boolean;
  pause: () => void;
  repeat: () => void;
}

// Several things change together; they are said together.
const settled = 120;

/** useSpeech says the page, what changes on it, and what the keypad stands on. */
export function useSpeech(root: MutableRef<HTMLElement | null>, k: Kiosk): Speech {
  const [caption, setCaption] = useState("");
  const [paused, setPaused] = useState(false);
  const { ease } = k.session;
  const on = ease.modes.speech;
  const url = k.look.sound?.speech_url;
  const tone: Tone = { language: ease.language, rate: ease.rate, volume: Math.max(whisper, ease.volume), ...(url ? { url } : {}) };
  const speaker = useRef<Speaker>();
  speaker.current ??= new Speaker(tone, setCaption);
  const voice = speaker.current;
  voice.tune(tone);

  useEffect(() => {
    if (!on || !root.current) return;
    setCaption("");
    const stop = follow(root.current, voice, k.t);
    return () => {
      stop();
      voice.hush();
    };
  }, [on, k.t]);
  const told = (act: () => void) => () => {
    act();
    setPaused(voice.paused);
  };
  return { caption: on ? caption : "", paused, pause: told(() => voice.pause()), repeat: told(() => voice.repeat()) };
}

/** follow speaks until it is stopped. */
function follow(root: HTMLElement, voice: Speaker, t: Kiosk["t"]): () => void {
  let screen = "";
  let said: string[] = [];
  let timer: number | undefined;
  const look = () => {
    timer = undefined;
    const page = pageOf(root);
    const now = told(root);
    const choices = t.speech.choices(controls(root).filter((c) => c.closest(".work, .actions, dialog")).length);
    if (page !== screen) voice.say([...(screen === "" ? [t.speech.begins] : []), ...now, choices]);
    else {
      const fresh = now.filter((s) => !said.includes(s));
      if (fresh.length > 0) voice.add(fresh);
    }
    screen = page;
    said = now;
  };
  const later = () => {
    timer ??= window.setTimeout(look, settled);
  };
  const focus = (e: FocusEvent) => {
    const e0 = e.target as Element;
    if (e0.matches(":focus-visible") && e0.matches("button, input, a")) voice.say([nameOf(e0, t)]);
  };
  const watch = new MutationObserver(later);
  watch.observe(root, { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ["data-say", "data-screen", "data-panel", "open"] });
  root.addEventListener("focusin", focus);
  later();
  return () => {
    watch.disconnect();
    root.removeEventListener("focusin", focus);
    window.clearTimeout(timer);
  };
}

// A dialog is a page of its own for the ear.
const pageOf = (root: HTMLElement): string =>
  [root.dataset.screen, root.dataset.panel, root.querySelector("dialog[open]") ? "dialog" : ""].join(" ");
