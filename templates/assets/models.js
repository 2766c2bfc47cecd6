// A model: sliders move its inputs. Its editor: names are completed, what is wrong stands at its character. Without it all is a post.
(() => {
  "use strict";

  // ——— What if: the slider and the figure are one; a change is computed at once by the form's own request.
  const model = document.querySelector("[data-model]");
  model?.addEventListener("input", (event) => {
    const slider = event.target;
    if (slider.type === "range") {
      const field = document.getElementById(slider.dataset.for);
      field.value = slider.value;
      mark(field);
    } else if (slider.name?.startsWith("p.")) {
      const range = model.querySelector(`[data-for="${CSS.escape(slider.id)}"]`);
      if (range && slider.value.trim() !== "") range.value = slider.value;
      mark(slider);
    }
  });
  function mark(field) {
    const stands = field.dataset.stands;
    if (stands !== undefined) field.closest(".input")?.classList.toggle("changed", Number(field.value) !== Number(stands));
  }
  // Keeping a scenario is a page of its own, not a preview.
  model?.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep]");
    if (!keep) return;
    event.preventDefault();
    const post = document.createElement("form");
    post.method = "post";
    post.action = keep.formAction;
    for (const [name, value] of new FormData(model)) {
      const field = document.createElement("input");
      field.type = "hidden";
      [field.name, field.value] = [name, value];
      post.append(field);
    }
    document.body.append(post);
    post.submit();
  });

  // ——— The editor.
  const NAME = /[A-Za-z_\u3400-\u9fff][\w\u3400-\u9fff]*(?:\.[\w\u3400-\u9fff]*){0,2}$/;
  const MOST = 8;
  let list = null;
  let field = null;
  let at = 0;

  const editor = () => document.getElementById("editor");
  const names = () => JSON.parse((document.getElementById("preview") ?? editor()).dataset.names);

  // In the rows of a table its own columns are named bare, and come first.
  function named(own) {
    const all = names();
    const mine = own ? all.filter(([name]) => name.startsWith(`${own}.`) && name.split(".").length === 2) : [];
    const bare = mine.map(([name, title, more]) => [name.slice(own.length + 1), title.replace(/^[^·]*?\./, ""), more]);
    return [...bare, ...all];
  }

  function hits(start, own) {
    const told = start.toLowerCase();
    const all = named(own);
    const first = all.filter(([name, title]) => name.toLowerCase().startsWith(told) || title.toLowerCase().startsWith(told));
    const later = all.filter((one) => !first.includes(one) && (one[0].toLowerCase().includes(told) || one[1].toLowerCase().includes(told)));
    return [...first, ...later].filter(([name]) => name !== start).slice(0, MOST);
  }

  function say(text) {
    const spot = document.getElementById("said");
    if (spot && spot.textContent !== text) spot.textContent = text;
  }

  function close() {
    list?.remove();
    list = null;
    field?.removeAttribute("aria-activedescendant");
    field?.removeAttribute("aria-controls");
    field?.setAttribute("aria-expanded", "false");
  }

  function suggest(input) {
    close();
    field = input;
    const start = NAME.exec(input.value.slice(0, input.selectionStart))?.[0];
    const found = start ? hits(start, input.dataset.own) : [];
    if (!found.length) return;
    list = document.createElement("ul");
    list.className = "suggest";
    list.id = "suggest";
    list.setAttribute("role", "listbox");
    found.forEach(([name, title], n) => {
      const item = document.createElement("li");
      item.id = `suggest-${n}`;
      item.setAttribute("role", "option");
      item.dataset.name = name;
      item.textContent = name;
      if (title) {
        const small = document.createElement("small");
        small.textContent = title;
        item.append(small);
      }
      list.append(item);
    });
    input.after(list);
    input.setAttribute("aria-controls", "suggest");
    input.setAttribute("aria-expanded", "true");
    say((editor().dataset.found ?? "").replace("#", found.length));
    choose(0);
  }

  function choose(n) {
    const items = [...list.children];
    at = (n + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === at)));
    field.setAttribute("aria-activedescendant", items[at].id);
    items[at].scrollIntoView({ block: "nearest" });
  }

  function take(item) {
    const end = field.selectionStart;
    const start = end - NAME.exec(field.value.slice(0, end))[0].length;
    field.setRangeText(item.dataset.name, start, end, "end");
    close();
    field.focus();
    look();
  }

  // ——— What is wrong: told under the field, and selected in it where the reader follows the link.
  function tell() {
    const values = JSON.parse(document.getElementById("preview")?.dataset.values ?? "{}");
    document.querySelectorAll("#editor [data-formula]").forEach((input) => {
      const spot = document.getElementById(`${input.id}-error`);
      if (!spot) return;
      const wrong = document.querySelector(`#preview [data-wrong="${CSS.escape(input.id)}"]`);
      spot.hidden = !wrong;
      spot.textContent = wrong ? wrong.dataset.text : "";
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      const value = document.getElementById(`${input.id}-value`);
      // While another formula is half written nothing is computed: what stood stays.
      if (value && (wrong || input.id in values)) {
        value.textContent = wrong ? "" : values[input.id] ?? "";
        value.hidden = !value.textContent;
      }
      if (input === document.activeElement && !list) say(spot.textContent || value?.textContent || "");
    });
  }

  let waits = 0;
  function look() {
    clearTimeout(waits);
    waits = setTimeout(async () => {
      const form = editor();
      const data = new URLSearchParams(new FormData(form));
      data.set("look", "1");
      const headers = { "HX-Request": "true", "X-CSRF-Token": jingjin.csrf() };
      const answer = await fetch(form.action, { method: "POST", body: data, headers });
      if (!answer.ok || !document.contains(form)) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("preview");
      if (fresh) {
        document.getElementById("preview").replaceWith(fresh);
        tell();
      }
    }, 350);
  }

  document.addEventListener("input", (event) => {
    if (!event.target.closest("#editor")) return;
    if (event.target.matches("[data-formula]")) suggest(event.target);
    look();
  });
  document.addEventListener("change", (event) => { if (event.target.closest("#editor")) look(); });
  document.addEventListener("focusout", () => setTimeout(() => { if (document.activeElement !== field) close(); }, 150));
  document.addEventListener("mousedown", (event) => {
    const item = event.target.closest(".suggest li");
    if (item) { event.preventDefault(); take(item); }
  });
  document.addEventListener("keydown", (event) => {
    if (!list || event.target !== field) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") choose(at + (event.key === "ArrowDown" ? 1 : -1));
    else if (event.key === "Enter" || event.key === "Tab") take(list.children[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const wrong = event.target.closest("[data-wrong]");
    if (!wrong) return;
    const input = document.getElementById(wrong.dataset.wrong);
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.setSelectionRange(Number(wrong.dataset.start), Number(wrong.dataset.end));
  });
})();
