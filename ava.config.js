import path from 'node:path';

export default {
  extensions: ['ts'],
  files: ['tools/*/test/**/*.test.ts'],
  timeout: '2m',
  // A process of its own for each file starts others faster than a thread does.
  workerThreads: false,
  // Each process would strip the types of the same modules and compile them again.
  environmentVariables: {
    NODE_COMPILE_CACHE: path.join(import.meta.dirname, 'node_modules/.cache/compiled'),
  },
};
