/** Variables of the server's environment. */
export type Variables = ReadonlyMap<string, string>;

/** Puts values in the place of `{%NAME%}` and `{$NAME}`; a variable that is not set is ''. */
export function replaceVariables(text: string, variables: Variables): string {
  return replaceReferences(replaceReferences(text, '{%', '%}', variables), '{$', '}', variables);
}

function replaceReferences(text: string, start: string, end: string, variables: Variables): string {
  let result = text;
  // A value that names itself would be replaced for ever.
  for (let round = 0; round < 1000; round += 1) {
    const index = result.indexOf(start);
    const close = index === -1 ? -1 : result.indexOf(end, index);
    if (close <= index + start.length) return result;
    const reference = result.slice(index, close + end.length);
    const name = reference.slice(start.length, -end.length);
    result = result.replaceAll(reference, () => variables.get(name) ?? '');
  }
  return result;
}
