/** What a key may be allowed to do. */
export const scopes = [
  'deals:read',
  'deals:write',
  'approvals:decide',
  'invoices:read',
  'invoices:write',
  'payments:read',
  'payments:write',
  'reminders:write',
  'delivery:report',
  'receivables:read',
  'metrics:read',
  'admin',
] as const;

export type Scope = (typeof scopes)[number];
