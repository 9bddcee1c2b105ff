import { useEffect, useState } from "preact/hooks";
import { money } from "../money";
import { cases, override, type Case } from "./api";
import { time, type Desk } from "./board";
import { Ask } from "./ask";

/** Cases are the payments that a person has to look at, each with its next step. */
export function Cases({ desk }: { desk: Desk }) {
  const { t } = desk;
  const [list, setList] = useState<Case[]>();
  const [chosen, choose] = useState<Case>();
  useEffect(() => {
    cases().then(setList, desk.heard);
  }, [desk.turn]);
  const decide = (c: Case, name: string, reason: string) => {
    choose(undefined);
    desk.act(() => override(c.key, name, reason).then(() => t.overridden(name, reason)));
  };
  return (
    <section aria-labelledby="cases">
      <h2 id="cases">{t.cases}</h2>
      {list?.length === 0 && <p class="empty">{t.noCases}</p>}
      <ul class="list">
        {list?.map((c) => (
          <li key={c.key} data-testid="case">
            <p class="line">
              <strong>{c.reference}</strong> <span>{t.status[c.status] ?? c.status}</span>
              <span class="sum">{c.currency && money(c.amount, c.currency, t.locale)}</span>
              <span>{c.since && time(c.since, t.locale)}</span> <span>{c.number}</span>
            </p>
            <p>
              {t.next}: {c.next} {c.fault && <small>({c.fault})</small>}
            </p>
            {c.override ? (
              <p class="quiet">{t.overridden(c.override.name, c.override.reason)}</p>
            ) : (
              <button type="button" data-testid="override" onClick={() => choose(c)}>
                {t.override}
              </button>
            )}
          </li>
        ))}
      </ul>
      {chosen && (
        <Ask
          t={t}
          says={t.overrideSays(chosen.reference)}
          wants={["name", "reason"]}
          action={t.override}
          cancel={() => choose(undefined)}
          done={([name, reason]) => decide(chosen, name ?? "", reason ?? "")}
        />
      )}
    </section>
  );
}
