import type { Approval, Payment } from "../public/kiosk";

/** How a request of the front SDK ends. */
export type Envelope = { type: "SUCCESS"; response: Response } | { type: "CANCELED" } | { type: "TIMEOUT" };

interface Response {
  paymentMethod: "CARD" | "BARCODE";
  tid: string;
  vanTransactionKey: string;
  card?: Card & { maskedCardNumber: string };
  barcode?: Card;
  /** A cancel of a barcode payment gives it back. */
  extraData?: { vanTransactionManagementId: string };
}

interface Card {
  van: string;
  /** Milliseconds since 1970. */
  timestamp: number;
  approvalNumber: string;
  acquirerName: string;
  acquirerCode: string;
  issuerName: string;
  issuerCode: string;
  cardType: string;
  /** No pad that we drive tells what is left on a card. */
  balance: null;
  installment: number;
  shopCode: string;
}

/** success writes an approval as the envelope has it. */
export function success(p: Payment, van: string): Envelope {
  const a = p.approval;
  if (!a) throw new Error(`payment ${p.key} is approved without an approval`);
  return envelope(a, cardOf(a, a.number, p.approved_ms ?? 0, van));
}

/** cancelled writes what took a payment back; it names the same card. */
export function cancelled(p: Payment, van: string): Envelope {
  const a = p.approval;
  const last = p.refunds?.at(-1);
  if (!a || !last) throw new Error(`payment ${p.key} has gone back without a refund`);
  return envelope(a, cardOf(a, last.number, p.voided_ms ?? 0, van));
}

function envelope(a: Approval, card: Card): Envelope {
  const names = { tid: a.device ?? "", vanTransactionKey: a.ref };
  if (a.medium === "barcode") {
    return { type: "SUCCESS", response: { paymentMethod: "BARCODE", ...names, barcode: card, extraData: { vanTransactionManagementId: a.ref } } };
  }
  return { type: "SUCCESS", response: { paymentMethod: "CARD", ...names, card: { ...card, maskedCardNumber: a.card ?? "" } } };
}

function cardOf(a: Approval, approvalNumber: string, timestamp: number, van: string): Card {
  return {
    van,
    timestamp,
    approvalNumber,
    acquirerName: a.acquirer?.name ?? "",
    acquirerCode: a.acquirer?.code ?? "",
    issuerName: a.issuer?.name ?? "",
    issuerCode: a.issuer?.code ?? "",
    cardType: a.method.toUpperCase(),
    balance: null,
    installment: a.instalment,
    shopCode: a.merchant ?? "",
  };
}
