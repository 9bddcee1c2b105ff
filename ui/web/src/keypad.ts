import { useEffect, useRef } from "preact/hooks";
import { controls } from "./speech/told";

/** What the keypad can do besides moving and choosing. */
export interface KeypadActions {
  repeat: () => void;
  pause: () => void;
  louder: (up: boolean) => void;
  /** Turns speech on and off. */
  speech: () => void;
  help: () => void;
  /** Leaves the dark screen; answers whether it was dark. */
  light: () => boolean;
}

/**
 * useKeypad makes every control usable by a keypad: arrows walk through them in
 * their order and round again, Enter presses, Escape is the way back, a figure
 * chooses the first to the ninth thing on offer. The other keys are those of
 * speech: 0 repeats, * pauses, + and − change the volume, F2 or # turn it on and
 * off; F1 calls for help. Where something is written, figures are written.
 */
export function useKeypad(actions: KeypadActions): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey) return;
      if (press(e, latest.current)) e.preventDefault();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  }, []);
}

const writing = (): boolean => document.querySelector("[data-keys='raw']") !== null;

/** press does what a key is for, and answers whether it is for anything. */
function press(e: KeyboardEvent, a: KeypadActions): boolean {
  switch (e.key) {
    case "ArrowDown":
    case "ArrowRight":
      return caretMoves(e) ? false : walk(1);
    case "ArrowUp":
    case "ArrowLeft":
      return caretMoves(e) ? false : walk(-1);
    case "Escape":
      return a.light() || back();
    case "F1":
      return did(a.help);
    case "F2":
      return did(a.speech);
    default:
      return writing() ? false : pressSign(e.key, a);
  }
}

function pressSign(key: string, a: KeypadActions): boolean {
  if (/^[1-9]$/.test(key)) return choose(Number(key));
  switch (key) {
    case "0":
      return did(a.repeat);
    case "*":
      return did(a.pause);
    case "#":
      return did(a.speech);
    case "+":
      return did(() => a.louder(true));
    case "-":
      return did(() => a.louder(false));
    default:
      return false;
  }
}

function did(act: () => void): true {
  act();
  return true;
}

// Left and right move within what is being written.
const caretMoves = (e: KeyboardEvent): boolean =>
  e.target instanceof HTMLInputElement && (e.key === "ArrowLeft" || e.key === "ArrowRight");

/** walk goes to the next or former control, and from the end to the beginning. */
function walk(by: number): boolean {
  const all = controls(document.body);
  if (all.length === 0) return false;
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = at < 0 ? (by > 0 ? firstOffered(all) : all.length - 1) : (at + by + all.length) % all.length;
  const to = all[next];
  to?.focus();
  to?.scrollIntoView({ block: "nearest" });
  return true;
}

// Who begins to walk is on the way to the question, not to the bar above it.
const firstOffered = (all: HTMLElement[]): number => Math.max(0, all.findIndex((e) => e.closest(".work, .actions, dialog")));

function choose(n: number): boolean {
  const offered = controls(document.body).filter((e) => e.closest(".work, dialog") && !e.matches(".roll-key, .roll-box"));
  const one = offered[n - 1];
  one?.focus();
  one?.click();
  return one !== undefined;
}

function back(): boolean {
  const way = document.querySelector<HTMLElement>("[data-back]:not(:disabled)");
  way?.click();
  return way !== null;
}
