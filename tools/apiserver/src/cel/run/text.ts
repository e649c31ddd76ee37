/** The number of code points of a text: what `size` and the cost model count. */
export function textSize(text: string): number {
  let size = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) size -= 1;
  }
  return size;
}

/** The code points of a text when some of them take two units, else undefined: then units are code points. */
export function wideText(text: string): readonly string[] | undefined {
  return /[\ud800-\udbff]/u.test(text) || textSize(text) !== text.length
    ? Array.from(text)
    : undefined;
}
