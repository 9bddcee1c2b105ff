import type { ErrorCode, KioskError as Public } from "./public/kiosk";
import type { Problem } from "../api";

/** The failure that every call of the SDK ends with, if it does not end well. */
export class KioskError extends Error implements Public {
  override readonly name = "KioskError";
  declare readonly fault?: number;

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly advice: string,
    more: { fault?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    if (more.fault !== undefined) this.fault = more.fault;
  }
}

export const invalid = (what: string): KioskError =>
  new KioskError("invalid", what, "Correct the call; see the guide of the SDK.");

/** refusedBy says a refusal of the agent in the SDK's words. The advice is the agent's own. */
export function refusedBy(problem: Problem): KioskError {
  const code = codeOf(problem);
  return new KioskError(code, problem.detail, problem.next, problem.fault === undefined ? {} : { fault: problem.fault });
}

function codeOf({ fault, type, status }: Problem): ErrorCode {
  if (fault !== undefined) return byFault[fault] ?? "refused";
  const name = type.slice(type.lastIndexOf(":") + 1);
  return byName[name] ?? (status >= 400 && status < 500 ? "invalid" : "refused");
}

/** The agent's faults that a page can do something about; their numbers never change. */
const byFault: Record<number, ErrorCode> = {
  101: "invalid",
  102: "not-found",
  103: "amount",
  104: "conflict",
  105: "busy",
  109: "invalid",
  110: "not-now",
  113: "refused",
  116: "invalid",
  121: "not-allowed",
  122: "not-allowed",
  123: "not-allowed",
  124: "amount",
  201: "pad",
  202: "pad",
  203: "not-now",
  204: "not-now",
  205: "not-now",
  206: "not-now",
  207: "not-now",
  208: "not-now",
  209: "not-now",
  212: "not-now",
  401: "unresolved",
  402: "unresolved",
  403: "unresolved",
  404: "not-refunded",
  501: "printer",
  502: "printer",
  503: "printer",
  504: "printer",
};

/** The refusals of the local API itself, by the end of their type. */
const byName: Record<string, ErrorCode> = {
  origin: "not-served-by-kiosk",
  host: "not-served-by-kiosk",
  launch: "not-launched",
  key: "invalid",
  path: "not-supported",
  quota: "quota",
  often: "quota",
};
