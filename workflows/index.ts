export { deal } from './deal/workflow.ts';
export { staffSignIn } from './staff-sign-in/workflow.ts';
export { stepUpCode } from './step-up/workflow.ts';
export { taskLink } from './task-link/workflow.ts';
