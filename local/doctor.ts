import { checkAll } from './doctor-checks.ts';
import type { Finding } from './doctor-servers.ts';

const marks: Record<Finding['verdict'], string> = { good: '✓', missing: '✗', remark: '·' };

const findings = await checkAll(process.env);
for (const { verdict, part, says, remedy } of findings) {
  console.log(`  ${marks[verdict]} ${part.padEnd(14)}${says}`);
  if (remedy) console.log(`    ${' '.repeat(14)}${remedy}`);
}
const missing = findings.filter(({ verdict }) => verdict === 'missing');
console.log(missing.length === 0 ? '\n  Nothing vital is missing: npm start' : `\n  Missing: ${missing.map(({ part }) => part).join(', ')}.`);
process.exit(missing.length === 0 ? 0 : 1);
