import { useState } from "preact/hooks";
import type { Item, Option } from "../api";
import { lineId, priceOf } from "../cart";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Heading, Page } from "../parts/page";
import { Roll } from "../parts/roll";
import { Sum } from "../parts/sum";
import { byLanguage } from "../strings";
import { ChoiceButton } from "../templates/select";

/** Options asks how an item should be: the size, what comes with it. */
export function Options({ k }: { k: Kiosk }) {
  const item = (k.catalogue?.items ?? []).find((i) => i.id === k.session.asked);
  return item ? <Asking key={item.id} k={k} item={item} /> : <Gone k={k} />;
}

function Asking({ k, item }: { k: Kiosk; item: Item }) {
  const options = item.options ?? [];
  const [chosen, setChosen] = useState<string[]>(() => options.flatMap(first));
  const choices = options.flatMap((o) => (o.choices ?? []).filter((c) => chosen.includes(c.id)));
  const price = priceOf(item, choices);
  const ready = options.every((o) => count(o, chosen) >= o.least);
  const add = () => {
    k.session.pick(lineId(item.id, choices.map((c) => c.id)), 1);
    k.session.go("choose");
  };
  return (
    <Page
      kind="list"
      told={
        <>
          <Heading>{byLanguage(item.name, k.session.language)}</Heading>
          <p class="lead">{k.t.options.title}</p>
        </>
      }
      work={
        <Roll class="choices">
          {options.map((o) => (
            <Question key={o.id} k={k} option={o} chosen={chosen} set={setChosen} />
          ))}
        </Roll>
      }
      sum={<Sum k={k} label={k.t.sum.amount} amount={price} />}
      actions={
        <>
          <Button id="back" kind="quiet" back press={() => k.session.go("choose")}>
            {k.t.options.back}
          </Button>
          <Button id="add" disabled={!ready} press={add}>
            {k.t.options.add(k.money(price))}
          </Button>
        </>
      }
    />
  );
}

/** first is what is chosen at first where something has to be. */
const first = (o: Option): string[] => (o.choices ?? []).slice(0, o.least).map((c) => c.id);

const count = (o: Option, chosen: string[]): number => (o.choices ?? []).filter((c) => chosen.includes(c.id)).length;

interface QuestionProps {
  k: Kiosk;
  option: Option;
  chosen: string[];
  set: (chosen: string[]) => void;
}

function Question({ k, option, chosen, set }: QuestionProps) {
  const name = byLanguage(option.name, k.session.language);
  return (
    <fieldset class="question">
      <legend>
        <strong>{name}</strong> <span>{option.most === 1 && option.least === 1 ? k.t.options.needed : k.t.options.upTo(option.most)}</span>
      </legend>
      <div class="rows">
        {(option.choices ?? []).map((c) => {
          const on = chosen.includes(c.id);
          const price = c.price > 0 ? { value: `+${k.money(c.price)}` } : {};
          return (
            <ChoiceButton
              key={c.id}
              choice={{ id: c.id, label: byLanguage(c.name, k.session.language), ...price }}
              chosen={on}
              press={() => set(toggled(option, chosen, c.id))}
            />
          );
        })}
      </div>
    </fieldset>
  );
}

/** toggled answers a question anew: where one may be chosen, it replaces the other. */
function toggled(option: Option, chosen: string[], id: string): string[] {
  const mine = (option.choices ?? []).map((c) => c.id);
  const others = chosen.filter((c) => !mine.includes(c));
  const own = chosen.filter((c) => mine.includes(c));
  if (own.includes(id)) return own.length > option.least ? [...others, ...own.filter((c) => c !== id)] : chosen;
  return [...others, ...[...own, id].slice(-option.most)];
}

/** Gone stands for an item that is no longer on sale. */
function Gone({ k }: { k: Kiosk }) {
  return (
    <Page
      told={<Heading>{k.t.refused.sold}</Heading>}
      actions={
        <Button id="back" kind="quiet" back press={() => k.session.go("choose")}>
          {k.t.options.back}
        </Button>
      }
    />
  );
}
