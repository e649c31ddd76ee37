import fs from 'node:fs';
import path from 'node:path';

import { PublishError } from '../publish/publish-error.ts';
import { MAX_REPORT_BYTES, REPORT_FILE } from './report-document.ts';

/**
 * The text of a report: of a file, or of a folder that an artifact was unpacked into and that holds nothing else. Nobody
 * knows who made it: what it is and how long it is are looked at before it is read, and links are not followed.
 * Throws a PublishError.
 */
export function readReportFile(place: string): string {
  const file = findFile(place);
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = fs.constants;
  let descriptor: number;
  try {
    // A pipe would keep the reader waiting for somebody who writes.
    descriptor = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    throw new PublishError(`${file}: no report can be read here (${codeOf(error)})`);
  }
  try {
    const facts = fs.fstatSync(descriptor);
    if (!facts.isFile()) throw new PublishError(`${file}: a report is a file, and this is none`);
    if (facts.size > MAX_REPORT_BYTES) throw tooLong(file, facts.size);
    return decode(fs.readFileSync(descriptor), file);
  } finally {
    fs.closeSync(descriptor);
  }
}

/** That a report is longer than anybody reads it. */
export function tooLong(file: string, bytes: number): PublishError {
  return new PublishError(
    `${file}: a report of ${bytes} bytes, where ${MAX_REPORT_BYTES} are read at most; split the change`,
  );
}

function findFile(place: string): string {
  let folder: fs.Dir;
  try {
    if (!fs.lstatSync(place).isDirectory()) return place;
    folder = fs.opendirSync(place);
  } catch (error) {
    throw new PublishError(`${place}: there is no report (${codeOf(error)})`);
  }
  try {
    // Two entries tell enough, however many there are.
    const first = folder.readSync();
    const second = folder.readSync();
    if (first?.name === REPORT_FILE && second === null) return path.join(place, REPORT_FILE);
  } finally {
    folder.closeSync();
  }
  throw new PublishError(
    `${place}: the artifact of a report holds ${REPORT_FILE} and nothing else`,
  );
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new PublishError(`${file}: no UTF-8, so no report`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
