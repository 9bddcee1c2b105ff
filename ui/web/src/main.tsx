import { render } from "preact";
import { startBeating } from "./alive";
import { App, openShop } from "./app";
import { firstLanguage, loadAll } from "./language";
import { overApp } from "./over";

const root = document.getElementById("app");
if (!root) throw new Error("the page has no element #app");
startBeating();
await Promise.all([firstLanguage(), overApp || import("./screens/shopping").then((m) => openShop(m.shopping))]);
render(<App />, root);
// What lies over an app's page is there for one payment, in one language, and sells nothing.
if (!overApp) requestIdleCallback(() => void loadAll());

// A long press is a slow finger here, and no wish for a menu.
document.addEventListener("contextmenu", (e) => e.preventDefault());
