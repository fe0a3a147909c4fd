export type HolidayName = Readonly<{ ru: string; kk: string; en: string }>;

/** `moves`: where the day falls on a day off, the next working day is off instead (Labour Code, art. 85). Years are inclusive. */
export type FixedHoliday = Readonly<{ monthDay: string; name: HolidayName; moves: boolean; fromYear?: number; toYear?: number }>;

const newYear: HolidayName = { ru: 'Новый год', kk: 'Жаңа жыл', en: 'New Year' };
const nauryz: HolidayName = { ru: 'Наурыз мейрамы', kk: 'Наурыз мейрамы', en: 'Nauryz' };

/** Constitution Day went from 30 August to 15 March by the referendum of 15 March 2026 and is kept there from 2027. */
export const fixedHolidays: readonly FixedHoliday[] = [
  { monthDay: '01-01', name: newYear, moves: true },
  { monthDay: '01-02', name: newYear, moves: true },
  { monthDay: '01-07', name: { ru: 'Православное Рождество', kk: 'Православиелік Рождество', en: 'Orthodox Christmas' }, moves: false },
  { monthDay: '03-08', name: { ru: 'Международный женский день', kk: 'Халықаралық әйелдер күні', en: "International Women's Day" }, moves: true },
  { monthDay: '03-15', name: { ru: 'День Конституции', kk: 'Конституция күні', en: 'Constitution Day' }, moves: true, fromYear: 2027 },
  { monthDay: '03-21', name: nauryz, moves: true },
  { monthDay: '03-22', name: nauryz, moves: true },
  { monthDay: '03-23', name: nauryz, moves: true },
  { monthDay: '05-01', name: { ru: 'Праздник единства народа Казахстана', kk: 'Қазақстан халқының бірлігі мерекесі', en: 'Unity Day' }, moves: true },
  { monthDay: '05-07', name: { ru: 'День защитника Отечества', kk: 'Отан қорғаушы күні', en: 'Defender of the Fatherland Day' }, moves: true },
  { monthDay: '05-09', name: { ru: 'День Победы', kk: 'Жеңіс күні', en: 'Victory Day' }, moves: true },
  { monthDay: '07-06', name: { ru: 'День столицы', kk: 'Астана күні', en: 'Capital City Day' }, moves: true },
  { monthDay: '08-30', name: { ru: 'День Конституции', kk: 'Конституция күні', en: 'Constitution Day' }, moves: true, toYear: 2025 },
  { monthDay: '10-25', name: { ru: 'День Республики', kk: 'Республика күні', en: 'Republic Day' }, moves: true },
  { monthDay: '12-16', name: { ru: 'День Независимости', kk: 'Тәуелсіздік күні', en: 'Independence Day' }, moves: true },
];

export const kurbanAit: HolidayName = { ru: 'Курбан-айт', kk: 'Құрбан айт', en: 'Kurban Ait' };

/** First day of Kurban-ait where it has been announced or published; other years are reckoned from the Islamic calendar. */
export const kurbanAitOn: Readonly<Record<number, string>> = { 2025: '2025-06-06', 2026: '2026-05-27', 2027: '2027-05-16' };
