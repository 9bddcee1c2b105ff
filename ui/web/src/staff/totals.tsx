import { useEffect, useState } from "preact/hooks";
import { money } from "../money";
import { totals, type DayTotals } from "./api";
import type { Desk } from "./board";

/** Totals adds up one day by the kiosk's own journal. */
export function Totals({ desk }: { desk: Desk }) {
  const { t } = desk;
  const [day, setDay] = useState("");
  const [sum, setSum] = useState<DayTotals>();
  useEffect(() => {
    totals(day).then(setSum, desk.heard);
  }, [day, desk.turn]);
  const say = (n: number) => (sum ? money(n, sum.currency, t.locale) : "");
  return (
    <section aria-labelledby="totals">
      <h2 id="totals">{t.totals}</h2>
      <label>
        {t.day}
        <input type="date" data-testid="day" value={day || sum?.day || ""} onChange={(e) => setDay(e.currentTarget.value)} />
      </label>
      {sum && (
        <table>
          <tbody>
            <tr>
              <th scope="row">{t.sold}</th>
              <td>{sum.sales}</td>
              <td data-testid="sold">{say(sum.sum)}</td>
            </tr>
            <tr>
              <th scope="row">{t.back}</th>
              <td>{sum.refunds}</td>
              <td>{say(sum.back)}</td>
            </tr>
            <tr>
              <th scope="row">{t.net}</th>
              <td />
              <td data-testid="net">{say(sum.sum - sum.back)}</td>
            </tr>
            <tr>
              <th scope="row">{t.unsettled}</th>
              <td>{sum.open}</td>
              <td />
            </tr>
          </tbody>
        </table>
      )}
    </section>
  );
}
