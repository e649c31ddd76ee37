import type { Position } from '../corefile-error.ts';
import type { Files } from '../parse/files.ts';

/** What the setup of a directive knows of its server block, and what it changes of it. */
export interface Block {
  /** The keys, normalised: `dns://corp.example.:53`. */
  readonly keys: readonly string[];
  /** All files that the server sees. */
  readonly files: Files;
  /** Reads a file; undefined: there is none, as far as is known. */
  readonly readFile: (path: string, position: Position | undefined) => string | undefined;
  readonly notModelled: (reason: string, position: Position | undefined) => void;
  /** The directory that relative paths start from. */
  root: string;
  listenHosts: readonly string[];
  /** The certificate of the listener; undefined: none. Equal texts stand for equal certificates. */
  tls: string | undefined;
  maxHttpsStreams: number | undefined;
  /** The name of the `view` that the block belongs to. */
  view: string | undefined;
}
