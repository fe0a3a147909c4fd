export * from './approvals.ts';
export * from './company.ts';
export * from './deals.ts';
export * from './delivery.ts';
export * from './invoices.ts';
export * from './money.ts';
export * from './people.ts';
