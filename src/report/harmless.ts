// Makes hostile text harmless, once for each format: names and messages come from files that anyone may have written.

/** Control characters, bidirectional marks, invisible characters, separators that some readers take for line breaks, unpaired surrogates. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u;
const allUnseen = new RegExp(unseen.source, 'gu');
const plain = /^[\x20-\x7e]*$/;

/** Tokens, keys and certificates by their looks: JSON Web Tokens, PEM blocks, tokens with the well-known prefixes of their makers. */
const credential =
  /-----BEGIN [\s\S]*?(?:-----END [A-Z ]+-----|$)|LS0tLS1CRUdJTi[\w+/=]*|\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}|\b(?:ghp|gho|ghs|ghu|github_pat|glpat|xox[abpr]|npm|sk_live|sk-ant|hvs)[-_][\w-]{10,}|\bAKIA[A-Z0-9]{16}\b|(?<=:\/\/)[^\s/:@]+:[^\s/@]+(?=@)/g;

/** One of these is in every credential: most texts hold none, and need not be searched. */
const hints = ['eyJ', '-----BEGIN', 'LS0tLS1CRUdJTi', 'AKIA', '://', 'gh', 'glpat', 'xox', 'npm', 'sk_live', 'sk-ant', 'hvs'];

/** PATH_MAX of Linux: no real name is longer, and .NET readers of SARIF give up on a reference beyond 65,519 characters. */
const longestPath = 4096;

/** Longest text that is shown of one name or message. */
const longest = 600;

/** True when a value looks like a token, a key or a certificate. */
export function isCredential(text: string): boolean {
  credential.lastIndex = 0;
  return mayHoldCredential(text) && credential.test(text);
}

function mayHoldCredential(text: string): boolean {
  return text.length >= 8 && hints.some((hint) => text.includes(hint));
}

/** The same text with whatever looks like a credential starred: for formats that carry every other character as data. */
export function withoutCredentials(text: string): string {
  return mayHoldCredential(text) ? text.replace(credential, '***') : text;
}

/** One line of printable text: what cannot be seen is written out (`\u{1b}`), what looks like a credential is starred, what is endless is cut. */
export function harmless(text: string, limit = longest): string {
  if (limit !== longest) return madeHarmless(text, limit);
  const known = made.get(text);
  if (known !== undefined) return known;
  if (made.size >= mostMade) made.clear();
  const shown = madeHarmless(text, limit);
  made.set(text, shown);
  return shown;
}

/** Names and advice come again and again: kept, up to a number, for the next finding. */
const made = new Map<string, string>();
const mostMade = 10_000;

function madeHarmless(text: string, limit: number): string {
  if (text.length <= 8 && plain.test(text)) return text;
  const cut = text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length - limit} more characters)`;
  const starred = withoutCredentials(cut);
  return plain.test(starred) ? starred : starred.replace(allUnseen, (character) => written(character));
}

/** Prose from rule files: its line breaks and runs of spaces are layout, not content. */
export function prose(text: string): string {
  return harmless(text.trim().replace(/\s+/g, ' '), 4000);
}

/** How a character that cannot be seen is written out; undefined for one that can. */
export function spelled(character: string): string | undefined {
  return unseen.test(character) ? written(character) : undefined;
}

function written(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** Spaces, colours and links of ours that may stand before the first word of a line. */
const lead = /^((?:\s|\u001b\[[\d;]*m|\u001b\]8;;[^\u001b]*\u001b\\)*):(?=:)/;

/** A line for a terminal or a CI log: runners take `::name::` at the start of a line, and `##[`, `##vso[`, `##teamcity[` anywhere, for commands. */
export function harmlessLine(line: string): string {
  if (!line.includes('::') && !line.includes('##')) return line;
  return line.replace(lead, '$1\\u{3a}').replace(/##(?=\[|vso\[|teamcity\[)/gi, '#\\u{23}');
}

/** JSON that is also safe inside HTML and on a terminal; it reads back as exactly the same data. */
export function harmlessJson(json: string): string {
  // Printable ASCII without `<`, `>` and `&`: nearly every text, and classes of Unicode are slow.
  if (!/[^\n !-%'-;=?-~]/.test(json)) return json;
  return json.replace(/[<>&\x7f-\x9f\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);
}

function escaped(character: string): string {
  let units = '';
  for (let at = 0; at < character.length; at++) units += `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  return units;
}

/** Text inside Markdown: no markup, no HTML, no mention, no issue reference, no link. */
export function harmlessMarkdown(text: string): string {
  return harmless(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/[\\`*_{}[\]|~!$]/g, '\\$&')
    .replace(/^(\s*)([-+=]|\d+[.)])/, '$1\\$2')
    .replace(/([@#])(?=\w)/g, '$1&#8203;')
    .replace(/:(?=\/\/)/g, '&#58;')
    .replace(/\bwww\./gi, 'www&#46;');
}

/** Text inside a Markdown code span; a span can hold no backtick of its own length, so they are written out. */
export function markdownCode(text: string): string {
  return `\`${harmless(text).replace(/`/g, "'").replace(/\|/g, '¦')}\``;
}

/** Prose of a rule inside Markdown: what it writes in backticks stays code, everything else is text. */
export function markdownProse(text: string): string {
  return prose(text)
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? markdownCode(part.slice(1, -1)) : harmlessMarkdown(part)))
    .join('');
}

/** A quoted Mermaid label: everything but plain words becomes an entity. */
export function mermaidLabel(text: string): string {
  return `"${harmless(text, 120).replace(/[^\w ./:,()*-]/gu, (character) => `#${character.codePointAt(0) ?? 0};`)}"`;
}

/** Text inside XML, in elements and attributes alike. */
export function harmlessXml(text: string): string {
  return harmless(text).replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** The message of a workflow command. */
export function commandMessage(text: string): string {
  return harmless(text).replace(/%/g, '%25');
}

/** A property of a workflow command. */
export function commandProperty(text: string): string {
  return commandMessage(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}

/** A file name as the relative, percent-encoded reference that SARIF readers resolve against the repository; an absolute path as a `file:` URI. */
export function fileUri(name: string): string {
  const slashed = name.slice(0, longestPath).replace(/\p{Surrogate}/gu, '\ufffd').replace(/\\/g, '/');
  const segments = slashed.split('/').map((segment) => encodeURIComponent(segment).replace(/%3D|%2B|%40|%2C/g, (code) => decodeURIComponent(code)));
  if (slashed.startsWith('/')) return `file:///${segments.filter((segment) => segment !== '').join('/')}`;
  const relative = segments.filter((segment) => segment !== '' && segment !== '.').join('/');
  return relative === '' ? 'stdin' : relative;
}
