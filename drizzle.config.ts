import type { Config } from 'drizzle-kit';

const config: Config = { dialect: 'postgresql', schema: './db/schema/index.ts', out: './db/migrations', casing: 'snake_case' };
export default config;
