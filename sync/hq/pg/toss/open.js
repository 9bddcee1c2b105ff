// Opens the window of Toss Payments (its script of version 2).
"use strict";
kioskd.open((p) =>
  TossPayments(p.clientKey)
    .payment({ customerKey: TossPayments.ANONYMOUS })
    .requestPayment({
      method: p.method,
      amount: { currency: p.currency, value: p.amount },
      taxFreeAmount: p.taxFree,
      orderId: p.orderId,
      orderName: p.orderName,
      successUrl: p.successUrl,
      failUrl: p.failUrl,
    }),
);
