// Help beside the settings editor: a search in the list of settings, and a way from
// what is wrong to its line. Without this the list is whole and lines have numbers.
const find = document.getElementById("find");
const found = document.getElementById("found");
const fields = [...document.querySelectorAll("details.field")];

// Few enough to be read at once are opened.
const few = 3;

function search() {
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = fields.filter((f) => words.every((w) => f.textContent.toLowerCase().includes(w)));
  for (const f of fields) {
    f.hidden = !hits.includes(f);
    f.open = words.length > 0 && hits.length <= few && !f.hidden;
  }
  found.textContent = words.length ? `${hits.length} / ${fields.length}` : "";
}

if (find && fields.length) {
  find.closest("label").hidden = false;
  find.addEventListener("input", search);
}

// Goes to a line of the document and selects it.
function goTo(line) {
  const area = document.getElementById("document");
  const lines = area.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, line - 5);
}

// The key that was pressed on a way must not be typed over the line that it leads to:
// it goes there when the key is let go.
for (const way of document.querySelectorAll("a[data-line]")) {
  let held = false;
  const go = () => goTo(Number(way.dataset.line));
  way.addEventListener("keydown", () => { held = true; });
  way.addEventListener("keyup", () => { held = false; });
  way.addEventListener("click", (e) => {
    e.preventDefault();
    if (held) way.addEventListener("keyup", go, { once: true });
    else go();
  });
}
