// For a shop's own page in a normal browser:
//
//   const { state } = await kioskPay.open(address);
//
// On a desktop the payment opens in a popup, and the promise ends with done, failed,
// cancelled, expired, closed, late, issued, unknown or wrong. What it says is for the
// eye alone: goods are given when the shop's server has asked HQ. On a phone the page
// itself goes to the address, since popups are blocked there.
"use strict";
(() => {
  const origins = []; // HQ writes those of the operator's file here
  const home = new URL(document.currentScript.src).origin;
  const resting = ["done", "failed", "cancelled", "expired", "closed", "late", "issued", "wrong"];
  const phone = () => navigator.userAgentData?.mobile ?? /Mobi/.test(navigator.userAgent);

  const cover = () => {
    const c = document.createElement("div");
    c.setAttribute("role", "status");
    c.className = "kiosk-pay-busy";
    c.style.cssText = "position:fixed;inset:0;background:rgba(0,0,0,.4);cursor:wait;z-index:2147483647";
    document.body.append(c);
    return c;
  };

  const open = (address) => new Promise((done, failed) => {
    const url = new URL(address);
    if (url.origin !== home) {
      failed(new Error("the address is not of " + home));
      return;
    }
    if (!origins.includes(location.origin)) {
      failed(new Error("HQ tells this page nothing: put " + location.origin + " into origins in its file of providers"));
      return;
    }
    if (phone()) {
      location.assign(address);
      return;
    }
    const popup = window.open(address, "kioskd.pay", "popup,width=480,height=720");
    if (!popup) {
      failed(new Error("the browser blocked the window; allow it and try again"));
      return;
    }
    const busy = cover();
    let last = "cancelled"; // closed without a word
    const end = (state) => {
      clearInterval(watch);
      removeEventListener("message", hear);
      busy.remove();
      done({ state });
    };
    const hear = (e) => {
      const m = e.data;
      if (e.origin !== home || e.source !== popup || m?.tag !== "kioskd.pay" || !String(m.address).startsWith(url.pathname)) return;
      last = m.state === "busy" || m.state === "unknown" ? "unknown" : last;
      if (resting.includes(m.state)) { popup.close(); end(m.state); }
    };
    const watch = setInterval(() => { if (popup.closed) end(last); }, 300);
    addEventListener("message", hear);
  });

  window.kioskPay = { open };
})();
