/** What a customer may send to show that it has paid. */
export type PaymentOrderFile = Readonly<{ mime: 'application/pdf' | 'image/jpeg' | 'image/png'; ending: 'pdf' | 'jpg' | 'png' }>;

/** A page of paper as a photograph of a telephone, and more than any bank's PDF. */
export const paymentOrderMaxBytes = 10 * 1024 * 1024;

const kinds: readonly (PaymentOrderFile & Readonly<{ begins: readonly number[] }>)[] = [
  { mime: 'application/pdf', ending: 'pdf', begins: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { mime: 'image/jpeg', ending: 'jpg', begins: [0xff, 0xd8, 0xff] },
  { mime: 'image/png', ending: 'png', begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
];

/** PDF, JPEG or PNG by its first bytes; null for anything else, whatever its name or its sender says of it. */
export function recogniseFile(bytes: Uint8Array): PaymentOrderFile | null {
  const kind = kinds.find(({ begins }) => begins.every((byte, at) => bytes[at] === byte));
  return kind ? { mime: kind.mime, ending: kind.ending } : null;
}
