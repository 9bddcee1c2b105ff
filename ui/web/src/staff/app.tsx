import { useEffect, useState } from "preact/hooks";
import { overview, Refusal, signOut } from "./api";
import { Board } from "./board";
import { Keypad } from "./keypad";
import { languages, type Language } from "./words";

/** Staff is the page behind the customers' screen: a keypad, then what a person needs. */
export function Staff() {
  const [language, speak] = useState<Language>(navigator.language.startsWith("ko") ? "ko" : "en");
  const [inside, enter] = useState<boolean>();
  const t = languages[language];
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = t.title;
  }, [language]);
  useEffect(() => {
    overview().then(
      () => enter(true),
      () => enter(false),
    );
  }, []);
  useTouch(inside === true, () => enter(false));

  if (inside === undefined) return null;
  return (
    <div class="staff" data-screen={inside ? "staff" : "staff-pin"}>
      <header class="top">
        <h1>{t.title}</h1>
        <div class="tools">
          {(Object.keys(languages) as Language[]).map((l) => (
            <button key={l} type="button" lang={l} aria-pressed={l === language} data-testid={`staff-language-${l}`} onClick={() => speak(l)}>
              {l === "ko" ? "한국어" : "English"}
            </button>
          ))}
          {inside && (
            <button type="button" data-testid="staff-lock" onClick={() => void signOut().finally(() => enter(false))}>
              {t.lock}
            </button>
          )}
          <button type="button" data-testid="staff-leave" onClick={leave}>
            {t.leave}
          </button>
        </div>
      </header>
      {inside ? <Board t={t} language={language} out={(e) => signedOut(e) && enter(false)} /> : <Keypad t={t} enter={() => enter(true)} />}
    </div>
  );
}

const signedOut = (e: unknown): boolean => e instanceof Refusal && e.kind === "signed-out";

/** leave signs out and goes back to the customers. */
function leave(): void {
  void signOut().finally(() => location.assign(`http://127.0.0.1:${location.port}/`));
}

// Shorter than the agent's own limit, so that nothing stays readable behind it.
const idle = 110_000;

/** useTouch locks the page when nobody has touched it for long. */
function useTouch(on: boolean, lock: () => void): void {
  useEffect(() => {
    if (!on) return;
    let timer = 0;
    const touched = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void signOut().finally(lock), idle);
    };
    touched();
    for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, touched);
    return () => {
      window.clearTimeout(timer);
      for (const kind of ["pointerdown", "keydown"]) window.removeEventListener(kind, touched);
    };
  }, [on]);
}
