/** Cyrillic capitals, Kazakh ones included → the Latin letter that looks the same. */
export const letterLikes: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  Қ: 'K',
  М: 'M',
  Н: 'H',
  Ң: 'H',
  Һ: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Ү: 'Y',
  Ұ: 'Y',
  Х: 'X',
  І: 'I',
  Ѕ: 'S',
  Ј: 'J',
};

/** A sign typed where a digit was printed → that digit. */
export const readAsDigit: Readonly<Record<string, string>> = { B: '8', S: '5', Z: '2', G: '6', Б: '6', З: '3', Ч: '4' };
