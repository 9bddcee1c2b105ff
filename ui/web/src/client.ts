import type { Amount, Catalogue, Instalments, Limits, Modes, Order, Pick, Problem, Store } from "./api";
import type { Look } from "./look";

/** A call that the agent refused, or that did not reach it (problem unset). */
export class CallError extends Error {
  constructor(
    message: string,
    readonly problem?: Problem,
  ) {
    super(message);
  }
}

export const getCatalogue = (): Promise<Catalogue> => call("GET", "catalogue");

export const getStore = (): Promise<Store> => call("GET", "store");

export const getLimits = (): Promise<Limits> => call("GET", "limits");

export const getInstalments = (): Promise<Instalments> => call("GET", "instalments");

/** What the settings say about the screen; a kiosk that says nothing has the standard look. */
export const getLook = (): Promise<Look> => call("GET", "look");

export const putModes = (modes: Modes): Promise<unknown> => call("PUT", "modes", modes);

/** The next customer finds everything as usual. */
export const deleteModes = (): Promise<unknown> => call("DELETE", "modes");

/** Calls a person. */
export const postHelp = (): Promise<unknown> => call("POST", "help");

export const postOrder = (picks: Pick[], language: string): Promise<Order> =>
  call("POST", "orders", { picks, language });

/** Starts a payment, or is told what became of it: safe to repeat. */
export const postPayment = (key: string, amount: Amount, { months = 0, via, language }: How = {}): Promise<unknown> =>
  call("POST", "payments", { key, amount, ...(months > 0 ? { months } : {}), ...(via ? { via, language } : {}) });

/** How something is paid: in months, or by phone with its pages in a language; otherwise by card at once. */
export interface How {
  months?: number | undefined;
  via?: string | undefined;
  language?: string;
}

export const postAbort = (key: string): Promise<unknown> => call("POST", `payments/${key}/abort`);

export const postDismiss = (key: string): Promise<unknown> => call("POST", `payments/${key}/dismiss`);

export const postKeep = (key: string): Promise<unknown> => call("POST", `payments/${key}/keep`);

/** Asks for the payment's slip on paper; the same one comes out once. */
export const postReceipt = (key: string, language: string): Promise<unknown> =>
  call("POST", `payments/${key}/receipt`, { language });

// The agent writes to disk before it answers; longer than this means trouble.
const patience = 10_000;

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await send(method, path, body);
  const text = await response.text();
  const answer = text === "" ? undefined : JSON.parse(text);
  if (!response.ok) throw new CallError(`${method} ${path}: ${response.status}`, answer as Problem);
  return answer as T;
}

async function send(method: string, path: string, body: unknown): Promise<Response> {
  const init: RequestInit = { method, signal: AbortSignal.timeout(patience) };
  if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  try {
    return await fetch(`/api/v1/${path}`, init);
  } catch (cause) {
    throw new CallError(`${method} ${path}: ${String(cause)}`);
  }
}
