const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\{}[]'].map((sign) =>
  sign.charCodeAt(0),
);
/** A stack's export has its resources in its `deployment`. */
const depthOfKey = 2;

/**
 * Reads a JSON text that comes in pieces, and hands over the objects of one array as soon as each is whole. Yields all the
 * rest, with that array empty. A state of twenty thousand resources is a text of fifty megabytes: as a whole, and as a
 * whole again when it is parsed, it would be most of the memory of a search. A parser written in JavaScript would take
 * ten times as long as this, which only looks for where objects begin and end.
 */
export async function cutJsonArray(
  pieces: AsyncIterable<string>,
  key: string,
  onElement: (element: unknown) => void,
): Promise<unknown> {
  const cutter = new Cutter(key, onElement);
  for await (const piece of pieces) {
    cutter.read(piece);
  }
  return JSON.parse(cutter.rest);
}

class Cutter {
  rest = "";
  readonly #key: string;
  readonly #onElement: (element: unknown) => void;
  #element = "";
  #depth = 0;
  #isInArray = false;
  #isText = false;
  #isEscaped = false;

  constructor(key: string, onElement: (element: unknown) => void) {
    this.#key = key;
    this.#onElement = onElement;
  }

  read(piece: string): void {
    let from = 0;
    for (let index = 0; index < piece.length; index += 1) {
      const code = piece.charCodeAt(index);
      if (this.#isText) {
        this.#readText(code);
      } else if (code === quote) {
        this.#isText = true;
      } else if (code === openBrace || code === openBracket) {
        from = this.#open(code, piece, from, index);
      } else if (code === closeBrace || code === closeBracket) {
        from = this.#close(piece, from, index);
      }
    }
    this.#keep(piece.slice(from));
  }

  #readText(code: number): void {
    if (this.#isEscaped) {
      this.#isEscaped = false;
    } else if (code === backslash) {
      this.#isEscaped = true;
    } else if (code === quote) {
      this.#isText = false;
    }
  }

  #open(code: number, piece: string, from: number, index: number): number {
    const isWanted =
      code === openBracket &&
      this.#depth === depthOfKey &&
      `${this.rest}${piece.slice(from, index)}`.trimEnd().endsWith(`"${this.#key}":`);
    this.#depth += 1;
    if (!isWanted) {
      return from;
    }
    this.#keep(piece.slice(from, index + 1));
    this.#isInArray = true;
    return index + 1;
  }

  #close(piece: string, from: number, index: number): number {
    this.#depth -= 1;
    if (!this.#isInArray || this.#depth > depthOfKey + 1) {
      return from;
    }
    if (this.#depth === depthOfKey) {
      this.#isInArray = false;
      this.#element = "";
      return index;
    }
    this.#keep(piece.slice(from, index + 1));
    this.#onElement(JSON.parse(this.#element.replace(/^[\s,]+/, "")));
    this.#element = "";
    return index + 1;
  }

  #keep(text: string): void {
    if (this.#isInArray) {
      this.#element += text;
    } else {
      this.rest += text;
    }
  }
}
