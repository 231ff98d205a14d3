// Finding a file while one types: all paths are fetched once, and ranked here.

const SHOWN = 100;

// Letters of the query have to come in this order. What stands together, begins a word or lies in
// the name of the file counts more; null when a letter is missing.
export function rate(path, query) {
  const low = path.toLowerCase();
  const name = low.lastIndexOf("/") + 1;
  const places = [];
  let score = 0;
  let from = low.indexOf(query, name);
  if (from < 0) from = low.indexOf(query);
  if (from >= 0) {
    for (let at = 0; at < query.length; at += 1) places.push(from + at);
    score = 1000 + (from >= name ? 200 : 0) + (from === name ? 200 : 0);
  } else {
    let at = -1;
    for (const letter of query) {
      const next = low.indexOf(letter, at + 1);
      if (next < 0) return null;
      const begins = next === 0 || "/._- ".includes(low[next - 1]);
      score += (next === at + 1 ? 5 : 0) + (begins ? 4 : 0) + (next >= name ? 2 : 0);
      places.push(next);
      at = next;
    }
  }
  return { path, places, score: score - path.length / 100 };
}

export function rank(paths, query) {
  const wanted = query.toLowerCase().replace(/\s+/g, "");
  if (!wanted) return paths.slice(0, SHOWN).map((path) => ({ path, places: [] }));
  const rated = paths.map((path) => rate(path, wanted)).filter(Boolean);
  return rated.sort((a, b) => b.score - a.score).slice(0, SHOWN);
}

function marked({ path, places }) {
  const name = document.createElement("bdi");
  const hit = new Set(places);
  for (let at = 0; at < path.length; at += 1) {
    const isHit = hit.has(at);
    let stop = at + 1;
    while (stop < path.length && hit.has(stop) === isHit) stop += 1;
    const part = path.slice(at, stop);
    if (isHit) {
      const mark = document.createElement("mark");
      mark.append(part);
      name.append(mark);
    } else name.append(part);
    at = stop - 1;
  }
  return name;
}

export async function start(form) {
  const input = form.querySelector("input[name=q]");
  const count = document.querySelector("[data-count]");
  let list = document.querySelector(".found");
  let chosen = 0;
  let paths = [];

  function choose(at) {
    const items = [...list.children];
    items[chosen]?.classList.remove("chosen");
    chosen = Math.min(Math.max(at, 0), items.length - 1);
    items[chosen]?.classList.add("chosen");
    items[chosen]?.scrollIntoView({ block: "nearest" });
  }

  function show() {
    const found = rank(paths, input.value);
    list.replaceChildren(...found.map((each) => {
      const link = document.createElement("a");
      link.className = "quiet";
      link.href = urls.get(each.path);
      link.append(marked(each));
      const item = document.createElement("li");
      item.append(link);
      return item;
    }));
    count.textContent = found.length ? `${found.length} shown of ${paths.length} files` : "No file is called that.";
    choose(0);
  }

  const response = await fetch(form.dataset.finder, { headers: { accept: "application/json" } });
  if (!response.ok) return;
  const answer = await response.json();
  const urls = new Map(answer.paths.map((each) => [each.path, each.url]));
  paths = [...urls.keys()];
  if (!list) {
    list = document.createElement("ul");
    list.className = "plain box found";
    document.querySelector("[data-nothing]")?.replaceWith(list);
  }
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Enter") list.children[chosen]?.querySelector("a")?.click();
    else return;
    event.preventDefault();
  });
  show();
  input.focus();
}
