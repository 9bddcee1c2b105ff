import { useState } from "preact/hooks";
import type { Catalogue, Item } from "../api";
import { piecesOf, totalOf } from "../cart";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Drawing } from "../parts/drawings";
import { Frame, Heading, Sum } from "../parts/frame";
import { Basket } from "../parts/basket";
import { byLanguage, type Language } from "../strings";

// More than nine things at once are a wall, not a choice.
const perPage = 9;

/** Choose offers one category at a time. */
export function Choose({ k }: { k: Kiosk }) {
  const [category, setCategory] = useState(0);
  const [page, setPage] = useState(0);
  const groups = categoriesOf(k.catalogue, k.session.language, k.t.choose.other);
  const group = groups[category] ?? groups[0];
  const choose = (n: number) => {
    setCategory(n);
    setPage(0);
  };
  return (
    <Frame kind="list" parts={<Basket k={k} />} sum={<ChooseSum k={k} />} actions={<ChooseActions k={k} />}>
      <Heading>{k.t.choose.title}</Heading>
      {groups.length > 1 && <Tabs k={k} names={groups.map((g) => g.name)} at={category} choose={choose} />}
      {group ? <Tiles key={category} k={k} items={group.items} page={page} turn={setPage} /> : <p class="lead">{k.t.choose.soldOut}</p>}
    </Frame>
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
    <nav class="tabs" aria-label={k.t.choose.categories}>
      {names.map((name, i) => (
        <button key={name} type="button" class="tab" data-testid={`tab-${i}`} aria-pressed={i === at} onClick={() => choose(i)}>
          {name}
        </button>
      ))}
    </nav>
  );
}

interface TilesProps {
  k: Kiosk;
  items: Item[];
  page: number;
  turn: (page: number) => void;
}

function Tiles({ k, items, page, turn }: TilesProps) {
  const pages = Math.ceil(items.length / perPage);
  const shown = items.slice(page * perPage, (page + 1) * perPage);
  return (
    <>
      <div class="tiles" data-count={shown.length}>
        {shown.map((item) => (
          <Tile key={item.id} k={k} item={item} />
        ))}
      </div>
      {pages > 1 && <Pages k={k} page={page} pages={pages} turn={turn} />}
    </>
  );
}

function Tile({ k, item }: { k: Kiosk; item: Item }) {
  const name = byLanguage(item.name, k.session.language);
  const pieces = k.session.cart.get(item.id) ?? 0;
  return (
    <button
      type="button"
      class="tile"
      data-testid={`item-${item.id}`}
      aria-label={k.t.choose.add(name, k.money(item.price)) + (pieces > 0 ? `, ${k.t.choose.inCart(pieces)}` : "")}
      onClick={() => k.session.pick(item.id, 1)}
    >
      <Drawing name={item.picture ?? ""} fallback={name} />
      <span class="tile-name">{name}</span>
      <span class="tile-price">{k.money(item.price)}</span>
      {pieces > 0 && (
        <span key={pieces} class="tile-pieces">
          {pieces}
        </span>
      )}
    </button>
  );
}

function Pages({ k, page, pages, turn }: { k: Kiosk; page: number; pages: number; turn: (page: number) => void }) {
  return (
    <div class="pages">
      <Button id="page-previous" kind="quiet" disabled={page === 0} press={() => turn(page - 1)}>
        {k.t.choose.previous}
      </Button>
      <span aria-label={k.t.choose.pages(page + 1, pages)}>
        {page + 1} / {pages}
      </span>
      <Button id="page-next" kind="quiet" disabled={page === pages - 1} press={() => turn(page + 1)}>
        {k.t.choose.next}
      </Button>
    </div>
  );
}

function ChooseSum({ k }: { k: Kiosk }) {
  const pieces = piecesOf(k.lines);
  return <Sum k={k} label={pieces > 0 ? k.t.choose.inCart(pieces) : k.t.choose.nothing} amount={totalOf(k.lines)} />;
}

function ChooseActions({ k }: { k: Kiosk }) {
  return (
    <>
      <Button id="leave" kind="quiet" press={k.session.end}>
        {k.t.choose.leave}
      </Button>
      <Button id="review" disabled={k.lines.length === 0} press={() => k.session.go("cart")}>
        {k.t.choose.review}
      </Button>
    </>
  );
}
