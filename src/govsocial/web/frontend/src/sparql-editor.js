// <sparql-editor> around a textarea of a form: the same text with colours, completion and marked errors.
// Without this script the textarea does all that is needed; with it, the textarea stays and keeps the text.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { EditorState, Transaction } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { SparqlLanguage } from "codemirror-lang-sparql";

import { completeFrom, insert } from "./completion.js";
import { colours, look } from "./editor-look.js";

const LONGEST_ADDRESS = 8000; // longer queries are sent in the body: servers and proxies cut addresses

class SparqlEditor extends HTMLElement {
  connectedCallback() {
    this.textarea = this.querySelector("textarea");
    if (!this.textarea || this.view) return;
    // Styles of the editor need a shadow root: as adopted sheets they pass the page's content security policy.
    const root = this.attachShadow({ mode: "open" });
    this.view = new EditorView({ parent: root, root, state: this.startingState() });
    this.textarea.form.addEventListener("submit", (event) => this.submitted(event.currentTarget));
    this.textarea.addEventListener("focus", () => this.view.focus());
    document.querySelector(`label[for="${this.textarea.id}"]`)?.addEventListener("click", () => this.view.focus());
    this.markError();
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(text) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  startingState() {
    const described = this.textarea.getAttribute("aria-describedby");
    const label = document.querySelector(`label[for="${this.textarea.id}"]`);
    return EditorState.create({
      doc: this.textarea.value,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        SparqlLanguage,
        autocompletion({ override: [completeFrom(this.dataset.vocabulary)], icons: false }),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": label?.textContent ?? "Query",
          ...(described ? { "aria-description": document.getElementById(described)?.textContent ?? "" } : {}),
          spellcheck: "false",
          autocapitalize: "off",
        }),
        // Tab is left alone: it leads out of the editor, as from any field.
        keymap.of([
          { key: "Mod-Enter", run: () => this.run() },
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...historyKeymap,
          ...completionKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.textarea.value = this.text;
        }),
      ],
    });
  }

  // Puts a name where the cursor is, with the PREFIX line that it needs.
  insertTerm(curie, prefixes) {
    const { from, to } = this.view.state.selection.main;
    insert(this.view, curie, from, to, prefixes);
    this.view.focus();
  }

  run() {
    this.textarea.form.requestSubmit();
    return true;
  }

  submitted(form) {
    form.method = this.text.length > LONGEST_ADDRESS ? "post" : "get";
    this.dispatchEvent(new CustomEvent("run", { bubbles: true }));
  }

  // The place of an error as the server names it: line and column from 1, columns in code points.
  markError() {
    const { errorLine, errorColumn, errorMessage } = this.dataset;
    if (!errorLine || Number(errorLine) > this.view.state.doc.lines) return;
    const line = this.view.state.doc.line(Number(errorLine));
    const before = [...line.text].slice(0, Math.max(0, Number(errorColumn || 1) - 1)).join("");
    const from = Math.min(line.from + before.length, line.to);
    const word = /^\S+/.exec(line.text.slice(before.length));
    const to = Math.min(line.to, from + (word ? word[0].length : 1));
    this.view.dispatch(setDiagnostics(this.view.state, [{ from, to, severity: "error", message: errorMessage ?? "" }]), {
      selection: { anchor: from },
      scrollIntoView: true,
      annotations: Transaction.addToHistory.of(false),
    });
  }
}

customElements.define("sparql-editor", SparqlEditor);
