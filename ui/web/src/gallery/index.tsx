// The gallery is for tests: every template with something on it, by its name in
// the address, and what the page computes by itself. It is no part of the page.

import { render, type VNode } from "preact";
import { contrast } from "../contrast";
import { measure } from "../measures";
import { compose } from "../parts/hangul";
import { encode } from "../qr";
import { allCues, lengthOf, ring } from "../sound/cues";
import { allLanguages, loadLanguage, setLanguage, wordsOf, type Language } from "../strings";
import * as t from "../templates";

const told: unknown[] = [];
const tell = (what: string) => (...args: unknown[]) => void told.push([what, ...args]);
const action = (label: string) => ({ label, press: tell(label) });
const choices = ["Americano", "Caffè latte", "Green tea"].map((label, i) => ({ id: String(i), label, text: "Hot or iced", value: "₩4,000" }));
const asked = { title: "What would you like?", text: "Please choose", back: action("Back") };

const pages: Record<string, () => VNode> = {
  idle: () => <t.IdlePage title="Welcome" text="Touch to begin" buttons={[action("Take away"), action("Eat here")]} />,
  onboarding: () => <t.OnboardingPage {...asked} steps={["Plug it in", "Say who you are"]} next={action("Next")} />,
  order: () => <t.OrderPage {...asked} items={[{ label: "Latte", value: "₩9,000", quantity: 2, options: ["Large"] }]} discounts={[{ label: "Coupon", value: "−₩500" }]} total={{ label: "To pay", value: "₩8,500" }} pay={action("Pay")} />,
  "order-result": () => <t.OrderResultPage title="Thank you" number={{ label: "Number", value: "42" }} total={{ label: "Paid", value: "₩8,500" }} next={action("Done")} />,
  points: () => <t.PointsPage title="Use points?" balance={1200} format={(n) => `${n} P`} use={tell("use")} skip={action("No")} />,
  result: () => <t.ResultPage kind="good" title="Done" text="Thank you" seconds={10} end={tell("end")} button="Close" />,
  "result-bad": () => <t.ResultPage kind="bad" title="That did not work" seconds={10} end={tell("end")} />,
  select: () => <t.SelectPage {...asked} choices={choices} select={tell("select")} />,
  grid: () => <t.SelectGridPage {...asked} choices={choices} select={tell("select")} />,
  multi: () => <t.MultiSelectPage {...asked} choices={choices} chosen={["1"]} most={2} least={1} done={tell("done")} />,
  number: () => <t.InputPage {...asked} keyboard="number" example="0000" most={8} done={tell("done")} />,
  text: () => <t.InputPage {...asked} example="Name" done={tell("done")} />,
  search: () => <t.SearchPage {...asked} find={(w) => choices.filter((c) => c.label.toLowerCase().includes(w.toLowerCase()))} select={tell("select")} />,
  scan: () => <t.ScanPage {...asked} scanned={tell("scanned")} other={action("Type it")} />,
  sign: () => <t.SignPage {...asked} done={tell("done")} without={action("I cannot sign here")} />,
  agreement: () => <t.AgreementPage {...asked} terms={[{ id: "a", label: "Terms of use", text: "Be kind.", required: true }, { id: "b", label: "News by mail" }]} done={tell("done")} />,
  toast: () => <t.Toast text="Saved" seconds={60} end={tell("end")} />,
};

/** show draws one template, as it would stand in a kiosk's page. */
function show(name: string, language: Language, modes: { text: number; contrast: boolean; low: boolean }): void {
  setLanguage(language);
  told.length = 0;
  const html = document.documentElement;
  html.lang = language;
  const { rem, mm } = measure(innerWidth, innerHeight);
  html.style.fontSize = `${(rem * modes.text) / 100}px`;
  html.style.setProperty("--mm", `${mm}px`);
  const root = document.getElementById("kiosk");
  if (!root) throw new Error("no #kiosk");
  root.dataset.contrast = String(modes.contrast);
  root.dataset.low = String(modes.low);
  render(null, root);
  const page = pages[name];
  if (page) render(page(), root);
}

/** leaves lists every sentence of a table, with what is put in marked. */
function leaves(at: unknown, path: string): [string, string][] {
  if (typeof at === "string") return [[path, at]];
  if (typeof at === "function") return [[path, String(at("①", "②"))]];
  if (typeof at !== "object" || at === null) return [];
  return Object.entries(at).flatMap(([k, v]) => leaves(v, path ? `${path}.${k}` : k));
}

await Promise.all(allLanguages.map(loadLanguage));

Object.assign(window, {
  gallery: { names: Object.keys(pages), show, told, contrast, compose, encode, allCues, lengthOf, ring, strings: () => Object.fromEntries(allLanguages.map((l) => [l, Object.fromEntries(leaves(wordsOf(l), ""))])) },
});
