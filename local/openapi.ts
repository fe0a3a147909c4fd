import { writeFileSync } from 'node:fs';
import { specification } from './api-specification.ts';

// `npm run openapi`: writes the specification of /v1 from the routes themselves; a test holds it current.
writeFileSync(new URL('../openapi.json', import.meta.url), await specification());
