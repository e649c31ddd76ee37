/** Whether the subject of a change says already which resource it belongs to. */
export function isNamedIn(resource: string, subject: string): boolean {
  const [kind = '', namespace = '', name = ''] = resource.split('/');
  if (name === '') return subject.includes(resource);
  return [
    resource,
    `${namespace}/${kind}/${name}`,
    ...(kind === 'Service' ? [`${namespace}/${name}`, `${name}.${namespace}.`] : []),
  ].some((text) => subject.includes(text));
}
