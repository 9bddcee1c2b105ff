import type { Parts } from "./parts/parts";

/** Strings is every sentence on the screen. */
export type Strings = Words & Parts;

/**
 * Words are the sentences of the kiosk's own page. A language that lacks one does
 * not compile. They are kind to the person in the queue: short, warm, exact about
 * money, no blame, and no codes in the main sentence.
 */
export interface Words {
  locale: string;
  chooseLanguage: string;
  testMode: string;
  testModeText: string;
  staffCode: (code: number) => string;
  reference: string;
  moment: string;
  close: string;

  idle: { title: string; start: string; padTitle: string; padStart: string };
  choose: {
    title: string;
    categories: string;
    other: string;
    add: (name: string, price: string) => string;
    inCart: (n: number) => string;
    pages: (page: number, of: number) => string;
    previous: string;
    next: string;
    leave: string;
    review: string;
    nothing: string;
    empty: string;
    soldOut: string;
  };
  cart: {
    title: string;
    more: string;
    less: string;
    add: (name: string) => string;
    take: (name: string) => string;
    remove: (name: string) => string;
    addMore: string;
    pay: (amount: string) => string;
    retry: string;
  };
  sum: { toPay: string; paid: string; notPaid: string; amount: string; refunded: string; supply: string; vat: string; taxFree: string; service: string; total: string };
  moreTime: { title: string; text: (seconds: number) => string; more: string; leave: string };

  steps: { label: string; card: string; approval: string; done: string };
  preparing: { title: string; text: string };
  insert: { title: string; or: string; text: string; cancel: string; stripe: string; stripeText: string };
  processing: { title: string; text: string; wait: string };
  cancelling: { title: string; text: string };
  goesOn: string;
  uncertain: { title: string; warn: string; text: string };
  remove: { title: string; paid: string; notPaid: string; other: string; taken: string };

  approved: { title: string; text: string; done: string; recovered: string };
  declined: { title: string; text: string; again: string; staff: string; notOffered: string; charged: string; otherCard: string; sameCard: string; back: string };
  notCharged: { title: string; text: string; again: string; back: string };
  held: { title: string; text: string; keep: string; back: string };
  voiding: { title: string; text: string };
  notRefunded: { title: string; warn: string; text: string; done: string };
  voided: { title: string; text: string; done: string };
  unresolved: { title: string; warn: string; text: string; done: string };
  mismatch: { title: string; warn: string; text: string; done: string };
  failed: { title: string; text: string; again: string; back: string };

  paper: { print: string; again: string; printing: string; printed: string; cutOff: string; none: string; closed: string };
  noPad: { title: string; text: string; works: string; look: string; back: string };
  closed: { hours: { title: string; text: string }; other: { title: string; text: string } };
  starting: { title: string; text: string };
  lost: { title: string; text: string; paying: string };

  slip: { title: string; voided: string; businessNumber: string; at: string; card: string; issuer: string; approval: string; instalment: string; months: (n: number) => string; order: string; test: string };

  options: { title: string; needed: string; upTo: (n: number) => string; add: (price: string) => string; back: string };
  method: { title: string; card: string; cardText: string; months: string; monthsText: string; howMany: string; of: (n: number) => string; atOnce: string; back: string };
  phone: {
    method: string;
    preparing: { title: string; text: string };
    scan: { title: (way: string) => string; text: string; code: string; left: (time: string) => string; soon: (minutes: number) => string };
    busy: { title: string; text: string };
    last: { title: string; text: string };
    cancelling: string;
    refused: { title: string; text: string };
    cancelled: { title: string; text: string };
    expired: { title: string; text: string };
    again: string;
    held: string;
    issued: { title: string; warn: string; text: string; bank: string; number: string; holder: string; until: string; done: string };
    off: string;
  };
  receipt: { code: string; codeText: string; hide: string };
  help: { call: string; called: string; failed: string };
  ease: {
    open: string;
    title: string;
    languages: string;
    size: string;
    contrast: string;
    low: string;
    speech: string;
    speed: string;
    speeds: [string, string, string];
    volume: string;
    volumes: [string, string, string];
    quieter: string;
    louder: string;
    curtain: string;
    curtainText: string;
    on: string;
    off: string;
    reset: string;
    done: string;
  };
  speech: {
    label: string;
    pause: string;
    resume: string;
    repeat: string;
    begins: string;
    choices: (n: number) => string;
    chosen: string;
    notChosen: string;
    disabled: string;
    button: string;
    cardEnds: (digits: string) => string;
    curtainOn: string;
  };

  refused: { price: string; busy: string; resolving: string; starting: string; memory: string; sold: string; order: string; lost: string; paper: string; other: string };
}
