// What the agent says to the pages of a kiosk, exactly as it writes it. Both the
// kiosk's own screens and every web app read these types (see kiosk.d.ts); a Go test
// compares them field by field with what is behind them.

/** Whole minor units of the currency: won, cents. Never a fraction. */
export type Amount = number;

export type Currency = "KRW" | "EUR" | "USD" | "JPY" | "CHF";

/** Words by language: ko, en, ja, zh. */
export type ByLanguage = Record<string, string>;

export type Tax = "taxed" | "tax-free";

export type Advice = "other-card" | "try-again" | "ask-staff" | "not-offered";

export type Progress = "waiting-for-card" | "card-shown" | "try-stripe" | "card-inside" | "card-removed";

export type Paper = "ready" | "paper-low" | "paper-out" | "cover-open" | "error" | "not-connected";

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
  progress?: Progress;
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
  name: ByLanguage;
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
  currency: Currency;
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
  tax: Tax;
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
  advice: Advice;
}

export interface Receipt {
  store: Store;
  key: string;
  kind: "sale" | "void";
  test?: boolean;
  currency: Currency;
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
  currency: Currency;
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
  currency: Currency;
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
  currency: Currency;
  vat_percent: number;
  items: Item[] | null;
  /** Each thing is paid by itself, and its id is its payment key: it is the operator's server that sells. */
  alone?: boolean;
}

export interface Item {
  id: string;
  name: ByLanguage;
  category?: ByLanguage;
  price: Amount;
  tax: Tax;
  picture?: string;
  options?: Option[];
}

/** One question about an item: how large, with what. */
export interface Option {
  id: string;
  name: ByLanguage;
  choices: OptionChoice[] | null;
  /** How many of the choices have to be, and may be, made. */
  least: number;
  most: number;
}

export interface OptionChoice {
  /** Told apart within the item. */
  id: string;
  name: ByLanguage;
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
  state: Paper;
  reason?: string;
  required?: boolean;
  slip?: Slip;
}

export interface Slip {
  key: string;
  kind: "sale" | "void";
  state: "waiting" | "printing" | "printed" | "cut-off" | "not-printed";
}
