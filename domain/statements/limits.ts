/** How large a statement may be before it is refused unread: API.md takes bodies up to 100 MB. */
export type StatementLimits = Readonly<{ bytes: number; lines: number; lineCharacters: number; problemsListed: number }>;

export const statementLimits: StatementLimits = { bytes: 100 * 1024 * 1024, lines: 4_000_000, lineCharacters: 20_000, problemsListed: 500 };
