const ones = ['', 'бір', 'екі', 'үш', 'төрт', 'бес', 'алты', 'жеті', 'сегіз', 'тоғыз'];
const tens = ['', 'он', 'жиырма', 'отыз', 'қырық', 'елу', 'алпыс', 'жетпіс', 'сексен', 'тоқсан'];
const scales = ['', 'мың', 'миллион', 'миллиард', 'триллион', 'квадриллион'];

/** `oneThousand`: say «бір мың» where the rule of the language says «мың»; some bookkeepers prefer it. */
export type KazakhNumberStyle = Readonly<{ oneThousand?: boolean }>;

/** A whole number from 0 to the largest safe integer in Kazakh words (CLDR spelling rules: 100 «жүз», 1000 «мың», 200 «екі жүз»). */
export function kazakhNumber(value: number, style: KazakhNumberStyle = {}): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} cannot be written in words.`);
  if (value === 0) return 'нөл';
  const words: string[] = [];
  const groups = groupsOfThree(value);
  groups.forEach((group, index) => {
    const scale = groups.length - 1 - index;
    if (group === 0) return;
    const bareThousand = scale === 1 && group === 1 && !style.oneThousand;
    words.push(...(bareThousand ? [] : belowThousand(group)), scales[scale] ?? '');
  });
  return words.filter(word => word !== '').join(' ');
}

function groupsOfThree(value: number): number[] {
  const groups: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 1000)) groups.unshift(rest % 1000);
  return groups;
}

function belowThousand(value: number): string[] {
  const hundreds = Math.floor(value / 100);
  const hundredWords = hundreds === 0 ? [] : [hundreds === 1 ? '' : (ones[hundreds] ?? ''), 'жүз'];
  return [...hundredWords, tens[Math.floor((value % 100) / 10)] ?? '', ones[value % 10] ?? ''];
}
