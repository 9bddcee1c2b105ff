import { render } from "preact";
import { Staff } from "./app";

const root = document.getElementById("app");
if (!root) throw new Error("the page has no element #app");
render(<Staff />, root);
