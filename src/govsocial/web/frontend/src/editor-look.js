// How the editor looks: colours of 4.5:1 on white, a focus that is seen, the font of code.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "#5a1a86", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "#0b5394" },
  { tag: [tags.string, tags.special(tags.string)], color: "#0b6b3a" },
  { tag: [tags.number, tags.bool], color: "#8a4b00" },
  { tag: [tags.url, tags.namespace, tags.propertyName], color: "#7a2048" },
  { tag: [tags.comment, tags.lineComment], color: "#4d5761", fontStyle: "italic" },
]);

export const look = EditorView.theme({
  "&": { border: "2px solid #4d5761", borderRadius: "2px", fontSize: "0.9rem", background: "#fff", color: "#1a1f24" },
  "&.cm-focused": { outline: "3px solid #ffbf47", boxShadow: "0 0 0 5px #1a1f24" },
  ".cm-scroller": {
    fontFamily: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace',
    minHeight: "12rem",
    maxHeight: "32rem",
  },
  ".cm-gutters": { background: "#f3f6f8", color: "#4d5761", border: "0" },
  ".cm-activeLine, .cm-activeLineGutter": { background: "#eef4f9" },
  ".cm-tooltip": { border: "1px solid #4d5761", background: "#fff", color: "#1a1f24", maxWidth: "min(40rem, 90vw)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "#0b5394", color: "#fff" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "1" },
  ".cm-lintRange-error": { background: "none", textDecoration: "underline wavy #a3202a" },
});
