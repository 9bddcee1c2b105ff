import { KioskError } from "../errors";

/**
 * FrontError is what the calls of the front SDK are rejected with. Its name and
 * its message, the bare code, are those that integrators report from devices;
 * detail, advice and fault are ours.
 */
export class FrontError extends Error {
  override readonly name = "TossFrontSDKError";
  declare readonly fault?: number;

  constructor(
    readonly code: string,
    readonly detail: string,
    readonly advice: string,
    more: { fault?: number; cause?: unknown } = {},
  ) {
    super(code, { cause: more.cause });
    if (more.fault !== undefined) this.fault = more.fault;
  }
}

export const badParams = (detail: string): FrontError => new FrontError("INVALID_PARAMS", detail, "Correct the call; the guide lists what each takes.");

export const notFound = (key: string): FrontError =>
  new FrontError("PAYMENT_NOT_FOUND", `no such payment under ${key}`, "Ask with the key, amounts, time and approval number that the payment's own answer gave.");

export const absent = (what: string, advice = "Leave it out on this kiosk: ask whether it is there before you offer it."): FrontError =>
  new FrontError("NOT_SUPPORTED", `${what} is not there on a kiosk`, advice);

/** inFrontWords says an error of the kiosk's own SDK as a device would. */
export function inFrontWords(error: unknown): unknown {
  if (!(error instanceof KioskError)) return error;
  const { code, message, advice, fault } = error;
  return new FrontError(codes[code] ?? code.replaceAll("-", "_").toUpperCase(), message, advice, { ...(fault === undefined ? {} : { fault }), cause: error });
}

const codes: Partial<Record<KioskError["code"], string>> = {
  invalid: "INVALID_PARAMS",
  "not-found": "PAYMENT_NOT_FOUND",
  unresolved: "PAYMENT_UNRESOLVED",
};

/** told runs a call, and has it fail in the front SDK's words. */
export async function told<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw inFrontWords(error);
  }
}
