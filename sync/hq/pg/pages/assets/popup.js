// Tells the page that opened this one as a popup where the payment stands. The browser
// hands a message over only if that page is of the origin that stands beside it, and
// only those of the operator's file do: nobody else hears anything.
"use strict";
if (window.opener) {
  const message = { tag: "kioskd.pay", address: location.pathname, state: document.body.dataset.state };
  for (const origin of document.currentScript.dataset.origins.split(" ").filter(Boolean)) window.opener.postMessage(message, origin);
}
