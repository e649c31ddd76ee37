import { hash } from 'node:crypto';

/** First line of the comment that holds the report. It counts only together with its author. */
export const REPORT_MARKER = '<!-- fingerpost:report -->';

const END = '<!-- fingerpost:end -->';
const SECTION =
  /<!-- fingerpost:begin title=(?<title>[0-9a-f]{16}) -->[\s\S]*?(?:<!-- fingerpost:end -->|$)/;

/** Most of a description that GitHub takes, in characters: "Body is too long (maximum is 65536 characters)". */
const MAX_BODY = 65_536;

/** A title and a description. */
export interface Description {
  readonly title: string;
  readonly body: string;
}

/** The description with our section alone. */
export function describeAnew(ours: Description): Description {
  return { title: ours.title, body: sectionOf(ours) };
}

/**
 * The description with our section renewed, and a person's words before and after it as they are; where somebody took it
 * away, it stands below their words. The title is ours as long as nobody wrote another one: the section remembers which
 * one it was given.
 */
export function renewDescription(present: Description, ours: Description): Description {
  const body = present.body.replaceAll('\r\n', '\n');
  const found = SECTION.exec(body);
  const isTitleOurs = found?.groups?.['title'] === titleId(present.title);
  const title = isTitleOurs ? ours.title : present.title;
  const before = found
    ? body.slice(0, found.index)
    : `${body.trimEnd()}${body.trim() === '' ? '' : '\n\n'}`;
  const after = found ? body.slice(found.index + found[0].length) : '';
  // What we would write is remembered, also while a person's title stands.
  const section = sectionOf(ours);
  const full = `${before}${section}${after}`;
  if ([...full].length <= MAX_BODY) return { title, body: full };
  const short = sectionOf({
    ...ours,
    body: 'There is no room left here. The report is in the comment.',
  });
  return { title, body: `${before}${short}${after}` };
}

/** Whether GitHub holds what it was given: it has its own line ends. */
export function isSameText(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

function plain(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}

function sectionOf({ title, body }: Description): string {
  return `<!-- fingerpost:begin title=${titleId(title)} -->\n${withoutMarkers(body).trimEnd()}\n${END}`;
}

/** No text that comes from a repository can end our section or pass for it. */
export function withoutMarkers(text: string): string {
  return text.replaceAll('<!-- fingerpost:', '&lt;!-- fingerpost:');
}

function titleId(title: string): string {
  return hash('sha256', title.trim()).slice(0, 16);
}
