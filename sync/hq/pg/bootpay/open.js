// Opens the window of Bootpay (its script of version 5), in this tab: the window comes
// back to HQ by redirect_url.
"use strict";
kioskd.open((p) => Bootpay.requestPayment(p));
