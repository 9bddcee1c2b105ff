// The entry points of the Toss Payments scripts, v1 (payment) and v2 (standard), for
// the simulated provider: a request becomes the address of a window.
(function () {
  "use strict";
  var home = new URL(document.currentScript.src);
  home = home.origin + home.pathname.replace(/\/v[12]\/(payment|standard)$/, "");

  function fault(code, message) {
    var e = new Error(message);
    e.code = code;
    return e;
  }

  // open goes to the window in this tab, or shows it in a frame above the page.
  function open(address, inFrame) {
    if (!inFrame) {
      location.assign(address);
      return new Promise(function () {});
    }
    return new Promise(function (_, reject) {
      var layer = document.createElement("div");
      layer.style.cssText = "position:fixed;inset:0;background:#fff;z-index:9999";
      var close = document.createElement("button");
      close.textContent = "×";
      close.setAttribute("aria-label", "Close");
      close.addEventListener("click", function () {
        layer.remove();
        reject(fault("USER_CANCEL", "The customer closed the window."));
      });
      var frame = document.createElement("iframe");
      frame.style.cssText = "width:100%;height:95%;border:0";
      frame.src = address;
      layer.append(close, frame);
      document.body.append(layer);
    });
  }

  function request(clientKey, p, amount) {
    if (!p || !p.orderId || !p.orderName || !p.successUrl || !p.failUrl || !(amount > 0)) {
      return Promise.reject(fault("INVALID_PARAMETER", "orderId, orderName, amount, successUrl and failUrl are needed."));
    }
    var q = new URLSearchParams({
      clientKey: clientKey, orderId: p.orderId, orderName: p.orderName, amount: String(amount),
      successUrl: p.successUrl, failUrl: p.failUrl,
    });
    if (p.taxFreeAmount) q.set("taxFreeAmount", String(p.taxFreeAmount));
    if (p.customerName) q.set("customerName", p.customerName);
    return open(home + "/window?" + q, p.windowTarget === "iframe");
  }

  window.TossPayments = function (clientKey) {
    if (!clientKey) throw fault("INVALID_CLIENT_KEY", "A client key is needed.");
    return {
      requestPayment: function (method, p) { return request(clientKey, p, p && p.amount); },
      payment: function () {
        return {
          requestPayment: function (p) { return request(clientKey, p, p && p.amount && p.amount.value); },
        };
      },
    };
  };
  window.TossPayments.ANONYMOUS = "ANONYMOUS";
})();
