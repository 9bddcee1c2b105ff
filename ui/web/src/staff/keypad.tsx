import { useEffect, useRef, useState } from "preact/hooks";
import { Refusal, signIn } from "./api";
import type { Words } from "./words";

const most = 12;

/** Keypad takes the PIN by finger and by keyboard. */
export function Keypad({ t, enter }: { t: Words; enter: () => void }) {
  const [pin, setPIN] = useState("");
  const [says, say] = useState("");
  const busy = useRef(false);
  const press = (d: string) => setPIN((p) => (p + d).slice(0, most));
  const erase = () => setPIN((p) => p.slice(0, -1));
  const open = () => {
    if (busy.current || pin === "") return;
    busy.current = true;
    signIn(pin)
      .then(enter, (e: unknown) => say(refusal(e, t)))
      .finally(() => {
        busy.current = false;
        setPIN("");
      });
  };
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if (/^[0-9]$/.test(e.key)) press(e.key);
      else if (e.key === "Backspace") erase();
      else if (e.key === "Enter" && !(e.target instanceof HTMLButtonElement)) open();
    };
    window.addEventListener("keydown", key);
    return () => window.removeEventListener("keydown", key);
  });
  return (
    <main class="keypad">
      <h2>{t.enter}</h2>
      <p class="dots" role="status" data-testid="pin-dots" aria-label={String(pin.length)}>
        {"●".repeat(pin.length) || "–"}
      </p>
      <div class="keys">
        {[..."123456789"].map((d) => (
          <button key={d} type="button" data-testid={`key-${d}`} onClick={() => press(d)}>
            {d}
          </button>
        ))}
        <button type="button" data-testid="key-erase" onClick={erase}>
          {t.erase}
        </button>
        <button type="button" data-testid="key-0" onClick={() => press("0")}>
          0
        </button>
        <button type="button" class="main" data-testid="key-open" onClick={open}>
          {t.open}
        </button>
      </div>
      <p class="says" role="alert" data-testid="pin-says">
        {says}
      </p>
    </main>
  );
}

function refusal(e: unknown, t: Words): string {
  if (!(e instanceof Refusal)) return t.failed;
  const own: Record<string, string> = { pin: t.wrong, "no-pin": t.noPIN };
  if (e.kind === "locked") return `${t.locked} (${/wait (.*)$/.exec(e.message)?.[1] ?? ""})`;
  return own[e.kind] ?? `${e.message}. ${e.next}`;
}
