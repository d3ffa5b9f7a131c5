// Suggestions under the search form of the header while people type: the combobox pattern of ARIA, without HTML from data.
// Without this script it is a plain form. See https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

const WAIT_MILLISECONDS = 120;
const MOST = 8;

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Suggestions {
  constructor(form, input) {
    this.input = input;
    this.hits = [];
    this.active = -1;
    this.list = element("ul", { id: "suggestions", role: "listbox", "aria-label": "Suggestions", tabindex: -1, hidden: "" });
    this.told = element("div", { class: "hidden", role: "status" });
    form.append(this.list, this.told);
    for (const [key, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions",
    })) input.setAttribute(key, value);
    input.addEventListener("input", () => this.ask());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays where it is
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.go(Number(option.dataset.number));
    });
  }

  ask() {
    clearTimeout(this.timer);
    this.asked?.abort();
    const text = this.input.value.trim();
    if (text) this.timer = setTimeout(() => this.fetch(text), WAIT_MILLISECONDS);
    else this.close();
  }

  async fetch(text) {
    const asked = (this.asked = new AbortController());
    const address = "/search?" + new URLSearchParams({ q: text, limit: MOST, format: "json" });
    try {
      const response = await fetch(address, { signal: asked.signal, headers: { Accept: "application/json" } });
      if (!response.ok) return this.close();
      const found = await response.json();
      if (!asked.signal.aborted) this.show([...found.results, ...found.suggestions].filter((hit) => hit.page));
    } catch (error) {
      if (error.name !== "AbortError") this.close();
    }
  }

  show(hits) {
    this.hits = hits.slice(0, MOST);
    this.list.replaceChildren(...this.hits.map((hit, number) => {
      const about = [hit.kind.replaceAll("-", " "), ...(hit.aliases ?? []).slice(0, 2)].join(" · ");
      const attributes = { id: `suggestion-${number}`, role: "option", "aria-selected": "false", "data-number": number };
      return element("li", attributes, hit.label, element("span", {}, about));
    }));
    this.select(-1);
    this.open(this.hits.length > 0);
    this.told.textContent = this.hits.length ? `${this.hits.length} suggestions` : "No suggestions";
  }

  open(is) {
    this.list.hidden = !is;
    this.input.setAttribute("aria-expanded", String(is));
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.select(-1);
    this.open(false);
  }

  select(number) {
    this.active = number;
    [...this.list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === number)));
    if (number < 0) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", `suggestion-${number}`);
    this.list.children[number].scrollIntoView({ block: "nearest" });
  }

  press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length) {
      event.preventDefault();
      if (this.list.hidden) this.open(true);
      const places = this.hits.length + 1; // the text itself is one
      this.select(((this.active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && this.active >= 0 && !this.list.hidden) {
      event.preventDefault();
      this.go(this.active);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  go(number) {
    location.assign(new URL(this.hits[number].page, location.href));
  }
}

for (const form of document.querySelectorAll("form.find")) new Suggestions(form, form.querySelector("input"));
