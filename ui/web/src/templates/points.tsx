import { Keys } from "../parts/keys";
import { Page } from "../parts/page";
import { useTyping } from "../parts/typing";
import { languageNow, wordsNow } from "../strings/parts";
import { Actions } from "./actions";
import { Field } from "./input";
import { Total } from "./order";
import { Question } from "./select";
import type { Action, Asked } from "./types";

export interface PointsPageProps extends Asked {
  /** What the customer has. */
  balance: number;
  /** What may be used here; the balance where absent. */
  most?: number;
  /** Writes points as they should be read, as in "1,200 P". */
  format: (points: number) => string;
  use: (points: number) => void;
  skip?: Action;
}

/** PointsPage asks how many points are used. */
export function PointsPage({ title, text, balance, most = balance, format, use, skip, back }: PointsPageProps) {
  const limit = Math.min(balance, most);
  const typing = useTyping("", String(limit).length, /\d/);
  const points = Number(typing.text);
  const fits = points > 0 && points <= limit;
  const t = wordsNow().template;
  const finish = () => fits && use(points);
  return (
    <Page
      kind="list"
      told={<Question title={title} text={text ?? t.balance(format(balance))} />}
      work={
        <div class="input" data-keys="raw">
          <Field label={title} typing={typing} example="0" number done={finish} />
          {points > limit && (
            <p class="wrong" role="alert" data-testid="wrong">
              {t.atMost(format(limit))}
            </p>
          )}
          <button type="button" class="button quiet" data-testid="all" disabled={limit === 0} onClick={() => typing.set(String(limit))}>
            {t.all(format(limit))}
          </button>
          <Keys keyboard="number" language={languageNow()} press={typing.press} rub={typing.rub} />
        </div>
      }
      sum={<Total total={{ label: t.used, value: format(fits ? points : 0) }} />}
      actions={<Actions back={skip ?? back} main={{ label: t.use, press: finish, disabled: !fits }} />}
    />
  );
}
