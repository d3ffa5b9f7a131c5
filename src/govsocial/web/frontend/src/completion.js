// Completion from the vocabulary of the graph that is asked: prefixes, classes, properties, individuals.

const NAME = /(?:[A-Za-z][\w.-]*)?:?[\w.-]*$/;
const MOST = 200;

// A source of completions for CodeMirror. The vocabulary is fetched once, when it is first needed.
export function completeFrom(address) {
  let vocabulary;
  return async (context) => {
    const typed = context.matchBefore(NAME);
    if (!address || (!context.explicit && (!typed || typed.from === typed.to))) return null;
    if (/[?$<"']$/.test(context.state.sliceDoc(Math.max(0, (typed?.from ?? context.pos) - 1), typed?.from ?? context.pos)))
      return null;
    vocabulary ??= fetch(address).then((response) => response.json());
    const { prefixes, terms } = await vocabulary.catch(() => ({ prefixes: {}, terms: [] }));
    const from = typed?.from ?? context.pos;
    const before = context.state.sliceDoc(0, from);
    return { from, options: options(before, typed?.text ?? "", prefixes, terms), filter: false };
  };
}

function options(before, typed, prefixes, terms) {
  if (/\bprefix\s+$/i.test(before)) return prefixLines(typed, prefixes);
  const wanted = kindsWanted(before);
  const looked = typed.toLowerCase();
  const found = [];
  for (const term of terms) {
    const rank = rankOf(term, looked);
    if (rank < 3) found.push([wanted.indexOf(term.kind), rank, -(term.count ?? 0), term]);
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || (a[3].curie < b[3].curie ? -1 : 1));
  return found.slice(0, MOST).map(([, , , term]) => option(term, prefixes));
}

// 0: its name begins so; 1: its label begins so; 2: one of both has it somewhere; 3: none.
function rankOf(term, looked) {
  const curie = term.curie.toLowerCase();
  const local = curie.slice(curie.indexOf(":") + 1);
  const label = (term.label ?? "").toLowerCase();
  if (curie.startsWith(looked) || local.startsWith(looked)) return 0;
  if (label.startsWith(looked)) return 1;
  return curie.includes(looked) || label.includes(looked) ? 2 : 3;
}

// Behind `a` classes come first, in the place of a property properties, elsewhere things.
function kindsWanted(before) {
  const statement = before.replace(/"[^"]*"|'[^']*'|#[^\n]*/g, " ").split(/[.{};]/).pop() ?? "";
  const words = statement.trim().split(/\s+/).filter(Boolean);
  if (/(?:^|\s)(?:a|rdf:type)$/.test(statement.trim())) return ["class", "property", "individual"];
  const begins = /[;]\s*$/.test(before) ? 1 : words.length;
  return begins % 3 === 1 ? ["property", "class", "individual"] : ["individual", "property", "class"];
}

function option(term, prefixes) {
  return {
    label: term.curie,
    detail: term.label,
    info: term.comment,
    apply: (view, _completion, from, to) => insert(view, term.curie, from, to, prefixes),
  };
}

// The name, and the PREFIX line that it needs where the query has none.
export function insert(view, curie, from, to, prefixes) {
  const prefix = curie.slice(0, curie.indexOf(":"));
  const text = view.state.doc.toString();
  const isDeclared = new RegExp(`\\bprefix\\s+${prefix}:`, "i").test(text);
  const changes = [{ from, to, insert: curie }];
  if (!isDeclared && prefixes[prefix]) changes.unshift({ from: 0, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` });
  const shift = changes.length > 1 ? changes[0].insert.length : 0;
  view.dispatch({ changes, selection: { anchor: from + shift + curie.length }, userEvent: "input.complete" });
}

function prefixLines(typed, prefixes) {
  return Object.entries(prefixes)
    .filter(([name]) => name.startsWith(typed.replace(":", "")))
    .map(([name, iri]) => ({ label: `${name}:`, detail: iri, apply: `${name}: <${iri}>` }));
}
