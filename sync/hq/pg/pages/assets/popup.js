// Tells the page that opened this one as a popup where the payment stands. Only the
// page that helper.js runs in listens, and only to this origin.
"use strict";
if (window.opener) {
  window.opener.postMessage({ tag: "kioskd.pay", address: location.pathname, state: document.body.dataset.state }, "*");
}
