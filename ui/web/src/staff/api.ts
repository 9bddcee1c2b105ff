import type { Amount, Currency } from "../api";

// The types of the local API behind the PIN, exactly as the agent writes them. A Go
// test compares every field below with the struct of the same name.

export interface Overview {
  kiosk: string;
  version: string;
  since: string;
  test: boolean;
  pad: { up: boolean; pad?: string; reason?: string };
  fault?: number;
  cases: number;
  waiting: Waiting;
  hq: HQ;
  disk: Disk;
  printer?: string;
}

export interface Waiting {
  count: number;
  sum: Amount;
  currency: Currency;
  oldest?: string;
}

export interface HQ {
  set: boolean;
  connected: boolean;
  reason?: string;
}

export interface Disk {
  bytes: number;
  error?: string;
}

export interface PadTest {
  ok: boolean;
  says: string;
  millis: number;
}

export interface DayTotals {
  day: string;
  currency: Currency;
  sales: number;
  sum: Amount;
  refunds: number;
  back: Amount;
  open: number;
}

export interface Sale {
  key: string;
  reference: string;
  at: string;
  status: string;
  amount: Amount;
  left: Amount;
  currency: Currency;
  number?: string;
  card?: string;
}

export interface Case {
  key: string;
  reference: string;
  status: string;
  since?: string;
  amount: Amount;
  currency?: Currency;
  number?: string;
  card?: string;
  reason?: string;
  fault?: number;
  next: string;
  override?: { name: string; reason: string };
}

/** A refusal, with what to do about it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
    readonly next: string,
  ) {
    super(message);
  }
}

const patience = 30_000;

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const init: RequestInit = { method, signal: AbortSignal.timeout(patience) };
  if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(`/api/v1/staff${path}`, init);
  const text = await response.text();
  const answer = text === "" ? undefined : JSON.parse(text);
  if (!response.ok) throw new Refusal(response.status, String(answer?.type ?? "").split(":").pop() ?? "", answer?.detail ?? "", answer?.next ?? "");
  return answer as T;
}

export const signIn = (pin: string): Promise<void> => call("POST", "/session", { pin });
export const signOut = (): Promise<void> => call("DELETE", "/session");
export const overview = (): Promise<Overview> => call("GET", "/overview");
export const cases = async (): Promise<Case[]> => (await call<Case[] | null>("GET", "")) ?? [];
export const sales = (): Promise<Sale[]> => call("GET", "/sales");
export const totals = (day: string): Promise<DayTotals> => call("GET", `/totals?day=${day}`);
export const testPad = (): Promise<PadTest> => call("POST", "/pad-test");
export const sendNow = (): Promise<void> => call("POST", "/send-now");
export const override = (key: string, name: string, reason: string): Promise<void> => call("POST", `/${key}/override`, { name, reason });
export const refund = (key: string, id: string, reason: string): Promise<void> => call("POST", `/${key}/refund`, { id, reason });
export const reprint = (key: string, language: string): Promise<void> => call("POST", `/${key}/receipt`, { language, again: true });
