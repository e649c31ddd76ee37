import type { Exec } from '@kubernetes/client-node';

/** Streams of `v5.channel.k8s.io`, as a program in a container has them. */
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;

/**
 * The library's way to a program in a container, which throws past everybody where a frame is none of the protocol's.
 * @param onBroken told instead; what comes after it is not read
 */
export function guardedHandler(
  { handler }: Pick<Exec, 'handler'>,
  onBroken: () => void,
): Exec['handler'] {
  return {
    connect: (path, onText, onBinary) =>
      handler.connect(path, onText, (stream, data) => {
        if (stream === STDOUT || stream === STDERR || (stream === STATUS && isStatus(data))) {
          return onBinary?.(stream, data) ?? true;
        }
        onBroken();
        return false;
      }),
  };
}

/** An empty frame only opens the stream. */
function isStatus(data: Buffer): boolean {
  if (data.length === 0) return true;
  try {
    const value: unknown = JSON.parse(data.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
