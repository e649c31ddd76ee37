import { publishBranch } from './test/publish-branch.ts';
await publishBranch({ root: '/tmp/w/branch-trial' } as never, 'dev');
