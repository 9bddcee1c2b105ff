// The entry points of the Bootpay script for the simulated provider: requestPayment
// with its events, confirm and destroy.
(function () {
  "use strict";
  var home = new URL(document.currentScript.src);
  home = home.origin + home.pathname.replace(/\/[^/]*$/, "");
  var layer = null, frame = null, agreed = null;

  function close() {
    if (layer) layer.remove();
    layer = null;
  }

  function query(p) {
    var extra = p.extra || {}, user = p.user || {};
    var q = new URLSearchParams({
      client_key: p.client_key || p.application_id || "", price: String(p.price), order_id: p.order_id || "",
      order_name: p.order_name || "", separately_confirmed: String(!!extra.separately_confirmed),
    });
    if (p.tax_free) q.set("tax_free", String(p.tax_free));
    if (user.username) q.set("username", user.username);
    if (extra.open_type === "redirect") q.set("redirect_url", extra.redirect_url || "");
    return q;
  }

  // hear waits for the next event out of the window.
  function hear() {
    return new Promise(function (resolve, reject) {
      window.addEventListener("message", function heard(m) {
        if (!frame || m.source !== frame.contentWindow || !m.data || !m.data.bootpaysim) return;
        window.removeEventListener("message", heard);
        var what = m.data.bootpaysim;
        agreed = what.event === "confirm" ? what : null;
        if (!agreed) close();
        if (what.event === "error" || what.event === "cancel") reject(what);
        else resolve(what);
      });
      layer.querySelector("button").addEventListener("click", function () {
        close();
        reject({ event: "cancel", error_code: "RC_CLOSE_WINDOW", message: "The customer closed the window." });
      });
    });
  }

  // show opens the window in a frame above the page.
  function show(address) {
    layer = document.createElement("div");
    layer.style.cssText = "position:fixed;inset:0;background:#fff;z-index:9999";
    var shut = document.createElement("button");
    shut.textContent = "×";
    shut.setAttribute("aria-label", "Close");
    frame = document.createElement("iframe");
    frame.style.cssText = "width:100%;height:95%;border:0";
    frame.src = address;
    layer.append(shut, frame);
    document.body.append(layer);
    return hear();
  }

  window.Bootpay = {
    requestPayment: function (p) {
      var sum = (p.items || []).reduce(function (n, i) { return n + i.price * i.qty; }, 0);
      if (!(p.price > 0) || !p.order_id || !p.order_name || (p.items && p.items.length && sum !== p.price)) {
        return Promise.reject({ event: "error", error_code: "PARAMETER_INVALID", message: "price, order_id, order_name; items that add up" });
      }
      var extra = p.extra || {};
      if (extra.open_type === "redirect") {
        location.assign(home + "/window?" + query(p));
        return new Promise(function () {});
      }
      return show(home + "/window?" + query(p));
    },
    // confirm approves in the browser what the customer agreed to.
    confirm: function () {
      if (!agreed) return Promise.reject({ event: "error", error_code: "RC_CONFIRM_NOT_ALLOWED", message: "Nobody has agreed." });
      frame.src = home + "/confirm?receipt_id=" + encodeURIComponent(agreed.receipt_id);
      return hear();
    },
    destroy: close,
  };
})();
