// What a script adds to pages that work without one.

const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// A sentence for screen readers, and nothing to be seen.

const voice = make("div", { class: "only-read", role: "status" });
document.body.append(voice);
const say = (sentence) => { voice.textContent = sentence; };

// Copying: `data-copy` holds the text, `data-copy-from` the address of a file.

async function textOf(button) {
  if (button.dataset.copy !== undefined) return button.dataset.copy;
  const response = await fetch(button.dataset.copyFrom);
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

function showCopied(button) {
  const use = one("use", button);
  const before = use?.getAttribute("href");
  use?.setAttribute("href", before.replace(/#.*/, "#check"));
  say("Copied");
  setTimeout(() => use?.setAttribute("href", before), 1500);
}

if (navigator.clipboard) {
  for (const button of all("[data-copy], [data-copy-from]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(await textOf(button));
        showCopied(button);
      } catch {
        say("It could not be copied");
      }
    });
  }
}

for (const input of all("input[data-select]")) input.addEventListener("focus", () => input.select());

// Lines: #L3 and #L3-L9. With Shift, a second click makes a range.

const LINES = /^#L(\d+)(?:-L?(\d+))?$/;

function rangeOf(hash) {
  const found = LINES.exec(hash);
  if (!found) return null;
  const ends = [Number(found[1]), Number(found[2] ?? found[1])];
  return [Math.min(...ends), Math.max(...ends)];
}

function showLines(scrolls) {
  for (const line of all(".line.chosen")) line.classList.remove("chosen");
  const range = rangeOf(location.hash);
  if (!range) return;
  const first = document.getElementById(`L${range[0]}`);
  if (!first) return;
  for (let at = first, number = range[0]; at && number <= range[1]; number += 1) {
    at.classList.add("chosen");
    at = at.nextElementSibling;
  }
  if (scrolls) first.scrollIntoView({ block: "center" });
}

if (one(".line[id]")) {
  addEventListener("hashchange", () => showLines(true));
  addEventListener("click", (event) => {
    const number = event.target.closest?.(".line[id] > .ln");
    const range = rangeOf(location.hash);
    if (!number || !event.shiftKey || !range) return;
    event.preventDefault();
    const ends = [range[0], Number(number.dataset.n)].sort((a, b) => a - b);
    history.replaceState(null, "", `#L${ends[0]}-L${ends[1]}`);
    showLines(false);
  });
  showLines(true);
}

// Headings of a text are named with a prefix; links from elsewhere do not know it.

function findHeading() {
  const name = decodeURIComponent(location.hash.slice(1));
  if (name && !document.getElementById(name)) {
    document.getElementById(`user-content-${name}`)?.scrollIntoView();
  }
}
if (one(".markdown")) {
  addEventListener("hashchange", findHeading);
  findHeading();
}

// Menus close when one goes on elsewhere.

const menus = () => all("details.menu[open]");
addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});
for (const menu of all("details.menu")) {
  menu.addEventListener("toggle", () => {
    if (menu.open) for (const other of menus()) if (other !== menu) other.open = false;
  });
}

// Keys: `data-key` on a link follows it, on a field puts the cursor there. `data-does` says what.

const keyed = () => all("[data-key]").filter((each) => each.dataset.does);

function act(element) {
  if (element.matches("input")) {
    element.focus();
    element.select();
  } else if (element.dataset.key === "y") {
    history.replaceState(null, "", element.getAttribute("href") + location.search + location.hash);
    say("The address stays the same from now on");
  } else {
    element.click();
  }
}

function showHelp() {
  let dialog = one("dialog.keys");
  if (!dialog) {
    const rows = keyed().map((each) => [each.dataset.key, each.dataset.does]);
    if (one("[data-list]")) rows.push(["j k", "Down and up the list"]);
    rows.push(["Esc", "Close what is open"], ["?", "This help"]);
    const list = make("dl", {});
    for (const [key, does] of rows) {
      const keys = key.split(" ").map((each) => make("kbd", {}, each));
      list.append(make("dt", {}, ...keys), make("dd", {}, does));
    }
    const close = make("form", { method: "dialog" }, make("button", {}, "Close"));
    const title = make("h2", { id: "keys-title" }, "Keys");
    dialog = make("dialog", { class: "keys", "aria-labelledby": "keys-title" }, title, list, close);
    document.body.append(dialog);
  }
  dialog.showModal();
}

function step(down) {
  const links = all("[data-list] > *").map((row) => one("a[href]", row)).filter(Boolean);
  if (!links.length) return;
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at < 0 ? 0 : Math.min(Math.max(at + (down ? 1 : -1), 0), links.length - 1);
  links[next].focus();
}

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      one("summary", menu)?.focus();
    }
    return;
  }
  const target = event.target;
  if (target.isContentEditable || target.matches?.("input, textarea, select")) return;
  if (one("dialog[open]")) return;
  const wanted = all("[data-key]").find((each) => each.dataset.key === event.key);
  if (wanted) act(wanted);
  else if (event.key === "?") showHelp();
  else if (event.key === "j" || event.key === "k") step(event.key === "j");
  else return;
  event.preventDefault();
});

if (one("form[data-finder]")) import("./finder.js").then(({ start }) => start(one("form[data-finder]")));
