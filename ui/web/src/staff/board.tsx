import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { money } from "../money";
import { overview, sendNow, testPad, type Overview } from "./api";
import { Cases } from "./cases";
import { Sales } from "./sales";
import { Totals } from "./totals";
import type { Language, Words } from "./words";

/** What every part of the board is given. */
export interface Desk {
  t: Words;
  language: Language;
  /** Grows when everything is to be asked for again. */
  turn: number;
  /** Runs an action, says how it went, and refreshes. */
  act: (work: () => Promise<string>) => void;
  /** Hears of every error. */
  heard: (e: unknown) => void;
}

const every = 5_000;

/** Board is what a person who signed in sees. */
export function Board({ t, language, out }: { t: Words; language: Language; out: (e: unknown) => void }) {
  const [turn, setTurn] = useState(0);
  const [view, setView] = useState<Overview>();
  const [says, say] = useState("");
  const heard = (e: unknown) => {
    out(e);
    say(e instanceof Error ? e.message : t.failed);
  };
  const act = (work: () => Promise<string>) => {
    say("");
    work()
      .then(say, heard)
      .finally(() => setTurn((n) => n + 1));
  };
  useEffect(() => {
    overview().then(setView, heard);
    const timer = window.setTimeout(() => setTurn((n) => n + 1), every);
    return () => window.clearTimeout(timer);
  }, [turn]);
  const desk: Desk = { t, language, turn, act, heard };
  const tested = async () => {
    const r = await testPad();
    return r.ok ? `${t.padGood(r.millis)} (${r.says})` : `${t.padBad}: ${r.says}`;
  };
  return (
    <main class="board">
      {view?.test && <p class="badge">{t.test}</p>}
      <p class="says" role="status" data-testid="staff-says">
        {says}
      </p>
      {view && <States view={view} t={t} />}
      <div class="row">
        <button type="button" data-testid="pad-test" onClick={() => act(tested)}>
          {t.padTest}
        </button>
        <button type="button" data-testid="send-now" onClick={() => act(() => sendNow().then(() => t.sent))}>
          {t.sendNow}
        </button>
      </div>
      <Cases desk={desk} />
      <Sales desk={desk} />
      <Totals desk={desk} />
    </main>
  );
}

/** States says how everything is: in a word, with a mark, and in colour. */
function States({ view, t }: { view: Overview; t: Words }) {
  const w = view.waiting;
  const waits = w.count === 0 ? t.nothingWaits : t.waits(w.count, money(w.sum, w.currency, t.locale));
  return (
    <dl class="states">
      <State name={t.state.pad} good={view.pad.up} id="state-pad">
        {view.pad.up ? `${t.state.up}: ${view.pad.pad ?? ""}` : `${t.state.down}${view.pad.reason ? `: ${view.pad.reason}` : ""}`}
      </State>
      <State name={t.state.hq} good={!view.hq.set || view.hq.connected} id="state-hq">
        {!view.hq.set ? t.state.none : view.hq.connected ? t.state.up : `${t.state.down}: ${view.hq.reason ?? ""}`}
      </State>
      <State name={t.state.waiting} good={w.count === 0} id="state-waiting">
        {w.oldest ? `${waits}, ${t.since(time(w.oldest, t.locale))}` : waits}
      </State>
      <State name={t.state.disk} good={!view.disk.error} id="state-disk">
        {view.disk.error ?? `${t.state.good}, ${(view.disk.bytes / 1_000_000).toLocaleString(t.locale, { maximumFractionDigits: 1 })} MB`}
      </State>
      <State name={t.state.printer} good={view.printer === undefined || ["ready", "paper-low"].includes(view.printer)} id="state-printer">
        {view.printer ? (t.printer[view.printer] ?? view.printer) : t.state.none}
      </State>
      <State name={t.state.kiosk} good={view.fault === undefined} id="state-kiosk">
        {view.kiosk}, {view.version}, {t.since(time(view.since, t.locale))}
      </State>
    </dl>
  );
}

function State({ name, good, id, children }: { name: string; good: boolean; id: string; children: ComponentChildren }) {
  return (
    <div class="state" data-good={good} data-testid={id}>
      <dt>{name}</dt>
      <dd>
        <span aria-hidden="true">{good ? "●" : "▲"}</span> {children}
      </dd>
    </div>
  );
}

/** time says a moment in a few characters. */
export const time = (at: string, locale: string): string => new Date(at).toLocaleString(locale, { dateStyle: "short", timeStyle: "short" });
