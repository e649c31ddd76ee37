const DOMAIN_PART = String.raw`(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])`;
const DOMAIN = String.raw`(?:${DOMAIN_PART}(?:\.${DOMAIN_PART})*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?`;
const PATH_PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const TAG = String.raw`[\w][\w.-]{0,127}`;
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(
  `^${DOMAIN}/(?<path>${PATH_PART}(?:/${PATH_PART})*)(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);
const LONGEST_PATH = 255;
const HUB = 'docker.io';

/**
 * Whether an image has the tag `latest`, or neither tag nor digest. What is no reference has no tag: the error is
 * found elsewhere. Source: pkg/util/parsers and distribution/reference.
 */
export function isLatest(image: string): boolean {
  if (/^[a-f0-9]{64}$/.test(image)) return false;
  const parts = REFERENCE.exec(withDomain(image))?.groups;
  if (!parts || (parts['path'] ?? '').length > LONGEST_PATH) return false;
  if (parts['tag'] === undefined) return parts['digest'] === undefined;
  return parts['tag'] === 'latest';
}

/** The image in full: `app` is `docker.io/library/app` (splitDockerDomain). */
function withDomain(image: string): string {
  const slash = image.indexOf('/');
  const first = image.slice(0, Math.max(slash, 0));
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase();
  const domain = isDomain && first !== 'index.docker.io' ? first : HUB;
  const rest = isDomain ? image.slice(slash + 1) : image;
  return domain === HUB && !rest.includes('/') ? `${HUB}/library/${rest}` : `${domain}/${rest}`;
}
