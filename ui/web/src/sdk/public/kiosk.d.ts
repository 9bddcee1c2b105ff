// The kiosk's SDK, version 1.0: what a web app on a kioskd kiosk may use.
//
//   import { kiosk } from "/sdk/v1/kiosk.js";
//
// or, in a classic script, <script src="/sdk/v1/kiosk.global.js"></script> and
// window.kiosk. The guide is docs/sdk.md; the API underneath docs/local-api.md.

/** Whole minor units of the currency: won, cents. Never a fraction. */
export type Amount = number;

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
  currency: string;
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

export interface Merchant {
  id: string;
  name: string;
  business_number: string;
}

/** What a screen shows this second. */
export interface View {
  seq: number;
  state: State;
  since: string;
  pad: Link;
  test: boolean;
  payment?: PaymentView;
  progress?: "waiting-for-card" | "card-shown" | "try-stripe" | "card-inside" | "card-removed";
  /** How one may pay by phone now. */
  ways?: PhoneWay[];
  /** How far a payment by phone has come while it runs. */
  phone?: PhoneStep;
  card_inside: boolean;
  /** Why no payment may begin now. */
  closed?: Fault;
  /** Grows when the catalogue or the shop has changed. */
  shop: number;
  /** Grows when pages should load themselves anew. */
  page: number;
  fault?: Fault;
  modes: Modes;
  printer?: Printer;
}

/** A way to pay by phone. */
export interface PhoneWay {
  /** What a wish's method says. */
  id: string;
  name: Record<string, string>;
}

export interface PhoneStep {
  /** The phone has to read the code; the customer has agreed; one last look. */
  state: "waiting" | "busy" | "closing";
  /** What the QR code says. */
  code: string;
  /** Of the code, by the kiosk's clock. */
  until: string;
}

/** An account to pay into: nothing is paid yet. */
export interface Account {
  bank: string;
  number: string;
  holder?: string;
  until: string;
}

export type State =
  | "starting"
  | "idle"
  | "preparing"
  | "authorizing"
  | "aborting"
  | "unknown"
  | "resolving"
  | "approved"
  | "declined"
  | "not-charged"
  | "held"
  | "voiding"
  | "voided"
  | "issued"
  | "unresolved"
  | "closing"
  | "failed";

/** What the books say for ever. */
export type Status =
  | "ordered"
  | "started"
  | "offered"
  | "approved"
  | "declined"
  | "unknown"
  | "not-charged"
  | "mismatch"
  | "voiding"
  | "voided"
  | "unresolved"
  | "late"
  | "issued";

export interface Link {
  up: boolean;
  pad?: string;
  reason?: string;
}

export interface Fault {
  number: number;
  text: string;
  next: string;
}

/** The part of a payment that its customer sees. */
export interface PaymentView {
  key: string;
  /** Short, to read aloud to the staff. */
  reference: string;
  attempt: number;
  status: Status;
  currency: string;
  lines: Line[] | null;
  total: Amount;
  split: Split;
  decline?: Decline;
  receipt?: Receipt;
  recovered?: boolean;
  /** The way to pay by phone that was taken; missing for the card pad. */
  via?: string;
  account?: Account;
  not_refunded?: boolean;
}

export interface Line {
  item: string;
  name: string;
  /** Of one piece, taxes included. */
  price: Amount;
  quantity: number;
  tax: "taxed" | "tax-free";
}

/** A total divided: supply + vat + tax_free + service is the total. */
export interface Split {
  supply: Amount;
  vat: Amount;
  tax_free: Amount;
  /** Service charge or tip. */
  service: Amount;
}

export interface Decline {
  code: string;
  text: string;
  advice: "other-card" | "try-again" | "ask-staff" | "not-offered";
}

export interface Receipt {
  store: Store;
  key: string;
  kind: "sale" | "void";
  test?: boolean;
  currency: string;
  lines: Line[] | null;
  split: Split;
  total: Amount;
  number: string;
  at?: string;
  instalment: number;
  method: string;
  card?: string;
  issuer?: Party;
  acquirer?: Party;
  merchant?: string;
  device?: string;
  medium?: string;
  voided?: boolean;
  voided_at?: string;
  void_number?: string;
  refunded?: Amount;
  part?: number;
  signature?: boolean;
  slip?: string[];
}

export interface Store {
  id: string;
  name: string;
  business_number?: string;
  representative?: string;
  address?: string;
  phone?: string;
}

/** A card company. */
export interface Party {
  code?: string;
  name?: string;
}

/** What the books say about a key. */
export interface Payment {
  key: string;
  order: Order;
  status: Status;
  attempt: number;
  approval?: Approval;
  decline?: Decline;
  /** One to pay into, where one was issued: not paid yet. */
  account?: Account;
  /** What has gone back, oldest first. */
  refunds?: Refund[];
  /** When it was approved, in milliseconds since 1970. */
  approved_ms?: number;
  /** When money last went back, in milliseconds since 1970. */
  voided_ms?: number;
  recovered?: boolean;
  test?: boolean;
}

/** A card company's yes. */
export interface Approval {
  /** Names it uniquely; the number alone does not. */
  ref: string;
  /** The approval number; zeros in front count. */
  number: string;
  currency: string;
  amount: Amount;
  vat: Amount;
  service: Amount;
  /** Number of monthly payments, 0 for one. */
  instalment: number;
  /** By the pad's clock: local time without a zone. */
  at?: string;
  /** The way to pay by phone; missing for the card pad. */
  via?: string;
  method: string;
  medium?: string;
  /** Masked. */
  card?: string;
  issuer?: Party;
  acquirer?: Party;
  merchant?: string;
  device?: string;
  offline?: boolean;
  slip?: string[];
}

export interface Refund {
  part?: number;
  amount: Amount;
  split: Split;
  reason?: string;
  number: string;
  pad_at?: string;
  at: string;
}

/** A stored order: from now on it decides what is charged under its key. */
export interface Order {
  key: string;
  currency: string;
  lines: Line[];
  total: Amount;
  split: Split;
  /** "app" or "server" where those set the amounts. */
  by?: string;
  /** Points or a coupon of the shop's own, by which the prices have been lowered. */
  own?: Own;
}

export interface Own {
  method: string;
  ref: string;
  amount: Amount;
}

export interface Catalogue {
  currency: string;
  vat_percent: number;
  items: Item[] | null;
  /** Each thing is paid by itself, and its id is its payment key: it is the operator's server that sells. */
  alone?: boolean;
}

export interface Item {
  id: string;
  /** By language: ko, en, ja, zh. */
  name: Record<string, string>;
  category?: Record<string, string>;
  price: Amount;
  tax: "taxed" | "tax-free";
  picture?: string;
  options?: Option[];
}

/** One question about an item: how large, with what. */
export interface Option {
  id: string;
  name: Record<string, string>;
  choices: OptionChoice[] | null;
  /** How many of the choices have to be, and may be, made. */
  least: number;
  most: number;
}

export interface OptionChoice {
  /** Told apart within the item. */
  id: string;
  name: Record<string, string>;
  /** What it adds to the price of a piece. */
  price: Amount;
}

export interface Pick {
  item: string;
  quantity: number;
  /** The ids of the choices that are made of the item's options. */
  choices?: string[];
}

/** How the customer at the screen wants to be served. The kiosk keeps it from page to page. */
export interface Modes {
  /** ko, en, ja or zh; missing for the kiosk's own. */
  language?: string;
  /** Size of everything in percent, 100 to 200. */
  text: number;
  /** High contrast. */
  contrast: boolean;
  /** Everything within reach from a wheelchair. */
  low: boolean;
  /** Everything is spoken. */
  speech: boolean;
  /** The screen stays dark, and is spoken by earphone. */
  private: boolean;
}

export interface Printer {
  state: "ready" | "paper-low" | "paper-out" | "cover-open" | "error" | "not-connected";
  reason?: string;
  required?: boolean;
  slip?: Slip;
}

export interface Slip {
  key: string;
  kind: "sale" | "void";
  state: "waiting" | "printing" | "printed" | "cut-off" | "not-printed";
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
