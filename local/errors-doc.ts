import { writeFileSync } from 'node:fs';
import { errorsDocument } from './errors-document.ts';

// `npm run errors-doc`: writes docs/errors.md from the codes; a test holds it current.
writeFileSync(new URL('../docs/errors.md', import.meta.url), errorsDocument());
