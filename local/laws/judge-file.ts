import { blankComments } from './blank-comments.ts';
import { type Breach, isCode, type ProjectFile } from './breach.ts';
import { checkArrows } from './check-arrows.ts';
import { checkClauses } from './check-clauses.ts';
import { checkLock, checkTree } from './check-tree.ts';

/** Every breach that one file shows by itself. */
export function judgeFile(file: ProjectFile): Breach[] {
  if (file.path.endsWith('package-lock.json')) return checkLock(file);
  const code = isCode(file.path) ? blankComments(file.text) : file.text;
  return [...checkTree(file), ...(isCode(file.path) ? checkArrows(file.path, code) : []), ...checkClauses(file, code)];
}
