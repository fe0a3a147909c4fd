export const recordTypes = ['customer', 'invoice', 'payment'] as const;
export type RecordType = (typeof recordTypes)[number];

type ColumnRule = Readonly<{ records: readonly RecordType[]; required: readonly RecordType[]; russian: readonly string[] }>;

/** Columns that describe a customer; an invoice row may carry them too, so that a file needs no row of its own for a customer. */
const describesCustomer: readonly RecordType[] = ['customer', 'invoice'];

/** Every column of the receivables file: the rows it may be filled in, those that cannot go without it, and the Russian headings read as the same. */
export const columns = {
  record: { records: recordTypes, required: recordTypes, russian: ['запись', 'тип_записи', 'тип'] },
  customer_tax_id: { records: describesCustomer, required: describesCustomer, russian: ['бин', 'иин', 'бин_иин', 'бин/иин', 'бин_клиента', 'бин_покупателя'] },
  customer_name: { records: describesCustomer, required: ['customer'], russian: ['клиент', 'покупатель', 'контрагент', 'наименование_клиента'] },
  customer_email: { records: describesCustomer, required: [], russian: ['почта', 'email_клиента', 'эл_почта', 'эл._почта'] },
  customer_segment: { records: describesCustomer, required: [], russian: ['сегмент'] },
  customer_time_zone: { records: describesCustomer, required: [], russian: ['часовой_пояс'] },
  customer_iban: { records: describesCustomer, required: [], russian: ['иик', 'иик_клиента', 'счет_клиента'] },
  language: { records: describesCustomer, required: [], russian: ['язык'] },
  invoice_number: { records: ['invoice', 'payment'], required: ['invoice', 'payment'], russian: ['номер_счета', '№_счета', 'счет'] },
  issued_on: { records: ['invoice'], required: ['invoice'], russian: ['дата_счета', 'выставлен'] },
  due_on: { records: ['invoice'], required: ['invoice'], russian: ['срок_оплаты', 'оплатить_до'] },
  gross: { records: ['invoice'], required: ['invoice'], russian: ['сумма_счета', 'сумма_с_ндс'] },
  vat: { records: ['invoice'], required: [], russian: ['ндс', 'сумма_ндс'] },
  paid: { records: ['invoice'], required: [], russian: ['оплачено'] },
  currency: { records: ['invoice', 'payment'], required: ['invoice', 'payment'], russian: ['валюта'] },
  deal_title: { records: ['invoice'], required: [], russian: ['сделка', 'название_сделки'] },
  owner_email: { records: ['invoice'], required: [], russian: ['менеджер', 'почта_менеджера'] },
  contract_number: { records: ['invoice'], required: [], russian: ['договор', 'номер_договора'] },
  payment_external_id: { records: ['payment'], required: ['payment'], russian: ['номер_платежа', 'id_платежа'] },
  received_on: { records: ['payment'], required: ['payment'], russian: ['дата_платежа', 'дата_оплаты'] },
  amount: { records: ['payment'], required: ['payment'], russian: ['сумма_платежа', 'сумма_оплаты'] },
  payer_name: { records: ['payment'], required: [], russian: ['плательщик'] },
  payer_tax_id: { records: ['payment'], required: [], russian: ['бин_плательщика'] },
  payer_iban: { records: ['payment'], required: [], russian: ['иик_плательщика'] },
  purpose: { records: ['payment'], required: [], russian: ['назначение', 'назначение_платежа'] },
} as const satisfies Record<string, ColumnRule>;

export type Column = keyof typeof columns;

export const columnNames = Object.keys(columns) as readonly Column[];

const columnOfHeading = new Map<string, Column>(columnNames.flatMap(name => [name, ...columns[name].russian].map(heading => [heading, name] as const)));

const recordOfWord = new Map<string, RecordType>([
  ...recordTypes.map(type => [type, type] as const),
  ['клиент', 'customer'],
  ['покупатель', 'customer'],
  ['контрагент', 'customer'],
  ['счет', 'invoice'],
  ['платеж', 'payment'],
  ['оплата', 'payment'],
]);

/** The column a heading stands for, in English or Russian, without regard to case, spaces and ё. */
export function columnOf(heading: string): Column | undefined {
  return columnOfHeading.get(folded(heading));
}

/** What a row records, in English or Russian. */
export function recordTypeOf(word: string): RecordType | undefined {
  return recordOfWord.get(folded(word));
}

/** Words by which windows-1251 and CP866 are told apart: the Russian headings, and what nearly every list of companies holds. */
export const expectedWords: readonly string[] = [...columnOfHeading.keys(), 'платеж', 'тоо', 'товарищество', 'филиал', 'договор', 'казахстан'].filter(word => /\p{Script=Cyrillic}{3}/u.test(word));

function folded(text: string): string {
  return text.trim().toLowerCase().replaceAll('ё', 'е').replace(/\s+/gu, '_');
}
