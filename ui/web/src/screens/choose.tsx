import { useState } from "preact/hooks";
import type { Catalogue, Item } from "../api";
import { lineId, piecesOf, piecesOfItem, totalOf } from "../cart";
import type { Kiosk } from "../kiosk";
import { Basket } from "../parts/basket";
import { Button } from "../parts/button";
import { Photo } from "../parts/drawings";
import { Heading, Page } from "../parts/page";
import { Roll } from "../parts/roll";
import { Sum } from "../parts/sum";
import { byLanguage, type Language } from "../strings";

/** Choose offers one category at a time. What is paid by itself needs no basket. */
export function Choose({ k }: { k: Kiosk }) {
  const [category, setCategory] = useState(0);
  const groups = categoriesOf(k.catalogue, k.session.language, k.t.choose.other);
  const group = groups[category] ?? groups[0];
  const alone = k.catalogue?.alone ?? false;
  return (
    <Page
      kind="list"
      told={
        <>
          <Heading>{alone ? k.t.sum.toPay : k.t.choose.title}</Heading>
          {!group && <p class="lead">{k.t.choose.soldOut}</p>}
          {k.session.ease.modes.low && !alone && <Basket k={k} />}
        </>
      }
      work={
        <>
          {groups.length > 1 && <Tabs k={k} names={groups.map((g) => g.name)} at={category} choose={setCategory} />}
          {group && <Tiles key={category} k={k} items={group.items} />}
        </>
      }
      parts={!alone && <Basket k={k} />}
      sum={!alone && <ChooseSum k={k} />}
      actions={<ChooseActions k={k} alone={alone} />}
    />
  );
}

interface Group {
  name: string;
  items: Item[];
}

/** categoriesOf groups the items by category, in the order of the catalogue. */
function categoriesOf(catalogue: Catalogue | undefined, language: Language, other: string): Group[] {
  const groups = new Map<string, Group>();
  for (const item of catalogue?.items ?? []) {
    const name = byLanguage(item.category, language) || other;
    const group = groups.get(name) ?? { name, items: [] };
    group.items.push(item);
    groups.set(name, group);
  }
  return [...groups.values()];
}

interface TabsProps {
  k: Kiosk;
  names: string[];
  at: number;
  choose: (n: number) => void;
}

function Tabs({ k, names, at, choose }: TabsProps) {
  return (
    <div class="tabs" role="group" aria-label={k.t.choose.categories}>
      {names.map((name, i) => (
        <button key={name} type="button" class="tab" data-testid={`tab-${i}`} aria-pressed={i === at} onClick={() => choose(i)}>
          {name}
        </button>
      ))}
    </div>
  );
}

/** Tiles has nine things in sight at most: more are a wall, not a choice. */
function Tiles({ k, items }: { k: Kiosk; items: Item[] }) {
  return (
    <Roll class="tiles-roll">
      <div class="tiles" data-count={items.length}>
        {items.map((item) => (
          <Tile key={item.id} k={k} item={item} />
        ))}
      </div>
    </Roll>
  );
}

function Tile({ k, item }: { k: Kiosk; item: Item }) {
  const name = byLanguage(item.name, k.session.language);
  const pieces = piecesOfItem(k.lines, item.id);
  const alone = k.catalogue?.alone ?? false;
  const choose = () => (alone ? k.session.payOne(item) : item.options ? k.session.ask(item.id) : k.session.pick(lineId(item.id), 1));
  return (
    <button
      type="button"
      class="tile"
      data-testid={`item-${item.id}`}
      onClick={choose}
    >
      <Photo item={item} name={name} />
      <span class="tile-name">{name}</span> <span class="tile-price">{k.money(item.price)}</span>
      {alone && <span class="unseen">, {k.t.cart.pay(k.money(item.price))}</span>}
      {pieces > 0 && (
        <>
          <span key={pieces} class="tile-pieces" aria-hidden="true">
            {pieces}
          </span>
          <span class="unseen">, {k.t.choose.inCart(pieces)}</span>
        </>
      )}
    </button>
  );
}

function ChooseSum({ k }: { k: Kiosk }) {
  const pieces = piecesOf(k.lines);
  return <Sum k={k} label={pieces > 0 ? k.t.choose.inCart(pieces) : k.t.choose.nothing} amount={totalOf(k.lines)} />;
}

function ChooseActions({ k, alone }: { k: Kiosk; alone: boolean }) {
  return (
    <>
      <Button id="leave" kind="quiet" back press={k.session.end}>
        {k.t.choose.leave}
      </Button>
      {!alone && (
        <Button id="review" disabled={k.lines.length === 0} press={() => k.session.go("cart")}>
          {k.t.choose.review}
        </Button>
      )}
    </>
  );
}
