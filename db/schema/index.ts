export * from './approvals.ts';
export * from './changes.ts';
export * from './company.ts';
export * from './deals.ts';
export * from './invoices.ts';
export * from './money.ts';
export * from './people.ts';
export * from './reminders.ts';
