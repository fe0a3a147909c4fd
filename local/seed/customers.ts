export type CustomerKey = 'romashka' | 'qainar' | 'caspian' | 'koktem' | 'dala' | 'omarov' | 'karaganda' | 'tobyl';

/** How a customer has paid so far: days after the due date, and how often in two parts. */
type Habit = Readonly<{ lateFromDays: number; lateToDays: number; inParts: number; everyDays: number; usualMinor: number; termsDays: number }>;

export type DemoCustomer = Readonly<{
  name: string;
  kind: 'company' | 'sole_trader';
  taxId: Readonly<{ type: 'kz_bin' | 'kz_iin'; value: string }>;
  email: string;
  contactName: string;
  phone: string;
  address: string;
  timeZone: string;
  language: 'ru' | 'kk' | 'en';
  segment: 'corporate' | 'retail' | 'state';
  iban: string;
  bic: string;
  contract: string;
  goods: readonly [string, ...string[]];
  habit: Habit;
}>;

/**
 * The eight customers of the demo, invented, with valid check digits. «Тобыл Строй» has an address that the local mail server
 * refuses for the moment, as a full mailbox does: its deal shows what a failing step looks like.
 */
export const demoCustomers: Readonly<Record<CustomerKey, DemoCustomer>> = {
  romashka: {
    name: 'ТОО «Ромашка»',
    kind: 'company',
    taxId: { type: 'kz_bin', value: '150940002147' },
    email: 'buh@romashka.example',
    contactName: 'Гульнара Маратовна',
    phone: '+7 700 000-00-81',
    address: '100000, г. Караганда, пр. Образцовый, 22',
    timeZone: 'Asia/Almaty',
    language: 'ru',
    segment: 'corporate',
    iban: 'KZ41722DEMO000000301',
    bic: 'CASPKZKA',
    contract: '17/2026',
    goods: ['Насосы и арматура', 'Запасные части', 'Арматура, ремонт'],
    habit: { lateFromDays: 2, lateToDays: 6, inParts: 0.2, everyDays: 33, usualMinor: 260_000_000, termsDays: 14 },
  },
  qainar: {
    name: '«Қайнар Су» ЖШС',
    kind: 'company',
    taxId: { type: 'kz_bin', value: '181140003273' },
    email: 'esep@qainar-su.example',
    contactName: 'Жанар Әбдіқызы',
    phone: '+7 700 000-00-82',
    address: '160000, Шымкент қ., Үлгі к-сі, 7',
    timeZone: 'Asia/Almaty',
    language: 'kk',
    segment: 'corporate',
    iban: 'KZ97601DEMO000000302',
    bic: 'HSBKKZKX',
    contract: '21/2026',
    goods: ['Сүзгілер', 'Су дайындау жабдығы', 'Қосалқы бөлшектер'],
    habit: { lateFromDays: -3, lateToDays: 1, inParts: 0, everyDays: 29, usualMinor: 180_000_000, termsDays: 14 },
  },
  caspian: {
    name: 'Caspian Drilling Services LLP',
    kind: 'company',
    taxId: { type: 'kz_bin', value: '141040009271' },
    email: 'payables@caspian-drilling.example',
    contactName: 'Nurlan Bekov',
    phone: '+7 700 000-00-83',
    address: '130000, Aktau, Sample district 14',
    timeZone: 'Asia/Aqtau',
    language: 'en',
    segment: 'corporate',
    iban: 'KZ83998DEMO000000309',
    bic: 'TSESKZKA',
    contract: '9/2026',
    goods: ['Drainage pumps', 'Spare parts', 'Pump service kit'],
    habit: { lateFromDays: -1, lateToDays: 4, inParts: 0.1, everyDays: 41, usualMinor: 480_000_000, termsDays: 30 },
  },
  koktem: {
    name: '«Көктем Водоканал» МКК',
    kind: 'company',
    taxId: { type: 'kz_bin', value: '160240004714' },
    email: 'qarzhy@koktem-vodokanal.example',
    contactName: 'Ербол Сағынбаев',
    phone: '+7 700 000-00-84',
    address: '040000, Талдықорған қ., Су к-сі, 3',
    timeZone: 'Asia/Almaty',
    language: 'kk',
    segment: 'state',
    iban: 'KZ86070DEMO000000308',
    bic: 'KKMFKZ2A',
    contract: 'ГЗ-44',
    goods: ['Су есептегіштер', 'Жөндеу жинағы'],
    habit: { lateFromDays: 8, lateToDays: 16, inParts: 0.3, everyDays: 58, usualMinor: 620_000_000, termsDays: 30 },
  },
  dala: {
    name: 'ТОО «Дала Трейд»',
    kind: 'company',
    taxId: { type: 'kz_bin', value: '190840005620' },
    email: 'finance@dala-trade.example',
    contactName: 'Олег Викторович',
    phone: '+7 700 000-00-85',
    address: '090000, г. Уральск, ул. Пробная, 5',
    timeZone: 'Asia/Oral',
    language: 'ru',
    segment: 'corporate',
    iban: 'KZ49856DEMO000000303',
    bic: 'KCJBKZKX',
    contract: '31/2026',
    goods: ['Ёмкости и фильтры', 'Трубы ПНД'],
    habit: { lateFromDays: 14, lateToDays: 27, inParts: 0.5, everyDays: 47, usualMinor: 310_000_000, termsDays: 14 },
  },
  omarov: {
    name: 'ИП Омаров К. Т.',
    kind: 'sole_trader',
    taxId: { type: 'kz_iin', value: '791122400510' },
    email: 'omarov@mail.example',
    contactName: 'Канат Тлеуович',
    phone: '+7 700 000-00-86',
    address: '070000, г. Усть-Каменогорск, ул. Примерная, 12',
    timeZone: 'Asia/Almaty',
    language: 'ru',
    segment: 'retail',
    iban: 'KZ73722DEMO000000307',
    bic: 'CASPKZKA',
    contract: '40/2026',
    goods: ['Фитинги', 'Краны шаровые'],
    habit: { lateFromDays: -2, lateToDays: 0, inParts: 0, everyDays: 37, usualMinor: 45_000_000, termsDays: 7 },
  },
  karaganda: {
    name: 'ТОО «Караганда Жылу Сервис»',
    kind: 'company',
    taxId: { type: 'kz_bin', value: '110540006188' },
    email: 'buh@kzs.example',
    contactName: 'Марина Сергеевна',
    phone: '+7 700 000-00-87',
    address: '100000, г. Караганда, ул. Тепловая, 4',
    timeZone: 'Asia/Almaty',
    language: 'ru',
    segment: 'corporate',
    iban: 'KZ29965DEMO000000304',
    bic: 'IRTYKZKA',
    contract: '24/2026',
    goods: ['Насосная группа', 'Теплообменники', 'Автоматика котельной'],
    habit: { lateFromDays: 0, lateToDays: 3, inParts: 0.1, everyDays: 36, usualMinor: 390_000_000, termsDays: 30 },
  },
  tobyl: {
    name: 'ТОО «Тобыл Строй»',
    kind: 'company',
    taxId: { type: 'kz_bin', value: '210640008337' },
    email: 'snab@full-mailbox.example',
    contactName: 'Асель Ринатовна',
    phone: '+7 700 000-00-88',
    address: '110000, г. Костанай, ул. Строителей, 30',
    timeZone: 'Asia/Almaty',
    language: 'ru',
    segment: 'corporate',
    iban: 'KZ86601DEMO000000306',
    bic: 'HSBKKZKX',
    contract: '38/2026',
    goods: ['Трубы ПНД', 'Дренаж участка'],
    habit: { lateFromDays: 1, lateToDays: 9, inParts: 0.2, everyDays: 52, usualMinor: 220_000_000, termsDays: 14 },
  },
};
