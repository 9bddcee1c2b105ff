import { totalOf } from "../cart";
import type { Kiosk } from "../kiosk";
import { methodsOf, type Method } from "../methods";
import { Button } from "../parts/button";
import { Heading, Page } from "../parts/page";
import { PaperNote } from "../parts/paper";
import { Roll } from "../parts/roll";
import { Sum } from "../parts/sum";
import { ChoiceButton } from "../templates/select";
import { byLanguage } from "../strings";
import type { Choice } from "../templates/types";

/** ChooseMethod has large tiles with plain names; it comes only where there is a choice. */
export function ChooseMethod({ k }: { k: Kiosk }) {
  const t = k.t.method;
  const tiles: Record<Method, Tile[]> = {
    card: [{ id: "card", label: t.card, text: t.cardText, press: () => k.session.pay() }],
    instalments: [{ id: "instalments", label: t.months, text: t.monthsText, press: () => k.session.go("months") }],
    phone: (k.view?.ways ?? []).map(({ id, name }) => ({
      id: `phone-${id}`,
      label: byLanguage(name, k.session.language),
      text: k.t.phone.method,
      press: () => k.session.pay(0, id),
    })),
  };
  return <Asking k={k} title={t.title} back="cart" choices={methodsOf(k).flatMap((m) => tiles[m])} />;
}

type Tile = Choice & { press: () => void };

/** Months asks over how many months. */
export function Months({ k }: { k: Kiosk }) {
  const t = k.t.method;
  const months = k.instalments?.months ?? [];
  const choices = [
    { id: "once", label: t.atOnce, press: () => k.session.pay() },
    ...months.map((n) => ({ id: String(n), label: t.of(n), press: () => k.session.pay(n) })),
  ];
  return <Asking k={k} title={t.howMany} back="method" choices={choices} />;
}

interface AskingProps {
  k: Kiosk;
  title: string;
  back: "cart" | "method";
  choices: Tile[];
}

function Asking({ k, title, back, choices }: AskingProps) {
  return (
    <Page
      kind="list"
      told={<Heading>{title}</Heading>}
      work={
        <Roll class="choices">
          <div class="methods">
            {choices.map(({ press, ...c }) => (
              <ChoiceButton key={c.id} choice={{ ...c, disabled: k.session.pending }} press={press} />
            ))}
          </div>
        </Roll>
      }
      note={<PaperNote k={k} />}
      sum={<Sum k={k} label={k.t.sum.toPay} amount={totalOf(k.lines)} />}
      actions={
        <Button id="back" kind="quiet" back press={() => k.session.go(back)}>
          {k.t.method.back}
        </Button>
      }
    />
  );
}
