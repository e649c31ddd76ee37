/** Values of a Go template: maps, lists and texts. */
export interface Parameters {
  readonly [name: string]: string | readonly string[] | Parameters;
}

/** A field, or a field of a field: all that the ApplicationSets of this repository need. */
const CHAIN = /^\.[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/**
 * The text that Go's text/template makes with the option missingkey=error. Knows `{{.a.b}}` alone; functions,
 * pipelines, blocks, comments and trimming are refused, whether text/template knows them or not.
 */
export function renderTemplate(template: string, parameters: Parameters): string {
  let rendered = '';
  let rest = template;
  for (;;) {
    const start = rest.indexOf('{{');
    if (start < 0) return rendered + rest;
    const end = rest.indexOf('}}', start);
    if (end < 0) throw new Error(`unclosed action in ${template}`);
    rendered += rest.slice(0, start) + valueOf(rest.slice(start + 2, end), parameters);
    rest = rest.slice(end + 2);
  }
}

function valueOf(action: string, parameters: Parameters): string {
  const chain = action.trim();
  if (!CHAIN.test(chain)) throw new Error(`{{${action}}}: this test knows fields alone`);
  let value: Parameters[string] = parameters;
  for (const name of chain.slice(1).split('.')) {
    if (typeof value === 'string' || isList(value)) {
      throw new Error(`{{${action}}}: can't evaluate field ${name}`);
    }
    const next: Parameters[string] | undefined = Object.hasOwn(value, name)
      ? value[name]
      : undefined;
    if (next === undefined) throw new Error(`{{${action}}}: map has no entry for key "${name}"`);
    value = next;
  }
  if (typeof value !== 'string') throw new Error(`{{${action}}}: this test prints texts alone`);
  return value;
}

function isList(value: Parameters | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}
