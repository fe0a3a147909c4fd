/** The Kazakh cases a date or time meets in our sentences: to (дейін), in or at, from or by. */
export type KazakhCase = 'dative' | 'locative' | 'ablative';

// One row per month as Intl names it: the endings follow the last vowel and the last sound of the word.
const monthEndings: Readonly<Record<string, Readonly<Record<KazakhCase, string>>>> = {
  қаңтар: { dative: 'ға', locative: 'да', ablative: 'дан' },
  ақпан: { dative: 'ға', locative: 'да', ablative: 'нан' },
  наурыз: { dative: 'ға', locative: 'да', ablative: 'дан' },
  сәуір: { dative: 'ге', locative: 'де', ablative: 'ден' },
  мамыр: { dative: 'ға', locative: 'да', ablative: 'дан' },
  маусым: { dative: 'ға', locative: 'да', ablative: 'нан' },
  шілде: { dative: 'ге', locative: 'де', ablative: 'ден' },
  тамыз: { dative: 'ға', locative: 'да', ablative: 'дан' },
  қыркүйек: { dative: 'ке', locative: 'те', ablative: 'тен' },
  қазан: { dative: 'ға', locative: 'да', ablative: 'нан' },
  қараша: { dative: 'ға', locative: 'да', ablative: 'дан' },
  желтоқсан: { dative: 'ға', locative: 'да', ablative: 'нан' },
};

// The ending of a figure follows its last spoken numeral: 15 → он бес → -ке, 20 → жиырма → -ға.
const numeralDative: Readonly<Record<number, string>> = {
  0: 'ге',
  1: 'ге',
  2: 'ге',
  3: 'ке',
  4: 'ке',
  5: 'ке',
  6: 'ға',
  7: 'ге',
  8: 'ге',
  9: 'ға',
  10: 'ға',
  20: 'ға',
  30: 'ға',
  40: 'қа',
  50: 'ге',
};

/** A month's name in a case: қараша → қарашада. */
export function kazakhMonth(month: string, ending: KazakhCase): string {
  return month + (monthEndings[month]?.[ending] ?? '');
}

/** A time of day with its dative ending, for «дейін»: 18:10 → 18:10-ға, 15:00 → 15:00-ке. */
export function kazakhTimeDative(time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return `${time}-${numeralDative[lastNumeral(minutes === 0 ? hours : minutes)] ?? 'ге'}`;
}

function lastNumeral(value: number): number {
  if (value === 0) return 0;
  return value % 10 === 0 ? value : value % 10;
}
