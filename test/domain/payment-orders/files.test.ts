import { describe, expect, it } from 'vitest';
import { cleanFileName } from '../../../domain/payment-orders/clean-file-name.ts';
import { recogniseFile } from '../../../domain/payment-orders/recognise-file.ts';

const bytes = (...begins: number[]) => Uint8Array.from([...begins, ...Array(40).fill(0x20)]);
const text = (begins: string) => new TextEncoder().encode(`${begins}${' '.repeat(40)}`);

describe('a file from a stranger', () => {
  it.each([
    ['a PDF', text('%PDF-1.7\n'), 'application/pdf', 'pdf'],
    ['a JPEG', bytes(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg', 'jpg'],
    ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'image/png', 'png'],
  ])('is %s where its first bytes say so', (_name, file, mime, ending) => {
    expect(recogniseFile(file)).toEqual({ mime, ending });
  });

  it.each([
    ['nothing at all', new Uint8Array()],
    ['the beginning of a beginning', text('%PD').slice(0, 3)],
    ['a page that runs scripts', text('<!doctype html><script>alert(1)</script>%PDF-')],
    ['a drawing that runs scripts', text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">')],
    ['a program', bytes(0x4d, 0x5a, 0x90)],
    ['an archive', bytes(0x50, 0x4b, 0x03, 0x04)],
    ['a GIF', text('GIF89a')],
    ['a PNG whose line ends were changed on the way', bytes(0x89, 0x50, 0x4e, 0x47, 0x0a, 0x1a, 0x0a)],
  ])('is not taken where it is %s', (_name, file) => {
    expect(recogniseFile(file)).toBeNull();
  });
});

describe('the name of a file from a stranger', () => {
  it.each([
    ['Платёжное поручение № 118.pdf', 'pdf', 'Платёжное поручение № 118.pdf'],
    ['IMG_0042.JPEG', 'jpg', 'IMG_0042.jpg'],
    ['C:\\Users\\buh\\Төлем (2).pdf', 'pdf', 'Төлем (2).pdf'],
    ['../../etc/passwd', 'png', 'passwd.png'],
    ['order.pdf.exe', 'pdf', 'order.pdf.pdf'],
    ['.htaccess', 'pdf', 'htaccess.pdf'],
    ['"; filename=evil.html', 'pdf', 'filenameevil.pdf'],
    ['line\r\nSet-Cookie: a=b.pdf', 'pdf', 'lineSet-Cookie ab.pdf'],
    ['\u202Efdp.exe', 'pdf', 'fdp.pdf'],
    ['<img src=x onerror=alert(1)>.png', 'png', 'img srcx onerroralert(1).png'],
    ['💸💸.pdf', 'pdf', 'payment-order.pdf'],
    ['', 'pdf', 'payment-order.pdf'],
    [`${'ф'.repeat(300)}.pdf`, 'pdf', `${'ф'.repeat(80)}.pdf`],
  ])('%j is kept as letters, digits and a few marks, with the ending of what it is', (name, ending, clean) => {
    expect(cleanFileName(name, ending)).toBe(clean);
  });
});
