import type { Amount } from "./sdk/public/data";

// What the local API says to every page, and what only the kiosk's own screens
// ask it for. A Go test compares every field with the struct of the same name.

export type * from "./sdk/public/data";

/** How long a page waits before it says that a payment goes on. */
export interface Limits {
  page_ms: number;
}

/** Instalments tells from which amount monthly payments are offered, and how many. */
export interface Instalments {
  from: Amount;
  months: number[] | null;
}

/** A refusal, with the next step for whoever looks after the kiosk. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  fault?: number;
  detail: string;
  next: string;
}
