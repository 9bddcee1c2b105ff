import { useEffect, useState } from "preact/hooks";
import { money } from "../money";
import { refund, reprint, sales, type Sale } from "./api";
import { Ask } from "./ask";
import { time, type Desk } from "./board";

/** Sales are the latest payments: what can be refunded, or printed again. */
export function Sales({ desk }: { desk: Desk }) {
  const { t } = desk;
  const [list, setList] = useState<Sale[]>();
  const [chosen, choose] = useState<Sale>();
  useEffect(() => {
    sales().then(setList, desk.heard);
  }, [desk.turn]);
  const giveBack = (s: Sale, reason: string) => {
    choose(undefined);
    // The same tap moves money once, however often it is sent.
    const id = `staff-${crypto.randomUUID()}`;
    desk.act(() => refund(s.key, id, reason).then(() => t.refunding));
  };
  return (
    <section aria-labelledby="sales">
      <h2 id="sales">{t.sales}</h2>
      {list?.length === 0 && <p class="empty">{t.noSales}</p>}
      <ul class="list">
        {list?.map((s) => (
          <li key={s.key} data-testid="sale">
            <p class="line">
              <strong>{s.reference}</strong> <span>{t.status[s.status] ?? s.status}</span>
              <span class="sum">{money(s.amount, s.currency, t.locale)}</span>
              <span>{time(s.at, t.locale)}</span> <span>{s.number}</span> <span>{s.card}</span>
            </p>
            <div class="row">
              {s.status === "approved" && s.left > 0 && (
                <button type="button" data-testid="refund" onClick={() => choose(s)}>
                  {t.refund}
                </button>
              )}
              {["approved", "voided"].includes(s.status) && (
                <button type="button" data-testid="reprint" onClick={() => desk.act(() => reprint(s.key, desk.language).then(() => t.printing))}>
                  {t.reprint}
                </button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {chosen && (
        <Ask
          t={t}
          says={t.refundSays(money(chosen.left, chosen.currency, t.locale), chosen.reference)}
          wants={["reason"]}
          action={t.refund}
          cancel={() => choose(undefined)}
          done={([reason]) => giveBack(chosen, reason ?? "")}
        />
      )}
    </section>
  );
}
