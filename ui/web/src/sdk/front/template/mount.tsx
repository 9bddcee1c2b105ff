import { render, type ComponentChild } from "preact";
import { isLanguage, languageNow, setLanguage } from "../../../strings/parts";
import { known } from "../../connect";
import { origin } from "../../place";
import { badParams } from "../error";
import { Dressed } from "./dress";

let page = 0;

/**
 * show draws a page into the plugin's own node, #app as on the device. Each page
 * is a new one: nothing of the last one, not even what was typed, is left.
 */
export function show(kind: string, content: ComponentChild, locale?: string): void {
  const node = document.getElementById("app") ?? document.getElementById("root");
  if (!node) throw badParams('the page has no element with the id "app" to draw into');
  speak(locale);
  dress();
  const focused = document.activeElement !== null && node.contains(document.activeElement);
  render(
    <Dressed kind={kind} key={++page}>
      {content}
    </Dressed>,
    node,
  );
  if (focused || document.activeElement === document.body) document.getElementById("heading")?.focus({ preventScroll: true });
}

/** unmountRendering takes the page away. */
export function unmountRendering(): void {
  const node = document.getElementById("app") ?? document.getElementById("root");
  if (node) render(null, node);
}

/** speak has the templates' own words in the plugin's language; it stays until another is named. */
function speak(locale: string | undefined): void {
  if (isLanguage(locale)) setLanguage(locale);
  document.documentElement.lang = languageNow();
}

const sheet = "kioskd-styles";

/** dress loads the look of the kiosk's own page, once. */
function dress(): void {
  if (document.getElementById(sheet)) return;
  const link = document.createElement("link");
  link.id = sheet;
  link.rel = "stylesheet";
  link.href = `${origin()}/sdk/screen/app.css`;
  document.head.append(link);
}

/** run calls what the plugin has given, and says in the console what it threw: a page must not die of it. */
export function run<A extends unknown[]>(call: ((...given: A) => unknown) | undefined, ...given: A): void {
  if (typeof call !== "function") return;
  Promise.resolve()
    .then(() => call(...given))
    .catch((error: unknown) => console.error("kioskd: a callback of the plugin failed", error));
}

/** written writes an amount of the plugin's as money, and leaves text as it is. */
export function written(value: number | string | undefined): string {
  if (typeof value !== "number") return value ?? "";
  const plain = new Intl.NumberFormat(languageNow()).format(value);
  return languageNow() === "ko" ? `${plain}원` : `₩${plain}`;
}

/** shopName is what stands on an idle page that says nothing of its own. */
export const shopName = async (): Promise<string> => (await known()).merchant.name;
