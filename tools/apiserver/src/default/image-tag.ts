const DOMAIN_PART = String.raw`(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])`;
const DOMAIN = String.raw`(?:${DOMAIN_PART}(?:\.${DOMAIN_PART})*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = String.raw`[\w][\w.-]{0,127}`;
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(
  `^(?:${DOMAIN}/)?${PATH_PART}(?:/${PATH_PART})*(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);

/**
 * Whether an image has the tag `latest`, or neither tag nor digest. What is no reference has no tag: the error is
 * found elsewhere. Source: pkg/util/parsers and distribution/reference.
 */
export function isLatest(image: string): boolean {
  if (/^[a-f0-9]{64}$/.test(image)) return false;
  const parts = REFERENCE.exec(image)?.groups;
  if (!parts) return false;
  if (parts['tag'] === undefined) return parts['digest'] === undefined;
  return parts['tag'] === 'latest';
}
