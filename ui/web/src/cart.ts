import type { Amount, Catalogue, Item, OptionChoice, Pick, Split } from "./api";

/** The cart: pieces by what was chosen, in the order in which it was chosen. */
export type Cart = ReadonlyMap<string, number>;

export const empty: Cart = new Map();

/** The agent takes at most this many pieces in one line. */
export const mostPieces = 999;

/** lineId names an item together with the choices made for it. */
export const lineId = (item: string, choices: readonly string[] = []): string => [item, ...choices].join("|");

/** change adds pieces to a line or takes some away; a line of none is gone. */
export function change(cart: Cart, line: string, by: number): Cart {
  const next = new Map(cart);
  const pieces = Math.min(mostPieces, (next.get(line) ?? 0) + by);
  if (pieces > 0) next.set(line, pieces);
  else next.delete(line);
  return next;
}

export interface CartLine {
  id: string;
  item: Item;
  choices: OptionChoice[];
  quantity: number;
  /** Of one piece, by the catalogue; what is charged is the agent's own price. */
  price: Amount;
  sum: Amount;
}

/** linesOf joins the cart with the catalogue; what is no longer sold is left out. */
export function linesOf(cart: Cart, catalogue: Catalogue): CartLine[] {
  const byId = new Map((catalogue.items ?? []).map((i) => [i.id, i]));
  return [...cart].flatMap(([id, quantity]) => {
    const [itemId = "", ...chosen] = id.split("|");
    const item = byId.get(itemId);
    const choices = item && choicesOf(item, chosen);
    if (!item || !choices) return [];
    const price = priceOf(item, choices);
    return [{ id, item, choices, quantity, price, sum: price * quantity }];
  });
}

/** choicesOf finds choices by id, or nothing when one of them is no longer offered. */
function choicesOf(item: Item, chosen: readonly string[]): OptionChoice[] | undefined {
  const all = (item.options ?? []).flatMap((o) => o.choices ?? []);
  const found = chosen.flatMap((id) => all.find((c) => c.id === id) ?? []);
  return found.length === chosen.length ? found : undefined;
}

export const priceOf = (item: Item, choices: readonly OptionChoice[]): Amount => choices.reduce((sum, c) => sum + c.price, item.price);

export const picksOf = (lines: CartLine[]): Pick[] =>
  lines.map((l) => ({
    item: l.item.id,
    quantity: l.quantity,
    ...(l.choices.length > 0 ? { choices: l.choices.map((c) => c.id) } : {}),
  }));

export const piecesOf = (lines: CartLine[]): number => lines.reduce((n, l) => n + l.quantity, 0);

/** piecesOfItem counts an item over all the choices made for it. */
export const piecesOfItem = (lines: CartLine[], item: string): number => piecesOf(lines.filter((l) => l.item.id === item));

export const totalOf = (lines: CartLine[]): Amount => lines.reduce((n, l) => n + l.sum, 0);

/**
 * splitOf shows the tax in the cart, by the agent's rule: taken out of the taxed
 * sum once and rounded down. What is charged is the agent's own split.
 */
export function splitOf(lines: CartLine[], vatPercent: number): Split {
  const taxed = totalOf(lines.filter((l) => l.item.tax === "taxed"));
  const vat = Math.floor((taxed * vatPercent) / (100 + vatPercent));
  return { supply: taxed - vat, vat, tax_free: totalOf(lines) - taxed, service: 0 };
}
