// The types of the local API, exactly as the agent writes them. A Go test
// compares every field below with the struct of the same name.

/** Whole minor units: won, cents. Never a fraction. */
export type Amount = number;

export type Currency = "KRW" | "EUR" | "USD" | "JPY" | "CHF";

/** What a screen shows this second. */
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
  | "issued"
  | "late";

export type Progress = "waiting-for-card" | "card-shown" | "try-stripe" | "card-inside" | "card-removed";

export type Advice = "other-card" | "try-again" | "ask-staff" | "not-offered";

export type Tax = "taxed" | "tax-free";

/** Words by language: ko, en, ja, zh. */
export type ByLanguage = Record<string, string>;

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
  id: string;
  name: ByLanguage;
}

export interface PhoneStep {
  /** The phone has to read the code; the customer has agreed; one last look. */
  state: "waiting" | "busy" | "closing";
  /** What the QR code says. */
  code: string;
  /** Of the code, by the kiosk's clock, which is this page's. */
  until: string;
}

/** An account to pay into: nothing is paid yet. */
export interface Account {
  bank: string;
  number: string;
  holder?: string;
  until: string;
}

/** How the customer at the screen wants to be served; the kiosk holds it, whatever page is shown. */
export interface Modes {
  /** ko, en, ja or zh; missing for the kiosk's own. */
  language?: string;
  /** Size of everything in percent, 100 to 200. */
  text: number;
  contrast: boolean;
  low: boolean;
  speech: boolean;
  private: boolean;
}

export type Paper = "ready" | "paper-low" | "paper-out" | "cover-open" | "error" | "not-connected";

/** The receipt printer; a kiosk without one has none in its views. */
export interface Printer {
  state: Paper;
  reason?: string;
  required?: boolean;
  slip?: SlipJob;
}

/** What became of the last slip that was asked for. */
export interface SlipJob {
  key: string;
  kind: "sale" | "void";
  state: "waiting" | "printing" | "printed" | "cut-off" | "not-printed";
}

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

export interface PaymentView {
  key: string;
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
  /** The way to pay by phone that was taken. */
  via?: string;
  account?: Account;
  /** The money is still to go back, and a person has to see to it. */
  not_refunded?: boolean;
}

export interface Line {
  item: string;
  name: string;
  price: Amount;
  quantity: number;
  tax: Tax;
}

export interface Split {
  supply: Amount;
  vat: Amount;
  tax_free: Amount;
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

export interface Party {
  code?: string;
  name?: string;
}

export interface Store {
  id: string;
  name: string;
  business_number?: string;
  representative?: string;
  address?: string;
  phone?: string;
}

/** How long a page waits before it says that a payment goes on. */
export interface Limits {
  page_ms: number;
}

export interface Catalogue {
  currency: Currency;
  vat_percent: number;
  items: Item[] | null;
  /** Each thing is paid by itself: its id is its payment key. */
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

/** Option is one question about an item: how large, with what. */
export interface Option {
  id: string;
  name: ByLanguage;
  choices: OptionChoice[] | null;
  /** How many of the choices have to be, and may be, made. */
  least: number;
  most: number;
}

/** OptionChoice is one answer, and what it adds to the price of a piece. */
export interface OptionChoice {
  id: string;
  name: ByLanguage;
  price: Amount;
}

/** Instalments tells from which amount monthly payments are offered, and how many. */
export interface Instalments {
  from: Amount;
  months: number[] | null;
}

export interface Pick {
  item: string;
  quantity: number;
  choices?: string[];
}

export interface Order {
  key: string;
  currency: Currency;
  lines: Line[];
  total: Amount;
  split: Split;
  /** Who set the amounts: app or server; missing where the catalogue did. */
  by?: string;
  /** Points or a coupon of the shop's own, by which the prices have been lowered. */
  own?: Own;
}

export interface Own {
  method: string;
  ref: string;
  amount: Amount;
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
