export { CONTEXT, labFolder } from './paths.ts';
