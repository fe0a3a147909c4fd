export { deal } from './deal/workflow.ts';
