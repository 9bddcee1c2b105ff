import { render } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../../parts/button";
import { Toast } from "../../../templates";
import { useCountdown } from "../../../timers";
import { run } from "./mount";
import { words } from "./words";

/** place makes room above the page for what is no page. */
function place(id: string): HTMLElement {
  const known = document.getElementById(id);
  if (known) return known;
  const made = document.createElement("div");
  made.id = id;
  document.body.append(made);
  return made;
}

/** openToast shows one sentence above the page; the next one takes its place. */
export function openToast(p: { message?: string; text?: string; icon?: string } | string): void {
  const text = typeof p === "string" ? p : (p.message ?? p.text ?? "");
  const room = place("kioskd-toast");
  render(null, room);
  render(<Toast text={text} end={() => render(null, room)} />, room);
}

/** What startTimer takes; times are in seconds. */
export interface TimerParams {
  title?: string;
  duration: number;
  /** How much is left when the customer is asked; a third where absent. */
  warnAt?: number;
  onTimeout?: () => unknown;
}

// Who needs time gets it: the law wants a warning of at least twenty seconds.
const shortestWarning = 20;

/**
 * startTimer ends a page that nobody uses any more, after a warning that asks.
 * Who goes on has the whole time again. It returns what ends the timer.
 */
export function startTimer(p: TimerParams): () => void {
  const room = place("kioskd-timer");
  const warning = Math.max(shortestWarning, p.warnAt ?? p.duration / 3);
  let timer: number | undefined;
  const stop = (): void => {
    window.clearTimeout(timer);
    render(null, room);
  };
  const begin = (): void => {
    stop();
    timer = window.setTimeout(() => render(<Warning title={p.title} seconds={warning} more={begin} end={over} />, room), Math.max(0, p.duration - warning) * 1_000);
  };
  const over = (): void => {
    stop();
    run(p.onTimeout);
  };
  begin();
  return stop;
}

interface WarningProps {
  title: string | undefined;
  seconds: number;
  more: () => void;
  end: () => void;
}

function Warning({ title, seconds, more, end }: WarningProps) {
  const left = useCountdown(Math.round(seconds), end);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" data-testid="timer-warning" aria-labelledby="timer-title" onCancel={more}>
      <h2 id="timer-title">{title ?? words().moreTime}</h2>
      <p role="timer">{left}</p>
      <div class="actions">
        <Button id="timer-end" kind="quiet" press={end}>
          {words().end}
        </Button>
        <Button id="timer-more" press={more}>
          {words().goOn}
        </Button>
      </div>
    </dialog>
  );
}
