/**
 * The examples of `diff --example`, in the order in which they are listed. Their edits stand in
 * tools/changes/golden/<name>/edit.yaml: most runs of the command need no more than names and titles.
 */
export const examples: readonly { readonly name: string; readonly title: string }[] = [
  {
    name: 'rename-port',
    title: 'a container port gets another name than the Service asks for',
  },
  { name: 'wrong-selector', title: 'a Service selects a label that no pod has' },
  { name: 'remove-dns', title: 'no namespace is allowed to ask DNS any more' },
  { name: 'dns-wrong-key', title: 'a zone for CoreDNS stands under a key that is read elsewhere' },
  { name: 'masked-in-prod', title: 'an edit of a base that prod overrides' },
  { name: 'one-sided-policy', title: 'a caller may send, but is not let in any more' },
];
