import type { Split } from "../public/kiosk";
import { badParams } from "./error";

/** What requestPayment and its siblings take. */
export interface PaymentParams {
  paymentKey: string;
  tax: number;
  supplyValue: number;
  tip: number;
  /** Required in later copies of the reference, absent in earlier ones: 0 where absent. */
  taxExemptValue?: number;
  installment?: number;
  timeoutMs?: number;
  localeCode?: "ko" | "en";
  excludePaymentTypes?: string[];
}

/** What requestPaymentCancel takes. */
export interface CancelParams extends PaymentParams {
  paymentMethod: "CARD" | "CASH" | "BARCODE";
  timestamp: number;
  approvalNumber: string;
}

export const usualTimeout = 60_000;

/** splitOf reads the amounts: there is never one total. */
export function splitOf(p: PaymentParams): Split {
  checkKey(p.paymentKey);
  return {
    vat: amount(p.tax, "tax"),
    supply: amount(p.supplyValue, "supplyValue"),
    service: amount(p.tip, "tip"),
    tax_free: p.taxExemptValue === undefined ? 0 : amount(p.taxExemptValue, "taxExemptValue"),
  };
}

export const totalOf = (s: Split): number => s.supply + s.vat + s.tax_free + s.service;

export const monthsOf = (p: PaymentParams): number => (p.installment === undefined ? 0 : amount(p.installment, "installment"));

export function timeoutOf(p: PaymentParams): number {
  const ms = p.timeoutMs === undefined ? usualTimeout : amount(p.timeoutMs, "timeoutMs");
  if (ms < 1_000) throw badParams("timeoutMs is in milliseconds, and at least 1000");
  return ms;
}

export function checkKey(key: unknown): asserts key is string {
  if (typeof key !== "string" || !/^[A-Za-z0-9_-]{6,64}$/.test(key)) throw badParams("paymentKey has to be text of 6 to 64 characters of A-Z a-z 0-9 _ -");
}

/** amount wants whole won, as a number: text that looks like one is a mistake elsewhere. */
function amount(value: unknown, name: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw badParams(`${name} has to be a whole number, 0 or more`);
  return value;
}

/** approvalOf reads what names the original of a cancel. */
export function approvalOf(p: CancelParams): { number: string; approvedMs: number } {
  if (typeof p.timestamp !== "number" || !Number.isSafeInteger(p.timestamp)) throw badParams("timestamp has to be a number: the milliseconds of the approval, as its answer gave them");
  if (typeof p.approvalNumber !== "string") throw badParams("approvalNumber has to be text: zeros in front count");
  return { number: p.approvalNumber, approvedMs: p.timestamp };
}
