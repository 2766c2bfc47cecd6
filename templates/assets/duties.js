// The matrix by keyboard: arrows move, R S V I set, Delete clears, Shift takes a range, Z takes back. Each cell shows the
// new mark at once and takes it back where the server refuses. Without it every row has its own form.
(() => {
  "use strict";
  const grid = document.querySelector("table.matrix[data-put]");
  if (!grid) return;
  const keys = { r: "responsible", s: "supporting", v: "reviewing", i: "informed" };
  const legend = Object.fromEntries([...document.querySelectorAll(".legend .kind")].map((one) => [one.classList[1], one.textContent]));
  const lines = [...grid.querySelectorAll("tbody tr[data-detail]")].map((row) => [...row.querySelectorAll("td")].slice(0, -1))
    .filter((cells) => cells.length && !cells[0].matches(".choose"));
  const posts = [...grid.querySelectorAll("th[data-post]")].map((one) => one.dataset.post);
  if (!lines.length) return;
  const said = Object.assign(document.createElement("p"), { className: "matrix-said" });
  said.setAttribute("role", "status");
  grid.parentElement.before(said);
  const undone = [];
  let at = [0, 0], from = null;

  lines.forEach((cells) => cells.forEach((cell) => { cell.tabIndex = -1; cell.setAttribute("role", "gridcell"); }));
  lines[0][0].tabIndex = 0;

  const cell = ([row, column]) => lines[row][column];
  const kinds = (one) => [...one.querySelectorAll(".kind")].map((mark) => mark.classList[1]).sort();
  function draw(one, all) {
    one.replaceChildren(...all.map((kind) => Object.assign(document.createElement("b"), { className: `kind ${kind}`, textContent: legend[kind] })));
  }
  function range() {
    const [a, b] = [from ?? at, at];
    const found = [];
    for (let row = Math.min(a[0], b[0]); row <= Math.max(a[0], b[0]); row += 1)
      for (let column = Math.min(a[1], b[1]); column <= Math.max(a[1], b[1]); column += 1) found.push([row, column]);
    return found;
  }
  function select() {
    grid.querySelectorAll('[aria-selected="true"]').forEach((one) => one.removeAttribute("aria-selected"));
    if (from) range().forEach((place) => cell(place).setAttribute("aria-selected", "true"));
  }
  function move(row, column, wide) {
    from = wide ? from ?? at : null;
    cell(at).tabIndex = -1;
    at = [Math.min(Math.max(row, 0), lines.length - 1), Math.min(Math.max(column, 0), posts.length - 1)];
    cell(at).tabIndex = 0;
    cell(at).focus({ preventScroll: true });
    cell(at).scrollIntoView({ block: "nearest", inline: "nearest" });
    select();
  }

  // ——— One request for one cell or a range: all of it or nothing. What was pressed later leaves later, however slow the line is.
  const waiting = new Map();
  let before = Promise.resolve();
  function waits(one, more) {
    waiting.set(one, (waiting.get(one) ?? 0) + more);
    one.classList.toggle("sending", waiting.get(one) > 0);
  }
  function put(cells) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": jingjin.csrf() };
    before = before.then(() => fetch(grid.dataset.put, { method: "PUT", credentials: "same-origin", headers, body: JSON.stringify({ cells }) }).catch(() => null));
    return before;
  }
  async function send(wanted, remember = true) {
    const changes = wanted.map(({ place, kind }) => ({ place, was: kinds(cell(place)), kind }))
      .filter(({ was, kind }) => was.join() !== (kind ?? ""));
    if (!changes.length) return;
    said.textContent = "";
    grid.querySelectorAll("td.refused").forEach((one) => { one.classList.remove("refused"); one.removeAttribute("title"); });
    changes.forEach(({ place, kind }) => {
      waits(cell(place), 1);
      draw(cell(place), kind ? [kind] : []);
    });
    const cells = changes.map(({ place, was, kind }) => ({ detail: cell(place).parentElement.dataset.detail, post: posts[place[1]], kind: kind ?? "", was }));
    const answer = await put(cells);
    changes.forEach(({ place }) => waits(cell(place), -1));
    if (answer?.ok) { if (remember) undone.push(changes); note(changes); changes.forEach(({ place }) => owned(cell(place).parentElement)); return; }
    changes.forEach(({ place, was }) => draw(cell(place), was));
    await refuse(answer, changes);
    if (answer?.status === 409) await renew(changes);
  }
  // Somebody was first: the cells show what stands there now, and the next key is pressed knowingly.
  async function renew(changes) {
    const page = await fetch(location.href, { credentials: "same-origin" }).then((one) => one.text()).catch(() => "");
    const fresh = new Map([...new DOMParser().parseFromString(page, "text/html").querySelectorAll("tr[data-detail]")].map((row) => [row.dataset.detail, row]));
    changes.forEach(({ place }) => {
      const mine = cell(place), theirs = fresh.get(mine.parentElement.dataset.detail)?.cells[mine.cellIndex];
      if (theirs) mine.innerHTML = theirs.innerHTML;
    });
  }
  // Who answers is told below the detail only where no cell of the row tells it.
  function owned(row) { row.querySelectorAll("th .line2").forEach((one) => { one.hidden = !!row.querySelector("td .kind.responsible"); }); }
  function note(changes) {
    if (changes.length > 1) jingjin.toast(grid.dataset.saved.replace("{n}", changes.length), { undo: back });
  }
  async function refuse(answer, changes) {
    if (!answer) { said.textContent = document.getElementById("toasts").dataset.offline; return; }
    const told = await answer.json().catch(() => ({ message: grid.dataset.failed, problems: [] }));
    const names = new Map((told.problems ?? []).map((one) => [one.field, one.message]));
    changes.forEach(({ place }) => {
      const name = `${cell(place).parentElement.dataset.detail}|${posts[place[1]]}`;
      if (names.has(name)) { cell(place).classList.add("refused"); cell(place).title = names.get(name); }
    });
    said.textContent = names.size ? [...new Set(names.values())].join(" ") : told.message;
  }
  // What stood in two kinds cannot be set back by one: the row's form does that.
  function back() {
    const changes = undone.pop();
    if (changes) send(changes.filter(({ was }) => was.length < 2).map(({ place, was }) => ({ place, kind: was[0] ?? null })), false);
  }

  grid.addEventListener("keydown", (event) => {
    if (!event.target.matches("td[role=gridcell]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const [row, column] = at;
    const steps = { ArrowUp: [row - 1, column], ArrowDown: [row + 1, column], ArrowLeft: [row, column - 1], ArrowRight: [row, column + 1], Home: [row, 0], End: [row, posts.length - 1] };
    const key = event.key.toLowerCase();
    if (steps[event.key]) move(...steps[event.key], event.shiftKey);
    else if (keys[key]) send(range().map((place) => ({ place, kind: keys[key] })));
    else if (event.key === "Delete" || event.key === "Backspace") send(range().map((place) => ({ place, kind: null })));
    else if (key === "z") back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  grid.addEventListener("click", (event) => {
    const one = event.target.closest("td[role=gridcell]");
    if (!one) return;
    const row = lines.findIndex((cells) => cells.includes(one));
    if (row >= 0) move(row, lines[row].indexOf(one), event.shiftKey);
  });
})();
