// Opens a provider's own payment window: its script is fetched, then the adapter's
// part, which calls kioskd.open, is given the parameters. What goes wrong is shown.
"use strict";
(() => {
  const box = document.getElementById("window");
  const trouble = document.getElementById("trouble");
  const overlay = document.getElementById("overlay");
  const button = document.getElementById("pay");
  const stepped = ["USER_CANCEL", "PAY_PROCESS_CANCELED", "cancel"];
  let open = null;
  let loaded = null;

  const show = (text) => {
    overlay.hidden = true;
    button.disabled = false;
    trouble.textContent = text;
    trouble.hidden = false;
  };

  // script fetches the provider's script once; after a failure the next try fetches
  // it anew.
  const script = () => {
    loaded ??= new Promise((done, failed) => {
      const s = document.createElement("script");
      s.src = box.dataset.script;
      s.onload = done;
      s.onerror = () => { loaded = null; s.remove(); failed(new Error("blocked")); };
      document.head.append(s);
    });
    return loaded;
  };

  const pay = async () => {
    trouble.hidden = true;
    overlay.hidden = false;
    button.disabled = true;
    try {
      await script();
    } catch {
      show(trouble.dataset.blocked);
      return;
    }
    try {
      const next = await open(JSON.parse(box.dataset.params));
      if (typeof next === "string") location.assign(next);
    } catch (e) {
      const code = e && (e.code || e.event);
      if (stepped.includes(code)) location.assign(box.dataset.address + "/cancel?code=" + encodeURIComponent(code));
      else show(trouble.dataset.failed);
    }
  };

  window.kioskd = { open(f) { open = f; pay(); } };
  button.addEventListener("click", () => { if (open) pay(); else show(trouble.dataset.blocked); });
})();
