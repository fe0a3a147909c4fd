import QRCode from 'qrcode';
import { SafeMarkup } from '../render/safe-markup.ts';

const quietZone = 3;

/** A QR code of an address as one SVG path, black on nothing, with the description read aloud in its place. */
export function qrCode(address: string, description: string): SafeMarkup {
  const { side, path } = qrModules(address);
  const label = description.replace(/[<>&"']/g, ' ');
  return new SafeMarkup(`<svg viewBox="0 0 ${side} ${side}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path d="${path}"/></svg>`);
}

/** The modules of a QR code as the path of one SVG shape, with the side of its square view box; the quiet zone is inside. */
export function qrModules(address: string): Readonly<{ side: number; path: string }> {
  const { modules } = QRCode.create(address, { errorCorrectionLevel: 'M' });
  const path = Array.from({ length: modules.size }, (_, row) => rowOfModules(modules, row)).join('');
  return { side: modules.size + 2 * quietZone, path };
}

function rowOfModules(modules: QRCode.BitMatrix, row: number): string {
  let path = '';
  for (let start = 0; start < modules.size; start += 1) {
    if (!modules.get(row, start)) continue;
    let end = start;
    while (end < modules.size && modules.get(row, end)) end += 1;
    const width = end - start;
    path += `M${start + quietZone} ${row + quietZone}h${width}v1h-${width}z`;
    start = end;
  }
  return path;
}
