/** A statement in the shape that Kaspi exports: 1CClientBankExchange 1.01 in windows-1251, sums only in СуммаПриход and СуммаРасход (formats.md 2.3). */

export type StatementParty = Readonly<{ name: string; taxId: string; iban: string; bic: string }>;
export type IncomingDocument = Readonly<{ docNo: string; on: string; payer: StatementParty; amountMinor: number; purpose: string }>;
export type StatementContent = Readonly<{ owner: StatementParty; fromOn: string; toOn: string; openingMinor: number; documents: readonly IncomingDocument[] }>;

/** Answers the bytes of the file. A letter that windows-1251 does not have, such as «қ», becomes a question mark, as it does in the files of banks. */
export function kaspiStatement(content: StatementContent): Uint8Array {
  return encodeWindows1251(`${[...heading(content), ...content.documents.flatMap(document => documentLines(document, content.owner)), 'КонецФайла'].join('\r\n')}\r\n`);
}

function heading({ owner, fromOn, toOn, openingMinor, documents }: StatementContent): string[] {
  const inMinor = documents.reduce((sum, document) => sum + document.amountMinor, 0);
  const period = [`ДатаНачала=${dotted(fromOn)}`, `ДатаКонца=${dotted(toOn)}`, `РасчСчет=${owner.iban}`];
  return [
    '1CClientBankExchange',
    'ВерсияФормата=1.01',
    'Кодировка=Windows',
    'Получатель=1C',
    ...period,
    'СекцияРасчСчет',
    ...period,
    `НачальныйОстаток=${sum(openingMinor)}`,
    `ВсегоПоступило=${sum(inMinor)}`,
    'ВсегоСписано=0.00',
    `КонечныйОстаток=${sum(openingMinor + inMinor)}`,
    'КонецРасчСчет',
  ];
}

function documentLines({ docNo, on, payer, amountMinor, purpose }: IncomingDocument, owner: StatementParty): string[] {
  return [
    'СекцияДокумент=выписка',
    `НомерДокумента=${docNo}`,
    `ДатаДокумента=${dotted(on)}`,
    'ВидДокумента=Платежное поручение',
    ...partyLines('Получатель', owner),
    ...partyLines('Плательщик', payer),
    `СуммаПриход=${sum(amountMinor)}`,
    `ДатаОперации=${dotted(on)}`,
    `НазначениеПлатежа=${purpose.replace(/\s+/gu, ' ')}`,
    'КодНазначенияПлатежа=710',
    'КонецДокумента',
  ];
}

function partyLines(side: 'Получатель' | 'Плательщик', { name, taxId, iban, bic }: StatementParty): string[] {
  return [`${side}Наименование=${name.replace(/\s+/gu, ' ')}`, `${side}БИН_ИИН=${taxId}`, `${side}ИИК=${iban}`, `${side}БанкБИК=${bic}`, `${side}КБЕ=17`];
}

function dotted(on: string): string {
  return on.split('-').toReversed().join('.');
}

function sum(minor: number): string {
  return `${Math.trunc(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;
}

const questionMark = 0x3f;

/** The decoder of the platform, turned round: one byte for each of its 256 characters. */
const byteOf = new Map(Array.from(new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte)), (character, byte) => [character, byte]));

function encodeWindows1251(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text), character => byteOf.get(character) ?? questionMark);
}
