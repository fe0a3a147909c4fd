import type { Money } from '../../../../domain/money/money.ts';
import type { PublicFrame, StaffFrame } from '../../../../templates/pages/views/frame-view.ts';

/** Sunday evening in Almaty, as in the drawings the pages follow. */
export const nowAt = '2026-11-22T14:48:00Z';

export const tenge = (whole: number, minor = 0): Money => ({ amountMinor: whole * 100 + minor, currency: 'KZT' });

const help = { name: 'Тимур Каримов', phone: '+7 700 000-00-12', email: 'help@arna.example', hours: '9:00–18:00' };

export const staffFrame = (section: StaffFrame['section'], path: string, more: Partial<StaffFrame> = {}): StaffFrame => ({
  companyName: 'Арна Снаб',
  path,
  nowAt,
  help,
  person: { name: 'Айгерим Садыкова' },
  csrf: 'csrf-of-the-sample',
  section,
  openTasks: 3,
  inbox: true,
  settings: false,
  done: null,
  ...more,
});

export const publicFrame = (path: string, more: Partial<PublicFrame> = {}): PublicFrame => ({
  companyName: 'Арна Снаб',
  companyLine: 'ТОО «Арна Снаб», БИН 000111222333, Алматы, ул. Примерная, 1.',
  path,
  nowAt,
  help,
  done: null,
  ...more,
});
