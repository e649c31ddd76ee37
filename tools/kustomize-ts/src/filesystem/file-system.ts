/**
 * All that the engine knows of files. Paths are absolute and POSIX (`/` between names, no `.` or `..`);
 * every method is synchronous. A working folder, a git revision and a test's literal tree are each one of these.
 */
export interface FileSystem {
  /** The bytes of a file, symbolic links followed; undefined where there is no file. */
  readFile(path: string): Uint8Array | undefined;
  /** Length of a file in bytes, where it can be had without reading it; undefined where there is no file. */
  size?(path: string): number | undefined;
  /** What stands at the path, symbolic links followed. */
  kind(path: string): 'file' | 'directory' | undefined;
  /** The names in a folder, sorted; undefined where there is no folder. */
  readDirectory(path: string): string[] | undefined;
  /** The path with every symbolic link resolved; undefined where nothing stands there. */
  realPath(path: string): string | undefined;
  /** How a path is shown to people, such as relative to the working folder; the path itself where it is not given. */
  displayPath?(path: string): string;
}
