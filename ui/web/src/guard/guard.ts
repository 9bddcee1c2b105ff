// The guard stands in every web app's page, before any other script. The kiosk
// keeps a page from hosts that are not on its access list by policy, of which a
// customer would see nothing at all, or an error page of the browser. The guard
// says it on the screen instead, and leaves the page where it is.
//
// It is a courtesy and no lock: a page that takes it off stays locked in.
const hosts = (document.currentScript?.dataset.hosts ?? "").split(" ").filter((h) => h !== "");

const words: Record<string, (host: string) => string> = {
  ko: (host) => `이 키오스크에서는 ${host}에 연결할 수 없어요`,
  en: (host) => `This kiosk does not open ${host}`,
  ja: (host) => `この端末では ${host} を開けません`,
  zh: (host) => `本机不能打开 ${host}`,
};

const looks = `
  div { position: fixed; inset: auto 4vmin 4vmin; z-index: 2147483647; padding: 3vmin 4vmin; border-radius: 2vmin;
    background: #16201b; color: #fff; font: 600 max(20px, 2.6vmin)/1.4 system-ui, sans-serif; text-align: center;
    overflow-wrap: anywhere; box-shadow: 0 1vmin 4vmin rgb(0 0 0 / 40%); }`;

const staysFor = 6_000;
let shown: HTMLElement | undefined;
let timer: number | undefined;

function say(host: string): void {
  const language = (document.documentElement.lang || navigator.language).slice(0, 2);
  shown?.remove();
  window.clearTimeout(timer);
  shown = document.createElement("kioskd-blocked");
  shown.dataset.testid = "blocked";
  const root = shown.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(looks);
  root.adoptedStyleSheets = [sheet];
  const line = document.createElement("div");
  line.setAttribute("role", "alert");
  line.textContent = (words[language] ?? words.en)?.(host.slice(0, 80)) ?? host;
  root.append(line);
  (document.body ?? document.documentElement).append(shown);
  timer = window.setTimeout(() => shown?.remove(), staysFor);
}

const here = (url: URL): boolean =>
  url.port === location.port && (url.hostname === "127.0.0.1" || url.hostname === "localhost" || url.hostname.endsWith(".localhost"));

const local = (host: string): boolean => /^(localhost|127\.0\.0\.1)(:|$)/.test(host);

/** may tells whether the kiosk goes to an address. */
function may(address: string): boolean {
  const url = new URL(address, document.baseURI);
  if (url.origin === location.origin || here(url)) return true;
  if (["about:", "blob:", "data:", "javascript:"].includes(url.protocol)) return true;
  return hosts.includes(url.host) && url.protocol === (local(url.host) ? "http:" : "https:");
}

/** nameOf says an address in a few words. */
function nameOf(address: string): string {
  const url = new URL(address, document.baseURI);
  return url.host || url.protocol;
}

document.addEventListener("securitypolicyviolation", (e) => {
  const to = e.blockedURI;
  if (/^(https?|wss?):/.test(to) && e.disposition === "enforce") say(nameOf(to));
});

interface NavigateEvent extends Event {
  destination: { url: string };
}
const navigation = (window as unknown as { navigation?: EventTarget }).navigation;
navigation?.addEventListener("navigate", (event) => {
  const e = event as NavigateEvent;
  if (may(e.destination.url)) return;
  if (e.cancelable) e.preventDefault();
  say(nameOf(e.destination.url));
});

// A link that opens another window navigates there and not here.
document.addEventListener(
  "click",
  (e) => {
    const link = e.composedPath().find((n): n is HTMLAnchorElement => n instanceof HTMLAnchorElement && n.href !== "");
    if (!link || may(link.href)) return;
    e.preventDefault();
    say(nameOf(link.href));
  },
  true,
);
const open = window.open.bind(window);
window.open = (address, target, features) => {
  if (address !== undefined && !may(String(address))) {
    say(nameOf(String(address)));
    return null;
  }
  return open(address, target, features);
};

// The shop's people keep a finger in the upper left corner, where the kiosk's own
// page has the shop's name.
const corner = 80;
const holdFor = 5_000;
let held: number | undefined;
document.addEventListener(
  "pointerdown",
  (e) => {
    window.clearTimeout(held);
    if (e.clientX > corner || e.clientY > corner) return;
    held = window.setTimeout(() => location.assign(`http://127.0.0.1:${location.port}/staff`), holdFor);
  },
  true,
);
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => window.clearTimeout(held), true);

export {};
