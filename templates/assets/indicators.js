// A grid of figures is filled by keyboard: Enter and the arrows go from cell to cell. Without it all is a plain form.
(() => {
  "use strict";
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;

  function at(input) {
    const cell = input.closest("td");
    return [cell.parentElement, cell.cellIndex];
  }

  function go(input, down, right) {
    const [row, column] = at(input);
    const next = down > 0 ? row.nextElementSibling : down < 0 ? row.previousElementSibling : row;
    const found = next?.cells[column + right]?.querySelector("input");
    if (!found) return false;
    found.focus();
    found.select();
    return true;
  }

  grid.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("td input") || event.isComposing) return;
    const { selectionStart: start, selectionEnd: end, value } = input;
    let moved = false;
    if (event.key === "Enter" || event.key === "ArrowDown") moved = go(input, 1, 0) || event.key === "Enter";
    else if (event.key === "ArrowUp") moved = go(input, -1, 0);
    else if (event.key === "ArrowLeft" && start === 0 && (end === 0 || end === value.length)) moved = go(input, 0, -1);
    else if (event.key === "ArrowRight" && end === value.length) moved = go(input, 0, 1);
    if (moved) event.preventDefault();
  });

  // A block copied from a spreadsheet fills the cells from here on.
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.target.matches("td input") || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const [first, column] = at(event.target);
    let row = first;
    for (const line of text.trimEnd().split(/\r?\n/)) {
      if (!row) break;
      line.split("\t").forEach((value, n) => {
        const input = row.cells[column + n]?.querySelector("input");
        if (input) input.value = value.trim();
      });
      row = row.nextElementSibling;
    }
  });
})();
