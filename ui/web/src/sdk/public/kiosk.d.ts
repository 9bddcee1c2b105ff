// The kiosk's SDK, version 1.0: what a web app on a kioskd kiosk may use.
//
//   import { kiosk } from "/sdk/v1/kiosk.js";
//
// or, in a classic script, <script src="/sdk/v1/kiosk.global.js"></script> and
// window.kiosk. The guide is docs/sdk.md; the API underneath docs/local-api.md.
// What the agent says is in data.d.ts, beside this file.

import type { Amount, Catalogue, Currency, Line, Merchant, Modes, Order, Payment, PaymentView, PhoneWay, Pick, Split, View } from "./data";

export type * from "./data";

/** Why something did not work, for programs. */
export type ErrorCode =
  /** The page is not served by the kiosk, so that the browser keeps it from the kiosk's agent. */
  | "not-served-by-kiosk"
  /** Chrome's local network access rules keep the page from the agent. */
  | "local-network-blocked"
  /** The agent does not answer. */
  | "unreachable"
  /** The page was not opened by the kiosk's own launch. */
  | "not-launched"
  /** SDK and agent do not speak the same version. */
  | "version-mismatch"
  /** connect() has not been called, or not awaited. */
  | "not-connected"
  /** This kiosk cannot do that; see supports(). */
  | "not-supported"
  /** An argument is wrong. */
  | "invalid"
  /** Nothing is stored under this key. */
  | "not-found"
  /** The amounts are not those of the stored order. */
  | "amount"
  /** The key belongs to another order. */
  | "conflict"
  /** Another payment runs. */
  | "busy"
  /** The card pad is missing or silent. */
  | "pad"
  /** The kiosk is closed, locked, starting or settling the last payment: wait. */
  | "not-now"
  /** The kiosk's settings do not let pages do this. */
  | "not-allowed"
  /** A person has to look at the payment. Do not charge again. */
  | "unresolved"
  /** Money that should go back has not; the staff know. */
  | "not-refunded"
  /** There is no slip: no printer, no paper, or no such slip. */
  | "printer"
  /** More than may be stored. */
  | "quota"
  /** The kiosk has refused it for another reason; see fault and message. */
  | "refused";

/** Every failure of the SDK: what went wrong, and the next step. */
export class KioskError extends Error {
  readonly name: "KioskError";
  readonly code: ErrorCode;
  /** The next step, a sentence for whoever looks after the kiosk. */
  readonly advice: string;
  /** The kiosk's fault number, where it has one; they never change. */
  readonly fault?: number;
}

/** What the kiosk is and can. */
export interface KioskInfo {
  /** Version of the local API, as in "1.0". */
  api: string;
  /** Version of kioskd. */
  agent: string;
  kiosk: string;
  serial_number: string;
  merchant: Merchant;
  currency: Currency;
  /** How the pad's answers come: the name of its driver, in capitals. */
  van: string;
  /** Who sets the amounts of an order. */
  orders: "catalogue" | "server" | "app";
  /** The most that an order of the app's may come to, where orders is "app". */
  app_limit?: Amount;
  features: string[] | null;
  /** The pad is simulated: no money moves. */
  test: boolean;
}

/** What to pay, and which of the kiosk's screens to lay over the page meanwhile. */
export interface PaymentWish {
  key: string;
  /** What the customer saw: the total of the stored order. */
  amount: Amount;
  /** Monthly payments; 0 for one. */
  months?: number;
  /** One of the methods' ids, as in "kakaopay", to pay by phone; "card" or nothing for the card pad. */
  method?: string;
  /**
   * "all" (the usual): the kiosk shows card, outcome and receipt.
   * "payment": it shows the payment; an approval is yours to show.
   * "none": the page shows everything, from kiosk.onView.
   */
  screens?: "all" | "payment" | "none";
}

/** How a payment ended. Whatever is not settled has not ended. */
export interface PaymentResult {
  /** "issued": the customer has an account to pay into. Nothing is paid; give nothing out. */
  outcome: "approved" | "declined" | "not-charged" | "refunded" | "issued";
  payment: Payment;
}

export interface Payments {
  /**
   * Pays a stored order. The promise settles when the money's fate is settled and
   * the kiosk's screens have been left; while the outcome is unknown it waits. It
   * is safe to call again with the same key: nobody is charged twice, and what is
   * settled answers at once.
   */
  start(wish: PaymentWish): Promise<PaymentResult>;
  /** How one may pay by phone now; empty when HQ offers none or cannot be reached. */
  methods(): Promise<PhoneWay[]>;
  /** Goes on with the payment that the kiosk shows, as after a reload; undefined without one. */
  resume(options?: { screens?: "all" | "payment" | "none" }): Promise<PaymentResult | undefined>;
  /** The payment that the kiosk shows now. */
  current(): Promise<PaymentView | undefined>;
  /** What the books say. */
  get(key: string): Promise<Payment>;
  /** Calls back with every change of this payment on the screen, and with undefined once it has left. Returns what ends that. */
  watch(key: string, changed: (payment: PaymentView | undefined, view: View) => void): () => void;
  /** Asks for a running payment to be cancelled. The pad's answer decides, and may still be an approval. */
  abort(key: string): Promise<void>;
  /** Keeps what was approved too late (state "held"), instead of having it go back. */
  keep(key: string): Promise<void>;
  /** Leaves the outcome of a payment. */
  dismiss(key: string): Promise<void>;
  /** Takes all of a payment back; resolves when the money is back. Needs the feature "refund". */
  refund(wish: RefundWish): Promise<Payment>;
}

/** Describes a payment as its answer did. */
export interface RefundWish {
  key: string;
  amounts: Split;
  /** approval.number */
  number: string;
  /** approved_ms */
  approvedMs: number;
  /** approval.instalment; 0 where missing. */
  months?: number;
}

export interface Orders {
  /** What is on sale. */
  catalogue(): Promise<Catalogue>;
  /** The months that are offered, and from which amount. */
  instalments(): Promise<{ from: Amount; months: number[] | null }>;
  /** Stores an order at the kiosk's prices, under a new key. */
  create(picks: Pick[], language?: string): Promise<Order>;
  /**
   * Stores an order with the page's own amounts, under the page's own key, where
   * the kiosk's setting payments.orders is "app". Elsewhere it returns the order
   * that is stored under the key if its amounts are the same.
   */
  createOwn(own: { key: string; amounts: Split; lines?: Line[] }): Promise<Order>;
}

/** Text that this app keeps on this kiosk, sealed. */
export interface Storage {
  /** null where nothing is kept. */
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
  remove(key: string): Promise<void>;
  clear(): Promise<void>;
}

export interface WebToken {
  /** For Authorization: Bearer. */
  token: string;
  expires: string;
  /** How long it still counts: go by this, since a kiosk's clock may be wrong. */
  left_ms: number;
}

export interface Auth {
  /** A short-lived token for HQ's REST API; the same one until shortly before it ends. */
  getToken(): Promise<WebToken>;
}

export interface Receipts {
  /** Prints the slip of a payment, once; resolves when it is out. Again: also when it came out before. */
  print(key: string, options?: { kind?: "sale" | "void"; language?: "ko" | "en"; again?: boolean }): Promise<void>;
}

export interface Access {
  get(): Promise<Modes>;
  /** Changes what is named, and keeps the rest. */
  set(modes: Partial<Modes>): Promise<Modes>;
  /** Makes the kiosk as usual for the next customer. */
  reset(): Promise<void>;
}

export interface Help {
  /** Calls the staff to the kiosk. */
  call(): Promise<void>;
}

export interface Kiosk {
  /** Version of this SDK. */
  readonly version: string;
  /**
   * The first call: looks whether the agent is there and speaks this version, and
   * has a browser that asks for permission ask now. Everything else does it by
   * itself where it was left out.
   */
  connect(): Promise<KioskInfo>;
  /** Whether this kiosk has a feature: "refund", "printer", "instalments", "orders.app", … Call connect first. */
  supports(feature: string): boolean;
  /** Calls back with what the kiosk shows: now, and with every change; comes back after every cut. Returns what ends that. */
  onView(changed: (view: View) => void): () => void;
  /** Calls back with false when the agent has not been heard for a moment, and with true when it is again. */
  onConnection(changed: (online: boolean) => void): () => void;
  readonly payment: Payments;
  readonly orders: Orders;
  readonly storage: Storage;
  readonly auth: Auth;
  readonly receipts: Receipts;
  readonly access: Access;
  readonly help: Help;
}

export const kiosk: Kiosk;

declare global {
  interface Window {
    kiosk: Kiosk;
    KioskError: typeof KioskError;
  }
}
