// Raw messages as people read them. What is not JSON is shown as it came.

export type Pretty = { text: string; isJson: boolean };

// Indents by hand: parsed and written again, an order number beyond 2^53 would become another one.
function indent(json: string): string {
  const newline = (depth: number) => `\n${'  '.repeat(depth)}`;
  let out = '';
  let depth = 0;
  for (const piece of json.match(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|[[\]{},:]|[^\s"[\]{},:]+/g) ??
    []) {
    if (piece === '{' || piece === '[') out += piece + newline((depth += 1));
    else if (piece === '}' || piece === ']') out += newline((depth -= 1)) + piece;
    else if (piece === ',') out += piece + newline(depth);
    else if (piece === ':') out += ': ';
    else out += /^[[{]/.test(piece) ? piece.replace(/\s/g, '') : piece;
  }
  return out;
}

export function pretty(body: string): Pretty {
  try {
    JSON.parse(body);
    return { text: indent(body), isJson: true };
  } catch {
    return { text: body, isJson: false };
  }
}

export type Token = { kind: 'key' | 'string' | 'number' | 'word' | 'plain'; text: string };

const pattern =
  /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Cuts JSON text into pieces to colour; together they are the text. */
export function tokens(text: string): Token[] {
  const list: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, quoted, colon, number] = match;
    if (match.index > end) list.push({ kind: 'plain', text: text.slice(end, match.index) });
    if (quoted) {
      list.push({ kind: colon ? 'key' : 'string', text: quoted });
      if (colon) list.push({ kind: 'plain', text: colon });
    } else {
      list.push({ kind: number ? 'number' : 'word', text: whole });
    }
    end = match.index + whole.length;
  }
  if (end < text.length) list.push({ kind: 'plain', text: text.slice(end) });
  return list;
}
