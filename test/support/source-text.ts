/** A piece of TypeScript source. A string comes without its quotes; a template is strings with code between. */
export interface Piece {
  readonly kind: 'code' | 'comment' | 'string' | 'regex';
  readonly text: string;
}

const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//;
const quoted = /'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"/;
/** Only where a value can begin; elsewhere a slash divides. */
const regex =
  /(?<=(?:^|[=(,:;!&|?{[+]|=>|\breturn|\bof)\s*)\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/;
const token = new RegExp(
  `(?<comment>${comment.source})|(?<quoted>${quoted.source})|(?<regex>${regex.source})|(?<code>[\\w$]+|\\s+|[\\s\\S])`,
  'y',
);
const templateText = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y;

/**
 * Cuts source into its pieces. No parser, but enough to look for identifiers without finding words of comments,
 * and for strings without finding code.
 */
export const cutSource = (source: string): readonly Piece[] => {
  const pieces: Piece[] = [];
  /** For each template that we are in the code of: how many braces are open since its `${`. */
  const openBraces: number[] = [];
  let at = 0;
  const add = (kind: Piece['kind'], text: string) => {
    const last = pieces.at(-1);
    if (kind === 'code' && last?.kind === 'code')
      pieces[pieces.length - 1] = { kind, text: last.text + text };
    else pieces.push({ kind, text });
  };
  const addTemplateText = () => {
    templateText.lastIndex = at;
    const text = templateText.exec(source)?.[0] ?? '';
    add('string', text);
    at += text.length;
    const continues = source.startsWith('${', at);
    if (continues) openBraces.push(0);
    at += continues ? 2 : 1;
  };
  while (at < source.length) {
    token.lastIndex = at;
    const groups = token.exec(source)?.groups ?? {};
    const text = groups.comment ?? groups.quoted ?? groups.regex ?? groups.code ?? '';
    at += text.length;
    const braces = openBraces.at(-1);
    if (groups.comment) add('comment', text);
    else if (groups.quoted) add('string', text.slice(1, -1));
    else if (groups.regex) add('regex', text);
    else if (text === '`') addTemplateText();
    else if (text === '}' && braces === 0) {
      openBraces.pop();
      addTemplateText();
    } else {
      if (braces !== undefined && text === '{') openBraces[openBraces.length - 1] = braces + 1;
      if (braces !== undefined && text === '}') openBraces[openBraces.length - 1] = braces - 1;
      add('code', text);
    }
  }
  return pieces;
};

/** What a file imports, in its own words: `node:fs`, `xstate/graph`, `../errors.ts`. */
export const importsOf = (source: string): readonly string[] => {
  const pieces = cutSource(source);
  return pieces
    .filter(({ kind }, index) => {
      const before = pieces[index - 1];
      return kind === 'string' && before?.kind === 'code' && /\b(?:from|import)\s*\(?\s*$/.test(before.text);
    })
    .map(({ text }) => text);
};
