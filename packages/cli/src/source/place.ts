/**
 * Turns an offset in a text into the line and column that an editor shows.
 */

/** A place in a file: both count from 1, columns in UTF-16 code units, as editors and compilers do. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Finds places in one text; a line ends with LF, CRLF or a CR alone. */
export function createPlaceFinder(text: string): (offset: number) => Place {
  const starts = [0];
  for (const ending of text.matchAll(/\r\n|\n|\r/g)) starts.push(ending.index + ending[0].length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
