import type { Amount, Catalogue, Item, Pick, Split } from "./api";

/** The cart: pieces by item id, in the order in which they were chosen. */
export type Cart = ReadonlyMap<string, number>;

export const empty: Cart = new Map();

/** The agent takes at most this many pieces in one line. */
export const mostPieces = 999;

/** change adds pieces to a line or takes some away; a line of none is gone. */
export function change(cart: Cart, item: string, by: number): Cart {
  const next = new Map(cart);
  const pieces = Math.min(mostPieces, (next.get(item) ?? 0) + by);
  if (pieces > 0) next.set(item, pieces);
  else next.delete(item);
  return next;
}

export interface CartLine {
  item: Item;
  quantity: number;
  sum: Amount;
}

/** linesOf joins the cart with the catalogue; what is no longer sold is left out. */
export function linesOf(cart: Cart, catalogue: Catalogue): CartLine[] {
  const byId = new Map((catalogue.items ?? []).map((i) => [i.id, i]));
  return [...cart].flatMap(([id, quantity]) => {
    const item = byId.get(id);
    return item ? [{ item, quantity, sum: item.price * quantity }] : [];
  });
}

export const picksOf = (lines: CartLine[]): Pick[] =>
  lines.map((l) => ({ item: l.item.id, quantity: l.quantity }));

export const piecesOf = (lines: CartLine[]): number => lines.reduce((n, l) => n + l.quantity, 0);

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
