import { render } from "preact";
import { startBeating } from "./alive";
import { App } from "./app";

const root = document.getElementById("app");
if (!root) throw new Error("the page has no element #app");
render(<App />, root);
startBeating();

// A long press is a slow finger here, and no wish for a menu.
document.addEventListener("contextmenu", (e) => e.preventDefault());
