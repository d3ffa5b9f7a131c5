// What the SPARQL page does beyond its form: cancel, copy the link, insert terms, keep queries. Without it nothing is lost.

const KEPT = "govsocial-queries";
const MOST_KEPT = 30;
const MOST_TERMS = 100;

const editor = document.querySelector("sparql-editor");
const form = document.querySelector("#query").form;

function within(name, work) {
  const element = document.querySelector(`[${name}]`);
  if (element) work(element);
}

// The browser is still on this page while the answer is awaited: to stop loading ends the request, and so the query.
within("data-running", (running) => {
  const show = (isRunning) => (running.hidden = !isRunning);
  form.addEventListener("submit", () => show(form.elements.format.value === "html"));
  window.addEventListener("pageshow", () => show(false));
  within("data-cancel", (button) =>
    button.addEventListener("click", () => {
      window.stop();
      setTimeout(() => window.stop(), 200); // what has only just been asked for may begin a moment later
      show(false);
      form.querySelector("[type=submit]").focus();
    }),
  );
});

within("data-copy-address", (button) => {
  if (!navigator.clipboard) return; // browsers give it to secure pages only
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(location.href.replace(/#.*/, ""));
    button.textContent = "Copied";
  });
});

within("data-terms", (details) => {
  if (!editor?.insertTerm) return;
  details.hidden = false;
  const [input, list] = [details.querySelector("input"), details.querySelector("ul")];
  let vocabulary;
  const fill = async () => {
    vocabulary ??= fetch(editor.dataset.vocabulary).then((response) => response.json());
    const { prefixes, terms } = await vocabulary.catch(() => ({ prefixes: {}, terms: [] }));
    const looked = input.value.trim().toLowerCase();
    const found = terms.filter((term) => `${term.curie} ${term.label ?? ""}`.toLowerCase().includes(looked));
    list.replaceChildren(...found.slice(0, MOST_TERMS).map((term) => termItem(term, prefixes)));
  };
  details.addEventListener("toggle", fill);
  input.addEventListener("input", fill);
});

function termItem(term, prefixes) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain-button";
  button.textContent = term.curie;
  if (term.comment) button.title = term.comment;
  button.addEventListener("click", () => editor.insertTerm(term.curie, prefixes));
  const item = document.createElement("li");
  item.append(button, ` ${term.label ?? ""} `, note(`${term.kind}${term.count ? `, ${term.count.toLocaleString()} times` : ""}`));
  return item;
}

function note(text) {
  const small = document.createElement("small");
  small.className = "note";
  small.textContent = text;
  return small;
}

within("data-history", (details) => {
  details.hidden = false;
  const [box, list] = [details.querySelector("#keep"), details.querySelector("ul")];
  const kept = () => JSON.parse(localStorage.getItem(KEPT) ?? "null");
  const keep = (queries) => {
    if (queries) localStorage.setItem(KEPT, JSON.stringify(queries.slice(0, MOST_KEPT)));
    else localStorage.removeItem(KEPT);
    draw();
  };
  const draw = () => {
    box.checked = kept() !== null;
    list.replaceChildren(...(kept() ?? []).map((query) => queryItem(query)));
  };
  box.addEventListener("change", () => keep(box.checked ? [] : null));
  details.querySelector("[data-forget]").addEventListener("click", () => keep(kept() && []));
  form.addEventListener("submit", () => {
    const query = form.elements.query.value;
    if (kept()) keep([query, ...kept().filter((each) => each !== query)]);
  });
  draw();
});

function queryItem(query) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain-button";
  button.textContent = query.split("\n").filter((line) => !/^\s*(#|prefix\b|$)/i.test(line)).join(" ").slice(0, 90);
  button.addEventListener("click", () => {
    if (editor?.view) editor.text = query;
    else form.elements.query.value = query;
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}
