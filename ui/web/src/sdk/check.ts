import { invalid } from "./errors";

// A mistake in a call is told at once and in words, before anything is sent.

export function checkKey(key: unknown): asserts key is string {
  if (typeof key !== "string" || !/^[A-Za-z0-9_-]{6,64}$/.test(key)) throw invalid("a payment key has 6 to 64 characters of A-Z a-z 0-9 _ -");
}

/** checkAmount wants whole minor units that a number holds exactly. */
export function checkAmount(amount: unknown, name: string): asserts amount is number {
  if (typeof amount !== "number" || !Number.isSafeInteger(amount) || amount < 0) throw invalid(`${name} has to be a whole number of minor units, 0 or more`);
}

export function checkMonths(months: unknown): void {
  if (months !== undefined && (typeof months !== "number" || !Number.isInteger(months) || months < 0)) throw invalid("months has to be a whole number, 0 for one payment");
}

export function checkText(text: unknown, name: string): asserts text is string {
  if (typeof text !== "string") throw invalid(`${name} has to be text`);
}
