const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\{}[]'].map((sign) =>
  sign.charCodeAt(0),
);
/** `pulumi stack export` has the resources inside its `deployment`. */
const depthOfKey = 2;

/**
 * Reads JSON text in pieces, and passes on each object of one array as soon as it is complete. Returns the
 * rest of the document with that array empty. A state of 20,000 resources is 50 MB of text; holding the text
 * and the parsed document at once would take most of a scan's memory. This function only looks for where
 * objects begin and end, which is ten times as fast as a JSON parser written in JavaScript.
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
